"""When a mail may go: pure rules with a moved clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.notices import tact
from tenants.notices.tact import Hours

OFFICE = Hours("Europe/Berlin", {1, 2, 3, 4, 5}, time(18), time(8))
BERLIN = ZoneInfo("Europe/Berlin")


def _berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2026-03-02 10:00", "2026-03-02 10:00"),  # Monday, in hours
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 18:00", "2026-03-03 08:00"),
        ("2026-03-06 18:30", "2026-03-09 08:00"),  # Friday evening → Monday
        ("2026-03-07 12:00", "2026-03-09 08:00"),  # Saturday
        ("2026-03-27 19:00", "2026-03-30 08:00"),  # across the change to summer time
    ],
)
def test_the_first_decent_moment(now: str, moment: str) -> None:
    assert tact.next_moment(_berlin(now), OFFICE) == _berlin(moment)


EVER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "weekday", "moment"),
    [
        ("2026-03-02 08:00", None, "2026-03-02 08:00"),  # Monday
        ("2026-03-02 11:59", None, "2026-03-02 11:59"),
        ("2026-03-02 12:00", None, "2026-03-03 08:00"),
        ("2026-03-06 15:00", None, "2026-03-09 08:00"),  # Friday afternoon → Monday
        ("2026-03-27 15:00", None, "2026-03-30 08:00"),  # across the change to summer time
        ("2026-03-02 08:00", 4, "2026-03-05 08:00"),
        ("2026-03-06 08:00", 4, "2026-03-12 08:00"),
        ("2026-03-02 08:00", 7, "2026-03-02 08:00"),  # never a working day
    ],
)
def test_the_first_working_morning_or_that_of_the_chosen_weekday(now: str, weekday: int | None, moment: str) -> None:
    assert tact.morning(_berlin(now), OFFICE, before=EVER, weekday=weekday) == _berlin(moment)


def test_a_morning_begins_when_it_is_no_longer_quiet_and_never_after_the_end() -> None:
    late = Hours("Europe/Berlin", {1, 2, 3, 4, 5}, time(18), time(9, 30))
    always = Hours("Europe/Berlin", {1, 2, 3, 4, 5, 6, 7}, time(0), time(0))
    night = Hours("Europe/Berlin", {1, 2, 3, 4, 5}, time(7), time(19))
    for hours, moment in ((late, "2026-03-02 09:30"), (always, "2026-03-02 08:00"), (night, "2026-03-02 19:00")):
        assert tact.morning(_berlin("2026-03-02 05:00"), hours, before=EVER) == _berlin(moment)
    friday = _berlin("2026-03-06 15:00")
    assert tact.morning(friday, OFFICE, before=_berlin("2026-03-08 00:00")) == friday
    assert tact.morning(friday, late, before=friday) is None
    evening = _berlin("2026-03-06 19:00")
    assert tact.morning(evening, OFFICE, before=_berlin("2026-03-08 00:00")) is None
    assert tact.morning(friday, Hours("Europe/Berlin", set(), time(18), time(8)), before=EVER) is None


def test_in_the_hour_that_comes_twice_no_moment_lies_before_now() -> None:
    everyday = Hours("Europe/Berlin", {1, 2, 3, 4, 5, 6, 7}, time(18), time(1))
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    assert tact.next_moment(second, everyday) == second


def test_quiet_hours_may_lie_within_the_day() -> None:
    siesta = Hours("Europe/Berlin", {1, 2, 3, 4, 5}, time(13), time(15))
    assert tact.next_moment(_berlin("2026-03-02 14:00"), siesta) == _berlin("2026-03-02 15:00")
    assert tact.next_moment(_berlin("2026-03-02 23:00"), siesta) == _berlin("2026-03-02 23:00")


def test_no_working_day_means_no_mail() -> None:
    assert tact.next_moment(_berlin("2026-03-02 14:00"), Hours("UTC", set(), time(18), time(8))) is None


def test_a_week_begins_on_monday_where_the_member_lives() -> None:
    sunday_night = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)
    assert tact.week_of(sunday_night, "UTC").isoformat() == "2026-03-02"
    assert tact.week_of(sunday_night, "Europe/Berlin").isoformat() == "2026-03-09"
    assert tact.next_week(sunday_night, "UTC") == datetime(2026, 3, 9, tzinfo=UTC)


@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - made aware
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
    days=st.sets(st.integers(1, 7), min_size=1),
    quiet_from=st.integers(0, 23),
    quiet_until=st.integers(0, 23),
    closed=st.lists(st.tuples(st.integers(-2, 60), st.integers(1, 25)), max_size=4),
)
def test_the_moment_is_decent_and_the_first_one(
    now: datetime, zone: str, days: set[int], quiet_from: int, quiet_until: int, closed: list[tuple[int, int]]
) -> None:
    today = now.astimezone(ZoneInfo(zone)).date()
    off = frozenset(today + timedelta(days=first + each) for first, length in closed for each in range(length))
    hours = Hours(zone, days, time(quiet_from), time(quiet_until), off)
    moment = tact.next_moment(now, hours)
    assert moment is not None
    assert now <= moment <= now + timedelta(days=9 + 7 * len(off))
    day = moment.astimezone(ZoneInfo(zone)).date()
    assert day.isoweekday() in days
    assert day not in off
    assert tact.next_moment(moment, hours) == moment
    between = [today + timedelta(days=each) for each in range(1, (day - today).days)]
    assert [one for one in between if one.isoweekday() in days and one not in off] == []


def _closed(first: str, last: str) -> frozenset[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return frozenset(start + timedelta(days=each) for each in range((end - start).days + 1))


@pytest.mark.parametrize(
    ("off", "now", "moment"),
    [
        (_closed("2026-12-25", "2026-12-26"), "2026-12-24 18:00", "2026-12-28 08:00"),  # Friday and Saturday
        (_closed("2026-12-21", "2027-01-10"), "2026-12-18 19:00", "2027-01-11 08:00"),  # three weeks
        (_closed("2026-12-21", "2027-01-10"), "2026-12-30 11:00", "2027-01-11 08:00"),  # asked in the midst of it
        (_closed("2026-03-16", "2026-04-06"), "2026-03-14 12:00", "2026-04-07 08:00"),  # summer time begins within it
        (_closed("2026-10-19", "2026-11-01"), "2026-10-17 09:00", "2026-11-02 08:00"),  # and ends
        (_closed("2026-03-03", "2026-03-03"), "2026-03-02 10:00", "2026-03-02 10:00"),  # tomorrow is no matter today
    ],
)
def test_a_day_off_is_as_quiet_as_a_sunday_however_long_the_house_is_closed(
    off: frozenset[date], now: str, moment: str
) -> None:
    hours = replace(OFFICE, days_off=off)
    assert tact.next_moment(_berlin(now), hours) == _berlin(moment)
    assert tact.morning(_berlin(now), hours, before=EVER + timedelta(days=90)) == _berlin(moment)


def test_a_chosen_weekday_that_is_a_day_off_waits_a_week_or_gives_way() -> None:
    monday_off = replace(OFFICE, days_off=_closed("2026-03-09", "2026-03-09"))
    sunday = _berlin("2026-03-08 12:00")
    assert tact.morning(sunday, monday_off, before=EVER, weekday=1) == _berlin("2026-03-16 08:00")
    assert tact.morning(sunday, monday_off, before=_berlin("2026-03-13 12:00"), weekday=1) == _berlin(
        "2026-03-10 08:00"
    )
    closed = replace(OFFICE, days_off=_closed("2026-03-02", "2026-03-31"))
    assert tact.morning(sunday, closed, before=_berlin("2026-03-31 00:00")) is None
