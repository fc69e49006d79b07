"""The clock of check-ins: closes, opens and mails what is due, a quarter of an hour at most too late."""

from __future__ import annotations

from datetime import timedelta

from tenants.jobs import JobRun, job, periodic
from wellbeing.checkins import schedules
from wellbeing.checkins.opening import KEEP_TIME

ERASE_TRIALS = "wave.erase_trials"
"""Owed by the ground floor at the launch, which knows it by this name only."""


@job(KEEP_TIME)
def keep_time(_run: JobRun) -> None:
    """Close, open and mail whatever is due in one organization."""
    schedules.keep_time()


@job(ERASE_TRIALS)
def erase_trials(_run: JobRun) -> None:
    """Erase the waves of the time before the launch, with ballots, figures and all."""
    schedules.erase_trials()


periodic(KEEP_TIME, every=timedelta(minutes=15))
