"""A member's own scores over time, in the order of time and in plain words; never a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from wellbeing.checkins.instrument_texts import spoken
from wellbeing.checkins.instruments import SHIPPED, HigherIs, shipped
from wellbeing.checkins.scoring import on_hundred, scored

Change = Literal["first", "turned", "same", "higher", "lower"]


class Copy(Protocol):
    """What is read of one own copy."""

    @property
    def month_on(self) -> date: ...
    @property
    def wave(self) -> str: ...
    @property
    def scores(self) -> Mapping[str, Mapping[str, float]]: ...
    @property
    def asked(self) -> Mapping[str, Mapping[str, list[str]]]: ...


@dataclass(frozen=True, slots=True)
class Point:
    """One score, on the native range and on 0–100; `asked` are the questions behind it where these take turns."""

    month_on: date
    wave: str
    value: float
    hundred: float
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """The scores of one scale, oldest first, and how the last lies to the one before.

    `first` is a single score; `turned` are several of which none before the last asked the same questions.
    """

    instrument: str
    title: str
    low: float
    high: float
    higher_is: HigherIs
    points: tuple[Point, ...]
    change: Change
    by_turns: bool = False


def trends_of(copies: Iterable[Copy], language: str = "en") -> list[Trend]:
    """One trend per scale of the shipped instruments that has a score.

    `change` is `same` unless the last two scores differ by more than the reference SD of the scale: smaller steps
    are what one person's answers do from week to week. Where questions take turns, the last score is compared with the
    one before it that the same questions were asked for.
    """
    ordered = sorted(copies, key=lambda copy: copy.month_on)
    found = []
    for instrument in (spoken(shipped(key), language) for key in SHIPPED):
        for scale in scored(instrument):
            points = tuple(
                Point(copy.month_on, copy.wave, value, on_hundred(value, low=scale.low, high=scale.high), asked)
                for copy in ordered
                for value in [copy.scores.get(instrument.key, {}).get(scale.name)]
                for asked in [tuple(copy.asked.get(instrument.key, {}).get(scale.name, ()))]
                if value is not None
            )
            if points:
                same = [point.value for point in points if point.asked == points[-1].asked]
                found.append(
                    Trend(
                        instrument=instrument.name,
                        title=scale.title,
                        low=scale.low,
                        high=scale.high,
                        higher_is=scale.higher_is,
                        points=points,
                        change="turned" if len(same) < 2 <= len(points) else _change(same, scale.reference_sd),
                        by_turns=instrument.rotation is not None,
                    )
                )
    return found


def _change(values: list[float], reference_sd: float) -> Change:
    if len(values) < 2:
        return "first"
    step = values[-1] - values[-2]
    if abs(step) <= reference_sd:
        return "same"
    return "higher" if step > 0 else "lower"
