"""The only door to what a member made by an id from outside: a stranger's and an absent one are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from tenants.db import db
from tenants.errors import NotFound
from tenants.members.models import Member
from wellbeing.intentions.models import StoredIntention


def intention_for(member: Member, intention_id: UUID, *, for_change: bool = False) -> StoredIntention:
    """The member's own; `for_change` holds it until the end of the request."""
    statement = select(StoredIntention).where(
        StoredIntention.id == intention_id, StoredIntention.member_id == member.id
    )
    row = db.session.scalar(statement.with_for_update() if for_change else statement)
    if row is None:
        raise gone()
    return row


def intentions_of(member: Member) -> Sequence[StoredIntention]:
    """Everything that the member made."""
    return db.session.scalars(select(StoredIntention).where(StoredIntention.member_id == member.id)).all()


def gone() -> NotFound:
    """What whoever asks for something absent, strange or of another kind is told."""
    return NotFound(_l("This is not here. It may have been let go."))
