"""What a member said yes to: once, with the day, visible to that member alone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.db import Base, TenantOwned
from tenants.members.models import Member  # noqa: F401 - its table is referred to below


class Consent(TenantOwned, Base):
    """One yes of one member. Saying "not now" makes no row."""

    __tablename__ = "consent"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),)

    member_id: Mapped[UUID]
    kind: Mapped[str]
    given_on: Mapped[date]
