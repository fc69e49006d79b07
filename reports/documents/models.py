"""Tables of documents: who a report is about and its bytes with their fingerprint, and how those of a wave look."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class Document(TenantOwned, Base):
    """One PDF of a wave, kind, unit (None: the organization) and language; `ready` exactly when it has bytes.

    `whole_only` tells of the organization as a whole and of no part of it: leaders may read that one. A report on a
    programme belongs to the wave released last of those it tells of; `about` is the programme as it stood then.
    """

    __tablename__ = "document"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "wave_id"], ["wave.tenant_id", "wave.id"]),)

    wave_id: Mapped[UUID]
    kind: Mapped[str]
    unit_id: Mapped[UUID | None]
    language: Mapped[str]
    about: Mapped[dict[str, Any] | None]
    whole_only: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    reason: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    sha256: Mapped[str | None]
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]


class Edition(TenantOwned, Base):
    """How every report on one wave (`id`) looks and what was told of changes, as it stood when it was released."""

    __tablename__ = "edition"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "id"], ["wave.tenant_id", "wave.id"]),)

    organization: Mapped[str]
    paper: Mapped[str]
    colour: Mapped[str]
    logo: Mapped[bytes | None]
    logo_type: Mapped[str | None]
    actions: Mapped[list[Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime]
