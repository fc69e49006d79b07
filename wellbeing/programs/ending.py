"""The end of a programme, early or on its day, and the two questions that everybody of its audience is then asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from tenants import audit, clock, jobs, scope
from tenants.db import db
from tenants.organizations import access as organizations
from tenants.taking_part import TookPart
from wellbeing.checkins.end_ballot import ASK_ABOUT_PROGRAM
from wellbeing.programs import access, acts, audience, mornings, timetable
from wellbeing.programs.models import Program
from wellbeing.programs.stored import ENDED, RUNNING, audience_of, content_of, timetable_of

ASKED_AFTER = timedelta(days=7)
"""A programme that was over sooner than this after its launch is not asked about."""
LAST_ZONE = timedelta(hours=12)
"""By so much the latest time zone is behind UTC: there a day ends last."""


def end(row: Program) -> None:
    """End a programme for everybody at once: nothing more is set off or told, and its audience is asked about it.

    Weeks that a pause held back come to lie after the end, so they do not begin any more. A second time does nothing.
    """
    if row.state == ENDED:
        return
    ended_on = clock.today(organizations.organization().time_zone)
    days = timetable.rested(timetable_of(row), today=ended_on + timedelta(days=1))
    row.rests, row.paused_since = timetable.rests_to_json(days.rests), None
    row.state, row.ended_at = ENDED, clock.now()
    if row.starts_on and row.ends_on:
        row.ends_on = max(row.starts_on, min(days.ends_on, ended_on))
    acts.forget_owed(row)
    mornings.forget(row)
    db.session.flush()
    if not row.sensitive and row.launched_at and clock.now() - row.launched_at > ASKED_AFTER:
        jobs.owe(ASK_ABOUT_PROGRAM, row.id, {"program": str(row.id)})


def end_due(rows: Iterable[Program]) -> None:
    """End every running programme whose last day is over everywhere on earth."""
    today = (clock.now() - LAST_ZONE).date()
    for each in rows:
        if each.state == RUNNING and timetable_of(each).ends_on < today:
            row = access.program_for(each.id, for_change=True)
            if row.state == RUNNING and timetable_of(row).ends_on < today:
                acts.give_up_waiting(row)
                end(row)
                audit.record("program.ended", row.id)


def took_part(program_id: UUID) -> TookPart | None:
    """Everybody of the audience of a programme that is over, whether they used it or not; for jobs only.

    None for a sensitive one: of it nobody is told.
    """
    if scope.require().member_id is not None:
        raise RuntimeError("an audience is listed for jobs only, never where a member is in scope")
    row = db.session.scalar(select(Program).where(Program.id == program_id, Program.state == ENDED))
    if row is None or row.sensitive or row.ends_on is None:
        return None
    return TookPart(
        ended_on=row.ends_on,
        member_ids=audience.members_of(audience_of(row)),
        name=content_of(row).name,
    )
