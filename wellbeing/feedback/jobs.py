"""The clock of feedback: deliver in working hours, close an author's copy in time, bring a next step to mind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from tenants import clock, jobs, scope
from tenants.db import db
from tenants.erasures import service as erasures
from tenants.jobs import Job, JobRun, job, periodic
from tenants.members.models import Member
from wellbeing.feedback import clearing, delivering, service
from wellbeing.feedback.delivering import CLOSE, DELIVER, REMIND
from wellbeing.feedback.models import FeedbackCopy
from wellbeing.feedback.service import END_SHOWN


@job(DELIVER)
def deliver(run: JobRun) -> None:
    """Deliver one note, or owe another look when its reader is at rest."""
    again = delivering.deliver(author_id=UUID(run.args["author"]), note_id=UUID(run.args["note"]))
    if again is not None:
        jobs.owe(DELIVER, f"{run.args['note']} {again.isoformat()}", run.args, run_at=again)


@job(CLOSE)
def close(run: JobRun) -> None:
    """Destroy the author's copy of one note."""
    delivering.close(author_id=UUID(run.args["author"]), note_id=UUID(run.args["note"]))


@job(REMIND)
def remind(run: JobRun) -> None:
    """Bring a next step to one person's mind."""
    delivering.remind(member_id=UUID(run.args["member"]), copy_id=UUID(run.args["copy"]))


@job(END_SHOWN)
def end_shown(run: JobRun) -> None:
    """Take a copy away again from somebody to whom a note was shown."""
    clearing.drop_copies(UUID(run.args["reader"]), FeedbackCopy.id == UUID(run.args["copy"]))


@job("feedback.end_lines")
def end_lines(_run: JobRun) -> None:
    """Close what belongs to lines that have ended, what is shown no longer, and forget weeks of rest that are over.

    Pages refuse such a copy from the first moment; this destroys it.
    """
    here = list(db.session.scalars(select(Member).where(Member.left_at.is_(None))))
    lines = {(str(row.id), str(row.manager_id)) for row in here}
    closing = {row.id for row in _owed(CLOSE) if "line" in row.args}
    closing -= {row.id for row in _owed(CLOSE) if (row.args.get("line"), row.args["author"]) in lines}
    owners, may = {str(row.id) for row in here}, {str(person.id) for person, _roles in service.people_to_show()}
    shown = {row.id for row in _owed(END_SHOWN) if row.args["owner"] not in owners or row.args["reader"] not in may}
    if over := closing | shown:
        db.session.execute(update(Job).where(Job.id.in_(over), Job.state == "pending").values(run_at=clock.now()))
    delivering.forget_rests()


def _owed(kind: str) -> list[Any]:
    mine = Job.tenant_id == scope.require().tenant_id, Job.kind == kind, Job.state == "pending"
    return list(db.session.execute(select(Job.id, Job.args).where(*mine)))


periodic("feedback.end_lines", every=timedelta(days=1))
erasures.first(clearing.take_back_all)
