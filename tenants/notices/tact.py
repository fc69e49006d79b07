"""When a member may be written to: working days without holidays, quiet hours, and at most two mails a week."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MAILS_A_WEEK = 2
MORNING, NOON = time(8), time(12)


@dataclass(frozen=True)
class Hours:
    """An organization's working days (1 = Monday … 7 = Sunday) and quiet hours, and the days off of one member, where
    that member lives."""

    zone: str
    working_days: Collection[int]
    quiet_from: time
    quiet_until: time
    days_off: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether this is a working day that is no day off."""
        return day.isoweekday() in self.working_days and day not in self.days_off

    def is_quiet(self, moment: time) -> bool:
        """Whether this time of day is one to leave people in peace."""
        if self.quiet_from == self.quiet_until:
            return False
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= moment < self.quiet_until
        return moment >= self.quiet_from or moment < self.quiet_until


def next_moment(now: datetime, hours: Hours) -> datetime | None:
    """The first moment from `now` (aware) when a mail may go, in UTC; None when no day is a working day."""
    zone = ZoneInfo(hours.zone)
    local = now.astimezone(zone)
    # a working day comes within a week and each day off stands in the way of one at most: that far, and no further
    for ahead in range(9 + 7 * len(hours.days_off)):
        day = local.date() + timedelta(days=ahead)
        if not hours.works_on(day):
            continue
        start = local.time().replace(tzinfo=None) if ahead == 0 else time(0)
        moment = _first_waking(start, hours)
        if moment is not None:
            found = datetime.combine(day, moment, tzinfo=zone)
            # compared in UTC: within one zone, the clock on the wall says the same twice in an autumn night
            return max(found.astimezone(UTC), now.astimezone(UTC)).astimezone(now.tzinfo)
    return None


def morning(start: datetime, hours: Hours, *, before: datetime, weekday: int | None = None) -> datetime | None:
    """The first working morning from `start`, in UTC: from eight or the end of the quiet hours until noon.

    A `weekday` (1 = Monday) that the member chose goes first if one of its mornings lies before `before`; without any
    morning before that it is the first decent moment, and None when there is none either.
    """
    mornings = list(_mornings(start, hours, before))
    chosen = [moment for moment, day in mornings if day.isoweekday() == weekday]
    if chosen or mornings:
        return chosen[0] if chosen else mornings[0][0]
    moment = next_moment(start, hours)
    return moment.astimezone(UTC) if moment is not None and moment < before else None


def _mornings(start: datetime, hours: Hours, before: datetime) -> Iterator[tuple[datetime, date]]:
    zone, begins = ZoneInfo(hours.zone), _first_waking(MORNING, hours)
    local = start.astimezone(zone)
    day = local.date()
    while begins is not None and begin_of(day, hours.zone) < before:
        if hours.works_on(day):
            moment = datetime.combine(day, begins, tzinfo=zone).astimezone(UTC)
            late = day == local.date() and moment < start
            if late and local.time() < NOON and not hours.is_quiet(local.time().replace(tzinfo=None)):
                moment, late = start.astimezone(UTC), False
            if not late and moment < before:
                yield moment, day
        day += timedelta(days=1)


def _first_waking(start: time, hours: Hours) -> time | None:
    if not hours.is_quiet(start):
        return start
    if hours.quiet_from < hours.quiet_until or start < hours.quiet_until:
        return hours.quiet_until
    return None


def week_of(now: datetime, zone: str) -> date:
    """The Monday of the week that `now` falls in for this member."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=today.weekday())


def next_week(now: datetime, zone: str) -> datetime:
    """The beginning of the member's next week, when the two mails of a week are used up."""
    return begin_of(week_of(now, zone) + timedelta(days=7), zone)


def begin_of(day: date, zone: str) -> datetime:
    """The beginning of a day where this member is, in UTC."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
