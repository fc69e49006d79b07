"""The clock of peer coaching: announce, pair, look after and end rounds, on the organization's own days."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tenants import taking_part
from tenants.erasures import service as erasures
from tenants.jobs import JobRun, job, periodic
from wellbeing.pairings import mending, people, running, service
from wellbeing.pairings.parting import MEND
from wellbeing.pairings.rounds import CALLED_OFF, END, HEADS_UP, LAST_DAYS, PAIR


@job(HEADS_UP)
def heads_up(run: JobRun) -> None:
    """Tell people that a round is ahead."""
    running.heads_up(UUID(run.args["round"]))


@job(PAIR, lease=timedelta(minutes=10))
def pair(run: JobRun) -> None:
    """Pair everybody who takes part."""
    running.pair(UUID(run.args["round"]))


@job(LAST_DAYS)
def last_days(run: JobRun) -> None:
    """Tell pairs that they end soon."""
    running.last_days(UUID(run.args["round"]))


@job(END)
def end(run: JobRun) -> None:
    """End a round."""
    running.end(UUID(run.args["round"]))


@job(CALLED_OFF)
def called_off(run: JobRun) -> None:
    """Tell people that an announced round does not take place."""
    running.called_off(UUID(run.args["round"]))


@job(MEND)
def mend(_run: JobRun) -> None:
    """Look after the running round: leavers, absences, and whoever waits for a partner.

    The ground floor owes it by this name when somebody leaves.
    """
    mending.mend()


periodic(MEND, every=timedelta(days=1))
erasures.first(service.leave)
taking_part.told_by(taking_part.COACHING_ROUND, people.in_round)
