"""Days of a month, the same day in earlier times, effort and kindness beside mood: plain values in and out; pure."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from wellbeing.journal.mood import Energy, Pleasantness
from wellbeing.journal.reflection import Reflection

YEARS = 10
MONTHS = (6, 3, 1)
MOST_PERIODS = 12
WIDTH, LEFT, RIGHT = 320, 22, 298
TOP, MIDDLE, BOTTOM = 34, 54, 74
By = Literal["weeks", "months"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a calendar; `on` is None beside the month."""

    on: date | None
    written: bool = False


def weeks_of(month: date, written: Collection[date]) -> list[list[Cell]]:
    """The weeks of a month, Monday first, with the days that have an entry."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [[Cell(on, on in written) if on.month == month.month else Cell(None) for on in week] for week in weeks]


def same_days(day: date) -> dict[date, tuple[str, int]]:
    """The days to look back at, in the order of preference, each with how many years or months it lies back."""
    found = {earlier: ("years", back) for back in range(1, YEARS + 1) if (earlier := _back(day, 12 * back))}
    return found | {earlier: ("months", back) for back in MONTHS if (earlier := _back(day, back))}


def offered_back(said: Reflection, avoided_prompts: Collection[str]) -> bool:
    """Whether an entry may come back unasked: nothing left in peace, marked unpleasant, or about what is avoided."""
    unpleasant = said.mood.pleasantness == Pleasantness.UNPLEASANT
    return not (said.in_peace or unpleasant or said.prompt_id in avoided_prompts)


@dataclass(frozen=True, slots=True)
class Period:
    """A week or a month in which something was written; `pleasant` and `lively` are shares from 0 to 1, or unknown."""

    first: date
    effort: int
    kindness: int
    pleasant: float | None
    lively: float | None

    @property
    def felt(self) -> Literal["pleasant", "unpleasant", "both", "unknown"]:
        """How it was over the whole period."""
        if self.pleasant is None:
            return "unknown"
        return "pleasant" if self.pleasant >= 2 / 3 else "unpleasant" if self.pleasant <= 1 / 3 else "both"


def periods_of(entries: Iterable[tuple[date, Reflection]], by: By) -> tuple[Period, ...]:
    """The last weeks or months with an entry, oldest first; those without are not there, so no gap is shown."""
    together: dict[date, list[Reflection]] = {}
    for day, said in entries:
        first = day.replace(day=1) if by == "months" else day - timedelta(days=day.weekday())
        together.setdefault(first, []).append(said)
    return tuple(_period(first, together[first]) for first in sorted(together)[-MOST_PERIODS:])


@dataclass(frozen=True, slots=True)
class Drawing:
    """A small picture: from left to right the periods, above how they were, below effort and kindness as dots."""

    line: str
    moods: tuple[tuple[float, float], ...]
    efforts: tuple[tuple[float, float], ...]
    kindnesses: tuple[tuple[float, float], ...]


def drawing(periods: Sequence[Period]) -> Drawing | None:
    """Where to draw the periods, in pixels; None with fewer than two: one is no course. Dots are (x, radius)."""
    if len(periods) < 2:
        return None
    step = (RIGHT - LEFT) / (len(periods) - 1)
    places = [(round(LEFT + step * number, 1), period) for number, period in enumerate(periods)]
    moods = tuple(
        (x, round(BOTTOM - (BOTTOM - TOP) * period.pleasant, 1)) for x, period in places if period.pleasant is not None
    )
    return Drawing(
        line=" ".join(f"{x},{y}" for x, y in moods),
        moods=moods,
        efforts=tuple((x, _radius(period.effort)) for x, period in places if period.effort),
        kindnesses=tuple((x, _radius(period.kindness)) for x, period in places if period.kindness),
    )


def _radius(times: int) -> float:
    return 3 + min(times, 5) * 0.9


def _period(first: date, entries: Sequence[Reflection]) -> Period:
    moods = [said.mood for said in entries]
    pleasant = [mood.pleasantness == Pleasantness.PLEASANT for mood in moods if mood.pleasantness]
    lively = [mood.energy == Energy.HIGH for mood in moods if mood.energy]
    return Period(
        first=first,
        effort=sum(bool(said.effort) for said in entries),
        kindness=sum(bool(said.kindness) for said in entries),
        pleasant=sum(pleasant) / len(pleasant) if pleasant else None,
        lively=sum(lively) / len(lively) if lively else None,
    )


def _back(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:  # there was no such day
        return None
