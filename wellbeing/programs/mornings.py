"""Whose morning it is: rows for a whole audience alike, made ahead in batches, told once at each one's own morning.

Nothing here knows who wants to be reminded. A row goes when it is told, so nobody is told twice; what was missed while
nothing ran is made up once, by the newest week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select

from tenants import bulk, clock, jobs, scope
from tenants.db import db
from tenants.members.models import Member
from tenants.notices import service as notices
from tenants.organizations import access as organizations
from wellbeing.programs import kinds, turns
from wellbeing.programs.audience import within
from wellbeing.programs.models import Program, ProgramMorning
from wellbeing.programs.own_days import ARRIVED, Morning, OwnDays, Person
from wellbeing.programs.stored import ENDED, RUNNING, UNDER_WAY, audience_of, content_of, timetable_of
from wellbeing.programs.timetable import WEEK

PREPARE, TELL = "programs.prepare", "programs.tell"
AT_ONCE = 1000
FIRST_ZONE = timedelta(hours=14)
"""By so much the earliest time zone is ahead of UTC: there a day begins first."""
AHEAD = timedelta(days=1)


def owe_preparing(rows: Sequence[Program]) -> None:
    """Owe the mornings of every week that begins within a day for somebody on earth, each day of a programme once."""
    until = (clock.now() + FIRST_ZONE + AHEAD).date()
    for row in rows:
        day = turns.turn_on(timetable_of(row), until)
        if day is not None and row.state == RUNNING and not row.sensitive:
            owe_batch(row.id, day, None)


def owe_batch(program_id: UUID, day: date, after: UUID | None) -> None:
    """Owe the mornings of the next people after somebody; the same batch is owed once."""
    args = {"program": str(program_id), "day": day.isoformat()} | ({"after": str(after)} if after else {})
    jobs.owe(PREPARE, " ".join(args.values()), args)


def prepare(program_id: UUID, day: date, after: UUID | None) -> None:
    """Write down the mornings of a thousand people whose week begins on a day, and owe the next thousand."""
    held = select(Program).where(Program.id == program_id).with_for_update(read=True)  # an end waits, or is seen
    row = db.session.scalar(held.execution_options(populate_existing=True))
    if row is None or row.state == ENDED or row.sensitive:
        return
    people = _people(row, after)
    own, found = OwnDays(row), []
    for person in people:
        number = turns.week_beginning(own.timetable(person), day)
        morning = own.morning(own.zone_of(person), day) if number else None
        if number and morning:
            found.append(_values(row.id, person, number, own.zone_of(person), morning))
    _write(found)
    if len(people) == AT_ONCE:
        owe_batch(program_id, day, people[-1].id)


def put_zones_right() -> bool:
    """Reckon anew the mornings of whoever lives in another time zone than when they were written down.

    A thousand at once; True when there may be more.
    """
    here = func.coalesce(Member.time_zone, organizations.organization().time_zone)
    moved = select(ProgramMorning, *ARRIVED).join(Member, Member.id == ProgramMorning.member_id)
    moved = moved.where(ProgramMorning.time_zone != here).order_by(ProgramMorning.id).limit(AT_ONCE)
    found = db.session.execute(moved.with_for_update(of=ProgramMorning, skip_locked=True)).all()
    own: dict[UUID, OwnDays] = {}
    for person in found:
        program_id = person.ProgramMorning.program_id
        if program_id not in own:
            own[program_id] = OwnDays(db.session.scalars(select(Program).where(Program.id == program_id)).one())
        _move(person.ProgramMorning, person, own[program_id])
    db.session.flush()
    return len(found) == AT_ONCE


def owe_telling(key: object) -> None:
    """Owe the telling of everybody whose morning has come, if it is anybody's."""
    due = select(ProgramMorning.id).where(ProgramMorning.at <= clock.now()).limit(1)
    if db.session.scalar(due) is not None:
        jobs.owe(TELL, key)


def tell_due() -> bool:
    """Tell up to a thousand people of each programme whose morning has come; True when there may be more.

    Who left, moved out of the audience or has a newer week is passed over. While a programme rests its rows wait.
    """
    today = clock.today(organizations.organization().time_zone)
    theirs = select(ProgramMorning.program_id).where(ProgramMorning.at <= clock.now())
    running = Program.state.in_(UNDER_WAY)
    rows = db.session.scalars(select(Program).where(Program.id.in_(theirs), running).order_by(Program.id)).all()
    told = [_tell(row) for row in rows if row.paused_since is None or today < row.paused_since]
    return any(told)


def forget(row: Program) -> None:
    """Take away every morning of a programme."""
    db.session.execute(delete(ProgramMorning).where(ProgramMorning.program_id == row.id))


def _people(row: Program, after: UUID | None) -> Sequence[Person]:
    """A thousand people of an audience who can sign in, in the order of their ids."""
    here = select(Member.id, *ARRIVED).where(Member.left_at.is_(None), Member.activated_at.is_not(None))
    here = here.where(within(audience_of(row))).order_by(Member.id).limit(AT_ONCE)
    return db.session.execute(here.where(Member.id > after) if after else here).all()


def _values(program_id: UUID, person: Person, number: int, zone: str, morning: Morning) -> dict[str, Any]:
    return {
        "tenant_id": scope.require().tenant_id,
        "id": uuid5(program_id, f"{number}:{person.id}"),
        "program_id": program_id,
        "member_id": person.id,
        "week": number,
        "on": morning[0],
        "time_zone": zone,
        "at": morning[1],
    }


def _write(found: list[dict[str, Any]]) -> None:
    """A week that a pause had moved comes again under its id, so the new day replaces the old one."""
    for _done in bulk.insert_rows(ProgramMorning, found, changing=("on", "time_zone", "at")):
        pass


def _tell(row: Program) -> bool:
    due = _due(row)
    own, content = OwnDays(row), content_of(row)
    told: dict[tuple[int, date], list[UUID]] = defaultdict(list)
    over = []
    for person in due:
        morning = person.ProgramMorning
        if person.belongs and morning.time_zone != own.zone_of(person):
            _move(morning, person, own)
        if person.belongs and morning.at > clock.now():
            continue
        over.append(morning.id)
        days = own.timetable(person)
        is_newest = turns.is_newest(days, morning.week, morning.on, clock.today(morning.time_zone))
        if person.belongs and is_newest and content.week(morning.week) is not None:
            told[morning.week, days.begins_on(morning.week) + WEEK].append(morning.member_id)
    for (number, until), members in told.items():
        notices.notify_once(
            members,
            kinds.WEEK,
            about=row.id,
            occasion=f"week {number}",
            program=str(row.id),
            until=until.isoformat(),
        )
    db.session.flush()
    db.session.execute(delete(ProgramMorning).where(ProgramMorning.id.in_(over)))
    return len(due) == AT_ONCE


def _due(row: Program) -> Sequence[Person]:
    """Rows whose moment has come, each with its person and whether they still belong; held for this run alone."""
    belongs = (Member.left_at.is_(None) & within(audience_of(row))).label("belongs")
    asked = select(ProgramMorning, *ARRIVED, belongs).join(Member, Member.id == ProgramMorning.member_id)
    asked = asked.where(ProgramMorning.program_id == row.id, ProgramMorning.at <= clock.now())
    asked = asked.order_by(ProgramMorning.at, ProgramMorning.id).limit(AT_ONCE)
    return db.session.execute(asked.with_for_update(of=ProgramMorning, skip_locked=True)).all()


def _move(morning: ProgramMorning, person: Person, own: OwnDays) -> None:
    """The same week where the person lives now; a week that is free there is left where it was."""
    zone = own.zone_of(person)
    found = own.morning(zone, own.timetable(person).begins_on(morning.week))
    morning.time_zone = zone
    if found:
        morning.on, morning.at = found
