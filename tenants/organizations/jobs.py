"""What happens to organizations without anybody clicking: HR is reminded of contacts that are to be checked again."""

from __future__ import annotations

from tenants.jobs import JobRun, job, periodic
from tenants.organizations import help as help_room


@job("help.remind")
def remind_of_help(_run: JobRun) -> None:
    """Remind HR of help contacts that are to be checked again; the period makes it monthly at most."""
    help_room.remind()


periodic("help.remind", every=help_room.REMINDED_EVERY)
