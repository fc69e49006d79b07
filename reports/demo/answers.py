"""Invented answers: people differ, units differ, and some things move over the year; pure and repeatable."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wellbeing.checkins.instruments import Choice, Instrument, Item

Cells = dict[str, dict[str, str]]

RESPONSE = 0.83
SKIPPED = 0.02
UNKNOWN = 0.06
# how hard or how well a unit's year goes: strain at the first wave, and its change a wave
STRAIN: Mapping[str, tuple[float, float]] = {
    "Night shift": (0.62, -0.035),
    "Day shift": (0.5, -0.005),
    "Transport": (0.46, 0.02),
    "Engineering": (0.42, 0.0),
    "Customer care": (0.52, 0.03),
    "Research": (0.34, 0.0),
    "Quay Street": (0.44, -0.02),
    "Canal Row": (0.52, 0.0),
    "Publishing": (0.4, 0.025),
}
ORDINARY = (0.42, 0.0)


@dataclass(frozen=True, slots=True)
class Temper:
    """How one invented person tends to answer: strain and engagement, each from 0 to 1."""

    strain: float
    engagement: float


def temper(email: str, unit: str) -> Temper:
    """The lasting part of a person, drawn once from the address."""
    rng = random.Random(f"temper {email}")  # noqa: S311 - invented answers, nothing to guard
    level, _change = STRAIN.get(unit.rpartition(" / ")[2], ORDINARY)
    own = rng.gauss(0, 0.14)
    return Temper(strain=level + own, engagement=1.17 - level - 0.5 * own + rng.gauss(0, 0.1))


def answers(
    email: str, unit: str, wave: int, instruments: Iterable[Instrument], *, surely: bool = False
) -> Cells | None:
    """What this person answers in the wave of this number, or None when they leave it out."""
    rng = random.Random(f"wave {wave} {email}")  # noqa: S311 - invented answers, nothing to guard
    if rng.random() > RESPONSE and not surely:
        return None
    _level, change = STRAIN.get(unit.rpartition(" / ")[2], ORDINARY)
    lasting, mood = temper(email, unit), rng.gauss(0, 0.07)
    levels = {
        "burnout": lasting.strain + change * wave + mood,
        "engagement": lasting.engagement - 0.8 * change * wave - 0.5 * mood,
    }
    return {
        one.key: {
            item.id: _cell(item, _leaning(one, item, levels), rng) for item in one.questions if rng.random() > SKIPPED
        }
        | {item_id: cell for choice in one.choices for item_id, cell in _chosen(choice, levels["burnout"], rng).items()}
        for one in instruments
    }


def _leaning(instrument: Instrument, item: Item, levels: Mapping[str, float]) -> float:
    """How much of an item this person says: our pulse asks of strain only where it asks of self-criticism."""
    if instrument.kind == "pulse":
        return levels["burnout"] if item.id.startswith("criticism") else levels["engagement"]
    return levels.get(instrument.kind, 0.55)


def _chosen(choice: Choice, strain: float, rng: random.Random) -> dict[str, str]:
    """One or two things that would help, the first ones of the list more often where strain is high."""
    if rng.random() < SKIPPED:
        return {}
    weights = [1 + 4 * max(strain, 0.0) / (1 + place) for place in range(len(choice.items))]
    ticked = set(rng.choices(choice.items, weights, k=choice.most))
    return {item_id: "100" if item_id in ticked else "0" for item_id in choice.items}


def _cell(item: Item, level: float, rng: random.Random) -> str:
    unknown = [option.code for option in item.options if option.value is None]
    if unknown and rng.random() < UNKNOWN:
        return unknown[0]
    known = sorted((option for option in item.options if option.value is not None), key=lambda one: one.value or 0)
    easy = random.Random(item.id).gauss(0, 0.07)  # noqa: S311 - some questions are easier to agree with
    drawn = min(max(level + easy + rng.gauss(0, 0.16), 0.0), 1.0)
    place = round((1 - drawn if item.reverse else drawn) * (len(known) - 1))
    return known[place].code
