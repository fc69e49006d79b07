"""Who can sign in (shared by all organizations), their sessions, invitations and resets; secrets only as hashes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class Identity(Base):
    """One person's sign-in: an e-mail address and a password, in however many organizations."""

    __tablename__ = "identity"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    reset_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Directory(Base):
    """Which members of which organizations an identity is."""

    __tablename__ = "directory"

    identity_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)


class PasswordReset(Base):
    """A link to choose a new password, mailed only; used rows are what Home shows for 14 days."""

    __tablename__ = "password_reset"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    identity_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class WebSession(TenantOwned, Base):
    """One signed-in browser; the cookie carries the token, the row its hash."""

    __tablename__ = "web_session"

    member_id: Mapped[UUID]
    identity_id: Mapped[UUID]
    token_hash: Mapped[bytes]
    label: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    unlock_code_hash: Mapped[bytes | None]
    unlock_until: Mapped[datetime | None]


class Invitation(TenantOwned, Base):
    """A single-use link, mailed only: to join, to open a private space, or for someone who has left.

    A link into a private space went to the private address of that one space.
    """

    __tablename__ = "invitation"

    member_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(default="invitation")
    space_id: Mapped[UUID | None]
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
