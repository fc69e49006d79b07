"""What home owes: making a copy of everything, letting it go after its day, and ending what was shown in a pairing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tenants.jobs import JobRun, job, periodic
from wellbeing.home import copying, sharing


@job(copying.MAKE, lease=timedelta(minutes=10), urgent=True)
def make_copy(run: JobRun) -> None:
    """Make a copy for the session that asked; killed in the middle, it is made anew and never twice."""
    copying.make(UUID(run.args["copy"]), run.progress)


@job(copying.FORGET)
def forget_copy(run: JobRun) -> None:
    """Delete a copy that nobody fetched within its day."""
    copying.forget(UUID(run.args["copy"]))


@job("home.end_sharing")
def end_sharing(_run: JobRun) -> None:
    """Delete the copies of entries that were shown in pairings that are over; owed when one ends, and once a day."""
    sharing.end_over()


periodic("home.end_sharing", every=timedelta(days=1))
