"""What happens to people without anybody clicking: many invitations, the end of absences and files."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tenants import clock
from tenants.db import db
from tenants.jobs import JobRun, job, periodic
from tenants.members import absence, corrections, departures, uploads
from tenants.members.models import Member
from tenants.organizations.access import organization
from tenants.signin import service as signin

_BATCH = 100


@job("member.invite_waiting", lease=timedelta(minutes=10))
def invite_waiting(run: JobRun) -> None:
    """Invite everyone who never had an invitation, in batches; whoever had one is not written to again."""
    waiting = select(Member.id).where(
        Member.invited_at.is_(None), Member.activated_at.is_(None), Member.left_at.is_(None)
    )
    member_ids = list(db.session.scalars(waiting.order_by(Member.id)))
    for start in range(0, len(member_ids), _BATCH):
        signin.invite(member_ids[start : start + _BATCH])
        with run.outside_transaction():
            run.progress(min(start + _BATCH, len(member_ids)), len(member_ids))


@job("departures.forget")
def forget_departures(_run: JobRun) -> None:
    """Drop departures that no report asks for any more."""
    departures.forget_old(clock.today(organization().time_zone))


@job("people.forget_uploads")
def forget_uploads(_run: JobRun) -> None:
    """Drop files of people that nobody confirmed within a day."""
    uploads.forget_old()


@job("absence.forget")
def forget_absences(_run: JobRun) -> None:
    """Drop what HR recorded about absences that are over."""
    absence.forget_past()


@job("correction.forget")
def forget_corrections(_run: JobRun) -> None:
    """Drop what people asked to be corrected and HR answered long ago."""
    corrections.forget_answered()


periodic("departures.forget", every=timedelta(days=1))
periodic("correction.forget", every=timedelta(days=1))
periodic("absence.forget", every=timedelta(days=1))
periodic("people.forget_uploads", every=timedelta(days=1))
