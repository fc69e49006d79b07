"""The invented programmes of a demo company: one for a part of it, over and asked about, one for everybody, running."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from reports.demo.company import Invented
from reports.demo.founding import Seeding
from tenants import clock
from tenants.db import db, work
from tenants.members import service as members
from tenants.organizations.access import units_of
from wellbeing.checkins import opening, schedules
from wellbeing.checkins import service as checkins
from wellbeing.checkins.audience import NamedGroup
from wellbeing.checkins.end_ballot import ASK_ABOUT_PROGRAM, OPEN_FOR
from wellbeing.checkins.statistics import ballot_of_program
from wellbeing.programs import acts, blueprint, content, ending
from wellbeing.programs.audience import Audience, to_json
from wellbeing.programs.content import Content
from wellbeing.programs.models import Program
from wellbeing.programs.stored import group_of
from wellbeing.programs.timetable import WEEK

BLUEPRINT = "self-compassion-at-work"
BEGAN_DAYS_AGO = 200
LAUNCHED_BEFORE = 4
"""Days before its first one that the running programme was launched."""
FEWEST = 20
"""People of the part of the company whom it was for; of fewer there would be little to see."""
ANSWERED = 0.7

RunDue = Callable[[str, UUID], None]


def launch(here: Seeding) -> None:
    """Put the programme where it began; its check-ins are those of the demo that were opened within its weeks."""
    if not _has_one(here):
        return
    with here.at(BEGAN_DAYS_AGO):
        part = next(unit.id for unit in units_of() if unit.path == here.company.leads)
        first = clock.today(here.company.time_zone)
        _add(_id(here), blueprint.shipped()[BLUEPRINT].content, Audience(units=(part,)), first)


def begin_for_everybody(here: Seeding) -> None:
    """The same for everybody, in its third week; without its first check-in, since the demo has just opened its own."""
    ready = blueprint.shipped()[BLUEPRINT].content
    first = ready.weeks[0]
    asked_later = replace(first, steps=tuple(step for step in first.steps if step.kind != content.CHECKIN))
    with here.at(0):
        today = clock.today(here.company.time_zone)
    monday = today - timedelta(days=today.weekday()) - 2 * WEEK
    with here.at((today - monday).days + LAUNCHED_BEFORE):
        acts.lay_out(_add(uuid5(_id(here), "again"), ready.with_week(asked_later), Audience(), monday))


def _add(program_id: UUID, says: Content, whom: Audience, first: date) -> Program:
    row = Program(
        id=program_id,
        blueprint=BLUEPRINT,
        content=content.to_json(says),
        languages=list(content.LANGUAGES),
        audience=to_json(whom),
        starts_on=first,
        ends_on=first + says.length * WEEK - timedelta(days=1),
        state="running",
        made_at=clock.now(),
        launched_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def groups(here: Seeding, days_ago: int) -> Mapping[str, NamedGroup]:
    """The programme's audience as a group of a check-in, for those within its weeks and shortly after."""
    if not _has_one(here) or not BEGAN_DAYS_AGO / 2 < days_ago < BEGAN_DAYS_AGO:
        return opening.NO_GROUPS
    label = content.said(blueprint.shipped()[BLUEPRINT].content.name, "en")
    return {group_of(_id(here)): NamedGroup(label, frozenset(here.ids[one.email] for one in _audience(here)))}


def end(here: Seeding, run_due: RunDue) -> float | None:
    """End it on its last day and answer its two questions; how many days ago they were closed, None without any."""
    if not _has_one(here):
        return None
    weeks = blueprint.shipped()[BLUEPRINT].content.length
    ended = BEGAN_DAYS_AGO - 7 * weeks - 0.2
    with clock.at(here.now - timedelta(days=ended)):
        with work(here.tenant_id):
            row = db.session.get_one(Program, (here.tenant_id, _id(here)))
            ending.end(row)
        run_due(ASK_ABOUT_PROGRAM, here.tenant_id)
    with here.at(ended - 2):
        wave_id = ballot_of_program(_id(here))
        for one in _audience(here) if wave_id else ():
            _answer(here, wave_id, one)
    closed = ended - OPEN_FOR.days - 1.5
    with clock.at(here.now - timedelta(days=closed)), work(here.tenant_id):
        schedules.keep_time()
    return closed if wave_id else None


def _answer(here: Seeding, wave_id: UUID | None, one: Invented) -> None:
    rng = random.Random(f"programme {one.email}")  # noqa: S311 - invented answers, nothing to guard
    if wave_id is None or rng.random() > ANSWERED:
        return
    used = rng.choices("012", (3, 4, 3))[0]
    helped = "unused" if used == "0" else rng.choices("0123", (1, 3, 4, 2))[0]
    cells = {"program_end": {"program_used": used, "program_helped": helped}}
    member = members.member_row(here.ids[one.email])
    checkins.cast(member=member, wave_id=wave_id, cells=cells, keep_copy=False)


def _audience(here: Seeding) -> list[Invented]:
    """Everybody of the part that the demo's leader leads."""
    part = here.company.leads
    return [one for one in here.company.people if one.unit == part or one.unit.startswith(f"{part} / ")]


def _has_one(here: Seeding) -> bool:
    return len(_audience(here)) >= FEWEST


def _id(here: Seeding) -> UUID:
    return uuid5(here.tenant_id, BLUEPRINT)
