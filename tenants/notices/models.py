"""Notices, how each member wants to hear of them (sealed), and how many mails a week has had."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.sealed_places import SealedPlace, declare, plainly


class Notice(TenantOwned, Base):
    """One thing a member should hear of; others may add it, only the member reads it."""

    __tablename__ = "notice"

    member_id: Mapped[UUID]
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    mailed: Mapped[bool] = mapped_column(default=False)


class NoticeChoice(TenantOwned, Base):
    """What one member chose per kind, sealed; visible to nobody else."""

    __tablename__ = "notice_choice"

    member_id: Mapped[UUID]
    sealed: Mapped[bytes]


class MailWeek(TenantOwned, Base):
    """How many mails a member has had in the week that begins on `week_on`."""

    __tablename__ = "mail_week"

    member_id: Mapped[UUID]
    week_on: Mapped[date]
    sent: Mapped[int] = mapped_column(default=0)


declare(SealedPlace("notice_choice", "sealed", plainly("notice_choice")))
