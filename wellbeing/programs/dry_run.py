"""A programme laid out on the calendar before it runs: each week's days, for the company and round the world."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tenants.db import db
from tenants.members.models import Member
from tenants.organizations.models import Organization
from wellbeing.programs.audience import Audience, within
from wellbeing.programs.company_days import days_off_of
from wellbeing.programs.content import CHECKIN, PAIRING_ROUND, Content, Step
from wellbeing.programs.models import Program
from wellbeing.programs.stored import content_of, timetable_of
from wellbeing.programs.timetable import Timetable, working_day

OPENING = frozenset({CHECKIN, PAIRING_ROUND})
"""Kinds of steps that set something off for the company on a day."""


@dataclass(frozen=True, slots=True)
class WeekDays:
    """One week on the calendar. `opens_on` is its first working day, None when the whole week is free; `day_off` is
    what its first day is called when that is a day off."""

    number: int
    begins_on: date
    opens_on: date | None
    day_off: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """When a week begins first and last, round the world: aware moments and the time zones where it does."""

    first_at: datetime
    first_zone: str
    last_at: datetime
    last_zone: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A check-in or a coaching round that a step sets off: where it stands, and the day (None when there is none)."""

    week: int
    step: Step
    place: int
    on: date | None


def week_days(days: Timetable, *, working_days: Collection[int], days_off: Mapping[date, str]) -> list[WeekDays]:
    """Every week of a programme on the calendar, quiet ones too."""
    found = []
    for number in range(1, days.length + 1):
        begins_on = days.begins_on(number)
        opens_on = working_day(begins_on, working_days=working_days, days_off=days_off)
        found.append(WeekDays(number, begins_on, opens_on, days_off.get(begins_on, "")))
    return found


def openings(content: Content, weeks: Collection[WeekDays]) -> list[Opening]:
    """What the steps set off, in the order of the weeks."""
    on = {week.number: week.opens_on for week in weeks}
    return [
        Opening(week.number, step, place, on.get(week.number))
        for week in content.weeks
        for place, step in enumerate(week.steps, start=1)
        if step.kind in OPENING
    ]


def turn(day: date, zones: Collection[str]) -> Turn:
    """When a day begins, where it does so first and where last."""
    begins = sorted((datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC), zone) for zone in zones)
    (first_at, first_zone), (last_at, last_zone) = begins[0], begins[-1]
    return Turn(first_at, first_zone, last_at, last_zone)


def zones_of(chosen: Audience, place: Organization) -> frozenset[str]:
    """The time zones in which people of an audience live; the organization's for whoever has none of their own."""
    asked = select(Member.time_zone).where(Member.left_at.is_(None), within(chosen)).distinct()
    return frozenset(zone or place.time_zone for zone in db.session.scalars(asked)) or frozenset({place.time_zone})


def laid_out(row: Program, place: Organization, days_off: Mapping[date, str] | None = None) -> list[WeekDays]:
    """The weeks of a programme on the calendar; nothing while a draft has no first day or no week."""
    if row.starts_on is None or not content_of(row).weeks:
        return []
    free = days_off_of(place) if days_off is None else days_off
    return week_days(timetable_of(row), working_days=place.working_days, days_off=free)
