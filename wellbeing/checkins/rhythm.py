"""How often people may be asked, and when a scheduled check-in comes again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_BETWEEN = 14
DAYS_BETWEEN_LONG = 90
LONG_FROM = 10
DAYS_BETWEEN_OF = {"scs_sf": 180}
"""Instruments with a rule of their own: how one treats oneself is asked twice a year."""
OPENS_AT = time(8)


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier wave: the day it opened and its instruments with their number of items."""

    opened_on: date
    items: Mapping[str, int]


def first_day(earlier: Iterable[Asked], wanted: Mapping[str, int]) -> date | None:
    """The first day on which `wanted` (items by instrument) may be asked; None when nothing stands against it.

    At most one check-in in 14 days, an instrument of ten or more items once in a quarter (90 days), and those with a
    rule of their own as seldom as it says.
    """
    days: list[date] = []
    names = {_name(key) for key in wanted}
    for wave in earlier:
        days.append(wave.opened_on + timedelta(days=DAYS_BETWEEN))
        again = [days_between(key, items) for key, items in wave.items.items() if _name(key) in names]
        if again:
            days.append(wave.opened_on + timedelta(days=max(again)))
    return max(days, default=None)


def days_between(key: str, items: int) -> int:
    """The fewest days from one asking of an instrument to the next."""
    return DAYS_BETWEEN_OF.get(_name(key), DAYS_BETWEEN_LONG if items >= LONG_FROM else DAYS_BETWEEN)


def _name(key: str) -> str:
    """An instrument's own key, whatever way to ask it was chosen: `scs_sf:groups` is `scs_sf`."""
    return key.partition(":")[0]


def shortest_period(items: Mapping[str, int]) -> int:
    """The fewest weeks between two waves of a schedule with these instruments."""
    longest = max((days_between(key, count) for key, count in items.items()), default=DAYS_BETWEEN)
    return -(-longest // 7)


def reminder_on(
    opens_on: date,
    last_day: date,
    *,
    before: int | None,
    working_days: Collection[int],
    days_off: Collection[date] = (),
) -> date | None:
    """The day of the reminder: so many working days before the last day; None when there is to be none, or when it
    would come on the heels of the invitation, less than two days after the opening.

    `days_off` are no working days: those of everybody and of the organization's own country.
    """
    if before is None or not working_days:
        return None
    day, left = last_day, before
    while left and day > opens_on:
        day -= timedelta(days=1)
        left -= day.isoweekday() in working_days and day not in days_off
    return day if day >= opens_on + timedelta(days=2) else None


@dataclass(frozen=True, slots=True)
class Coming:
    """A wave that is planned: the schedule's name and its days; `waits` when the rules about asking make it later."""

    name: str
    opens_on: date
    last_day: date
    remind_on: date | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What a schedule asks and when: its instruments with their number of items, and its days."""

    name: str
    items: Mapping[str, int]
    every_weeks: int
    open_days: int
    next_on: date
    remind_before: int | None


def coming(
    planned: Iterable[Planned],
    earlier: Iterable[Asked],
    *,
    today: date,
    working_days: Collection[int],
    days_off: Collection[date] = (),
    count: int,
) -> list[Coming]:
    """The next `count` waves over all schedules, in order, each as late as the rules about asking make it."""
    asked, plans = list(earlier), list(planned)
    found: list[Coming] = []
    due = [max(plan.next_on, today) for plan in plans]
    while plans and len(found) < count:
        at = min(range(len(plans)), key=lambda number: (due[number], plans[number].name))
        plan, free = plans[at], first_day(asked, plans[at].items)
        opens_on = max(due[at], free or due[at])
        last_day = opens_on + timedelta(days=plan.open_days)
        remind_on = reminder_on(
            opens_on, last_day, before=plan.remind_before, working_days=working_days, days_off=days_off
        )
        found.append(Coming(plan.name, opens_on, last_day, remind_on, waits=opens_on > due[at]))
        asked.append(Asked(opens_on, plan.items))
        due[at] = next_after(due[at], every_weeks=plan.every_weeks, today=opens_on + timedelta(days=1))
    return sorted(found, key=lambda one: (one.opens_on, one.name))


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
