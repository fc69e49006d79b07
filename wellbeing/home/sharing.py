"""One journal entry for a current peer coach: a copy under the coach's key, gone with the pairing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from tenants import mail, scope, vault
from tenants.db import as_member, db
from tenants.errors import Conflict
from tenants.members import people, private_space
from tenants.members.models import Member
from tenants.notices.models import Notice
from tenants.private_space import receiving
from wellbeing.home import access, kinds
from wellbeing.home.models import SharedEntry
from wellbeing.journal import access as journal
from wellbeing.journal import service as journaling
from wellbeing.journal.models import JournalEntry
from wellbeing.journal.mood import Mood
from wellbeing.journal.reflection import Reflection, from_bytes, to_bytes
from wellbeing.pairings import access as pairings
from wellbeing.pairings.models import CoachingPairing

TABLE = SharedEntry.__tablename__
_PLAIN = {"synchronize_session": False}
_NOT_SHARED: Mapping[str, Any] = {"mood": Mood(), "tags": ()}
"""How it was, and under which words one files it, stay with whoever wrote."""


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody to whom an entry can be shown, and the pairing in which they are."""

    pairing_id: UUID
    member_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy that somebody shows; without its words where it is closed on this device."""

    id: UUID
    pairing_id: UUID
    name: str
    words: Reflection | None


def coaches_of(member: Member) -> list[Coach]:
    """Who may be shown an entry now: everybody of a pairing that is open and in which all agreed how they talk."""
    found = [one for one in pairings.pairings_of(member.id) if one.row.state == "open" and one.agreed]
    names = people.named(each for one in found for each in one.others(member.id))
    here = _here(names)
    return [Coach(one.row.id, each, names[each]) for one in found for each in one.others(member.id) if each in here]


def copy_of(entry: JournalEntry) -> Reflection:
    """The words as a coach would read them; PrivateSpaceLocked where this session may not read the entry."""
    return _without_private(journaling.read_one(entry))


def share(*, member: Member, entry_id: UUID, coach: Coach) -> None:
    """Hand a copy over; a second press changes nothing, and another coach has to wait until the first is taken back."""
    entry = journal.entry_for(member, entry_id, for_change=True)
    held = pairings.pairing_for(member, coach.pairing_id, for_change=True)
    if coach.member_id not in held.row.member_ids:
        raise Conflict(_("This pairing has ended."), code="pairing_ended")
    before = access.share_of(member, entry_id)
    if before is not None:
        if before.reader_id == coach.member_id:
            return
        raise Conflict(_("A copy of this entry is with somebody already. Take it back first."), code="shared_already")
    shared_id = uuid4()
    space_id, sealed = _sealed_for(coach.member_id, shared_id, to_bytes(copy_of(entry)))
    row = insert(SharedEntry).values(
        tenant_id=scope.require().tenant_id,
        id=shared_id,
        entry_id=entry.id,
        pairing_id=coach.pairing_id,
        author_id=member.id,
        reader_id=coach.member_id,
        space_id=space_id,
        sealed=sealed,
    )
    db.session.execute(row)
    mail.notify(coach.member_id, kinds.ENTRY, pairing=str(coach.pairing_id), shared=str(shared_id))


def take_back(*, member: Member, entry_id: UUID) -> None:
    """Delete the copy, and the notice about it; twice changes nothing."""
    journal.entry_for(member, entry_id, for_change=True)
    row = access.share_of(member, entry_id)
    if row is not None:
        _end(row.id, author_id=row.author_id, reader_id=row.reader_id)
        db.session.expunge(row)


def put_away(*, member: Member, shared_id: UUID) -> None:
    """Whoever was shown an entry no longer wants the copy."""
    row = access.shown_to(member, shared_id)
    _end(row.id, author_id=row.author_id, reader_id=row.reader_id)
    db.session.expunge(row)


def shown_in(member: Member, pairing_id: UUID) -> list[Shown]:
    """What the others of a current pairing show to this member."""
    mine = select(SharedEntry).where(SharedEntry.reader_id == member.id, SharedEntry.pairing_id == pairing_id)
    return _opened(member, db.session.scalars(mine.order_by(SharedEntry.id)).all())


def shown_as(member: Member, shared_id: UUID) -> Shown:
    """One copy that is shown to this member; NotFound from the moment in which its pairing is over."""
    row = access.shown_to(member, shared_id)
    found = _opened(member, [row])
    if not found:
        raise access.gone()
    return found[0]


def end_over() -> None:
    """For a job: delete every copy whose pairing is over, or whose author or reader is no longer in it or has left."""
    rows = db.session.execute(
        select(SharedEntry.id, SharedEntry.pairing_id, SharedEntry.author_id, SharedEntry.reader_id)
    ).all()
    within = {
        row.id: set(row.member_ids)
        for row in db.session.execute(
            select(CoachingPairing.id, CoachingPairing.member_ids).where(CoachingPairing.state == "open")
        )
    }
    here = _here({person for row in rows for person in (row.author_id, row.reader_id)})
    for row in rows:
        if not {row.author_id, row.reader_id} <= within.get(row.pairing_id, set()) & here:
            _end(row.id, author_id=row.author_id, reader_id=row.reader_id)


def _opened(member: Member, rows: Sequence[SharedEntry]) -> list[Shown]:
    current = {coach.member_id: coach for coach in coaches_of(member)}
    within = {coach.pairing_id for coach in current.values()}
    readers = {space.id: vault.reader_of(space, TABLE) for space in private_space.open_spaces(member.id)}
    return [
        Shown(
            row.id,
            row.pairing_id,
            current[row.author_id].name,
            from_bytes(readers[row.space_id](row.id, row.sealed)) if row.space_id in readers else None,
        )
        for row in rows
        if row.author_id in current and row.pairing_id in within
    ]


def _sealed_for(reader_id: UUID, row_id: UUID, content: bytes) -> tuple[UUID, bytes]:
    """Only ever under the reader's own key: where no space of theirs may receive, nothing is handed over."""
    with as_member(reader_id):
        space = receiving.receiving_space(reader_id)
        if space is not None:
            return space.id, vault.put_into(space, table=TABLE, row_id=row_id, plaintext=content)
    raise Conflict(
        _("This cannot be handed over at the moment. Nothing was shared; please try again in a few days."),
        code="cannot_receive",
    )


def _end(shared_id: UUID, *, author_id: UUID, reader_id: UUID) -> None:
    with as_member(author_id):
        db.session.execute(delete(SharedEntry).where(SharedEntry.id == shared_id), execution_options=_PLAIN)
    with as_member(reader_id):
        about = Notice.member_id == reader_id, Notice.args["shared"].astext == str(shared_id)
        db.session.execute(delete(Notice).where(*about), execution_options=_PLAIN)


def _here(member_ids: Any) -> set[UUID]:
    return set(db.session.scalars(select(Member.id).where(Member.id.in_(set(member_ids)), Member.left_at.is_(None))))


def _without_private(words: Reflection) -> Reflection:
    there = {one.name for one in fields(words)}
    return replace(words, **{name: value for name, value in _NOT_SHARED.items() if name in there})
