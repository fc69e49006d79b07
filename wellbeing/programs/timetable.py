"""When the weeks of a programme begin for one person: dates alone, so that no clock change shifts them; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

WEEK = timedelta(days=7)
LINGERS = 4 * WEEK
"""So long after its last week what somebody has not finished still waits on Home."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause that is over: whatever was to begin from `since` (a first day of weeks) on began `days` later."""

    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """The days of a programme: the first day of week one, its weeks, the pauses so far, and since when it rests.

    `more` are weeks that HR added at the end for whoever needs longer.
    """

    first_on: date
    length: int
    rests: tuple[Rest, ...] = ()
    paused_since: date | None = None
    more: int = 0

    def begins_on(self, number: int) -> date:
        """The first day of a week (from 1); while the programme rests, the day on which it would begin."""
        day = self.first_on + (number - 1) * WEEK
        for rest in self.rests:
            if day >= rest.since:
                day += timedelta(days=rest.days)
        return day

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.begins_on(self.length) + (1 + self.more) * WEEK - timedelta(days=1)

    def week_on(self, today: date) -> int:
        """The number of the newest week that has begun by a day, quiet ones too; 0 before the first."""
        until = min(today, self.paused_since - timedelta(days=1)) if self.paused_since else today
        return sum(self.begins_on(number) <= until for number in range(1, self.length + 1))

    def waits_on(self, today: date) -> bool:
        """Whether the programme is on Home on a day: from its first one until some weeks after its last."""
        return self.week_on(today) > 0 and (self.paused_since is not None or today <= self.ends_on + LINGERS)

    def joined_on(self, day: date, *, at_week_one: bool) -> Timetable:
        """The same for somebody who came on a day: with the company, or at week one on the company's weekday.

        Whole weeks later, so everybody's weeks begin on one weekday; who came in the first week is with the company.
        """
        first = self.begins_on(1)
        late = (day - first).days
        if not at_week_one or late < WEEK.days:
            return self
        behind = first + -(-late // WEEK.days) * WEEK
        for rest in self.rests:
            while rest.since <= behind < rest.since + timedelta(days=rest.days):
                behind += WEEK
        return replace(self, first_on=behind, rests=tuple(rest for rest in self.rests if rest.since > behind))


def rested(timetable: Timetable, *, today: date) -> Timetable:
    """The days once a pause ends: what was still to begin moves by as few whole weeks as there must be."""
    if timetable.paused_since is None:
        return timetable
    ahead = (timetable.first_on - timetable.paused_since).days % WEEK.days
    coming = timetable.paused_since + timedelta(days=ahead)
    weeks = max(0, -(-(today - coming).days // WEEK.days))
    rests = (*timetable.rests, Rest(coming, weeks * WEEK.days)) if weeks else timetable.rests
    return replace(timetable, rests=rests, paused_since=None)


def working_day(first: date, *, working_days: Collection[int], days_off: Collection[date]) -> date | None:
    """The first day from `first`, within its week, on which people work; None when the whole week is free."""
    week = (first + timedelta(days=ahead) for ahead in range(WEEK.days))
    return next((day for day in week if day.isoweekday() in working_days and day not in days_off), None)


def rests_to_json(rests: tuple[Rest, ...]) -> list[dict[str, Any]]:
    """Pauses as values of JSON."""
    return [{"since": rest.since.isoformat(), "days": rest.days} for rest in rests]


def rests_from_json(kept: list[dict[str, Any]]) -> tuple[Rest, ...]:
    """The pauses of a stored programme."""
    return tuple(Rest(date.fromisoformat(rest["since"]), rest["days"]) for rest in kept)
