"""Tables of releases and of the ledger: append-only, written by the tally at the close of a wave, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Integer, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

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
    """One published number about a group, or the bare fact that it is hidden.

    A merged group has the unit above as `unit_id`, its siblings in `unit_ids` and the largest one's name in `name`.
    """

    __tablename__ = "figure"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "release_id"], ["release.tenant_id", "release.id"]),)

    release_id: Mapped[UUID]
    kind: Mapped[str]
    unit_id: Mapped[UUID | None]
    unit_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    location: Mapped[str] = mapped_column(default="")
    tenure: Mapped[str] = mapped_column(default="")
    family: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    unit_path: Mapped[str]
    position: Mapped[int]
    n_band: Mapped[str | None]
    value: Mapped[int | None]
    bands: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    bound: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]


class LedgerRound(TenantOwned, Base):
    """What the ledger keeps of a released wave: who answered (pseudonyms) and which groups were published.

    Only the tally login reads it. It outlives its wave, because what was seen stays seen. Check-ins are linked to each
    other, and so are ballots about coaching rounds and those about programmes (`chain`); numbers run through all.
    """

    __tablename__ = "ledger_round"

    wave_id: Mapped[UUID]
    chain: Mapped[str] = mapped_column(default="checkin")
    number: Mapped[int]
    respondents: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary()))
    groups: Mapped[list[Any]]
    r2: Mapped[float]
