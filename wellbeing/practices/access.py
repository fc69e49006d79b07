"""The only door to a practice or a kept note by an id from outside: hidden and absent are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from tenants.db import db
from tenants.errors import NotFound
from tenants.members.models import Member
from wellbeing.practices.models import CompanyPractice, PracticeNote


def company_practice_for(practice_id: UUID, *, for_change: bool = False) -> CompanyPractice:
    """A practice that this company wrote, published or not; `for_change` holds it until the end of the request."""
    statement = select(CompanyPractice).where(CompanyPractice.id == practice_id)
    row = db.session.scalar(statement.with_for_update() if for_change else statement)
    if row is None:
        raise NotFound
    return row


def note_for(member: Member, note_id: UUID, *, for_change: bool = False) -> PracticeNote:
    """The member's own note; `for_change` holds it until the end of the request."""
    statement = select(PracticeNote).where(PracticeNote.id == note_id, PracticeNote.member_id == member.id)
    row = db.session.scalar(statement.with_for_update() if for_change else statement)
    if row is None:
        raise NotFound(_l("This note is not here. It may have been deleted."))
    return row


def notes_of(member: Member) -> Sequence[PracticeNote]:
    """Everything that the member kept, sealed as it is."""
    return db.session.scalars(select(PracticeNote).where(PracticeNote.member_id == member.id)).all()
