"""What happens to organizations without anybody clicking: one that was never launched goes after 90 days."""

from __future__ import annotations

from datetime import timedelta

from tenants.jobs import JobRun, job, periodic
from tenants.organizations import service


@job("organization.erase_unlaunched")
def erase_unlaunched(_run: JobRun) -> None:
    """Erase the organization when 90 days have passed without a launch."""
    service.erase_if_never_launched()


periodic("organization.erase_unlaunched", every=timedelta(days=1))
