"""Jobs of notices: turn what waits for a member into one mail, when it is decent; drop what nobody will read."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tenants import jobs
from tenants.db import as_member
from tenants.jobs import JobRun, job, periodic
from tenants.notices import choices, mailing, service

MAIL = "notice.mail"
SWEEP = "notice.sweep"


@job(MAIL)
def mail_notices(run: JobRun) -> None:
    """Mail what waits for one member, or owe another look at the first decent moment."""
    member_id = UUID(run.args["member"])
    later = _mailed(member_id)
    if later is not None:
        # one look a member and moment, however many notices wait
        jobs.owe(MAIL, f"{member_id} {later.isoformat()}", {"member": str(member_id)}, run_at=later)


@job(service.LOOK)
def look(run: JobRun) -> None:
    """Of many people who were told of something that one has to ask for, write to those who asked.

    The job names everybody who was told, so it does not tell who asked; nor does the one that comes back later for
    those whose mail has to wait.
    """
    members = [UUID(text) for text in run.args["members"].split()]
    wanting = choices.wanting_mail(members, run.args["kind"])
    first = run.args.get("first", str(run.job_id))
    for moment in sorted({later for one in members if one in wanting and (later := _mailed(one))}):
        jobs.owe(service.LOOK, f"{first} {moment.isoformat()}", {**run.args, "first": first}, run_at=moment)


@job(SWEEP)
def sweep(run: JobRun) -> None:
    """Drop expired notices, a thousand people at once."""
    after = run.args.get("after")
    last = service.sweep(UUID(after) if after else None)
    if last is not None:
        jobs.owe(SWEEP, f"{run.job_id} {last}", {"after": str(last)})


def _mailed(member_id: UUID) -> datetime | None:
    """Mail what waits for somebody, or say when another look is due."""
    with as_member(member_id):
        later = mailing.mail_waiting(member_id)
    return later.until if later else None


periodic(SWEEP, every=timedelta(days=7))
