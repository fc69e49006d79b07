"""Tables of peer coaching: rounds and topics of an organization in plain; who wants what, and every word, sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.sealed_places import SealedPlace, declare, for_owner, plainly


class CoachingTopic(TenantOwned, Base):
    """A topic that HR added to the shipped ones."""

    __tablename__ = "coaching_topic"

    name: Mapped[str]
    made_at: Mapped[datetime]


class CoachingRound(TenantOwned, Base):
    """One round by its number: its days, the rules HR chose, and after its start what HR may see, in bands."""

    __tablename__ = "coaching_round"

    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    rules: Mapped[dict[str, Any]]
    state: Mapped[str]
    figures: Mapped[dict[str, Any] | None]
    made_at: Mapped[datetime]


class CoachingProfile(TenantOwned, Base):
    """What one member wants of peer coaching, sealed under the organization's key and bound to the member."""

    __tablename__ = "coaching_profile"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
    )

    member_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes]


class CoachingPairing(TenantOwned, Base):
    """Two or three people of one round; what they share of it is sealed, and only they see the row."""

    __tablename__ = "coaching_pairing"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "round_id"], ["coaching_round.tenant_id", "coaching_round.id"], ondelete="CASCADE"
        ),
    )

    round_id: Mapped[UUID]
    number: Mapped[int]
    member_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    state: Mapped[str] = mapped_column(default="open")
    sealed: Mapped[bytes]


class CoachingCopy(TenantOwned, Base):
    """One reader's copy of words that a pair shares, sealed under that reader's key.

    Without `space_id` it waits for a private space that its reader may trust. Nothing but `kept` outlives the pairing.
    """

    __tablename__ = "coaching_copy"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "reader_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    words_id: Mapped[UUID]
    pairing_id: Mapped[UUID]
    author_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    space_id: Mapped[UUID | None]
    kept: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes]


_WAITING = "space_id IS NULL AND reader_id = %(member)s"
_for_reader = for_owner("coaching_copy", "reader_id", "|waiting")
declare(SealedPlace("coaching_profile", "sealed", for_owner("coaching_profile", "member_id"), reads=("member_id",)))
declare(SealedPlace("coaching_pairing", "sealed", plainly("coaching_pairing")))
declare(SealedPlace("coaching_copy", "sealed", _for_reader, reads=("reader_id",), only=_WAITING))
