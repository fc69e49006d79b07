"""How often people may be asked, and when a scheduled check-in comes again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_BETWEEN = 14
DAYS_BETWEEN_LONG = 90
LONG_FROM = 10
OPENS_AT = time(8)


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier wave: the day it opened and its instruments with their number of items."""

    opened_on: date
    items: Mapping[str, int]


def first_day(earlier: Iterable[Asked], wanted: Mapping[str, int]) -> date | None:
    """The first day on which `wanted` (items by instrument) may be asked; None when nothing stands against it.

    At most one check-in in 14 days, and an instrument of ten or more items once in a quarter (90 days).
    """
    days: list[date] = []
    for wave in earlier:
        days.append(wave.opened_on + timedelta(days=DAYS_BETWEEN))
        again = [key for key, items in wave.items.items() if key in wanted and items >= LONG_FROM]
        if again:
            days.append(wave.opened_on + timedelta(days=DAYS_BETWEEN_LONG))
    return max(days, default=None)


def shortest_period(items: Mapping[str, int]) -> int:
    """The fewest weeks between two waves of a schedule with these instruments."""
    return 13 if any(count >= LONG_FROM for count in items.values()) else 2


def opening_of(day: date, zone: str) -> datetime:
    """The moment a scheduled wave opens: eight in the morning in the organization's time zone."""
    return datetime.combine(day, OPENS_AT, tzinfo=ZoneInfo(zone))


def closing_of(last_day: date, zone: str) -> datetime:
    """The end of the last day in the organization's time zone: the first moment after it."""
    return datetime.combine(last_day + timedelta(days=1), time(0), tzinfo=ZoneInfo(zone))


def next_after(day: date, *, every_weeks: int, today: date) -> date:
    """The next day of a schedule after `day`, on the same weekday and not before `today`: missed ones are left out."""
    following = day + timedelta(weeks=every_weeks)
    while following < today:
        following += timedelta(weeks=every_weeks)
    return following
