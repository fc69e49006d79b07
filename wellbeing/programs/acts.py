"""What steps set off for the whole company: laid out as rows on days, tried from their day on, and given up in the end.

A row's id follows from programme and step. Each try is a job of its own, owed once a day, so that neither two
schedulers nor a killed worker open anything twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from tenants import clock, jobs
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import roles
from tenants.notices import service as notices
from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from wellbeing.checkins import opening, rhythm
from wellbeing.programs import company_days, kinds, setting_off
from wellbeing.programs.content import CHECKIN, PAIRING_ROUND
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import UNDER_WAY, content_of, timetable_of

SET_OFF = "programs.set_off"
OWED, DONE, GIVEN_UP = "owed", "done", "given_up"
TRIED_FOR = timedelta(days=14)
"""So long a step is tried that cannot begin on its day; the next one of its kind ends it sooner."""
MISSED = "missed"
"""The reason when nothing ran in all that time."""


def lay_out(row: Program) -> None:
    """Make the owed acts of a programme agree with what it says and with its days; what is done stays as it is.

    One that was given up is owed again when its step was moved to a later day.
    """
    wanted = {act.id: act for act in _wanted(row)} if row.state in UNDER_WAY and not row.sensitive else {}
    kept = {act.id: act for act in _acts_of(row.id)}
    for act in kept.values():
        if act.state == OWED and act.id not in wanted:
            db.session.delete(act)
    for act_id, planned in wanted.items():
        known = kept.get(act_id)
        if known and (known.state == DONE or (known.state == GIVEN_UP and planned.due_on <= known.due_on)):
            continue
        act = known or ProgramAct(id=act_id, program_id=row.id, step_id=planned.step_id)
        db.session.add(act)
        act.kind, act.week, act.due_on, act.state, act.reason = planned.kind, planned.week, planned.due_on, OWED, ""
    db.session.flush()


def owe_due() -> None:
    """Owe a try for every act whose day has come: once a working day, from eight in the morning."""
    place = organizations.organization()
    day = _newest_morning(place)
    if company_days.working_day(place, day) != day:
        return
    due = select(ProgramAct.id, Program.paused_since).join(Program, Program.id == ProgramAct.program_id)
    due = due.where(ProgramAct.state == OWED, ProgramAct.due_on <= day, Program.state.in_(UNDER_WAY))
    for act_id, paused_since in db.session.execute(due):
        if paused_since is None or day < paused_since:
            jobs.owe(SET_OFF, f"{act_id} {day.isoformat()}", {"act": str(act_id)})


def set_off(act_id: UUID) -> None:
    """Open what a step asks for, or write down why it cannot be; a second time does nothing."""
    opening.organization_locked()
    asked = select(ProgramAct).where(ProgramAct.id == act_id).with_for_update()
    act = db.session.scalar(asked.execution_options(populate_existing=True))
    if act is None or act.state != OWED:
        return
    row = db.session.scalars(select(Program).where(Program.id == act.program_id)).one()
    today = _newest_morning(organizations.organization())
    if row.state not in UNDER_WAY or today < act.due_on or (row.paused_since and row.paused_since <= today):
        return
    if today > _last_day(act):
        _give_up(act)
        return
    try:
        with db.session.begin_nested():
            about_id = setting_off.open_for(row, act)
    except (Conflict, Invalid) as refused:
        act.reason = refused.code
    else:
        act.state, act.reason, act.about_id = DONE, "", about_id
    db.session.flush()


def give_up_waiting(row: Program) -> None:
    """Give up what was tried in vain until the programme's last day; HR is told."""
    for act in _acts_of(row.id):
        if act.state == OWED and act.reason:
            _give_up(act)


def forget_owed(row: Program) -> None:
    """Take away what was still owed for a programme that is over."""
    db.session.execute(delete(ProgramAct).where(ProgramAct.program_id == row.id, ProgramAct.state == OWED))


@dataclass(frozen=True, slots=True)
class _Planned:
    id: UUID
    step_id: str
    kind: str
    week: int
    due_on: date


def _wanted(row: Program) -> Iterator[_Planned]:
    place, days = organizations.organization(), timetable_of(row)
    for week, step in content_of(row).steps():
        if step.kind in (CHECKIN, PAIRING_ROUND):
            first = days.begins_on(week.number)
            day = company_days.working_day(place, first) or first
            due_on = day if step.kind == CHECKIN else day - setting_off.ROUND_AHEAD
            yield _Planned(uuid5(row.id, step.id), step.id, step.kind, week.number, due_on)


def _last_day(act: ProgramAct) -> date:
    """Until when an act is tried: two weeks, or until the next one of its kind in the same programme."""
    others = [other.due_on for other in _acts_of(act.program_id) if other.kind == act.kind and other.week > act.week]
    return min([act.due_on + TRIED_FOR, *(day - timedelta(days=1) for day in others)])


def _give_up(act: ProgramAct) -> None:
    act.state, act.reason = GIVEN_UP, act.reason or MISSED
    db.session.flush()
    notices.notify_all(roles.hr_member_ids(), kinds.GIVEN_UP, program=str(act.program_id))


def _acts_of(program_id: UUID) -> Sequence[ProgramAct]:
    return db.session.scalars(select(ProgramAct).where(ProgramAct.program_id == program_id)).all()


def _newest_morning(place: Organization) -> date:
    """The newest day on which it has been the hour at which check-ins open."""
    now: datetime = clock.now().astimezone(ZoneInfo(place.time_zone))
    today = now.date()
    return today if rhythm.opening_of(today, place.time_zone) <= clock.now() else today - timedelta(days=1)
