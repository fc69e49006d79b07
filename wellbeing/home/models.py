"""Tables of what home composes: copies of everything on their way out or in, and entries shown to a peer coach."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.db import Base, TenantOwned
from tenants.sealed_places import SealedPlace, declare, for_owner


class PersonalCopy(TenantOwned, Base):
    """A member's copy of everything, made for one session and gone with it; `sealed` is None while it is being made.

    Without `space_id` nothing in it came out of a private space, and it is sealed for the organization.
    """

    __tablename__ = "personal_copy"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "session_id"], ["web_session.tenant_id", "web_session.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    member_id: Mapped[UUID]
    session_id: Mapped[UUID]
    direction: Mapped[str]
    space_id: Mapped[UUID | None]
    sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SharedEntry(TenantOwned, Base):
    """A copy of one journal entry under its reader's key, while a pairing lasts; an entry is shared with one person."""

    __tablename__ = "shared_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "entry_id"], ["journal_entry.tenant_id", "journal_entry.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "author_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "reader_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    entry_id: Mapped[UUID]
    pairing_id: Mapped[UUID]
    author_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    space_id: Mapped[UUID]
    sealed: Mapped[bytes]


_for_member = for_owner("personal_copy", "member_id")
_WITHOUT_SPACE = "space_id IS NULL AND sealed IS NOT NULL"
declare(SealedPlace("personal_copy", "sealed", _for_member, reads=("member_id",), only=_WITHOUT_SPACE))
