"""What can come between a programme and its days: moves, pauses, downtime, crashes, changes and refusals."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, text

from tenants import clock, work_queue
from tenants.db import db
from tenants.jobs import JobRun
from tests.conftest import Company
from tests.wellbeing.programs.running_steps import (
    DAY,
    EARLY,
    HOME,
    LATE,
    World,
    build,
    first_monday,
    local,
    said,
    utc,
    words,
)
from wellbeing.programs import content, ending, mornings, timetable
from wellbeing.programs.audience import Audience
from wellbeing.programs.content import Step
from wellbeing.programs.models import Program, ProgramAct, ProgramMorning
from wellbeing.programs.timetable import WEEK

Make = Callable[..., Company]
QUARTER = timedelta(minutes=15)
EIGHT_PRACTICES = said(*["practice"] * 8)


@pytest.fixture
def world(app: Flask, company: Make, superuser: object) -> World:
    """The company in three time zones."""
    return build(app, company, superuser)


def whole_week(world: World, day: date) -> None:
    """The clock passes the day before a week and its first day everywhere on earth."""
    for moment in (utc(day - DAY, 11), local(day, 8, EARLY), local(day, 8, HOME), local(day, 8, LATE)):
        world.tick(moment)


def test_who_moves_to_another_zone_hears_once_at_the_morning_of_where_they_are(world: World) -> None:
    monday = first_monday()
    world.launch(EIGHT_PRACTICES, monday)
    world.tick(utc(monday - DAY, 12))
    world.move("Lou", time_zone=EARLY)
    world.move("Ana", time_zone=LATE)
    world.tick(utc(monday - DAY, 12, 15))
    assert world.mornings()["Lou"][1:] == (monday, local(monday, 8, EARLY))
    assert world.mornings()["Ana"][1:] == (monday, local(monday, 8, LATE))
    world.tick(local(monday, 8, EARLY))
    assert (world.told("Lou"), world.told("Ana")) == (1, 0)
    world.move("Lou", time_zone=LATE)
    for moment in (local(monday, 8, HOME), local(monday, 8, LATE), local(monday + DAY, 8, LATE)):
        world.tick(moment)
    assert (world.told("Lou"), world.told("Ana")) == (1, 1)
    world.tick(utc(monday + WEEK - DAY, 12))
    world.move("Ana", time_zone=EARLY)  # between the quarter of an hour and the telling
    with clock.at(local(monday + WEEK, 8, EARLY)), world.inside():
        mornings.put_zones_right()
        assert not mornings.tell_due()
    assert (world.told("Lou"), world.told("Ana")) == (1, 2)


def test_after_three_weeks_of_silence_everybody_hears_once_of_the_newest_week(world: World) -> None:
    monday = first_monday()
    program_id = world.launch(said("checkin", "practice", "practice", "checkin", "practice"), monday)
    world.tick(utc(monday - DAY, 12))
    back = monday + 3 * WEEK + DAY
    for _time in range(2):
        world.tick(local(back, 10, HOME))
    assert world.told() == len(world.ids)
    assert world.mornings() == {}
    assert [wave.name for wave in world.waves()] == ["Small steps, week 4"]
    assert world.acts(program_id) == [("s1", monday, "given_up", "missed"), ("s4", monday + 3 * WEEK, "done", "")]
    for hour in (12, 16, 20):
        world.tick(local(back, hour, HOME))
    assert world.told() == len(world.ids)


def test_two_schedulers_at_once_double_nothing(world: World) -> None:
    monday = first_monday()
    world.launch(said("checkin", "pairing_round"), monday)
    for moment in (utc(monday - DAY, 12), local(monday, 8, LATE)):
        with clock.at(moment):
            threads = [threading.Thread(target=_keeps_time, args=(world,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            _keeps_time(world)
    assert world.told() == len(world.ids)
    assert (len(world.waves()), len(world.rounds())) == (1, 1)


def _keeps_time(world: World) -> None:
    with world.app.app_context():
        world.owe_tick()
        work_queue.drain("default")


def test_a_worker_killed_while_preparing_or_opening_loses_and_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = first_monday()
    program_id = world.launch(said("checkin"), monday)
    monkeypatch.setattr(mornings, "AT_ONCE", 5)
    write, wrote = mornings._write, []

    def killed(found: list[dict[str, Any]]) -> None:
        write(found)
        wrote.append(len(found))
        if len(wrote) == 2:
            raise RuntimeError

    monkeypatch.setattr(mornings, "_write", killed)
    world.tick(utc(monday - DAY, 12))
    assert len(world.mornings()) == 5
    world.tick(utc(monday - DAY, 12, 15))
    assert set(world.mornings()) == set(world.ids)
    assert wrote == [5, 5, 5, 2]
    from tenants.notices import service as notices

    told, times = notices.notify_all, []

    def dies(*given: Any, **args: Any) -> None:
        times.append(1)
        if len(times) == 1:
            raise RuntimeError
        told(*given, **args)

    monkeypatch.setattr(notices, "notify_all", dies)
    world.tick(local(monday, 8, HOME))
    assert (world.waves(), world.acts(program_id)[0][2]) == ([], "owed")
    world.tick(local(monday, 8, HOME) + QUARTER)
    assert (len(world.waves()), world.acts(program_id)[0][2]) == (1, "done")
    world.tick(local(monday, 8, LATE))
    assert world.told() == len(world.ids)


def test_a_pause_of_two_weeks_holds_everything_and_goes_on_with_the_next_week(world: World) -> None:
    monday = first_monday()
    program_id = world.launch(said("practice", "checkin", "practice"), monday)
    whole_week(world, monday)
    world.tick(utc(monday + WEEK - DAY, 12))
    assert world.mornings()["Ana"][0] == 2

    def pause(row: Program) -> None:
        row.state, row.paused_since = "paused", monday + WEEK

    def resume(row: Program) -> None:
        days = timetable.rested(timetable_of(row), today=monday + 3 * WEEK - 3 * DAY)
        row.state, row.paused_since = "running", None
        row.rests = timetable.rests_to_json(days.rests)
        row.ends_on = days.ends_on

    from wellbeing.programs.stored import timetable_of

    world.change(program_id, pause)
    whole_week(world, monday + WEEK)
    whole_week(world, monday + 2 * WEEK)
    assert (world.told(), world.waves()) == (len(world.ids), [])
    world.change(program_id, resume)
    world.tick(local(monday + 3 * WEEK - 3 * DAY, 15, HOME))
    assert (world.told(), world.mornings()) == (len(world.ids), {})
    assert world.acts(program_id) == [("s2", monday + 3 * WEEK, "owed", "")]
    whole_week(world, monday + 3 * WEEK)
    assert (world.told(), len(world.waves())) == (2 * len(world.ids), 1)
    whole_week(world, monday + 4 * WEEK)
    assert world.told() == 3 * len(world.ids)
    world.tick(utc(monday + 5 * WEEK, 12))
    assert world.program(program_id).state == "ended"


def test_later_weeks_change_an_end_moves_and_an_early_end_takes_everything_owed_away(world: World) -> None:
    monday = first_monday()
    program_id = world.launch(said("practice", "practice", "checkin", "checkin"), monday)
    whole_week(world, monday)

    def change(row: Program) -> None:
        was = content.from_json(row.content)
        second, third, fourth = was.weeks[1:]
        asked = Step("new", "pairing_round", "listening-first", words("…"))
        was = was.with_week(replace(second, steps=third.steps)).with_week(replace(third, steps=(asked,)))
        was = was.with_week(replace(fourth, steps=second.steps))
        row.content, row.version = content.to_json(was), row.version + 1

    world.change(program_id, change)
    assert world.acts(program_id) == [("new", monday + WEEK, "owed", ""), ("s3", monday + WEEK, "owed", "")]
    whole_week(world, monday + WEEK)
    assert [wave.name for wave in world.waves()] == ["Small steps, week 2"]
    assert world.rounds() == [(monday + 2 * WEEK, monday + 4 * WEEK - DAY)]

    def extend(row: Program) -> None:
        row.more = 2
        row.ends_on = monday + 6 * WEEK - DAY

    world.change(program_id, extend)
    world.tick(utc(monday + 4 * WEEK, 12))
    assert world.program(program_id).state == "running"
    other_id = world.launch(said("practice", "checkin"), monday + 4 * WEEK)
    world.tick(utc(monday + 4 * WEEK - DAY, 12))
    assert set(world.mornings()) == set(world.ids)
    with clock.at(utc(monday + 4 * WEEK, 1)):
        for each in (program_id, other_id, other_id):
            with world.inside():
                ending.end(db.session.get_one(Program, (world.tenant_id, each)))
    assert world.mornings() == {}
    with world.inside():
        mornings.prepare(other_id, monday + 4 * WEEK, None)  # a batch that was owed before the end
    assert world.mornings() == {}
    assert world.acts(other_id) == []
    assert world.program(program_id).ends_on == monday + 4 * WEEK
    told = world.told()
    whole_week(world, monday + 5 * WEEK)
    assert world.told() == told
    assert [wave.name for wave in world.waves() if wave.origin == "live"] == ["Small steps, week 2"]
    assert world.job_keys("checkins.program_ballot").count(str(program_id)) == 1


def test_a_programme_that_ends_within_its_first_days_is_not_asked_about(world: World) -> None:
    with clock.at(utc(first_monday() - DAY, 9)):
        program_id = world.launch(EIGHT_PRACTICES, first_monday())
    with clock.at(utc(first_monday() + 2 * DAY, 9)):
        with world.inside():
            ending.end(db.session.get_one(Program, (world.tenant_id, program_id)))
        with world.inside():
            told = ending.took_part(program_id)
            assert told is not None
            assert (told.ended_on, len(told.member_ids)) == (first_monday() + 2 * DAY, len(world.ids))
        with world.inside(world.ids["Hana"]), pytest.raises(RuntimeError):
            ending.took_part(program_id)
    assert world.job_keys("checkins.program_ballot") == []


def test_leavers_movers_joiners_and_whoever_comes_back(world: World) -> None:
    monday, unit_id = first_monday(), world.company.units["Operations"]
    program_id = world.launch(EIGHT_PRACTICES, monday, audience=Audience(units=(unit_id,)))
    world.launch(said(*["practice"] * 3), monday, joiners="with_company", audience=Audience(units=(unit_id,)))
    world.tick(utc(monday - DAY, 12))
    world.move("O1", left_at=utc(monday - DAY, 13))
    world.move("O2", unit_id=None, unit_since=utc(monday - DAY, 13))
    whole_week(world, monday)
    assert {name: world.told(name) for name in ("O0", "O1", "O2", "Hana")} == {"O0": 2, "O1": 0, "O2": 0, "Hana": 0}
    whole_week(world, monday + WEEK)
    came = utc(monday + 9 * DAY, 12)  # the Wednesday of week two
    world.move("Hana", unit_id=unit_id, unit_since=came)
    world.move("O2", unit_id=unit_id, unit_since=came)
    world.move("O1", left_at=None)
    prepared = utc(monday + 2 * WEEK - DAY, 12)
    world.tick(prepared)
    with world.inside():
        weeks = {
            (row.member_id, row.program_id == program_id): row.week for row in db.session.query(ProgramMorning).all()
        }
    assert (weeks[world.ids["Hana"], True], weeks[world.ids["Hana"], False]) == (1, 3)
    assert (weeks[world.ids["O0"], True], weeks[world.ids["O1"], True], weeks[world.ids["O2"], True]) == (3, 3, 1)
    whole_week(world, monday + 2 * WEEK)
    assert world.told("Hana") == 2


def test_days_off_of_where_somebody_lives_move_their_morning_and_those_at_home_the_check_in(world: World) -> None:
    from tenants.organizations.models import Holiday

    monday = first_monday()
    off = [("NZ", monday + number * DAY) for number in range(7)]
    off += [("US", monday), ("DE", monday), ("DE", monday + DAY)]
    with world.inside():
        for country, day in off:
            db.session.add(Holiday(country=country, day=day, name="A quiet day", origin="own", region=""))
    program_id = world.launch(said("checkin", "practice"), monday)
    world.tick(utc(monday - DAY, 12))
    prepared = world.mornings()
    assert "Ana" not in prepared, "the whole week is free where she lives"
    assert prepared["Lou"] == (1, monday + DAY, local(monday + DAY, 8, LATE))
    assert prepared["O1"] == (1, monday + 2 * DAY, local(monday + 2 * DAY, 8, HOME))
    assert world.acts(program_id)[0][:2] == ("s1", monday + 2 * DAY)
    for day in (monday, monday + DAY, monday + 2 * DAY):
        assert world.waves() == []
        whole_week(world, day)
    assert (len(world.waves()), world.told("Ana"), world.told("Lou")) == (1, 0, 1)
    whole_week(world, monday + WEEK)
    assert (world.told("Ana"), world.told("Lou")) == (1, 2)


def test_another_company_is_never_touched(app: Flask, company: Make, superuser: object, world: World) -> None:
    other, monday = build(app, company, superuser, name="Other", more=1), first_monday()
    program_id = other.launch(said("checkin", "practice"), monday)
    world.launch(EIGHT_PRACTICES, monday)
    with clock.at(utc(monday - DAY, 12)):
        world.owe_tick()
        with world.app.app_context():
            work_queue.drain("default")
    assert set(world.mornings()) == set(world.ids)
    assert other.count(ProgramMorning) == 0
    whole_week(world, monday)
    assert (other.told(), other.waves(), other.acts(program_id)[0][2]) == (0, [], "owed")


def test_a_check_in_that_may_not_open_waits_is_tried_every_working_day_and_given_up(world: World) -> None:
    from wellbeing.checkins import opening

    monday = first_monday()
    program_id = world.launch(said("checkin", "practice", "practice", "practice"), monday)
    with clock.at(local(monday - DAY, 9, HOME)), world.inside(world.ids["Hana"]):
        opening.open_wave(name="By hand", instruments=["pulse"], closes_on=monday + DAY)
    world.tick(local(monday, 8, HOME) - timedelta(minutes=1))
    assert world.acts(program_id) == [("s1", monday, "owed", "")]
    world.tick(local(monday, 8, HOME))
    world.tick(local(monday, 9, HOME))
    assert world.acts(program_id) == [("s1", monday, "owed", "too_soon")]
    for day in (monday + 5 * DAY, monday + 7 * DAY):
        world.tick(local(day, 9, HOME))
    act = [key.split()[1] for key in world.job_keys("programs.set_off")]
    assert act == [monday.isoformat(), (monday + 7 * DAY).isoformat()], "once a day, and not on a Saturday"
    world.tick(local(monday + 14 * DAY, 9, HOME))
    assert [wave.name for wave in world.waves()] == ["By hand", "Small steps, week 1"]
    again_id = world.launch(said("checkin", name="Again"), monday + 14 * DAY)
    world.tick(local(monday + 14 * DAY, 9, HOME))
    assert world.acts(again_id)[0][2:] == ("owed", "too_soon")
    assert world.notices("programs.given_up") == 0
    world.tick(utc(monday + 21 * DAY, 12))
    assert world.acts(again_id)[0][2:] == ("given_up", "too_soon")
    assert world.notices("programs.given_up") == 1
    assert world.program(again_id).state == "ended"


def test_a_small_audience_has_its_check_in_without_a_group_of_its_own(world: World) -> None:
    monday = first_monday()
    world.launch(said("checkin"), monday, audience=Audience(role="leaders"))
    world.launch(said("practice", "practice", "checkin"), monday)
    world.tick(local(monday, 8, HOME))
    assert [wave.named_groups for wave in world.waves()] == [{}]
    world.tick(local(monday + 2 * WEEK, 8, HOME))
    assert [wave.name for wave in world.waves()][1:] == [
        "Small steps, week 3",
    ]
    world.launch(said("practice", "practice", "checkin"), monday + 2 * WEEK)
    world.tick(local(monday + 4 * WEEK, 8, HOME))
    names = {wave.name for wave in world.waves() if wave.origin == "live"}
    assert f"Small steps, week 3, {(monday + 4 * WEEK).isoformat()}" in names


def test_days_that_have_a_round_already_are_left_to_it(world: World) -> None:
    from wellbeing.pairings import rounds
    from wellbeing.pairings.rules import Rules

    monday = first_monday()
    with clock.at(utc(monday - 10 * DAY, 9)), world.inside(world.ids["Hana"]):
        standing = rounds.launch(starts_on=monday, chosen=Rules(weeks=3), by=world.ids["Hana"]).id
    program_id = world.launch(said("practice", "pairing_round", "practice", "pairing_round"), monday)
    assert [one[:2] for one in world.acts(program_id)] == [("s2", monday), ("s4", monday + 2 * WEEK)]
    world.tick(local(monday, 8, HOME))
    world.tick(local(monday + 2 * WEEK, 8, HOME))
    with world.inside():
        found = {row.step_id: row.about_id for row in db.session.query(ProgramAct).all()}
    assert found["s2"] == standing
    assert found["s4"] not in {None, standing}
    assert world.rounds()[1] == (monday + 3 * WEEK, monday + 4 * WEEK - DAY)


def test_only_who_asked_hears_by_mail_or_in_the_list_and_no_job_tells_who_that_is(
    world: World, superuser: Any, outbox: Callable[[], list[EmailMessage]]
) -> None:
    from tenants.notices import service as notices

    monday = first_monday()
    world.launch(replace(EIGHT_PRACTICES, name=words("Canary programme")), monday)
    from tenants.notices import choices

    before = world.job_keys("notice.mail")
    world.choose("Ana", "mail")
    world.choose("Lou", "in_app")
    whole_week(world, monday)
    with clock.at(local(monday, 8, LATE)):
        sent = [one for one in outbox() if one["List-Unsubscribe"]]
    assert len(sent) == 1
    assert sent[0]["To"] == world.company.people["Ana"].email
    assert "A new small step is here when you like." in sent[0].get_content()
    assert "Canary" not in sent[0].as_string()
    named = superuser.execute(text("SELECT args FROM job WHERE kind = 'notice.look'")).scalars().all()
    assert {UUID(one) for args in named for one in args["members"].split()} == set(world.ids.values())
    assert world.job_keys("notice.mail") == before
    with world.inside(world.ids["Hana"]), pytest.raises(RuntimeError):
        choices.wanting_mail([world.ids["Ana"]], "programs.week")
    with clock.at(local(monday, 9, LATE)):
        lists = {name: world.company.people[name].sign_in().get("/notices").text for name in ("Lou", "Hana")}
        assert 'href="/programs' in lists["Lou"].partition("A new small step is here when you like.")[2][:400]
        assert "A new small step" not in lists["Hana"]
        assert (
            "A new week of a programme, once a week" in world.company.people["Hana"].client.get("/notices/choices").text
        )
    with clock.at(local(monday + 8 * DAY, 9, HOME)):
        with world.inside(world.ids["Lou"]):
            assert notices.notices_of(world.ids["Lou"]) == [], "a week later it has no point any more"
        with world.inside():
            from tenants import jobs

            jobs.owe("notice.sweep", "now")
        outbox()
    assert world.told() == 0


def test_a_mail_that_waits_is_owed_for_everybody_alike_so_no_job_tells_who_asked(
    world: World, superuser: Any, outbox: Callable[[], list[EmailMessage]]
) -> None:
    from tenants.members import absence
    from tenants.members.service import member_row

    monday = first_monday()
    world.launch(EIGHT_PRACTICES, monday)
    for name in ("O1", "O2"):
        world.choose(name, "mail")
    with clock.at(utc(monday - DAY, 9)), world.inside(world.ids["O1"]):
        absence.pause(member_row(world.ids["O1"]), until=monday)
    before = world.job_keys("notice.mail")
    for moment in (utc(monday - DAY, 11), local(monday, 8, HOME)):
        world.tick(moment)
    assert [one["To"] for one in outbox() if one["List-Unsubscribe"]] != []
    assert world.job_keys("notice.mail") == before, "a job for one person tells that they asked"
    waiting = (
        superuser.execute(
            text("SELECT args FROM job WHERE kind = 'notice.look' AND state = 'pending' AND tenant_id = :t"),
            {"t": world.tenant_id},
        )
        .scalars()
        .all()
    )
    superuser.rollback()
    assert len(waiting) == 1
    assert {UUID(one) for one in waiting[0]["members"].split()} >= {world.ids["O3"], world.ids["O1"]}
    world.tick(local(monday + DAY, 8, HOME))
    world.tick(local(monday + 2 * DAY, 8, HOME))
    with clock.at(local(monday + 2 * DAY, 9, HOME)):
        sent = [one["To"] for one in outbox() if one["List-Unsubscribe"]]
    assert len(sent) == len(set(sent)) == 2, "each once"
    assert world.job_keys("notice.mail") == before


def test_a_quarter_of_an_hour_without_anything_due_costs_few_queries(world: World) -> None:
    from wellbeing.programs import jobs

    asked: list[str] = []
    run = JobRun(UUID(int=1), world.tenant_id, jobs.KEEP_TIME, {}, 1, 1)
    with world.inside():
        engine = db.engine

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            jobs.keep_time(run)
            alone = len(asked)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    world.launch(EIGHT_PRACTICES, first_monday())
    whole_week(world, first_monday())
    with clock.at(local(first_monday() + 2 * DAY, 12, HOME)), world.inside():
        event.listen(engine, "before_cursor_execute", note)
        try:
            asked.clear()
            jobs.keep_time(run)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert alone == 1
    assert len(asked) == 8, asked
