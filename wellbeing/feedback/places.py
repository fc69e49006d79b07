"""Where a reader's copy is sealed, and how it opens: in a space that its reader may trust, or it waits for one.

A space that was begun after a recent password reset may be somebody else's: whoever runs the mailbox could have begun
it. For the fourteen days in which Home shows the reset, nothing is put into such a space, and nothing that waits is
opened by a session begun since. See the decision about copies that wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update

from tenants import vault
from tenants.db import as_member, db
from tenants.errors import PrivateSpaceLocked
from tenants.members import private_space
from tenants.private_space import receiving
from tenants.private_space.models import PrivateSpace
from wellbeing.feedback import letter as letters
from wellbeing.feedback.letter import Letter, Marks
from wellbeing.feedback.models import FeedbackCopy

TABLE = FeedbackCopy.__tablename__


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy with what it says and its reader's own marks."""

    row: FeedbackCopy
    letter: Letter
    marks: Marks


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader can open; how many copies stay sealed in a locked space, how many wait, and until when."""

    opened: Sequence[Opened] = ()
    sealed: int = 0
    waiting: int = 0
    rests_until: datetime | None = None


def sealed_for(reader_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of a reader's copy, whoever acts; nothing of the reader's is read."""
    with as_member(reader_id):
        space = receiving.receiving_space(reader_id)
        if space is not None:
            return space.id, vault.put_into(space, table=TABLE, row_id=row_id, plaintext=content)
    return None, in_transit(reader_id, row_id, content)


def sealed_for_oneself(member_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of the copy that whoever writes keeps."""
    space = private_space.writing_space(member_id)
    return space.id, vault.seal_for_member(space, table=TABLE, row_id=row_id, plaintext=content)


def in_transit(reader_id: UUID, row_id: UUID, content: bytes) -> bytes:
    """Sealed under the organization's key and bound to row and reader: on its way, or waiting for a space."""
    return vault.seal_for_tenant(content, table=_waiting_table(reader_id), row_id=row_id)


def out_of_transit(row: FeedbackCopy) -> bytes:
    """What was sealed in transit; for its delivery and its taking back."""
    return vault.open_for_tenant(row.sealed, table=_waiting_table(row.reader_id), row_id=row.id)


def read(member_id: UUID, copies: Iterable[FeedbackCopy]) -> Reading:
    """Open the delivered copies of the member in scope; what waited moves into the space as soon as it may."""
    rows = [row for row in copies if row.delivered]
    spaces = private_space.open_spaces(member_id) if rows else []
    readers = {space.id: vault.reader_of(space, TABLE) for space in spaces}
    waiting = [row for row in rows if row.space_id is None]
    rests_until = receiving.rests_until(member_id) if waiting else None
    if waiting and spaces and rests_until is None:
        lying = [row for row in rows if row.space_id is not None]
        rows, waiting = lying + _move_in(member_id, waiting), []
    opened = [
        Opened(row, *letters.from_bytes(readers[row.space_id](row.id, row.sealed)))
        for row in rows
        if row.space_id in readers
    ]
    opened.sort(key=lambda one: (one.letter.at, one.row.id), reverse=True)
    sealed = len(rows) - len(waiting) - len(opened)
    return Reading(opened=opened, sealed=sealed, waiting=len(waiting), rests_until=rests_until)


def read_one(row: FeedbackCopy) -> Opened:
    """Open one copy; PrivateSpaceLocked or PrivateSpaceNeeded when this session may not."""
    reading = read(row.reader_id, [row])
    if reading.opened:
        return reading.opened[0]
    if reading.rests_until is not None:
        raise PrivateSpaceLocked(_("This opens once two weeks have passed since your new password."))
    if private_space.needed(row.reader_id):
        raise private_space.PrivateSpaceNeeded
    raise PrivateSpaceLocked


def mark(opened: Opened, marks: Marks) -> None:
    """Keep a reader's own marks with their copy; the letter stays as it was delivered."""
    row = opened.row
    content = letters.to_bytes(opened.letter, marks)
    sealed = vault.seal_for_member(_space(row), table=TABLE, row_id=row.id, plaintext=content)
    # of a copy only the space and the sealed words may be written again; the web login has no right to the rest
    db.session.execute(update(FeedbackCopy).where(FeedbackCopy.id == row.id).values(sealed=sealed))
    db.session.refresh(row)


def _move_in(member_id: UUID, waiting: Sequence[FeedbackCopy]) -> list[FeedbackCopy]:
    """Seal what waited into a space; another window may have been first, or have removed it, so all is read again."""
    space, plain = private_space.writing_space(member_id), {row.id: out_of_transit(row) for row in waiting}
    for row_id, content in plain.items():
        sealed = vault.seal_for_member(space, table=TABLE, row_id=row_id, plaintext=content)
        still = FeedbackCopy.id == row_id, FeedbackCopy.space_id.is_(None)
        moved = update(FeedbackCopy).where(*still).values(space_id=space.id, sealed=sealed)
        db.session.execute(moved, execution_options={"synchronize_session": False})
    again = select(FeedbackCopy).where(FeedbackCopy.id.in_(plain)).execution_options(populate_existing=True)
    return list(db.session.scalars(again))


def _space(row: FeedbackCopy) -> PrivateSpace:
    return db.session.get_one(PrivateSpace, (row.tenant_id, row.space_id))


def _waiting_table(reader_id: UUID) -> str:
    return f"{TABLE}|waiting|{reader_id}"
