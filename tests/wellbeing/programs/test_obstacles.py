"""What stands against a launch is said while HR builds, each in one sentence with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tenants import clock
from tenants.db import db
from tenants.members import service as members
from tenants.organizations import holidays
from tests.wellbeing.programs.conftest import House, main, monday
from tests.wellbeing.programs.test_launching import begun, sends
from wellbeing.programs import content, dry_run, obstacles, offers
from wellbeing.programs.content import Content, Step
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import content_of


def says_now(house: House, program: str, weeks: dict[int, list[Step]]) -> str:
    """Put these steps into weeks of a draft, and read what its page says."""
    with house.inside():
        row = db.session.get_one(Program, (house.company.tenant_id, house.row(program).id))
        says: Content = content_of(row)
        for number, steps in weeks.items():
            week = says.week(number)
            assert week is not None
            says = says.with_week(replace(week, steps=tuple(steps)))
        row.content = content.to_json(says)
    return house.told(program)


def step(step_id: str, kind: str, ref: str = "", **more: Any) -> Step:
    """A step with its text in every language."""
    return Step(step_id, kind, ref, dict.fromkeys(content.LANGUAGES, "Two minutes, if you like."), **more)


def test_what_a_step_leads_to_must_be_there_for_everybody(house: House) -> None:
    from wellbeing.checkins import catalog as instruments
    from wellbeing.feedback import catalog as templates
    from wellbeing.practices import company
    from wellbeing.practices.company_words import About, StepText, Told

    draft = house.drafted()
    with house.inside():
        company.hide(slug="the-pause")
        told = Told("Our own pause", "Short.", "", "Well done.", (StepText("Stop", "For a minute."),))
        own = company.write(about=About(3, "settle", ()), language="en", told=told)
        slug = own.slug
        templates.hide(key="hard-day")
        instruments.switch_off(key="fevs_eei")
        instruments.switch_on(key="cbi", by=None, licence_read=True)
    links = [
        step("a", "practice", "the-pause"),
        step("b", "practice", slug),
        step("c", "practice", "never-there"),
        step("d", "feedback_nudge", "hard-day"),
        step("e", "checkin", "fevs_eei"),
        step("f", "prompt", ""),
    ]
    told_now = says_now(house, draft, {2: links})
    for sentence in (
        "step 1</a>: “The pause” is hidden in your company. Offer it again, or choose something else.",
        "step 2</a>: “Our own pause” is not published. Publish it, or choose something else.",
        "step 3</a>: What this step leads to is not there any more. Choose something else.",
        "step 4</a>: “After a hard day” is hidden in your company.",
        "step 5</a>: “Employee Engagement Index” is switched off.",
        "step 6</a>: Choose what this step leads to.",
    ):
        assert sentence in told_now, sentence
    with house.inside():
        from wellbeing.practices.models import CompanyPractice

        company.publish(db.session.scalars(select(CompanyPractice)).one())
    told_now = says_now(house, draft, {2: [step("b", "practice", slug), step("e", "checkin", "cbi")]})
    assert "“Our own pause” does not exist in German, French, and Spanish." in told_now
    assert "“Copenhagen Burnout Inventory (personal and work)” does not exist in German" in told_now
    assert house.frame(draft, languages=["en"])[0] == 303
    told_now = house.told(draft)
    assert "does not exist" not in told_now
    assert "People who read in German, French, and Spanish see this programme in another language." in told_now
    assert house.launched(draft)[0] == 409  # the check-in in week two comes too soon after the one in week one


def test_prompts_about_difficulty_come_late_seldom_and_never_alone(house: House) -> None:
    draft = house.drafted()
    hard, light = "heavy-and-needed", "little-easier"
    told = says_now(house, draft, {1: [step("a", "prompt", hard, lighter=light)]})
    assert "Week 1, step 1</a>: This prompt asks about difficulty. The first week is too early for that." in told
    told = says_now(house, draft, {1: [], 2: [step("b", "prompt", hard)]})
    assert "Week 1</a>: There is no step yet." in told
    assert "Week 2, step 1</a>: This prompt asks about difficulty. Choose a lighter one to stand beside it." in told
    twice = [step("b", "prompt", hard, lighter=light), step("c", "prompt", hard, lighter=light)]
    told = says_now(house, draft, {1: [step("a", "message")], 2: twice})
    assert "Week 2, step 2</a>: This is the second prompt about difficulty among five." in told
    assert "Week 2, step 1</a>" not in told


def test_check_ins_keep_their_distance_from_each_other_and_from_what_is_planned(house: House) -> None:
    from wellbeing.checkins import opening, schedules

    first = monday(2)
    program = begun(house)
    with house.inside():
        schedules.schedule(terms=schedules.Terms("Every quarter", ["cbi"], 13, 10, first + timedelta(weeks=10)))
        schedules.schedule(terms=schedules.Terms("Now and then", ["pulse"], 52, 10, first + timedelta(weeks=20)))
    draft = house.drafted("quarterly-check-in")  # its check-in opens in week two
    for weeks, sentence in (
        (0, f"“Eight weeks of a kinder tone” asks on {spoken(first)}, too close to this check-in."),
        (10, f"“Every quarter” opens on {spoken(first + timedelta(weeks=10))}, too close to this check-in."),
        (18, f"“Now and then”, planned for {spoken(first + timedelta(weeks=20))}, will wait a little"),
    ):
        assert house.frame(draft, starts_on=(first + timedelta(weeks=weeks)).isoformat())[0] == 303
        assert sentence in house.told(draft), sentence
    twice = {3: [step("x", "checkin", "pulse")]}
    assert "This check-in comes too soon after the one before. It could open from" in says_now(house, draft, twice)
    with house.inside():
        closes_on = clock.today() + timedelta(days=5)
        opening.open_wave(name="Now", instruments=("pulse",), closes_on=closes_on)
    soon = house.drafted("self-compassion-at-work")
    assert house.frame(soon, starts_on=(clock.today() + timedelta(days=2)).isoformat())[0] == 303
    assert "People were asked a short time before. This check-in could open from" in house.told(soon)
    assert sends(house, program, "/end")[0] == 303


def test_coaching_rounds_are_announced_in_time_and_never_doubled(house: House) -> None:
    from wellbeing.pairings import rounds
    from wellbeing.pairings.rules import Rules

    draft = house.drafted("peer-coaching")
    tomorrow = clock.today() + timedelta(days=1)
    assert house.frame(draft, starts_on=tomorrow.isoformat())[0] == 303
    pair = step("p", "pairing_round", "listening-first")
    told = says_now(house, draft, {1: [pair, replace(pair, id="q")]})
    assert "A coaching round is announced two days before. It can begin from" in told
    assert "There is another coaching round in this week. One is enough." in told
    with house.inside():
        rounds.launch(starts_on=monday(3), chosen=Rules(weeks=2), by=house.company.people["Hana"].member_id)
    assert f"A coaching round runs from {spoken(monday(3))}" in house.told(draft)
    night = str(house.company.units["Operations / Night shift"])
    assert house.frame(draft, units=[night])[0] == 303
    assert "open to everybody who takes part in peer coaching" in house.told(draft)


def test_the_first_day_lies_ahead_and_within_a_year(house: House) -> None:
    draft = house.drafted()
    for day, sentence in (
        (clock.today(), "Choose a later one than today, so that nobody misses the beginning."),
        (clock.today() - timedelta(days=40), "Choose a later one than today"),
        (clock.today() + timedelta(days=400), "is more than a year away. Check the year."),
    ):
        assert house.frame(draft, starts_on=day.isoformat())[0] == 303
        told = house.told(draft)
        assert sentence in told
        assert "Look it over and launch" not in told
    saturday = monday(2) + timedelta(days=5)
    assert house.frame(draft, starts_on=saturday.isoformat())[0] == 303
    told = house.told(draft)
    assert f"Week 1: Begins on {spoken(saturday)}, no working day. What opens in it opens on" in told
    assert "Nothing stands against a launch." in told
    assert house.launched(draft)[0] == 303


def test_a_week_that_begins_on_a_day_off_is_named(house: House) -> None:
    draft = house.drafted()
    first = monday(2)
    assert house.frame(draft, starts_on=first.isoformat())[0] == 303
    free = {first + timedelta(weeks=2): "Founders’ day"}
    free |= {first + timedelta(weeks=5, days=day): "Works holiday" for day in range(7)}
    with house.inside():
        row = db.session.get_one(Program, (house.company.tenant_id, house.row(draft).id))
        found = obstacles.of(row, offers.all_offers("en"), free)
    by_week = {(flaw.week, flaw.code): flaw for flaw in [*found.refusals, *found.notes]}
    note = by_week[3, "on_a_holiday"]
    assert (note.values["name"], note.values["opens"]) == ("Founders’ day", first + timedelta(weeks=2, days=1))
    assert (6, "week_off") in by_week
    assert (6, "free_week") in by_week  # the check-in of week six cannot open
    with house.inside():
        holidays.add(first=first, last=None, name="Founders’ day", country="")
    told = house.told(draft)
    assert f"Week 1: Begins on a day off, Founders’ day, {spoken(first)}. What opens in it opens on" in told
    assert house.launched(draft)[0] == 303
    with house.inside():
        acts = db.session.scalars(select(ProgramAct.due_on).order_by(ProgramAct.week)).all()
        assert acts[0] == first + timedelta(days=1)  # what opens with week one opens on the day that was told
        holidays.add(first=first + timedelta(days=1), last=None, name="Bridge day", country="")
    assert f"from {spoken(first + timedelta(days=2))}</span>" in house.told(draft), (
        "a day off that came after the launch"
    )
    zones = {"Pacific/Auckland", "UTC", "America/Los_Angeles"}
    turn = dry_run.turn(date(2027, 3, 14), zones)  # the clocks change on this day in Los Angeles
    assert (turn.first_zone, turn.last_zone) == ("Pacific/Auckland", "America/Los_Angeles")
    assert (turn.last_at - turn.first_at) == timedelta(hours=21)


def test_a_sensitive_programme_keeps_to_the_person_alone(house: House) -> None:
    draft = house.drafted("after-a-hard-season")
    kinds = (
        main(house.hana.get(f"/programs/manage/{draft}/weeks/1").text).split('name="new_kind"')[1].split("</select>")[0]
    )
    assert "checkin" not in kinds
    steps = [step("a", "checkin", "pulse"), step("b", "learning_note")]
    told = says_now(house, draft, {2: steps})
    assert "A sensitive programme has no step of the kind “Check-in”" in told
    assert "A sensitive programme has no step of the kind “Learning note, for leaders”" in told


def test_steps_for_some_are_named_and_a_small_group_finds_a_way_out(house: House) -> None:
    draft = house.drafted("feedback-with-warmth")
    told = house.told(draft)
    assert "There are too few supervisors here" in told
    assert house.launched(draft)[0] == 409
    assert house.frame(draft, role="everyone")[0] == 303
    told = house.told(draft)
    assert "Feedback steps are shown to supervisors only; they are left out for others." in told
    assert "Nothing stands against a launch." in told
    boss = house.person(0).member_id
    with house.inside():
        for number in range(1, 12):
            members.set_manager(members.member_row(house.person(number).member_id), manager_id=boss)
            boss = house.person(number - 1).member_id if number % 2 else boss
    assert house.frame(draft, role="supervisors")[0] == 303
    assert "All supervisors" in house.told(draft)


def spoken(day: date) -> str:
    """A day as the English pages write it."""
    return f"{day:%A, %B} {day.day}, {day.year}"
