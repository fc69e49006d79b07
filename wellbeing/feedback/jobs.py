"""The clock of feedback: deliver in working hours, close an author's copy in time, bring a next step to mind."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from tenants import clock, jobs, scope
from tenants.db import db
from tenants.jobs import Job, JobRun, job, periodic
from tenants.members.models import Member
from wellbeing.feedback import delivering
from wellbeing.feedback.delivering import CLOSE, DELIVER, REMIND


@job(DELIVER)
def deliver(run: JobRun) -> None:
    """Deliver one note, or owe another look when its reader has not joined yet or is at rest."""
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


@job("feedback.end_lines")
def end_lines(_run: JobRun) -> None:
    """Close what belongs to reporting lines that have ended, and forget the weeks of rest that are over.

    Pages refuse such a copy from the first moment; this destroys it.
    """
    lines = {(str(row.id), str(row.manager_id)) for row in _people()}
    owed = select(Job.id, Job.args).where(
        Job.tenant_id == scope.require().tenant_id, Job.kind == CLOSE, Job.state == "pending"
    )
    over = [
        row.id
        for row in db.session.execute(owed)
        if "line" in row.args and (row.args["line"], row.args["author"]) not in lines
    ]
    if over:
        db.session.execute(update(Job).where(Job.id.in_(over), Job.state == "pending").values(run_at=clock.now()))
    delivering.forget_rests()


def _people() -> list[Member]:
    return list(db.session.scalars(select(Member).where(Member.manager_id.is_not(None), Member.left_at.is_(None))))


periodic("feedback.end_lines", every=timedelta(days=1))
