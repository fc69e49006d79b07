"""The shared table that names every organization; it holds nothing that an organization owns."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base


class Slug(Base):
    """The short public name of an organization, unique over all of them, and whether it is suspended."""

    __tablename__ = "slug"

    slug: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="active")
    created_at: Mapped[datetime]
