"""A reader's copies of answers: where they are sealed, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tenants.members import reader_copies
from wellbeing.learning_notes import story
from wellbeing.learning_notes.models import LearningAnswer
from wellbeing.learning_notes.story import Answer

TABLE = LearningAnswer.__tablename__


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy with what it says."""

    row: LearningAnswer
    answer: Answer


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader can open, the oldest first, and whether some stays closed on this device."""

    opened: Sequence[Opened] = ()
    some_closed: bool = False


def sealed_for(reader_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of another reader's copy; nothing of theirs is read."""
    return reader_copies.sealed_for(reader_id, TABLE, row_id, content)


def sealed_for_oneself(member_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of the copy that whoever writes keeps."""
    return reader_copies.sealed_for_oneself(member_id, TABLE, row_id, content)


def read(member_id: UUID, copies: Iterable[LearningAnswer]) -> Reading:
    """Open copies of the member in scope; what waited moves into the space as soon as it may."""
    found = reader_copies.opened(member_id, copies)
    opened = [Opened(row, story.answer_from(said)) for row, said in found.rows]
    opened.sort(key=lambda one: (one.answer.at, one.row.id))
    return Reading(opened, some_closed=found.sealed + found.waiting > 0)
