"""Jobs of the outbox: send one mail; drop what is too old."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tenants.jobs import JobRun, job, periodic
from tenants.outbox import service


@job("mail.send", lease=timedelta(minutes=2), urgent=True)
def send(run: JobRun) -> None:
    """Send one mail of the outbox."""
    parcel = service.take(UUID(run.args["mail"]))
    if parcel is None:
        return
    with run.outside_transaction():
        outcome = service.hand_over(parcel)
    service.settle(parcel, outcome, attempt=int(run.args["attempt"]))


@job("mail.sweep")
def sweep(_run: JobRun) -> None:
    """Delete mails that could not be sent within a day."""
    service.sweep()


periodic("mail.sweep", every=timedelta(hours=1), per_tenant=False)
