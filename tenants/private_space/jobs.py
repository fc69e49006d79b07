"""Jobs of the private space: mail a leaver's link if there is anyone to mail it to."""

from __future__ import annotations

from tenants.jobs import JobRun, job
from tenants.private_space import mailing
from tenants.signin import guards, quiet_requests


@job("private_space.leaver_mail", urgent=True)
def leaver_mail(run: JobRun) -> None:
    """Mail a link to the private address of someone who has left."""
    address = quiet_requests.address_in(run)
    if guards.may_mail(run.kind, address):
        mailing.link_for_leaver(address)
