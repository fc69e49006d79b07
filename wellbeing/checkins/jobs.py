"""The clock of check-ins: closes, opens and mails what is due, a quarter of an hour at most too late."""

from __future__ import annotations

from datetime import timedelta

from tenants import jobs
from tenants.jobs import JobRun, job, periodic
from wellbeing.checkins import invitations, opening, schedules
from wellbeing.checkins.opening import KEEP_TIME

MAIL_DUE = "checkins.mail_due"
ERASE_TRIALS = "wave.erase_trials"
"""Owed by the ground floor at the launch, which knows it by this name only."""


@job(KEEP_TIME)
def keep_time(run: JobRun) -> None:
    """Close and open whatever is due in one organization, then see to the mails: a close never waits for a mail."""
    schedules.keep_time()
    jobs.owe(MAIL_DUE, run.job_id)


@job(MAIL_DUE)
def mail_due(_run: JobRun) -> None:
    """Owe the invitations and reminders whose moment has come."""
    invitations.send_due(opening.organization_locked())


@job(ERASE_TRIALS)
def erase_trials(_run: JobRun) -> None:
    """Erase the waves of the time before the launch, with ballots, figures and all."""
    schedules.erase_trials()


periodic(KEEP_TIME, every=timedelta(minutes=15))
