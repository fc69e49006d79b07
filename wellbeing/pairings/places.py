"""A reader's copies of what a pair shares: where they are sealed, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tenants.members import reader_copies
from wellbeing.pairings import shared_words
from wellbeing.pairings.models import CoachingCopy
from wellbeing.pairings.shared_words import Words

TABLE = CoachingCopy.__tablename__


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy with what it says."""

    row: CoachingCopy
    words: Words


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader can open, the oldest first, and how many copies stay closed on this device."""

    opened: Sequence[Opened] = ()
    closed: int = 0


def sealed_for(reader_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of another reader's copy; nothing of theirs is read."""
    return reader_copies.sealed_for(reader_id, TABLE, row_id, content)


def sealed_for_oneself(member_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of the copy that whoever writes keeps."""
    return reader_copies.sealed_for_oneself(member_id, TABLE, row_id, content)


def read(member_id: UUID, copies: Iterable[CoachingCopy]) -> Reading:
    """Open copies of the member in scope; what waited moves into the space as soon as it may."""
    found = reader_copies.opened(member_id, copies)
    opened = [Opened(row, shared_words.from_bytes(said)) for row, said in found.rows]
    opened.sort(key=lambda one: (one.words.at, one.row.id))
    return Reading(opened, closed=found.sealed + found.waiting)
