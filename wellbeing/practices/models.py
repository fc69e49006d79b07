"""Tables of practices: what a company wrote or hides, in plain, and members' notes, of which every word is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class CompanyPractice(TenantOwned, Base):
    """A practice that HR wrote; members see it while it is published, and may still keep words begun then."""

    __tablename__ = "company_practice"

    slug: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    published: Mapped[bool] = mapped_column(default=False)
    definition: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    first_published_at: Mapped[datetime | None]


class HiddenPractice(TenantOwned, Base):
    """The slug of one of ours that HR does not offer; what was kept after it stays."""

    __tablename__ = "hidden_practice"

    slug: Mapped[str]


class PracticeNote(TenantOwned, Base):
    """What a member kept after a practice; which one, when and every word are sealed."""

    __tablename__ = "practice_note"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    member_id: Mapped[UUID]
    space_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes]
