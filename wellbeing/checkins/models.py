"""Tables of check-ins: who was invited and who answered on one side, sealed ballots without a name on the other."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.sealed_places import SealedPlace, declare, plainly

ROUND = "round"
"""The origin of a wave that asks about a coaching round."""

PROGRAM = "program"
"""The origin of a wave that asks about a programme."""

APART = (ROUND, PROGRAM)
"""The origins of ballots at the end of something; those of check-ins are `live` and `imported`."""


class StoredInstrument(TenantOwned, Base):
    """One version of an instrument as an organization uses it; a stored definition is never edited.

    One of the organization's own (`own`) is asked only once somebody else than its uploader has confirmed it.
    """

    __tablename__ = "instrument"

    key: Mapped[str]
    version: Mapped[int]
    origin: Mapped[str]
    definition: Mapped[dict[str, Any]]
    enabled: Mapped[bool]
    licence_read_by: Mapped[UUID | None]
    licence_read_at: Mapped[datetime | None]
    uploaded_by: Mapped[UUID | None]
    uploaded_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Schedule(TenantOwned, Base):
    """A check-in that comes again; `next_on` is a day in the organization's time zone.

    `remind_before` says how many working days before the last day everybody is reminded, None never.
    """

    __tablename__ = "schedule"

    name: Mapped[str]
    instruments: Mapped[list[str]] = mapped_column(ARRAY(Text))
    every_weeks: Mapped[int]
    open_days: Mapped[int]
    next_on: Mapped[date]
    active: Mapped[bool]
    paused: Mapped[bool] = mapped_column(default=False)
    remind_before: Mapped[int | None]
    created_at: Mapped[datetime]


class Wave(TenantOwned, Base):
    """One sending of a check-in; `promise` is what its page said before the first item and never changes.

    `named_groups` are the groups that a feature registered at the opening (label by key). Ballots are sealed to
    `public_key`; a wave of the time before ballots were sealed has none and takes none. One that asks about a coaching
    round has its `round_id`, one about a programme its `program_id`.
    """

    __tablename__ = "wave"

    name: Mapped[str]
    instruments: Mapped[list[Any]]
    promise: Mapped[dict[str, Any]]
    threshold: Mapped[int]
    organization_only: Mapped[bool]
    strict: Mapped[bool] = mapped_column(default=False)
    named_groups: Mapped[dict[str, Any]] = mapped_column(default=dict)
    trial: Mapped[bool]
    origin: Mapped[str]
    schedule_id: Mapped[UUID | None]
    round_id: Mapped[UUID | None]
    program_id: Mapped[UUID | None]
    public_key: Mapped[bytes | None]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    remind_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]


class AudienceMember(TenantOwned, Base):
    """An invited person with the attributes frozen when the wave opened; `unit_path` runs from the root."""

    __tablename__ = "audience_member"

    wave_id: Mapped[UUID]
    member_id: Mapped[UUID]
    unit_path: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    location: Mapped[str]
    tenure: Mapped[str]
    job_family: Mapped[str] = mapped_column(default="")
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)


class Participation(TenantOwned, Base):
    """The bare fact that a member has answered a wave; a page shows it to that member alone."""

    __tablename__ = "participation"

    wave_id: Mapped[UUID]
    member_id: Mapped[UUID]


class WaveKey(TenantOwned, Base):
    """The private key of a wave's urn, wrapped by the tenant key; the web role adds it, the tally reads and ends it."""

    __tablename__ = "wave_key"

    wave_id: Mapped[UUID]
    wrapped: Mapped[bytes]


class Ballot(TenantOwned, Base):
    """Answers and their frozen cell, sealed to the wave and all of one size; a random id, no member and no time.

    The web role cannot read it.
    """

    __tablename__ = "ballot"

    wave_id: Mapped[UUID]
    sealed: Mapped[bytes]


class UnsealedBallot(TenantOwned, Base):
    """A ballot from before ballots were sealed; none is added, and the release of its wave deletes it."""

    __tablename__ = "unsealed_ballot"

    wave_id: Mapped[UUID]
    unit_path: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    location: Mapped[str]
    tenure: Mapped[str]
    job_family: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    answers: Mapped[dict[str, Any]]


class OwnAnswers(TenantOwned, Base):
    """A member's own copy of what they answered, sealed in their private space; only the month is plain."""

    __tablename__ = "own_answers"

    member_id: Mapped[UUID]
    space_id: Mapped[UUID]
    month_on: Mapped[date]
    sealed: Mapped[bytes]


declare(SealedPlace("wave_key", "wrapped", plainly("wave_key"), seen_by="tally"))
