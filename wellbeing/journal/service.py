"""What a member does with a journal: write, read, revise, delete; every word sealed before it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_skip
from sqlalchemy.engine import CursorResult

from tenants import scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import private_space, sealed_rows
from tenants.members.models import Member
from tenants.organizations.models import Organization
from tenants.private_space.models import PrivateSpace
from wellbeing.journal.models import JournalEntry
from wellbeing.journal.reflection import Place, Reflection, from_bytes, local_day, month_of, to_bytes

TABLE = JournalEntry.__tablename__
_KEEP = insert_or_skip(JournalEntry.metadata.tables[TABLE]).on_conflict_do_nothing()
BATCH = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """Entries that can be read, newest first, and how many stay sealed in a locked space."""

    entries: Sequence[tuple[JournalEntry, Reflection]]
    sealed: int


def write_with_consent(
    *, member_id: UUID, draft_id: UUID, reflection: Reflection, zone: str, consent: bool
) -> tuple[UUID, str | None]:
    """Keep a new entry; before the first one consent is asked and the space begins, with its recovery code."""
    _refuse_empty(reflection)
    try:
        return write(member_id=member_id, draft_id=draft_id, reflection=reflection, zone=zone), None
    except private_space.PrivateSpaceNeeded:
        code = private_space.begin_with_consent(member_id, consent=consent)
    return write(member_id=member_id, draft_id=draft_id, reflection=reflection, zone=zone), code


def write(*, member_id: UUID, draft_id: UUID, reflection: Reflection, zone: str) -> UUID:
    """Keep a new entry. Sending the same draft twice keeps one; other words under a used draft become a second."""
    _refuse_empty(reflection)
    space = private_space.writing_space(member_id)
    entry_id = uuid5(member_id, str(draft_id))
    if _insert(space, entry_id, reflection, zone):
        return entry_id
    kept = db.session.get_one(JournalEntry, (scope.require().tenant_id, entry_id))
    if read([kept]).sealed or not read([kept]).entries[0][1].same_words(reflection):
        entry_id = uuid4()
        _insert(space, entry_id, reflection, zone)
    return entry_id


def write_many(*, member_id: UUID, reflections: Iterable[Reflection], zone: str) -> None:
    """Keep several entries at once, for example from an earlier journal."""
    space = private_space.writing_space(member_id)
    rows = [_row(space, uuid4(), reflection, zone) for reflection in reflections if not reflection.empty]
    if rows:
        db.session.execute(insert(JournalEntry), rows)


def take_back(*, member_id: UUID, entries: Iterable[tuple[UUID, Reflection]], zone: str) -> None:
    """Keep entries from the member's own copy; what is there already stays as it is.

    An id that another member's entry has, as in a copy that somebody handed on, gives way to one made from it.
    """
    space = private_space.writing_space(member_id)
    mine = select(JournalEntry.id).where(JournalEntry.member_id == member_id)
    here = set(db.session.scalars(mine))
    wanted = {
        entry_id: said for entry_id, said in entries if here.isdisjoint({entry_id, uuid5(member_id, str(entry_id))})
    }
    taken = wanted.keys() - _insert_many([_row(space, entry_id, said, zone) for entry_id, said in wanted.items()])
    renamed = [(uuid5(member_id, str(entry_id)), wanted[entry_id]) for entry_id in taken]
    _insert_many([_row(space, entry_id, said, zone) for entry_id, said in renamed])


def read(entries: Iterable[JournalEntry]) -> Opened:
    """Open what the member's unlocked spaces can open; the newest first."""
    found = list(entries)
    opened = [(entry, from_bytes(said)) for entry, said in sealed_rows.opened(found)]
    opened.sort(key=lambda pair: (pair[1].written_at, pair[0].id), reverse=True)
    return Opened(entries=opened, sealed=len(found) - len(opened))


def read_one(entry: JournalEntry) -> Reflection:
    """Open one entry; `PrivateSpaceLocked` when its space is locked for this session."""
    return from_bytes(sealed_rows.open_one(entry))


def revise(entry: JournalEntry, *, reflection: Reflection, revision: int, revised_at: datetime) -> None:
    """Replace the words of an entry under its prompt, unless it changed since `revision` was shown."""
    _refuse_empty(reflection)
    before = read_one(entry)
    after = replace(
        reflection,
        written_at=before.written_at,
        prompt_id=before.prompt_id,
        prompt=before.prompt,
        form=before.form,
        in_peace=before.in_peace,
    )
    if before.same_words(after):
        return
    if entry.revision != revision:
        raise Conflict(
            _l("This entry was changed in another window. Both texts are below; nothing is lost."),
            code="entry_changed",
        )
    sealed_rows.seal_anew(entry, to_bytes(replace(after, revised_at=revised_at)))
    entry.revision += 1
    db.session.flush()


def leave_in_peace(entry: JournalEntry) -> None:
    """Keep the entry out of "on this day" for good; a window that is changing its words is not disturbed."""
    said = read_one(entry)
    if not said.in_peace:
        sealed_rows.seal_anew(entry, to_bytes(replace(said, in_peace=True)))
        db.session.flush()


def delete(entry: JournalEntry) -> None:
    """Delete the entry for good; nobody can bring it back, so a locked session may not."""
    sealed_rows.delete(entry)


def place_of(member: Member) -> Place:
    """The member's time zone and first day, for prompts and months."""
    zone = member.time_zone or db.session.get_one(Organization, member.tenant_id).time_zone
    return Place(zone=zone, first_day=local_day(member.activated_at, zone) if member.activated_at else None)


def _refuse_empty(reflection: Reflection) -> None:
    if reflection.empty:
        raise Invalid(
            _l("There is nothing to keep yet: write a line, or note an effort or a kindness."), code="entry_empty"
        )


def _row(space: PrivateSpace, entry_id: UUID, reflection: Reflection, zone: str) -> dict[str, object]:
    month_on = month_of(reflection.written_at, zone)
    return sealed_rows.values(space, TABLE, entry_id, to_bytes(reflection)) | {"month_on": month_on}


def _insert(space: PrivateSpace, entry_id: UUID, reflection: Reflection, zone: str) -> bool:
    row = _row(space, entry_id, reflection, zone)
    kept = db.session.execute(_KEEP, row, execution_options={"preserve_rowcount": True})
    return isinstance(kept, CursorResult) and kept.rowcount == 1


def _insert_many(rows: list[dict[str, object]]) -> set[UUID]:
    made: set[UUID] = set()
    for start in range(0, len(rows), BATCH):
        statement = insert_or_skip(JournalEntry).values(rows[start : start + BATCH]).on_conflict_do_nothing()
        made.update(db.session.scalars(statement.returning(JournalEntry.id)))
    return made
