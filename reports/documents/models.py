"""The table of documents: who a report is about, where its making stands, and its bytes with their fingerprint."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class Document(TenantOwned, Base):
    """One PDF of a wave, kind, unit (None: the organization) and language; `ready` exactly when it has bytes."""

    __tablename__ = "document"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "wave_id"], ["wave.tenant_id", "wave.id"]),)

    wave_id: Mapped[UUID]
    kind: Mapped[str]
    unit_id: Mapped[UUID | None]
    language: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    sha256: Mapped[str | None]
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
