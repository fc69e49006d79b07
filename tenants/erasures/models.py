"""The table of erasures: ids and moments, never a name or a text; rows are added and never taken away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base


class Erasure(Base):
    """One erasure: of a member's own things, of somebody who left, or of an organization; and how far it is."""

    __tablename__ = "erasure"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    member_id: Mapped[UUID | None]
    kind: Mapped[str]
    space_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    asked_at: Mapped[datetime]
    keys_gone_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
