"""The one table of what a member makes for themself: plain are the author and a revision number, all else is sealed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class StoredIntention(TenantOwned, Base):
    """One thing of one member, sealed with the key of one of their private spaces; its kind is inside the seal."""

    __tablename__ = "intention"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
        Index("intention_author", "tenant_id", "member_id"),
    )

    member_id: Mapped[UUID]
    space_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes]
