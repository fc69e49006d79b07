"""Programmes run week by week while the clock moves: in Auckland and Los Angeles, over every change of the clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from tenants import clock
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
    of,
    said,
    utc,
)
from wellbeing.programs import acts, blueprint, ending, mornings
from wellbeing.programs.audience import Audience
from wellbeing.programs.models import ProgramAct, ProgramMorning
from wellbeing.programs.stored import group_of
from wellbeing.programs.timetable import WEEK

Make = Callable[..., Company]


@pytest.mark.parametrize("slug", [slug for slug in blueprint.ORDER if not blueprint.shipped()[slug].sensitive])
def test_a_blueprint_runs_week_by_week_in_two_time_zones(
    app: Flask, company: Make, superuser: object, slug: str
) -> None:
    world, shipped, monday = build(app, company, superuser), blueprint.shipped()[slug], first_monday()
    theirs = Audience(role=shipped.audience)
    if slug == "self-compassion-at-work":
        theirs = Audience(units=(world.company.units["Operations"],))
    program_id = world.launch(of(slug), monday, audience=theirs)
    people = {"Ana", "Lou"} if shipped.audience in {"leaders", "supervisors"} else set(world.ids)
    if theirs.units:
        people.remove("Hana")
    told = opened = 0
    for number in range(1, shipped.content.length + 1):
        day, week = monday + (number - 1) * WEEK, shipped.content.week(number)
        if number == 1:
            world.tick(utc(day - 2 * DAY, 9, 59))
            assert world.mornings() == {}
        world.tick(utc(day - 2 * DAY, 10))
        prepared = world.mornings()
        assert {name: one[:2] for name, one in prepared.items()} == dict.fromkeys(people, (number, day))
        assert prepared["Ana"][2] == local(day, 8, EARLY)
        assert prepared["Lou"][2] == local(day, 8, LATE)
        before = {name: world.told(name) for name in ("Ana", "Lou")}
        world.tick(local(day, 8, EARLY) - timedelta(minutes=1))
        assert world.told() == told
        world.tick(local(day, 8, EARLY))
        assert (world.told("Ana") - before["Ana"], world.told("Lou") - before["Lou"]) == (int(week is not None), 0)
        world.tick(local(day, 8, LATE))
        assert world.told("Lou") - before["Lou"] == int(week is not None)
        told += len(people) * (week is not None)
        assert world.told() == told, "everybody of the audience is told alike"
        assert world.mornings() == {}
        checkins = [step for step in (week.steps if week else ()) if step.kind == "checkin"]
        opened += len(checkins)
        waves = world.waves()
        assert len(waves) == opened
        if checkins:
            assert waves[-1].name == f"{shipped.content.name['en']}, week {number}"
            assert waves[-1].opened_at.date() == day
            assert waves[-1].named_groups == (
                {group_of(program_id): shipped.content.name["en"]} if theirs.units else {}
            )
    _rounds_were_set(world, slug, monday)
    _it_ends(world, program_id, monday + shipped.content.length * WEEK - DAY)


def _rounds_were_set(world: World, slug: str, first: date) -> None:
    weeks = [week.number for week, step in of(slug).steps() if step.kind == "pairing_round"]
    starts = [first + (number - 1) * WEEK for number in weeks]
    ends = [*(day - DAY for day in starts[1:]), first + of(slug).length * WEEK - DAY][: len(starts)]
    assert world.rounds() == list(zip(starts, ends, strict=True))


def _it_ends(world: World, program_id: UUID, last: date) -> None:
    world.tick(utc(last + DAY, 11, 59))
    assert world.program(program_id).state == "running"
    world.tick(utc(last + DAY, 12))
    ended = world.program(program_id)
    assert (ended.state, ended.ends_on) == ("ended", last)
    assert {one[2] for one in world.acts(program_id)} <= {"done"}
    assert world.job_keys("checkins.program_ballot")[0] == str(program_id)
    world.tick(utc(last + 9 * DAY, 12))
    assert world.count(ProgramMorning) == 0


def test_a_sensitive_programme_leaves_no_row_and_tells_nobody(app: Flask, company: Make, superuser: object) -> None:
    world, monday = build(app, company, superuser), first_monday()
    program_id = world.launch(of("after-a-hard-season"), monday, sensitive=True)
    for number in range(5):
        for moment in (utc(monday + number * WEEK - DAY, 12), utc(monday + number * WEEK, 18)):
            world.tick(moment)
            assert (world.count(ProgramMorning), world.count(ProgramAct), world.told()) == (0, 0, 0)
    world.tick(utc(monday + 4 * WEEK, 12))
    assert world.program(program_id).state == "ended"
    assert world.job_keys("checkins.program_ballot") == []
    assert world.waves() == []


def test_a_sensitive_programme_sets_nothing_off_whatever_stands_in_it(
    app: Flask, company: Make, superuser: object
) -> None:
    world, monday = build(app, company, superuser), first_monday()
    with clock.at(utc(monday - 8 * DAY, 9)):
        program_id = world.launch(said("checkin", "pairing_round"), monday, sensitive=True)
    assert world.count(ProgramAct) == 0
    world.tick(utc(monday - DAY, 12))
    assert world.job_keys("programs.prepare") == []
    with world.inside():
        mornings.prepare(program_id, monday, None)  # a job that somebody forged
        acts.owe_due()
    assert world.mornings() == {}
    world.tick(local(monday + 8 * DAY, 9, HOME))
    assert (world.told(), world.waves(), world.rounds()) == (0, [], [])
    world.tick(utc(monday + 15 * DAY, 12))
    assert world.program(program_id).state == "ended"
    assert world.job_keys("checkins.program_ballot") == []
    with world.inside():
        assert ending.took_part(program_id) is None


def test_a_morning_is_written_once_however_often_it_is_prepared(app: Flask, company: Make, superuser: object) -> None:
    world, monday = build(app, company, superuser), first_monday()
    program_id = world.launch(said("practice", "practice"), monday)
    for hour in (11, 12, 13):
        with clock.at(utc(monday - DAY, hour)), world.inside():
            mornings.prepare(program_id, monday, None)
    assert world.count(ProgramMorning) == len(world.ids)
