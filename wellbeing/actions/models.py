"""The table of what changes: for one unit or for the whole organization; it refers to no person."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.organizations.models import Unit  # noqa: F401 - its table is referred to below


class StoredAction(TenantOwned, Base):
    """One change that leaders tell; who wrote it stands in the audit only.

    `unit_id` None is the whole organization. `wave` is the plain name of the check-in that it answers. `ended_on` takes
    it off the members' pages.
    """

    __tablename__ = "action"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"]),)

    unit_id: Mapped[UUID | None]
    changes: Mapped[str]
    owner: Mapped[str]
    state: Mapped[str]
    due_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    lever: Mapped[str | None]
    wave: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
