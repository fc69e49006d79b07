"""Check-ins that come again: the clock opens and closes them once, in the company's own zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tenants import clock
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tests.wellbeing.checkins.conftest import ZONE, Team
from wellbeing.checkins import rhythm

Make = Callable[..., Team]
FIRST = date(2031, 3, 3)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(ZONE))


def planned(made: Team, **changes: Any) -> UUID:
    from wellbeing.checkins import schedules

    given: dict[str, Any] = {"name": "Quarterly", "instruments": ["cbi"], "every_weeks": 13}
    given |= {"next_on": FIRST, "open_days": 7}
    with made.inside(made.hana.member_id):
        return schedules.schedule(terms=schedules.Terms(**(given | changes))).id


def tick(made: Team) -> None:
    from wellbeing.checkins import schedules

    with made.inside():
        schedules.keep_time()


def waves(made: Team) -> list[tuple[str, str]]:
    from wellbeing.checkins.models import Wave

    with made.inside():
        return [(wave.name, wave.state) for wave in db.session.scalars(select(Wave).order_by(Wave.opened_at))]


def test_a_schedule_may_hold_a_pulse_of_one_length(team: Make) -> None:
    from tenants.errors import Invalid

    made = team()
    with pytest.raises(Invalid) as refused:
        planned(made, instruments=["pulse", "pulse:5"], every_weeks=2)
    assert refused.value.code == "chosen_twice"
    with pytest.raises(Invalid):
        planned(made, instruments=["pulse:7"], every_weeks=2)
    planned(made, instruments=["pulse:9"], every_weeks=2)
    for weeks in (0, 2):
        with clock.at(moment(FIRST + timedelta(weeks=weeks), 8)):
            tick(made)
    from wellbeing.checkins.models import Wave

    with made.inside():
        asked = [part["items"] for wave in db.session.scalars(select(Wave)) for part in wave.instruments]
    assert [len(items) for items in asked] == [9, 9]
    assert not set(asked[0]) & set(asked[1])


def test_a_schedule_opens_at_eight_in_the_companys_morning_and_closes_after_its_last_day(team: Make) -> None:
    made = team()
    planned(made)
    with clock.at(moment(FIRST, 7, 45)):
        tick(made)
        assert waves(made) == []
    with clock.at(moment(FIRST, 8)):
        tick(made)
        tick(made)
        assert waves(made) == [("Quarterly, 2031-03-03", "open")]
    with clock.at(moment(FIRST + timedelta(days=7), 23, 45)):
        tick(made)
        assert waves(made) == [("Quarterly, 2031-03-03", "open")]
    with clock.at(moment(FIRST + timedelta(days=8), 0)):
        tick(made)
        assert waves(made) == [("Quarterly, 2031-03-03", "closing")]
    with clock.at(moment(FIRST + timedelta(weeks=13), 9)):
        tick(made)
        assert [name for name, _state in waves(made)] == ["Quarterly, 2031-03-03", "Quarterly, 2031-06-02"]


def test_two_clocks_at_once_open_one_wave(team: Make) -> None:
    import threading

    made = team()
    planned(made)
    with clock.at(moment(FIRST, 9)):
        threads = [threading.Thread(target=tick, args=(made,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert waves(made) == [("Quarterly, 2031-03-03", "open")]


def test_a_schedule_that_cannot_open_waits_and_says_why(team: Make) -> None:
    from tenants.members.service import member_row

    made = team()
    planned(made)
    with made.inside(made.hana.member_id):
        member_row(made.person(1).member_id).time_zone = "Europe/Paris"
    with clock.at(moment(FIRST, 9)):
        tick(made)
        assert waves(made) == []
        page = made.hana.sign_in().get("/check-ins/run").text
        assert "Waiting:" in page
        assert "FR" in page
    with made.inside(made.hana.member_id):
        member_row(made.person(1).member_id).time_zone = None
    with clock.at(moment(FIRST + timedelta(days=1), 9)):
        tick(made)
        assert waves(made) == [("Quarterly, 2031-03-04", "open")]


def test_the_periodic_job_keeps_time_for_every_company(team: Make, drain: Callable[[], int]) -> None:
    from tenants import jobs

    made = team()
    planned(made)
    with clock.at(moment(FIRST, 9)):
        with made.inside():
            jobs.owe("checkins.keep_time", "now")
        drain()
        assert waves(made) == [("Quarterly, 2031-03-03", "open")]
    assert [one.kind for one in jobs.PERIODS if one.kind.startswith("checkins")] == ["checkins.keep_time"]


def test_hr_plans_and_stops_a_schedule_on_its_pages(team: Make) -> None:
    made = team()
    hana = made.hana.sign_in()
    assert hana.get("/check-ins/run/schedules/new").status_code == 200
    form = {
        "name": "Quarterly",
        "instruments": ["cbi"],
        "every_weeks": "13",
        "next_on": "2031-03-03",
        "open_days": "7",
    }
    often = hana.post("/check-ins/run/schedules", data=form | {"every_weeks": "4"})
    assert often.status_code == 422
    assert "at most once a quarter" in often.text
    assert hana.post("/check-ins/run/schedules", data=form | {"next_on": "2020-01-01"}).status_code == 422
    for day in ("9999-12-30", "2206-11-25"):  # beyond the end of the calendar no page could say what comes next
        late = hana.post("/check-ins/run/schedules", data=form | {"next_on": day})
        assert late.status_code == 422
        assert "lies far ahead. Check the year." in late.text
    assert hana.post("/check-ins/run/schedules", data=form | {"instruments": ["nothing"]}).status_code == 422
    assert hana.post("/check-ins/run/schedules", data=form).status_code == 303
    assert hana.post("/check-ins/run/schedules", data=form).status_code == 422
    assert hana.post("/check-ins/run/schedules", data=form | {"name": "X", "remind_before": "4"}).status_code == 422
    page = hana.get("/check-ins/run").text
    assert "Every 13 weeks, next on" in page
    assert re.search(r"March 3, 2031.*June 2, 2031", page, re.DOTALL)
    address = re.search(r"/check-ins/run/schedules/[0-9a-f-]{36}", page)
    assert address is not None
    one = address.group()
    assert "Days open: 7." in page
    assert hana.post(one, data=form | {"open_days": "5", "remind_before": ""}).status_code == 303
    assert hana.post(one, data=form | {"every_weeks": "4"}).status_code == 422
    assert "Days open: 5." in hana.get("/check-ins/run").text
    for _press in range(2):
        skipped = hana.post(f"{one}/skip", data={"next_on": "2031-03-03"})
    assert skipped.status_code == 409
    assert "June 2, 2031" in hana.get(one).text
    for verb, words in (("pause", "It rests"), ("resume", "Leave this one out")):
        for _press in range(2):
            assert hana.post(f"{one}/{verb}").status_code == 303
        assert words in hana.get(one).text
    member = made.person(1).sign_in()
    for verb in ("", "/skip", "/pause", "/resume", "/stop"):
        assert member.post(f"{one}{verb}").status_code == 403
    assert hana.post(f"{one}/stop").status_code == 303
    for verb in ("", "/skip", "/pause", "/resume", "/stop"):
        assert hana.post(f"{one}{verb}", data=form | {"next_on": "2031-06-02"}).status_code == 409 + 13 * (
            verb == "/skip"
        )
    assert "has stopped" in hana.get(one).text
    assert "Nothing is planned" in hana.get("/check-ins/run").text


def test_a_schedule_that_rests_opens_nothing_and_what_lay_in_the_rest_is_left_out(team: Make) -> None:
    from wellbeing.checkins import access, schedules

    made = team()
    schedule_id = planned(made)
    with made.inside(made.hana.member_id):
        schedules.pause(schedule_id=schedule_id)
    with clock.at(moment(FIRST + timedelta(weeks=1), 9)):
        tick(made)
        assert waves(made) == []
        with made.inside(made.hana.member_id):
            schedules.resume(schedule_id=schedule_id)
            assert access.schedule_for(schedule_id).next_on == FIRST + timedelta(weeks=13)
        tick(made)
        assert waves(made) == []


def test_what_opens_next_is_told_in_order_and_never_asks_too_often(team: Make) -> None:
    from wellbeing.checkins import schedules

    made = team()
    planned(made)
    planned(made, name="Pulse", instruments=["scs_sf"], every_weeks=26, next_on=FIRST + timedelta(days=7))
    with made.inside(made.hana.member_id):
        told = [(one.name, one.opens_on, one.waits) for one in schedules.coming(3)]
    assert told == [
        ("Quarterly", FIRST, False),
        ("Pulse", FIRST + timedelta(days=14), True),
        ("Quarterly", FIRST + timedelta(weeks=13), False),
    ]
    page = made.hana.sign_in().get("/check-ins/run").text
    assert "later than planned" in page
    with pytest.raises(Invalid) as often:
        planned(made, name="Often", instruments=["scs_sf"], every_weeks=13)
    assert "twice a year" in often.value.fields["every_weeks"][0]


def test_trials_go_at_the_launch_and_later_waves_stay(team: Make, drain: Callable[[], int]) -> None:
    from tenants.organizations import service as organizations

    made = team()
    wave_id = made.open()
    made.cast(wave_id, 1)
    assert "erased when the organization launches" in made.person(2).sign_in().get(f"/check-ins/{wave_id}").text
    with made.inside(made.hana.member_id):
        organizations.launch()
    drain()
    assert waves(made) == []
    with pytest.raises(Conflict) as soon:
        made.open(name="Anew")
    assert soon.value.code == "too_soon"
    with clock.shifted(timedelta(days=14)):
        made.open(name="Real")
    drain()
    assert waves(made) == [("Real", "open")]


@pytest.mark.parametrize(
    ("earlier", "wanted", "free"),
    [
        ([], {"a": 3}, None),
        ([rhythm.Asked(FIRST, {"a": 3})], {"a": 3}, FIRST + timedelta(days=14)),
        ([rhythm.Asked(FIRST, {"a": 10})], {"a": 10}, FIRST + timedelta(days=90)),
        ([rhythm.Asked(FIRST, {"a": 10})], {"b": 10}, FIRST + timedelta(days=14)),
        ([rhythm.Asked(FIRST, {"scs_sf": 12})], {"scs_sf": 12, "a": 3}, FIRST + timedelta(days=180)),
        ([rhythm.Asked(FIRST, {"scs_sf": 12})], {"a": 3}, FIRST + timedelta(days=14)),
        ([rhythm.Asked(FIRST, {"scs_sf": 12})], {"scs_sf:groups": 12}, FIRST + timedelta(days=180)),
    ],
)
def test_the_rhythm_names_the_first_day_that_is_free(
    earlier: list[rhythm.Asked], wanted: dict[str, int], free: date | None
) -> None:
    assert rhythm.first_day(earlier, wanted) == free


def test_missed_days_are_left_out_and_the_weekday_stays() -> None:
    following = rhythm.next_after(FIRST, every_weeks=2, today=FIRST + timedelta(days=40))
    assert following == FIRST + timedelta(weeks=6)
    assert following.weekday() == FIRST.weekday()


@pytest.mark.parametrize(
    ("days_open", "before", "found"),
    [(10, 2, 8), (10, None, None), (7, 2, 3), (3, 2, None), (12, 1, 11), (2, 1, None)],
)
def test_the_reminder_lies_working_days_before_the_end_and_never_on_the_heels_of_the_invitation(
    days_open: int, before: int | None, found: int | None
) -> None:
    last = FIRST + timedelta(days=days_open)
    day = rhythm.reminder_on(FIRST, last, before=before, working_days=[1, 2, 3, 4, 5])
    assert day == (FIRST + timedelta(days=found) if found else None)


@pytest.mark.parametrize(
    ("off", "found"),
    [((), 8), ((8,), 7), ((8, 7), 4), ((9, 8, 7, 4), 2), ((9, 8, 7, 4, 3), None), ((10, 5), 8)],
)
def test_the_reminder_never_falls_on_a_day_off(off: tuple[int, ...], found: int | None) -> None:
    closed = [FIRST + timedelta(days=day) for day in off]
    last = FIRST + timedelta(days=10)
    day = rhythm.reminder_on(FIRST, last, before=2, working_days=[1, 2, 3, 4, 5], days_off=closed)
    assert day == (FIRST + timedelta(days=found) if found else None)


def test_a_notice_lasts_until_the_last_day_is_over_wherever_the_company_is() -> None:
    from tenants.notices.registry import KINDS

    for kind in ("checkin_open", "checkin_mail"):
        ends = KINDS[kind].ends
        assert ends is not None
        for zone in ("Pacific/Pago_Pago", "America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati"):
            assert ends({"closes_on": FIRST.isoformat()}) >= rhythm.closing_of(FIRST, zone)
