"""Jobs of sign-in: mail a reset link if someone has the address, and sweep what is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from tenants import clock
from tenants.db import db
from tenants.jobs import JobRun, job, periodic
from tenants.signin import guards, quiet_requests, resets, sessions
from tenants.signin.models import Invitation

KEPT = timedelta(days=14)


@job("signin.reset_mail", urgent=True)
def reset_mail(run: JobRun) -> None:
    """Mail a link to choose a new password, at most a few an hour to one address."""
    address = quiet_requests.address_in(run)
    if guards.may_mail(run.kind, address):
        resets.ask(address)


@job("signin.sweep")
def sweep(_run: JobRun) -> None:
    """Delete an organization's sessions and links that are over."""
    sessions.sweep()
    db.session.execute(delete(Invitation).where(Invitation.expires_at < clock.now() - KEPT))


@job("signin.reset_sweep")
def reset_sweep(_run: JobRun) -> None:
    """Delete reset links that are over."""
    resets.sweep()


periodic("signin.sweep", every=timedelta(days=1))
periodic("signin.reset_sweep", every=timedelta(days=1), per_tenant=False)
