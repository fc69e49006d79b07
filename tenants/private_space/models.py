"""A member's private spaces: each one data key, and what opens it again after a reset."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from tenants.db import Base, TenantOwned
from tenants.sealed_places import Row, SealedPlace, declare, plainly
from tenants.vault import TenantKey


class PrivateSpace(TenantOwned, Base):
    """One data key of one member; visible to that member alone, closed to sessions begun after `locked_at`.

    A space begun beside sealed ones is closed to sessions begun before `readable_from` too: who knows whose they are.
    Once an older one is opened again, a younger one no longer `receives` what other people hand over.
    """

    __tablename__ = "private_space"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),)

    member_id: Mapped[UUID]
    key_version: Mapped[int]
    wrapped_key: Mapped[bytes]
    begun_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    readable_from: Mapped[datetime | None]
    recovery_hash: Mapped[bytes]
    recovery_address: Mapped[bytes | None]
    receives: Mapped[bool] = mapped_column(default=True)
    tenant_key: Mapped[TenantKey | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(PrivateSpace.tenant_id) == TenantKey.tenant_id,
            foreign(PrivateSpace.key_version) == TenantKey.version,
        ),
        viewonly=True,
        lazy="raise",
    )
    """The key that the space's key lies under, for whoever reads both at once; the vault asks for it otherwise."""


class Consent(TenantOwned, Base):
    """What a member said yes to, and on which day; visible to that member alone."""

    __tablename__ = "consent"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),)

    member_id: Mapped[UUID]
    kind: Mapped[str]
    given_on: Mapped[date]


def _space(tenant_id: UUID, row: Row) -> str:
    return f"private_space|{tenant_id}|{row['id']}|{row['member_id']}"


declare(SealedPlace("private_space", "wrapped_key", _space, reads=("member_id",), version_column="key_version"))
declare(SealedPlace("private_space", "recovery_address", plainly("private_space"), only="recovery_address IS NOT NULL"))
