"""Tables of people: members, departures, roles, who is away, each one's own way, and files to be confirmed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.organizations.models import Organization, Unit  # noqa: F401 - their tables are referred to below
from tenants.sealed_places import SealedPlace, declare, plainly

PLACING = frozenset({"location", "job_family", "hired_on"})
"""What says, besides the unit, in which groups somebody counts."""


class Member(TenantOwned, Base):
    """One person's place in one organization. `left_at` marks a leaver, `activated_at` someone who set a password.

    `placed_since` is when location, job family or hiring date last changed; None while they are as they came.
    """

    __tablename__ = "member"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["organization.tenant_id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"]),
        ForeignKeyConstraint(["tenant_id", "manager_id"], ["member.tenant_id", "member.id"]),
    )

    email: Mapped[str]
    proposed_email: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None]
    unit_id: Mapped[UUID | None]
    manager_id: Mapped[UUID | None]
    location: Mapped[str] = mapped_column(default="")
    job_family: Mapped[str] = mapped_column(default="")
    hired_on: Mapped[date | None]
    time_zone: Mapped[str | None]
    language: Mapped[str | None]
    bounces: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]
    unit_since: Mapped[datetime]
    placed_since: Mapped[datetime | None]
    left_on: Mapped[date | None]
    left_at: Mapped[datetime | None]

    @property
    def called(self) -> str:
        """How to call this person on a page: the name, or the address while there is none."""
        return self.name or self.email


class Departure(TenantOwned, Base):
    """That somebody left, not who: the units they stood in, from the top, and their last day."""

    __tablename__ = "departure"

    unit_path: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    left_on: Mapped[date]


class RoleGrant(TenantOwned, Base):
    """A role that somebody gave: HR, leader of a unit, trustee or operator. Supervisor follows from the managers."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"]),
    )

    member_id: Mapped[UUID]
    role: Mapped[str]
    unit_id: Mapped[UUID | None]
    granted_by: Mapped[UUID | None]
    granted_at: Mapped[datetime]


class Absence(TenantOwned, Base):
    """The last day on which someone is away, as HR recorded it; its id is the person's. There is no reason."""

    __tablename__ = "absence"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),)

    member_id: Mapped[UUID]
    until: Mapped[date]
    made_at: Mapped[datetime]


class OwnPace(TenantOwned, Base):
    """What a member chose about when things reach them, sealed; only they and jobs read it. Its id is the person's."""

    __tablename__ = "own_pace"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),)

    member_id: Mapped[UUID]
    sealed: Mapped[bytes]


class PeopleUpload(TenantOwned, Base):
    """A people.csv that was looked at but not yet confirmed, sealed for the organization."""

    __tablename__ = "people_upload"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"]),)

    member_id: Mapped[UUID]
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class MyWayRow(TenantOwned, Base):
    """How a member wants to be met, sealed with the key of one of their private spaces; its id is the space's."""

    __tablename__ = "my_way"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"),
    )

    member_id: Mapped[UUID]
    sealed: Mapped[bytes]


class CorrectionRequest(TenantOwned, Base):
    """What a member says is wrong in what HR supplied; their line and HR's answer are sealed for the organization."""

    __tablename__ = "correction_request"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
    )

    member_id: Mapped[UUID]
    field: Mapped[str]
    sealed: Mapped[bytes]
    state: Mapped[str] = mapped_column(default="open")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


declare(SealedPlace("own_pace", "sealed", plainly("own_pace")))
declare(SealedPlace("people_upload", "sealed", plainly("people_upload"), seen_by="house"))
declare(SealedPlace("correction_request", "sealed", plainly("correction_request"), seen_by="house"))
