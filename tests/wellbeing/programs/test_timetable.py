"""When weeks begin: dates of one person's calendar, over pauses, late joiners and free weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.programs.timetable import LINGERS, Rest, Timetable, rested, rests_from_json, rests_to_json, working_day

MONDAY = date(2026, 3, 2)
EIGHT = Timetable(MONDAY, 8)


def test_weeks_begin_every_seven_days_whatever_the_clock_does() -> None:
    assert [EIGHT.begins_on(number) for number in (1, 5, 8)] == [MONDAY, date(2026, 3, 30), date(2026, 4, 20)]
    assert EIGHT.ends_on == date(2026, 4, 26)
    assert [EIGHT.week_on(date(2026, 3, day)) for day in (1, 2, 8, 9, 29)] == [0, 1, 1, 2, 4]
    assert EIGHT.week_on(date(2027, 1, 1)) == 8
    assert Timetable(MONDAY, 8, more=2).ends_on == date(2026, 5, 10)


def test_what_waits_goes_from_home_some_weeks_after_the_last_day() -> None:
    assert not EIGHT.waits_on(MONDAY - timedelta(days=1))
    assert EIGHT.waits_on(MONDAY)
    assert EIGHT.waits_on(EIGHT.ends_on + LINGERS)
    assert not EIGHT.waits_on(EIGHT.ends_on + LINGERS + timedelta(days=1))


def test_a_pause_holds_back_the_weeks_to_come_and_moves_them_by_whole_weeks() -> None:
    resting = Timetable(MONDAY, 8, paused_since=date(2026, 3, 11))
    assert resting.week_on(date(2026, 3, 10)) == 2
    assert resting.week_on(date(2026, 6, 1)) == 2
    assert resting.waits_on(date(2026, 12, 1)), "while it rests nothing runs out"
    again = rested(resting, today=date(2026, 3, 20))
    assert again.rests == (Rest(date(2026, 3, 16), 7),)
    assert [again.begins_on(number) for number in (2, 3, 8)] == [date(2026, 3, 9), date(2026, 3, 23), date(2026, 4, 27)]
    assert rested(resting, today=date(2026, 3, 16)).rests == (), "a pause between two weeks moves nothing"
    assert rested(again, today=date(2026, 4, 1)) is again
    assert rests_from_json(rests_to_json(again.rests)) == again.rests


@pytest.mark.parametrize(
    ("came", "first"),
    [
        (MONDAY - timedelta(days=400), MONDAY),
        (MONDAY + timedelta(days=6), MONDAY),
        (MONDAY + timedelta(days=7), MONDAY + timedelta(days=7)),
        (MONDAY + timedelta(days=8), MONDAY + timedelta(days=14)),
    ],
)
def test_who_joins_late_begins_at_week_one_on_the_weekday_of_all_or_with_the_company(came: date, first: date) -> None:
    assert EIGHT.joined_on(came, at_week_one=True).begins_on(1) == first
    assert EIGHT.joined_on(came, at_week_one=False) == EIGHT


def test_nobody_who_joins_during_a_pause_begins_in_it() -> None:
    resting = Timetable(MONDAY, 8, paused_since=date(2026, 3, 11))
    mine = resting.joined_on(date(2026, 3, 17), at_week_one=True)
    assert mine.week_on(date(2026, 4, 2)) == 0
    again = rested(resting, today=date(2026, 4, 2))
    assert again.joined_on(date(2026, 3, 17), at_week_one=True).begins_on(1) == date(2026, 4, 6)


@given(
    late=st.integers(0, 200),
    pauses=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=3),
    number=st.integers(1, 26),
)
def test_weeks_never_come_closer_than_seven_days_and_keep_their_weekday(
    late: int, pauses: list[tuple[int, int]], number: int
) -> None:
    timetable, at = Timetable(MONDAY, 26), MONDAY
    for after, long in pauses:
        since = at + timedelta(days=after)
        at = since + timedelta(days=long)
        timetable = rested(Timetable(timetable.first_on, 26, timetable.rests, since), today=at)
    for mine in (timetable, timetable.joined_on(MONDAY + timedelta(days=late), at_week_one=True)):
        begun, following = mine.begins_on(number), mine.begins_on(number + 1)
        assert (following - begun).days >= 7
        assert begun.weekday() == following.weekday() == MONDAY.weekday()
        assert mine.week_on(begun) == min(number, mine.length)


def test_the_working_day_of_a_week_is_the_first_that_is_no_holiday() -> None:
    days = range(1, 6)
    assert working_day(MONDAY, working_days=days, days_off=()) == MONDAY
    assert working_day(MONDAY, working_days=days, days_off={MONDAY}) == MONDAY + timedelta(days=1)
    assert working_day(date(2026, 3, 7), working_days=days, days_off={date(2026, 3, 9)}) == date(2026, 3, 10)
    closed = {MONDAY + timedelta(days=ahead) for ahead in range(7)}
    assert working_day(MONDAY, working_days=days, days_off=closed) is None
