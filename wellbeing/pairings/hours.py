"""Working time as quarter hours of one UTC day, so that two people's common hours are one `&` of two masks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
QUARTERS = 96
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def clock(text: str, *, end: bool = False) -> tuple[int, int]:
    """Hour and minute of "HH:MM"; an end may be "24:00". Raises ValueError otherwise."""
    if end and text == "24:00":
        return 24, 0
    if not _CLOCK.fullmatch(text):
        raise ValueError(text)
    return int(text[:2]), int(text[3:])


def zone(name: str) -> ZoneInfo:
    """The time zone of this IANA name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(name) from error


def utc_quarters(time_zone: str, working_hours: tuple[str, str], on: date) -> int:
    """Mask of the quarter hours of the UTC day `on` that lie whole within local working time; bit 0 begins at 00:00.

    The local working times of the day and of both neighbours are put on the UTC time line, each with the offset
    in force then, and cut to the day. An end before the start crosses midnight.
    """
    where = zone(time_zone)
    start, end = clock(working_hours[0]), clock(working_hours[1], end=True)
    first = datetime.combine(on, time(), UTC)
    mask = 0
    for shift in (-1, 0, 1):
        day = datetime.combine(on + timedelta(days=shift), time())
        begins = day + timedelta(hours=start[0], minutes=start[1])
        ends = day + timedelta(hours=end[0], minutes=end[1]) + timedelta(days=int(end <= start))
        since = begins.replace(tzinfo=where).astimezone(UTC) - first
        until = ends.replace(tzinfo=where).astimezone(UTC) - first
        low = min(max(-(-since // QUARTER), 0), QUARTERS)
        high = min(max(until // QUARTER, 0), QUARTERS)
        if high > low:
            mask |= (1 << high) - (1 << low)
    return mask


def needed_quarters(minimum_overlap_hours: float, *own: int) -> int:
    """How many common quarter hours people need whose own masks are `own`: the policy's, or all they have.

    Somebody without a whole quarter hour of working time meets nobody, unless the policy needs no hours at all.
    """
    wanted = -int(-minimum_overlap_hours * 4 // 1)
    return 0 if wanted == 0 else max(1, min(wanted, *(mask.bit_count() for mask in own)))
