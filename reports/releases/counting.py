"""From an opened urn to published figures; pure, so that it can run for long without holding a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from reports.disclosure.groups import Candidate
from reports.disclosure.publication import PARTICIPATION_THRESHOLD, Form, PublishedFigure, publish
from reports.disclosure.rounding import Bound
from reports.releases.statistics import PARTICIPATION, Figure, InstrumentLabel, ReleasedScale, Scale
from wellbeing.checkins.instruments import ScaleFacts
from wellbeing.checkins.scoring import on_hundred
from wellbeing.checkins.statistics import InstrumentFacts, WaveFacts

ORGANIZATION = "organization"


Path = tuple[UUID, ...]
"""The units somebody counts in, from the root down; empty for the organization as a whole."""

Answer = tuple[Path, float]
"""Where a person counts and their value."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it is called when the wave is released; places are given in chart order."""

    unit_id: UUID
    path: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What came out of the urn: where the invited and those who answered count, and values by instrument and scale.

    ``values`` are on the native range of each scale, one for each ballot that has a score on it.
    """

    invited: Sequence[Path]
    answered: Sequence[Path]
    values: Mapping[tuple[str, str], Sequence[Answer]]


def count(wave: WaveFacts, counted: Counted, places: Sequence[Place]) -> tuple[ReleasedScale, ...]:
    """Every figure of a wave, the response rate first; each passes disclosure control exactly once.

    Groups are the organization and every unit with at least one person invited; with ``organization_only`` just the
    organization. Values are put on 0-100 before they are averaged. Raises DisclosureError when paths do not nest.
    """
    chart = _Chart([] if wave.organization_only else counted.invited, len(counted.invited), places)
    scales = [ReleasedScale(_rate_scale(), _rate(counted, chart, wave.threshold))]
    for instrument in wave.instruments:
        for facts in instrument.scales:
            hundred = [
                (path, min(100.0, max(0.0, on_hundred(value, low=facts.low, high=facts.high))))
                for path, value in counted.values.get((instrument.key, facts.name), ())
            ]
            figures = publish(chart.candidates(hundred), _numbered(hundred), wave.threshold)
            scales.append(ReleasedScale(_scale(facts), chart.placed(figures)))
    return tuple(scales)


def label(instrument: InstrumentFacts) -> InstrumentLabel:
    """What is said about an instrument beside its figures."""
    return InstrumentLabel(
        instrument.key, instrument.version, instrument.name, instrument.kind, instrument.note, instrument.source
    )


class _Chart:
    """The groups of a wave: who contains whom, how many were invited, and in which order they stand."""

    def __init__(self, paths: Sequence[Path], everybody: int, places: Sequence[Place]) -> None:
        self._above: dict[UUID, UUID | None] = {}
        for path in paths:
            self._above.update(zip(path, (None, *path), strict=False))
        self._invited = Counter(unit for path in paths for unit in path)
        self._everybody = everybody
        self._order = [place for place in places if place.unit_id in self._above]

    def candidates(self, answers: Sequence[Answer]) -> list[Candidate]:
        """The organization and the units in chart order, with the numbers of the answers that count in them."""
        inside: dict[UUID, list[str]] = {}
        everybody = []
        for number, (path, _value) in enumerate(answers):
            everybody.append(str(number))
            for unit in path:
                inside.setdefault(unit, []).append(str(number))
        found = [Candidate(ORGANIZATION, None, frozenset(everybody), self._everybody)]
        for place in self._order:
            above = self._above[place.unit_id]
            people = frozenset(inside.get(place.unit_id, ()))
            parent = ORGANIZATION if above is None else str(above)
            found.append(Candidate(str(place.unit_id), parent, people, self._invited[place.unit_id]))
        return found

    def placed(self, figures: Sequence[PublishedFigure]) -> tuple[Figure, ...]:
        """Published figures with the unit's id, path and position; the order is that of ``candidates``."""
        return tuple(
            _figure(figure, place, position)
            for position, (figure, place) in enumerate(zip(figures, (None, *self._order), strict=True))
        )


def _figure(figure: PublishedFigure, place: Place | None, position: int) -> Figure:
    return Figure(
        unit_id=place.unit_id if place else None,
        unit_path=place.path if place else "",
        position=position,
        value=figure.value,
        bound=None if figure.bound is Bound.EXACT else figure.bound.value,
        n_band=_band(figure),
        status="published" if figure.is_shown else "suppressed",
        reason=figure.reason.value if figure.reason else None,
    )


def _band(figure: PublishedFigure) -> str | None:
    if figure.size_low is None:
        return None
    return f"{figure.size_low}+" if figure.size_high is None else f"{figure.size_low}-{figure.size_high}"


def _rate(counted: Counted, chart: _Chart, threshold: int) -> tuple[Figure, ...]:
    took_part = Counter(counted.answered)
    answers: list[Answer] = []
    for path, invited in sorted(Counter(counted.invited).items(), key=str):
        answers += [(path, 100.0)] * took_part[path] + [(path, 0.0)] * (invited - took_part[path])
    fewest = max(PARTICIPATION_THRESHOLD, threshold)
    return chart.placed(publish(chart.candidates(answers), _numbered(answers), fewest, Form.BAND))


def _numbered(answers: Sequence[Answer]) -> Mapping[str, float]:
    return {str(number): value for number, (_path, value) in enumerate(answers)}


def _rate_scale() -> Scale:
    title, name = "Response rate", "answered"
    return Scale(PARTICIPATION, name, title, "participation", name, 0.0, 100.0, "better", 50.0, None, "")


_MEASURES: dict[str, Literal["score", "share", "item"]] = {"score": "score", "share": "share", "item": "item"}


def _scale(facts: ScaleFacts) -> Scale:
    return Scale(
        instrument=facts.instrument,
        name=facts.name,
        title=facts.title,
        measure=_MEASURES[facts.kind],
        of=facts.of,
        low=facts.low,
        high=facts.high,
        higher_is=facts.higher_is,
        reference_sd=facts.reference_sd,
        share_from=facts.share_from,
        note=facts.note,
    )
