"""What a member keeps after a practice: only by an explicit press, every word sealed before it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import private_space, sealed_rows
from tenants.private_space.models import PrivateSpace
from wellbeing.practices.kept import Kept, from_bytes, to_bytes
from wellbeing.practices.models import PracticeNote

TABLE = PracticeNote.__tablename__


@dataclass(frozen=True, slots=True)
class Opened:
    """Notes that can be read, newest first, and how many stay sealed in a locked space."""

    notes: Sequence[tuple[PracticeNote, Kept]]
    sealed: int


def keep_with_consent(*, member_id: UUID, draft_id: UUID, kept: Kept, consent: bool) -> tuple[UUID, str | None]:
    """Keep a note; before the first thing kept consent is asked and the space begins, with its recovery code."""
    _refuse_empty(kept)
    code = private_space.begin_with_consent(member_id, consent=consent)
    return keep(member_id=member_id, draft_id=draft_id, kept=kept), code


def keep(*, member_id: UUID, draft_id: UUID, kept: Kept) -> UUID:
    """Keep a note. Sending the same page twice keeps one; other words from a page used before become a second."""
    _refuse_empty(kept)
    space = private_space.writing_space(member_id)
    note_id = uuid5(member_id, str(draft_id))
    if _insert(space, note_id, kept):
        return note_id
    before = read([db.session.get_one(PracticeNote, (scope.require().tenant_id, note_id))])
    if before.sealed or not before.notes[0][1].same_words(kept):
        note_id = uuid4()
        _insert(space, note_id, kept)
    return note_id


def keep_again(*, member_id: UUID, notes: Iterable[tuple[UUID, Kept]]) -> None:
    """Take back notes from a copy: what is there already stays as it is, also when the copy is read twice."""
    space = private_space.writing_space(member_id)
    there = set(db.session.scalars(select(PracticeNote.id).where(PracticeNote.member_id == member_id)))
    for old_id, kept in notes:
        if old_id not in there:
            _insert(space, uuid5(member_id, f"again {old_id}"), kept)


def read(rows: Iterable[PracticeNote]) -> Opened:
    """Open what the member's unlocked spaces can open; the newest first."""
    found = list(rows)
    opened = [(row, from_bytes(said)) for row, said in sealed_rows.opened(found)]
    opened.sort(key=lambda pair: (pair[1].kept_at, pair[0].id), reverse=True)
    return Opened(notes=opened, sealed=len(found) - len(opened))


def read_one(row: PracticeNote) -> Kept:
    """Open one note; `PrivateSpaceLocked` when its space is locked for this session."""
    return from_bytes(sealed_rows.open_one(row))


def revise(row: PracticeNote, *, words: dict[str, str], note: str, revision: int, revised_at: datetime) -> None:
    """Replace the words of a note under its practice, unless it changed since `revision` was shown."""
    before = read_one(row)
    fields = tuple(replace(one, words=words.get(one.id, "")) for one in before.fields)
    after = replace(before, fields=fields, note=note)
    _refuse_empty(after)
    if before.same_words(after):
        return
    if row.revision != revision:
        raise Conflict(
            _l("This note was changed in another window. Both texts are below; nothing is lost."), code="note_changed"
        )
    sealed_rows.seal_anew(row, to_bytes(replace(after, revised_at=revised_at)))
    row.revision += 1
    db.session.flush()


def delete(row: PracticeNote) -> None:
    """Delete a note for good; nobody can bring it back, so a locked session may not."""
    sealed_rows.delete(row)


def _refuse_empty(kept: Kept) -> None:
    if kept.empty:
        raise Invalid(
            _l("There is nothing to keep yet. You may write a line, or simply leave it: the practice was enough."),
            code="note_empty",
        )


def _insert(space: PrivateSpace, note_id: UUID, kept: Kept) -> bool:
    values = sealed_rows.values(space, TABLE, note_id, to_bytes(kept))
    made = insert(PracticeNote).values(values).on_conflict_do_nothing().returning(PracticeNote.id)
    return db.session.execute(made).first() is not None
