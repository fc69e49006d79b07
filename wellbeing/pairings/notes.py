"""What a pair writes: an agenda and notes, one sealed copy per reader, gone at the end unless a reader keeps theirs."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, insert, update

from tenants import clock, scope
from tenants.db import as_member, db
from tenants.errors import Conflict, Invalid
from tenants.members import people
from tenants.members.models import Member
from wellbeing.pairings import access, places, shared_words
from wellbeing.pairings.access import Seen
from wellbeing.pairings.models import CoachingCopy
from wellbeing.pairings.places import Opened
from wellbeing.pairings.shared_words import Kind, Words

MOST = 60
_PLAIN = {"synchronize_session": False}


def write(one: Seen, *, author: Member, kind: Kind, words: str) -> None:
    """Write a line for everybody of the pair, or for oneself; the same line twice changes nothing."""
    if not words.strip():
        raise Invalid(fields={"words": [_("Write a line first.")]}, code="words_empty")
    mine = [copy for copy in access.copies_of(author, one.row.id).opened if copy.row.author_id == author.id]
    if any(copy.words.words == words and copy.words.kind is kind for copy in mine):
        return
    if len(mine) >= MOST:
        raise Conflict(_("There are many notes here already. Remove one first."), code="many_notes")
    others = people.named(one.others(author.id))
    told = Words(kind, words, clock.now(), author.called, one.row.number, ", ".join(sorted(others.values())))
    words_id, readers = uuid4(), [author.id, *(() if kind is Kind.OWN else others)]
    for reader_id in readers:
        _hand_over(told, words_id=words_id, pairing_id=one.row.id, author_id=author.id, reader_id=reader_id)
    access.keep(one, one.pair.with_sign(author.id))


def mark_kept(copy: Opened, *, kept: bool) -> None:
    """Keep one's own copy beyond the pairing, or not."""
    mine = update(CoachingCopy).where(CoachingCopy.id == copy.row.id)
    db.session.execute(mine.values(kept=kept), execution_options=_PLAIN)
    db.session.refresh(copy.row)


def keep_all(reader: Member, pairing_id: UUID) -> None:
    """Keep every copy of one's own of a pairing."""
    mine = update(CoachingCopy).where(CoachingCopy.reader_id == reader.id, CoachingCopy.pairing_id == pairing_id)
    db.session.execute(mine.values(kept=True), execution_options=_PLAIN)


def remove(copy: Opened, *, reader: Member, pair: Seen | None) -> None:
    """Remove a copy. Whoever wrote it takes it from everybody of the pair; a reader only from themselves."""
    readers = {reader.id}
    if copy.row.author_id == reader.id and pair is not None:
        readers |= set(pair.row.member_ids)
    for reader_id in readers:
        _drop(reader_id, CoachingCopy.words_id == copy.row.words_id)


def drop_all(pairing_id: UUID, readers: Iterable[UUID]) -> None:
    """The end of a pairing: every copy goes that its reader did not keep."""
    for reader_id in readers:
        _drop(reader_id, CoachingCopy.pairing_id == pairing_id, CoachingCopy.kept.is_(False))


def _drop(reader_id: UUID, *which: ColumnElement[bool]) -> None:
    with as_member(reader_id):
        gone = delete(CoachingCopy).where(CoachingCopy.reader_id == reader_id, *which)
        db.session.execute(gone, execution_options=_PLAIN)


def _hand_over(told: Words, *, words_id: UUID, pairing_id: UUID, author_id: UUID, reader_id: UUID) -> None:
    copy_id, content = uuid4(), shared_words.to_bytes(told)
    seal = places.sealed_for_oneself if reader_id == author_id else places.sealed_for
    space_id, sealed = seal(reader_id, copy_id, content)
    row = insert(CoachingCopy).values(
        tenant_id=scope.require().tenant_id,
        id=copy_id,
        words_id=words_id,
        pairing_id=pairing_id,
        author_id=author_id,
        reader_id=reader_id,
        space_id=space_id,
        kept=False,
        sealed=sealed,
    )
    db.session.execute(row)
