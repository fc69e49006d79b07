"""Tables of an organization: its settings, its units, its help contacts and its holidays."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned


class Organization(Base):
    """One customer. Its row is the tenant; everything it owns goes with it."""

    __tablename__ = "organization"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    program_name: Mapped[str] = mapped_column(default="")
    welcome: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: ["en"])
    language: Mapped[str] = mapped_column(default="en")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    working_days: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=lambda: [1, 2, 3, 4, 5])
    quiet_from: Mapped[time] = mapped_column(default=time(18))
    quiet_until: Mapped[time] = mapped_column(default=time(8))
    threshold: Mapped[int] = mapped_column(default=5)
    strict: Mapped[bool] = mapped_column(default=False)
    colour: Mapped[str] = mapped_column(default="")
    quarterly: Mapped[bool] = mapped_column(default=False)
    logo: Mapped[bytes | None] = mapped_column(deferred=True)
    logo_type: Mapped[str | None]
    created_at: Mapped[datetime]
    first_import_at: Mapped[datetime | None]
    departures_from: Mapped[date]
    launched_at: Mapped[datetime | None]


class Unit(TenantOwned, Base):
    """A node of the organization chart. `path` reads `Operations / Night shift`; `path_key` is its one spelling."""

    __tablename__ = "unit"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["organization.tenant_id"]),
        ForeignKeyConstraint(["tenant_id", "parent_id"], ["unit.tenant_id", "unit.id"]),
    )

    parent_id: Mapped[UUID | None]
    name: Mapped[str]
    path: Mapped[str]
    path_key: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class HelpContact(TenantOwned, Base):
    """Where a person in one country can turn to: read from a source on a date, and only good until a date."""

    __tablename__ = "help_contact"

    country: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    text_number: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    verified_on: Mapped[date]
    expires_on: Mapped[date]
    created_at: Mapped[datetime]


class HelpConfirmation(TenantOwned, Base):
    """HR has read what people in this country are shown when they need help."""

    __tablename__ = "help_confirmation"

    country: Mapped[str]
    confirmed_by: Mapped[UUID]
    confirmed_at: Mapped[datetime]


class Holiday(TenantOwned, Base):
    """A day off for everybody (country '') or in one ISO 3166 country; one row a day and country.

    `origin` says where it comes from: `library`, the public calendar of a country and `region`; `upload`, a file;
    `own`, written by hand.
    """

    __tablename__ = "holiday"

    country: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    name: Mapped[str]
    origin: Mapped[str]
