"""Where a reader's copy of an answer lies: sealed in a space that its reader may trust, or it waits for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from tenants import vault
from tenants.db import as_member, db
from tenants.members import private_space
from tenants.private_space import receiving
from wellbeing.learning_notes import story
from wellbeing.learning_notes.models import LearningAnswer
from wellbeing.learning_notes.story import Answer

TABLE = LearningAnswer.__tablename__
_PLAIN = {"synchronize_session": False}


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
    with as_member(reader_id):
        space = receiving.receiving_space(reader_id)
        if space is not None:
            return space.id, vault.put_into(space, table=TABLE, row_id=row_id, plaintext=content)
    return None, vault.seal_for_tenant(content, table=_waiting_table(reader_id), row_id=row_id)


def sealed_for_oneself(member_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of the copy that whoever answers keeps."""
    space = private_space.writing_space(member_id)
    return space.id, vault.seal_for_member(space, table=TABLE, row_id=row_id, plaintext=content)


def read(member_id: UUID, copies: Iterable[LearningAnswer]) -> Reading:
    """Open copies of the member in scope; what waited moves into the space as soon as it may."""
    rows = list(copies)
    spaces = private_space.open_spaces(member_id) if rows else []
    readers = {space.id: vault.reader_of(space, TABLE) for space in spaces}
    waiting = [row for row in rows if row.space_id is None]
    if waiting and spaces and receiving.rests_until(member_id) is None:
        rows = [row for row in rows if row.space_id is not None] + _move_in(member_id, waiting)
    opened = [
        Opened(row, story.answer_from(readers[row.space_id](row.id, row.sealed)))
        for row in rows
        if row.space_id in readers
    ]
    opened.sort(key=lambda one: (one.answer.at, one.row.id))
    return Reading(opened, some_closed=len(opened) < len(rows))


def _move_in(member_id: UUID, waiting: Sequence[LearningAnswer]) -> list[LearningAnswer]:
    """Seal what waited into a space; another window may have been first, or have removed it, so all is read again."""
    space = private_space.writing_space(member_id)
    for row in waiting:
        content = vault.open_for_tenant(row.sealed, table=_waiting_table(member_id), row_id=row.id)
        sealed = vault.seal_for_member(space, table=TABLE, row_id=row.id, plaintext=content)
        still = LearningAnswer.id == row.id, LearningAnswer.space_id.is_(None)
        moved = update(LearningAnswer).where(*still).values(space_id=space.id, sealed=sealed)
        db.session.execute(moved, execution_options=_PLAIN)
    ids = [row.id for row in waiting]
    again = select(LearningAnswer).where(LearningAnswer.id.in_(ids)).execution_options(populate_existing=True)
    return list(db.session.scalars(again))


def _waiting_table(reader_id: UUID) -> str:
    return f"{TABLE}|waiting|{reader_id}"
