"""What happens to old changes without anybody clicking: what was done or ended goes after a year."""

from __future__ import annotations

from datetime import timedelta

from tenants.jobs import JobRun, job, periodic
from wellbeing.actions import service

FORGET = "action.forget_past"


@job(FORGET)
def forget_past(_run: JobRun) -> None:
    """Delete what has stood for its year."""
    service.forget_past()


periodic(FORGET, every=timedelta(days=1))
