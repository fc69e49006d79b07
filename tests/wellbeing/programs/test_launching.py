"""HR launches a programme, lets it rest, changes weeks to come, gives more time, ends it and runs it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from tenants import audit, clock, jobs, work_queue
from tenants.db import db
from tests.wellbeing.programs.conftest import House, main, monday
from tests.wellbeing.programs.test_hr_pages import week_form
from wellbeing.programs.jobs import KEEP_TIME, keep_time
from wellbeing.programs.models import ProgramAct
from wellbeing.programs.stored import content_of, timetable_of


def audited(house: House) -> list[str]:
    """What the audit trail says of programmes, the oldest first."""
    with house.inside():
        found = [one.action for one in audit.events(limit=200)]
    return [action for action in reversed(found) if action.startswith("program.")]


def sends(house: House, program: str, path: str, **given: Any) -> tuple[int, str]:
    """Send a form of a programme, as it stands now."""
    values = {"revision": str(house.row(program).revision)} | given
    bare = path in {"/pause", "/resume", "/end", "/again", "/delete"}
    answer = house.hana.post(f"/programs/manage/{program}{path}", data={} if bare else values)
    return answer.status_code, answer.text


def begun(house: House, slug: str = "self-compassion-at-work") -> str:
    """A programme whose first week began a moment ago everywhere."""
    program = house.drafted(slug)
    assert house.frame(program, starts_on=monday(2).isoformat())[0] == 303
    assert house.launched(program)[0] == 303
    return program


def on(weeks: int, day: int = 1) -> Any:
    """The clock in the week with this number of a programme of `begun`, at noon."""
    at = datetime.combine(monday(1 + weeks) + timedelta(days=day), time(12), ZoneInfo("UTC"))
    return clock.at(at)


def test_a_launch_is_read_once_more_and_opens_the_company_with_it(house: House, outbox: Any) -> None:
    draft = house.drafted()
    assert '<a class="button outlined" href="/programs/manage">' in main(house.hana.get("/home").text)
    page = main(house.hana.get(f"/programs/manage/{draft}/launch").text)
    assert "Nobody has been invited yet." in page
    assert "Invite everybody and launch" in page
    stale = house.hana.post(f"/programs/manage/{draft}/launch", data={"revision": "7"})
    assert (stale.status_code, "Please look again." in stale.text) == (409, True)
    assert (house.row(draft).state, house.launched(draft)[0]) == ("draft", 303)
    row = house.row(draft)
    assert (row.state, row.version, row.launched_at is not None) == ("running", 1, True)
    assert row.ends_on == timetable_of(row).ends_on
    assert house.launched(draft)[0] == 303  # a second click
    assert house.row(draft).revision == row.revision
    assert audited(house) == ["program.drafted", "program.launched"]
    assert house.hana.get(f"/programs/manage/{draft}/launch").status_code == 303
    assert "not open yet" not in house.hana.get("/home").text
    told = house.told(draft)
    assert "launched, begins later" in told
    assert "The report on this programme" in told
    assert "everybody whom this programme was offered to is asked these two questions" in told
    with on(1):
        house.company.people["Hana"].sign_in()
        assert ">running<" in house.told(draft)
    assert "You have been open since" in house.hana.get("/organization/launch").text
    with house.inside():
        acts = db.session.scalars(select(ProgramAct).order_by(ProgramAct.week)).all()
        assert [(act.kind, act.week, act.state) for act in acts] == [("checkin", 1, "owed"), ("checkin", 6, "owed")]
    for path, given in {
        "/words": {"minutes_a_week": "5"},
        "/audience": {"role": "everyone", "joiners": "week_one"},
        "/delete": {},
    }.items():
        status, page = sends(house, draft, path, **given)
        assert (status, "has been launched" in page) == (409, True), path
        if path != "/delete":
            assert house.hana.get(f"/programs/manage/{draft}{path}").status_code == 409


def test_two_programmes_at_once_need_a_word_and_a_sensitive_one_none(house: House) -> None:
    first, second = begun(house), house.drafted("peer-coaching")
    assert "“Eight weeks of a kinder tone” runs at the same time" in house.told(second)
    page = main(house.hana.get(f"/programs/manage/{second}/launch").text)
    assert "Let both run" in page
    status, page = house.launched(second)
    assert (status, "Please say first whether the other programme may run" in page) == (409, True)
    assert house.launched(second, both=first)[0] == 303
    assert "at the same time" not in house.told(second), "HR said so already"
    gentle = house.drafted("after-a-hard-season")
    assert "at the same time" not in house.told(gentle)
    assert house.launched(gentle)[0] == 303
    told = house.told(gentle)
    assert "It goes from Home, for everybody. Nobody is asked anything." in told
    assert "did it help" not in told
    assert "The report on this programme" not in told


def test_weeks_that_have_begun_anywhere_stay_and_later_ones_change_as_a_new_version(house: House) -> None:
    program = begun(house)
    friday = datetime.combine(monday(4) - timedelta(days=1), time(11), ZoneInfo("UTC"))
    with clock.at(friday):  # Monday of week three has begun in Kiritimati
        house.company.people["Hana"].sign_in()
        told = house.told(program)
        assert told.count("has begun") >= 3
        page = house.hana.get(f"/programs/manage/{program}/weeks/3?language=en").text
        assert "It stays as it is." in page
        form = week_form(page)
        status, page = sends(house, program, "/weeks/3?language=en", **form, act="")
        assert status == 303  # nothing was changed
        status, page = sends(house, program, "/weeks/3?language=en", **form | {"title": "Another"})
        assert (status, "Week 3 has begun for somebody already." in page) == (409, True)
        for act, number in (("earlier", 4), ("quiet", 3), ("remove", 2)):
            status, page = sends(house, program, f"/weeks/{number}/{act}")
            assert (status, "has begun for somebody already" in page) == (409, True), act
        form = week_form(house.hana.get(f"/programs/manage/{program}/weeks/4?language=en").text)
        before = house.row(program)
        added = house.hana.post(
            f"/programs/manage/{program}/weeks/4?language=en", data=form | {"act": "add", "new_kind": "message"}
        )
        assert (added.status_code, house.row(program).revision) == (200, before.revision)
        half = week_form(added.text)
        assert len(half["step"]) == len(form["step"]) + 1  # type: ignore[arg-type]
        status, page = sends(house, program, "/weeks/4?language=en", **half)
        assert (status, "The text is missing in English, German, French, and Spanish." in page) == (422, True)
        assert house.row(program).content == before.content
        status, _page = sends(house, program, "/weeks/4?language=en", **form | {"title": "Words nearby"})
        row = house.row(program)
        assert (status, row.version, row.revision) == (303, 2, before.revision + 1)
        week = content_of(row).week(4)
        assert week is not None
        assert week.title["en"] == "Words nearby"
        status, page = sends(house, program, "/weeks/5/copy")
        assert (status, "second prompt about difficulty among five" in page) == (422, True)
        assert sends(house, program, "/weeks/7/copy")[0] == 303
        assert house.row(program).ends_on == (before.ends_on + timedelta(days=7) if before.ends_on else None)
        status, page = sends(house, program, "/weeks", to="10")
        assert (status, "There is no step yet." in page) == (422, True)
        assert "version 3" in house.told(program)
    assert audited(house)[-2:] == ["program.changed_under_way"] * 2


def test_a_new_step_under_way_is_written_in_every_language_at_once(house: House) -> None:
    program, path = begun(house), "/weeks/4?language=en"
    with on(1):
        house.company.people["Hana"].sign_in()
        form = week_form(house.hana.get(f"/programs/manage/{program}{path}").text)
        assert form["also_text"] == [], "what is there is changed in one language at a time"
        added = house.hana.post(f"/programs/manage/{program}{path}", data=form | {"act": "add", "new_kind": "message"})
        assert "What people read in German" in added.text
        half = week_form(added.text)
        half |= {"text": [*half["text"][:-1], "A word."], "also_text": ["Ein Wort.", "", "Una palabra."]}  # type: ignore[index]
        status, page = sends(house, program, path, **half)
        assert (status, "The text is missing in French." in page) == (422, True)
        assert week_form(page)["also_text"] == half["also_text"], "what was typed stands there"
        status, page = sends(house, program, path, **half | {"also_text": ["x" * 601, "Un mot.", "Una palabra."]})
        assert (status, "shorten its text" in page) == (422, True)
        assert sends(house, program, path, **half | {"also_text": ["One"]})[0] == 422
        assert sends(house, program, path, **half | {"also_text": ["Ein Wort.", "Un mot.", "Una palabra."]})[0] == 303
        week = content_of(house.row(program)).week(4)
        assert week is not None
        said = {"en": "A word.", "de": "Ein Wort.", "fr": "Un mot.", "es": "Una palabra."}
        assert (week.steps[-1].kind, dict(week.steps[-1].text)) == ("message", said)


def test_a_step_that_has_set_something_off_stays_where_it_is(house: House) -> None:
    program = begun(house, "peer-coaching")
    with house.inside():
        act = db.session.scalars(select(ProgramAct).where(ProgramAct.week == 4)).one()
        act.state = "done"
    status, page = sends(house, program, "/weeks/4/later")
    assert (status, "it stays where it is" in page) == (409, True)
    form = week_form(house.hana.get(f"/programs/manage/{program}/weeks/4?language=en").text)
    assert sends(house, program, "/weeks/4?language=en", **form | {"title": "A small step"})[0] == 303


def test_a_programme_rests_goes_on_and_gets_more_time(house: House) -> None:
    program = begun(house)
    with on(3):
        house.company.people["Hana"].sign_in()
        for _click in range(2):
            assert sends(house, program, "/pause")[0] == 303
        row = house.row(program)
        assert (row.state, row.paused_since) == ("paused", clock.today() + timedelta(days=1))
        tomorrow = clock.today() + timedelta(days=1)
        assert f"It rests from {tomorrow:%A, %B} {tomorrow.day}, {tomorrow.year} on." in house.told(program)
    with on(5):
        house.company.people["Hana"].sign_in()
        for _click in range(2):
            assert sends(house, program, "/resume")[0] == 303
        row = house.row(program)
        days = timetable_of(row)
        assert (row.state, row.paused_since, len(row.rests)) == ("running", None, 1)
        first = days.first_on
        assert (days.begins_on(3), days.begins_on(4)) == (first + timedelta(weeks=2), first + timedelta(weeks=5))
        assert row.ends_on == days.ends_on
        status, page = sends(house, program, "/extend", weeks="27")
        assert (status, "At most 26 weeks can still be added." in page) == (422, True)
        revision = str(row.revision)
        assert sends(house, program, "/extend", weeks="2", revision=revision)[0] == 303
        assert sends(house, program, "/extend", weeks="2", revision=revision)[0] == 409  # a second click
        assert (house.row(program).more, house.row(program).ends_on) == (2, days.ends_on + timedelta(days=14))
    assert audited(house)[2:] == ["program.launched", "program.paused", "program.resumed", "program.extended"]


def test_a_programme_ends_for_everybody_and_comes_again_a_year_later(house: House) -> None:
    program = begun(house)
    with on(3):
        house.company.people["Hana"].sign_in()
        for _click in range(2):
            assert sends(house, program, "/end")[0] == 303
        assert (house.row(program).state, audited(house).count("program.ended")) == ("ended", 1)
        for path, given in (("/pause", {}), ("/resume", {}), ("/extend", {"weeks": "2"}), ("/weeks/7/later", {})):
            status, page = sends(house, program, path, **given)
            assert (status, "has ended" in page) == (409, True), path
        told = house.told(program)
        assert "Let it rest" not in told
        assert "Good to know" not in told
        assert "The report on this programme" in told
        again = house.hana.post(f"/programs/manage/{program}/again").headers["Location"].rsplit("/", 1)[-1]
        copy = house.row(again)
        assert (copy.state, str(copy.again_of), copy.version) == ("draft", program, 0)
        ended = house.row(program)
        assert ended.starts_on is not None
        assert (copy.starts_on, copy.content) == (ended.starts_on + timedelta(weeks=52), ended.content)
        for path, given in (("/pause", {}), ("/end", {}), ("/again", {}), ("/extend", {"weeks": "2"})):
            status, page = sends(house, again, path, **given)
            assert (status, "not been launched yet" in page) == (409, True), path
    with clock.shifted(timedelta(days=3 * 366)):
        house.company.people["Hana"].sign_in()
        late = house.hana.post(f"/programs/manage/{program}/again").headers["Location"].rsplit("/", 1)[-1]
        starts_on = house.row(late).starts_on
        assert starts_on is not None
        assert 7 <= (starts_on - clock.today()).days < 14
        assert starts_on.isoweekday() == 1


def test_one_that_never_began_comes_again_within_a_year(house: House) -> None:
    draft = house.drafted()
    far = clock.today() + timedelta(days=300)
    assert house.frame(draft, starts_on=far.isoformat())[0] == 303
    assert house.launched(draft)[0] == 303
    assert sends(house, draft, "/end")[0] == 303
    again = house.hana.post(f"/programs/manage/{draft}/again").headers["Location"].rsplit("/", 1)[-1]
    starts_on = house.row(again).starts_on
    assert starts_on is not None
    assert (350 < (starts_on - clock.today()).days <= 364, starts_on.isoweekday()) == (True, far.isoweekday())
    assert "Nothing stands against a launch." in house.told(again)


def test_the_dates_are_tried_round_the_world(app: Flask, house: House) -> None:
    from tenants.members import service as members

    with house.inside():
        for number, zone in ((0, "Pacific/Auckland"), (1, "America/Los_Angeles")):
            members.member_row(house.person(number).member_id).time_zone = zone
    draft = house.drafted()
    assert house.frame(draft, starts_on=monday(2).isoformat())[0] == 303
    page = main(house.hana.get(f"/programs/manage/{draft}/dates").text)
    assert "Pacific/Auckland" in page
    assert "America/Los Angeles" in page
    assert page.count("Check-in, ") == 2
    assert re.search(r"Mon, [A-Z][a-z]+ \d+, 00:00|Sun, [A-Z][a-z]+ \d+, \d\d:00, in Pacific/Auckland", page)
    assert "The last day is" in page
    told = house.told(draft)
    assert "Help is not confirmed yet for: New Zealand and United States." in told


def test_nobody_but_hr_finds_the_way_in(cast: SimpleNamespace) -> None:
    assert "/programs/manage" in cast.hana.client.get("/home").text
    for person in (cast.alice, cast.leo):
        assert "/programs/manage" not in person.client.get("/home").text
        assert person.client.get("/programs/manage").status_code == 403
        assert person.client.post("/programs/manage/start/peer-coaching").status_code == 403


def test_without_redis_a_launch_is_kept_and_its_steps_wait_as_rows(
    house: House, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], int]
) -> None:
    def absent() -> redis.Redis:
        return redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)

    with monkeypatch.context() as away:
        away.setattr(work_queue, "connection", absent)
        program = begun(house)
        with on(1), house.inside():
            keep_time(jobs.JobRun(uuid4(), house.company.tenant_id, KEEP_TIME, {}, 1, 1))
        with house.inside():
            acts = db.session.scalars(select(ProgramAct)).all()
            assert {act.state for act in acts} == {"owed"}
            owed = select(jobs.Job.kind).where(jobs.Job.tenant_id == house.company.tenant_id)
            assert "programs.set_off" in db.session.scalars(owed.where(jobs.Job.state == "pending")).all()
    with on(1):
        drain()
    with house.inside():
        first = db.session.scalars(select(ProgramAct).order_by(ProgramAct.week)).first()
        assert first is not None
        assert first.state == "done", first.reason
    assert house.row(program).state == "running"
