"""Jobs of notices: turn what waits for a member into one mail, when it is decent."""

from __future__ import annotations

from uuid import UUID

from tenants import jobs
from tenants.db import as_member
from tenants.jobs import JobRun, job
from tenants.notices import mailing


@job("notice.mail")
def mail_notices(run: JobRun) -> None:
    """Mail what waits for one member, or owe another look at the first decent moment."""
    member_id = UUID(run.args["member"])
    with as_member(member_id):
        later = mailing.mail_waiting(member_id)
    if later is not None:
        # one look a member and moment, however many notices wait
        jobs.owe("notice.mail", f"{member_id} {later.until.isoformat()}", run.args, run_at=later.until)
