"""A member's own scores over time, in the order of time and in plain words; never a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from wellbeing.checkins.instruments import SHIPPED, HigherIs, shipped
from wellbeing.checkins.scoring import on_hundred


class Copy(Protocol):
    """What is read of one own copy."""

    @property
    def month_on(self) -> date: ...
    @property
    def wave(self) -> str: ...
    @property
    def scores(self) -> Mapping[str, Mapping[str, float]]: ...


@dataclass(frozen=True, slots=True)
class Point:
    """One score, on the native range and on 0–100."""

    month_on: date
    wave: str
    value: float
    hundred: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The scores of one scale, oldest first, and how the last lies to the one before."""

    instrument: str
    title: str
    low: float
    high: float
    higher_is: HigherIs
    points: tuple[Point, ...]
    change: Literal["first", "same", "higher", "lower"]


def trends_of(copies: Iterable[Copy]) -> list[Trend]:
    """One trend per scale of the shipped instruments that has a score.

    `change` is `same` unless the last two scores differ by more than the reference SD of the scale: smaller steps
    are what one person's answers do from week to week.
    """
    ordered = sorted(copies, key=lambda copy: copy.month_on)
    found = []
    for instrument in map(shipped, SHIPPED):
        for scale in instrument.scales:
            points = tuple(
                Point(copy.month_on, copy.wave, value, on_hundred(value, low=scale.low, high=scale.high))
                for copy in ordered
                for value in [copy.scores.get(instrument.key, {}).get(scale.name)]
                if value is not None
            )
            if points:
                change = _change([point.value for point in points], scale.reference_sd)
                found.append(
                    Trend(instrument.name, scale.title, scale.low, scale.high, scale.higher_is, points, change)
                )
    return found


def _change(values: list[float], reference_sd: float) -> Literal["first", "same", "higher", "lower"]:
    if len(values) < 2:
        return "first"
    step = values[-1] - values[-2]
    if abs(step) <= reference_sd:
        return "same"
    return "higher" if step > 0 else "lower"
