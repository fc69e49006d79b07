"""What happens to organizations without anybody clicking: reminders of help, and the end of those never launched."""

from __future__ import annotations

from datetime import timedelta

from tenants.jobs import JobRun, job, periodic
from tenants.organizations import help as help_room
from tenants.organizations import service


@job("organization.erase_unlaunched")
def erase_unlaunched(_run: JobRun) -> None:
    """Erase the organization when 90 days have passed without a launch."""
    service.erase_if_never_launched()


@job("help.remind")
def remind_of_help(_run: JobRun) -> None:
    """Remind HR of help contacts that are to be checked again; the period makes it monthly at most."""
    help_room.remind()


periodic("organization.erase_unlaunched", every=timedelta(days=1))
periodic("help.remind", every=help_room.REMINDED_EVERY)
