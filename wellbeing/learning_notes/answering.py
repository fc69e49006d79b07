"""A few words of a reader to whoever wrote a note: one sealed copy each, read by these two and by nobody else."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from tenants import clock, scope
from tenants.db import as_member, db
from tenants.errors import Conflict, Invalid, NotFound, PrivateSpaceLocked
from tenants.members import people
from tenants.members.models import Member
from tenants.notices import service as notices
from wellbeing.learning_notes import access, kinds, places, story
from wellbeing.learning_notes.models import LearningAnswer, LearningNote
from wellbeing.learning_notes.story import Answer

_PLAIN = {"synchronize_session": False}


def answer(note: LearningNote, *, reader: Member, words: str) -> None:
    """Answer whoever wrote a note, once; the same words twice change nothing."""
    refuse_empty(words)
    author_id = note.member_id
    if author_id == reader.id:
        raise NotFound
    _hold(note)
    mine = LearningAnswer.note_id == note.id, LearningAnswer.author_id == reader.id
    if db.session.scalar(select(LearningAnswer.id).where(*mine, LearningAnswer.reader_id == reader.id)) is not None:
        said = access.answers_to(reader, note.id).opened
        if any(one.answer.words == words for one in said):
            return
        raise Conflict(
            _("You answered already. Take that back first, then what you typed here can go."), code="answered_already"
        )
    to_name = people.named([author_id]).get(author_id, "")
    content = story.answer_bytes(Answer(words, clock.now(), reader.called, to_name))
    answer_id = uuid4()
    for reader_id in (reader.id, author_id):
        _hand_over(content, answer_id=answer_id, note_id=note.id, author_id=reader.id, reader_id=reader_id)
    # at most one notice a month, so that the list does not count what the page does not
    month = f"answer {clock.now():%Y-%m}"
    notices.notify_once([author_id], kinds.ANSWER, about=note.id, occasion=month, note=str(note.id))


def take_back(row: LearningAnswer, *, member: Member) -> UUID:
    """Take an answer of one's own back from whoever got it. Gives the note that it was about."""
    if row.author_id != member.id:
        raise NotFound
    _refuse_locked(member, row)
    note_id, answer_id = row.note_id, row.answer_id
    note = select(LearningNote.member_id).where(LearningNote.id == note_id)
    for reader_id in {member.id, db.session.scalar(note) or member.id}:
        _drop(reader_id, answer_id)
    return note_id


def remove(row: LearningAnswer, *, member: Member) -> UUID:
    """Let go of an answer that one got; whoever wrote it keeps theirs and is not told. Gives the note."""
    if row.author_id == member.id:
        raise NotFound
    _refuse_locked(member, row)
    note_id = row.note_id
    _drop(member.id, row.answer_id)
    return note_id


def refuse_empty(words: str) -> None:
    """Nothing is sent without a word, and no private space begins for it."""
    if not words.strip():
        raise Invalid(fields={"words": [_("Write a line first.")]}, code="answer_empty")


def _hold(note: LearningNote) -> None:
    """Hold a note until the end of the request: two windows answer one after the other, and none a note that goes."""
    with as_member(note.member_id):
        held = select(LearningNote.id).where(LearningNote.id == note.id).with_for_update()
        if db.session.scalar(held) is None:
            raise NotFound


def _refuse_locked(member: Member, row: LearningAnswer) -> None:
    """Nobody can bring it back, so a session that does not open it may not let it go."""
    if not any(one.row.id == row.id for one in access.answers_to(member, row.note_id).opened):
        raise PrivateSpaceLocked


def _drop(reader_id: UUID, answer_id: UUID) -> None:
    with as_member(reader_id):
        gone = delete(LearningAnswer).where(
            LearningAnswer.reader_id == reader_id, LearningAnswer.answer_id == answer_id
        )
        db.session.execute(gone, execution_options=_PLAIN)


def _hand_over(content: bytes, *, answer_id: UUID, note_id: UUID, author_id: UUID, reader_id: UUID) -> None:
    copy_id = uuid4()
    seal = places.sealed_for_oneself if reader_id == author_id else places.sealed_for
    space_id, sealed = seal(reader_id, copy_id, content)
    row = insert(LearningAnswer).values(
        tenant_id=scope.require().tenant_id,
        id=copy_id,
        answer_id=answer_id,
        note_id=note_id,
        author_id=author_id,
        reader_id=reader_id,
        space_id=space_id,
        sealed=sealed,
    )
    db.session.execute(row)
