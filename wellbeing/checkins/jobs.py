"""The clock of check-ins: closes, opens and mails what is due, a quarter of an hour at most too late."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tenants import clock
from tenants.jobs import JobRun, job, owe, periodic
from wellbeing.checkins import end_ballot, invitations, leftovers, opening, schedules
from wellbeing.checkins.opening import KEEP_TIME

MAIL_DUE = "checkins.mail_due"
ERASE_TRIALS = "wave.erase_trials"
"""Owed by the ground floor at the launch, which knows it by this name only."""

DESTROY_KEY = "wave.destroy_key"
"""Owed by a release, which knows it by this name only."""
VACUUM = "wave.vacuum"
LONGEST_WAIT = 60


@job(KEEP_TIME)
def keep_time(run: JobRun) -> None:
    """Close and open whatever is due in one organization, then see to the mails: a close never waits for a mail."""
    schedules.keep_time()
    owe(MAIL_DUE, run.job_id)


@job(MAIL_DUE)
def mail_due(_run: JobRun) -> None:
    """Owe the invitations and reminders whose moment has come."""
    invitations.send_due(opening.organization_locked())


@job(end_ballot.ASK_ABOUT_ROUND)
def ask_about_round(run: JobRun) -> None:
    """Ask everybody who was in a coaching round about it, once; its id is all that the job knows."""
    end_ballot.ask(end_ballot.OF_ROUND, UUID(run.args["round"]))


@job(end_ballot.ASK_ABOUT_PROGRAM)
def ask_about_program(run: JobRun) -> None:
    """Ask everybody whom a programme was offered to about it, once; its id is all that the job knows."""
    end_ballot.ask(end_ballot.OF_PROGRAM, UUID(run.args["program"]))


@job(ERASE_TRIALS)
def erase_trials(_run: JobRun) -> None:
    """Erase the waves of the time before the launch, with ballots, figures and all."""
    schedules.erase_trials()
    owe(VACUUM, "trials", {"after": "trials", "tries": "0"})


@job(DESTROY_KEY, queue="tally")
def destroy_key(run: JobRun) -> None:
    """Destroy the private key of a released wave, then owe the vacuum."""
    leftovers.destroy_key(UUID(run.args["wave_id"]))
    owe(VACUUM, run.args["wave_id"], {"after": run.args["wave_id"], "tries": "0"})


@job(VACUUM, queue="tally", lease=timedelta(minutes=30))
def vacuum(run: JobRun) -> None:
    """Free the tables of what was deleted; while somebody may still see it, come back later, after an hour at most.

    Once a day it runs for nobody in particular: after an erased organization, and after casting that was rolled back.
    """
    with run.outside_transaction():
        done = leftovers.vacuum()
    if not done and "after" in run.args:
        after, tries = run.args["after"], int(run.args["tries"]) + 1
        later = clock.now() + timedelta(minutes=min(LONGEST_WAIT, 2 ** min(tries, 6) / 2))
        owe(VACUUM, f"{after}-{tries}", {"after": after, "tries": str(tries)}, run_at=later)


periodic(VACUUM, every=timedelta(days=1), per_tenant=False)
periodic(KEEP_TIME, every=timedelta(minutes=15))
