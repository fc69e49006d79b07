"""A reader's copy of what somebody else wrote: in a space that its reader may trust, or it waits for one.

A space that was begun after a recent password reset may be somebody else's: whoever runs the mailbox could have begun
it. For the fourteen days in which Home shows the reset, nothing is put into such a space, and nothing that waits is
opened by a session begun since. See the decision about copies that wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select, update

from tenants import vault
from tenants.db import as_member, db
from tenants.members import private_space
from tenants.private_space import receiving


class ReaderCopy(Protocol):
    """A row of one reader: under the key of one of their spaces, or without a space under the organization's."""

    __tablename__: Any
    id: Any
    reader_id: Any
    space_id: Any
    sealed: Any


Row = TypeVar("Row", bound=ReaderCopy)


@dataclass(frozen=True, slots=True)
class Opened(Generic[Row]):
    """The copies that a session opens, with what they say; how many stay sealed, how many wait, and until when."""

    rows: Sequence[tuple[Row, bytes]] = ()
    sealed: int = 0
    waiting: int = 0
    rests_until: datetime | None = None


def sealed_for(reader_id: UUID, table: str, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of another reader's copy, whoever acts; nothing of theirs is read."""
    with as_member(reader_id):
        space = receiving.receiving_space(reader_id)
        if space is not None:
            return space.id, vault.put_into(space, table=table, row_id=row_id, plaintext=content)
    return None, in_transit(reader_id, table, row_id, content)


def sealed_for_oneself(member_id: UUID, table: str, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of the copy that whoever writes keeps."""
    space = private_space.writing_space(member_id)
    return space.id, vault.seal_for_member(space, table=table, row_id=row_id, plaintext=content)


def in_transit(reader_id: UUID, table: str, row_id: UUID, content: bytes) -> bytes:
    """Sealed under the organization's key and bound to row and reader: on its way, or waiting for a space."""
    return vault.seal_for_tenant(content, table=_waiting_table(table, reader_id), row_id=row_id)


def out_of_transit(row: ReaderCopy) -> bytes:
    """What was sealed in transit."""
    return vault.open_for_tenant(row.sealed, table=_waiting_table(row.__tablename__, row.reader_id), row_id=row.id)


def opened(member_id: UUID, copies: Iterable[Row]) -> Opened[Row]:
    """Open copies of the member in scope; what waited moves into the space as soon as it may."""
    rows = list(copies)
    if not rows:
        return Opened()
    spaces = private_space.open_spaces(member_id)
    readers = {space.id: vault.reader_of(space, rows[0].__tablename__) for space in spaces}
    waiting = [row for row in rows if row.space_id is None]
    rests_until = receiving.rests_until(member_id) if waiting else None
    if waiting and spaces and rests_until is None:
        lying = [row for row in rows if row.space_id is not None]
        rows, waiting = lying + _move_in(member_id, waiting), []
    found = [(row, readers[row.space_id](row.id, row.sealed)) for row in rows if row.space_id in readers]
    return Opened(found, len(rows) - len(waiting) - len(found), len(waiting), rests_until)


def _move_in(member_id: UUID, waiting: Sequence[Row]) -> list[Row]:
    """Seal what waited into a space; another window may have been first, or have removed it, so all is read again."""
    table: Any = type(waiting[0])
    space, plain = private_space.writing_space(member_id), {row.id: out_of_transit(row) for row in waiting}
    for row_id, content in plain.items():
        sealed = vault.seal_for_member(space, table=table.__tablename__, row_id=row_id, plaintext=content)
        still = table.id == row_id, table.space_id.is_(None)
        moved = update(table).where(*still).values(space_id=space.id, sealed=sealed)
        db.session.execute(moved, execution_options={"synchronize_session": False})
    again = select(table).where(table.id.in_(plain)).execution_options(populate_existing=True)
    return list(db.session.scalars(again))


def _waiting_table(table: str, reader_id: UUID) -> str:
    return f"{table}|waiting|{reader_id}"
