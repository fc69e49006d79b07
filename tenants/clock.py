"""The one source of the time, so that tests and the demo's history can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_moved = {"by": timedelta(0)}


def now() -> datetime:
    """The present moment as aware UTC."""
    return datetime.now(UTC) + _moved["by"]


def today(zone: str = "UTC") -> date:
    """The date in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Move the clock by a distance for the block; it keeps running."""
    before = _moved["by"]
    _moved["by"] = before + by
    try:
        yield
    finally:
        _moved["by"] = before


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Move the clock to a moment for the block; it keeps running from there."""
    with shifted(moment - now()):
        yield
