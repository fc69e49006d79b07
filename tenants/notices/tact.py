"""When a member may be written to: working days, quiet hours, and at most two mails a week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MAILS_A_WEEK = 2


@dataclass(frozen=True)
class Hours:
    """The days (1 = Monday … 7 = Sunday) and the quiet hours of an organization, in one member's time zone."""

    zone: str
    working_days: Collection[int]
    quiet_from: time
    quiet_until: time

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
    for ahead in range(9):
        day = local.date() + timedelta(days=ahead)
        if day.isoweekday() not in hours.working_days:
            continue
        start = local.time().replace(tzinfo=None) if ahead == 0 else time(0)
        moment = _first_waking(start, hours)
        if moment is not None:
            found = datetime.combine(day, moment, tzinfo=zone)
            # compared in UTC: within one zone, the clock on the wall says the same twice in an autumn night
            return max(found.astimezone(UTC), now.astimezone(UTC)).astimezone(now.tzinfo)
    return None


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
