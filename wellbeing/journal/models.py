"""The journal's one table: what is plain is the author, the month and a revision number; all else is sealed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class JournalEntry(TenantOwned, Base):
    """One entry of one member, sealed with the key of one of their private spaces."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
        CheckConstraint("extract(day FROM month_on) = 1"),
        Index("journal_entry_month", "tenant_id", "member_id", "month_on"),
    )

    member_id: Mapped[UUID]
    space_id: Mapped[UUID]
    month_on: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes]
