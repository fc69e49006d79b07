"""Tables of releases: append-only, written by the tally at the close of a wave and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.db import Base, TenantOwned


class Release(TenantOwned, Base):
    """One scale of one wave, published once; `labels` says what it is, `settings` what was in force."""

    __tablename__ = "release"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "wave_id"], ["wave.tenant_id", "wave.id"]),)

    wave_id: Mapped[UUID]
    instrument: Mapped[str]
    scale: Mapped[str]
    labels: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]
    released_at: Mapped[datetime]


class StoredFigure(TenantOwned, Base):
    """One published number about a group, or the word why it is hidden."""

    __tablename__ = "figure"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "release_id"], ["release.tenant_id", "release.id"]),)

    release_id: Mapped[UUID]
    kind: Mapped[str]
    unit_id: Mapped[UUID | None]
    unit_path: Mapped[str]
    position: Mapped[int]
    n_band: Mapped[str | None]
    value: Mapped[int | None]
    bound: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
