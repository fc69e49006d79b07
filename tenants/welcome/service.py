"""Remember that a member has read the first three screens, and nothing when they chose not to."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, scope
from tenants.db import db
from tenants.private_space.models import Consent

WELCOME = "welcome"


def welcomed(member_id: UUID) -> bool:
    """Whether this member has finished the first visit."""
    return db.session.scalar(select(Consent.id).filter_by(member_id=member_id, kind=WELCOME)) is not None


def finish_first_visit(*, member_id: UUID) -> None:
    """Note that the three screens were read; saying it twice changes nothing."""
    row = {"tenant_id": scope.require().tenant_id, "id": uuid4(), "member_id": member_id}
    yes = insert(Consent).values(**row, kind=WELCOME, given_on=clock.now().date())
    db.session.execute(yes.on_conflict_do_nothing())
