"""When two or three people could talk: their working hours as moments, what these have in common, and three of them.

Everything is reckoned in UTC from the local hours of each day, so that a change of the clocks moves what it should.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=30)
AHEAD = timedelta(hours=20)
"""A proposed time is at least so far ahead, so that nobody is surprised."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """When one person works: a time zone, weekdays (1 = Monday) and local clock times "HH:MM".

    An end that is not after the start lies on the next day.
    """

    zone: str
    days: tuple[int, ...] = (1, 2, 3, 4, 5)
    starts: str = "09:00"
    ends: str = "17:00"


def working(hours: Hours, first: date, last: date) -> list[Span]:
    """The working spans (aware, UTC) that begin on the local days from `first` to `last`, in order, not overlapping."""
    zone, starts, ends = ZoneInfo(hours.zone), time.fromisoformat(hours.starts), time.fromisoformat(hours.ends)
    spans: list[Span] = []
    day = first
    while day <= last:
        if day.isoweekday() in hours.days:
            over = day if ends > starts else day + timedelta(days=1)
            begin = datetime.combine(day, starts, tzinfo=zone).astimezone(UTC)
            end = datetime.combine(over, ends, tzinfo=zone).astimezone(UTC)
            if spans and begin < spans[-1][1]:
                spans[-1] = spans[-1][0], max(spans[-1][1], end)
            elif begin < end:
                spans.append((begin, end))
        day += timedelta(days=1)
    return spans


def common(people: Sequence[Hours], first: date, last: date) -> list[Span]:
    """The spans in which everybody works, between the two days in any of the time zones."""
    wide = timedelta(days=2)
    found = working(people[0], first - wide, last + wide)
    for one in people[1:]:
        found = list(_both(found, working(one, first - wide, last + wide)))
    return found


def fits(people: Sequence[Hours], starts_at: datetime, length: timedelta) -> bool:
    """Whether everybody works during the whole of a conversation."""
    day, ends_at = starts_at.astimezone(UTC).date(), starts_at + length
    return any(begin <= starts_at and ends_at <= end for begin, end in common(people, day, day))


def proposals(
    people: Sequence[Hours], *, after: datetime, until: date, length: timedelta, count: int = 3
) -> list[datetime]:
    """Some times (UTC) after a moment, up to a last day, on different days as far as possible, in order.

    Of each span in common the middle is taken, on the half hour: least at the edge of anybody's day. If there are too
    few days, further times of the same days follow.
    """
    moments: dict[date, list[datetime]] = {}
    for begin, end in common(people, after.astimezone(UTC).date(), until):
        for moment in _starts(max(begin, after), end, length):
            if moment.date() <= until:
                moments.setdefault(moment.date(), []).append(moment)
    # at different hours of the day, so that one of them suits: the middle, then early, then late
    chosen = [_pick(each, place) for place, each in enumerate(moments.values())][:count]
    rest = sorted(moment for each in moments.values() for moment in each[::3] if moment not in chosen)
    return sorted([*chosen, *rest[: max(0, count - len(chosen))]])


def _pick(moments: list[datetime], place: int) -> datetime:
    share = (0.5, 0.25, 0.75)[place % 3]
    return moments[int((len(moments) - 1) * share)]


def _starts(begin: datetime, end: datetime, length: timedelta) -> Iterator[datetime]:
    since = begin.replace(minute=0, second=0, microsecond=0)
    moment = since + STEP * -(-(begin - since) // STEP)
    while moment + length <= end:
        yield moment
        moment += STEP


def _both(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Span]:
    left = right = 0
    while left < len(one) and right < len(other):
        begin, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if begin < end:
            yield begin, end
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
