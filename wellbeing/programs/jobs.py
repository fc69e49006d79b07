"""The clock of programmes: what steps set off, whose morning it is, and the end; a quarter of an hour at most too late.

With nothing due, a company without a programme under way costs one query, others seven and one for each of theirs.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from tenants import taking_part
from tenants.jobs import JobRun, job, owe, periodic
from wellbeing.programs import access, acts, ending, mornings

KEEP_TIME = "programs.keep_time"


@job(KEEP_TIME)
def keep_time(run: JobRun) -> None:
    """Owe what is due in one organization, and end what is over."""
    rows = access.under_way()
    if not rows:
        return
    ending.end_due(rows)
    acts.owe_due()
    mornings.owe_preparing(rows)
    if mornings.put_zones_right():
        owe(KEEP_TIME, run.job_id)
    mornings.owe_telling(run.job_id)


@job(acts.SET_OFF)
def set_off(run: JobRun) -> None:
    """Open what one step asks for."""
    acts.set_off(UUID(run.args["act"]))


@job(mornings.PREPARE)
def prepare(run: JobRun) -> None:
    """Write down the mornings of the next people of an audience."""
    after = run.args.get("after")
    mornings.prepare(UUID(run.args["program"]), date.fromisoformat(run.args["day"]), UUID(after) if after else None)


@job(mornings.TELL)
def tell(run: JobRun) -> None:
    """Tell the next people whose morning has come; what is left comes behind what others wait for."""
    if mornings.tell_due():
        owe(mornings.TELL, run.job_id)


periodic(KEEP_TIME, every=timedelta(minutes=15))
taking_part.told_by(taking_part.PROGRAM, ending.took_part)
