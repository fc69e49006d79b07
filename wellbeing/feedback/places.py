"""A reader's copies of feedback: where they are sealed, how they are read, and the marks their reader puts on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import update

from tenants import vault
from tenants.db import db
from tenants.errors import PrivateSpaceLocked
from tenants.members import private_space, reader_copies
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
    return reader_copies.sealed_for(reader_id, TABLE, row_id, content)


def sealed_for_oneself(member_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """The place and the sealed bytes of the copy that whoever writes keeps."""
    return reader_copies.sealed_for_oneself(member_id, TABLE, row_id, content)


def in_transit(reader_id: UUID, row_id: UUID, content: bytes) -> bytes:
    """Sealed under the organization's key: on its way, or waiting for a space."""
    return reader_copies.in_transit(reader_id, TABLE, row_id, content)


def out_of_transit(row: FeedbackCopy) -> bytes:
    """What was sealed in transit; for its delivery and its taking back."""
    return reader_copies.out_of_transit(row)


def read(member_id: UUID, copies: Iterable[FeedbackCopy]) -> Reading:
    """Open the delivered copies of the member in scope; what waited moves into the space as soon as it may."""
    found = reader_copies.opened(member_id, [row for row in copies if row.delivered])
    opened = [Opened(row, *letters.from_bytes(said)) for row, said in found.rows]
    opened.sort(key=lambda one: (one.letter.at, one.row.id), reverse=True)
    return Reading(opened, sealed=found.sealed, waiting=found.waiting, rests_until=found.rests_until)


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


def _space(row: FeedbackCopy) -> PrivateSpace:
    return db.session.get_one(PrivateSpace, (row.tenant_id, row.space_id))
