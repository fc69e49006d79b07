"""The only door to drafts, notes and answers by an id from outside: absent and hidden are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from tenants import clock, vault
from tenants.db import db
from tenants.errors import NotFound
from tenants.members.models import Member
from wellbeing.learning_notes import groups, places, story
from wellbeing.learning_notes.models import LearningAnswer, LearningDraft, LearningNote
from wellbeing.learning_notes.places import Reading
from wellbeing.learning_notes.story import Story

SHOWN_FOR = timedelta(days=365)
_GONE = _l("This note is not here. Whoever wrote it may have taken it back, or it is for other people.")
_DRAFT_GONE = _l("This draft is not here. It was published or let go, or it belongs to somebody else.")


def draft_for(member: Member, draft_id: UUID, *, for_change: bool = False) -> LearningDraft:
    """The member's own draft; `for_change` holds it until the end of the request."""
    mine = select(LearningDraft).where(LearningDraft.id == draft_id, LearningDraft.member_id == member.id)
    if for_change:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(mine)
    if row is None:
        raise NotFound(_DRAFT_GONE)
    return row


def drafts_of(member: Member) -> Sequence[LearningDraft]:
    """The member's own drafts, those that wait to go out too."""
    return db.session.scalars(select(LearningDraft).where(LearningDraft.member_id == member.id)).all()


def note_id_of(author_id: UUID, draft_id: UUID) -> UUID:
    """The id of the note that a draft becomes, so that its address leads on and a second press makes no second one."""
    return uuid5(author_id, f"learning note {draft_id}")


def waiting_for(member: Member, draft_id: UUID, *, for_change: bool = False) -> LearningNote | None:
    """The note that waits to go out of a draft of the member's own, if one does."""
    mine = select(LearningNote).where(
        LearningNote.id == note_id_of(member.id, draft_id),
        LearningNote.member_id == member.id,
        LearningNote.published_at.is_(None),
    )
    if for_change:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(mine)


def waiting_of(member: Member) -> Sequence[LearningNote]:
    """The member's own notes that wait to go out."""
    mine = LearningNote.member_id == member.id, LearningNote.published_at.is_(None)
    return db.session.scalars(select(LearningNote).where(*mine)).all()


def became(member: Member, draft_id: UUID) -> LearningNote | None:
    """The published note that a draft of the member's became, if it is still there."""
    mine = LearningNote.id == note_id_of(member.id, draft_id), LearningNote.member_id == member.id, *_published()
    return db.session.scalar(select(LearningNote).where(*mine))


def newest_of(member: Member, *, since: datetime) -> Sequence[UUID]:
    """The member's own notes that wait, or went out after a moment."""
    mine = select(LearningNote.id).where(LearningNote.member_id == member.id)
    fresh = LearningNote.published_at.is_(None) | (LearningNote.published_at > since)
    return db.session.scalars(mine.where(fresh)).all()


def note_for(member: Member, note_id: UUID) -> LearningNote:
    """A published note: the member's own, or one of whoever leads them now."""
    may_read = (LearningNote.member_id == member.id) | groups.told_to(member)
    row = db.session.scalar(select(LearningNote).where(LearningNote.id == note_id, may_read, *_published()))
    if row is None:
        raise NotFound(_GONE)
    return row


def own_note_for(member: Member, note_id: UUID) -> LearningNote:
    """A published note that the member wrote, held until the end of the request."""
    mine = LearningNote.id == note_id, LearningNote.member_id == member.id, LearningNote.published_at.is_not(None)
    row = db.session.scalar(select(LearningNote).where(*mine).with_for_update())
    if row is None:
        raise NotFound(_GONE)
    return row


def notes_for(member: Member) -> Sequence[LearningNote]:
    """The notes that are told to this member, the newest first."""
    return _newest_first(groups.told_to(member))


def own_notes_of(member: Member) -> Sequence[LearningNote]:
    """The published notes that this member wrote, the newest first, whether or not anybody reads them now."""
    return _newest_first(LearningNote.member_id == member.id)


def is_told(member_id: UUID, note_id: UUID) -> bool:
    """Whether a note has something to say to this member: it is told to them, or it is their own."""
    member = db.session.scalar(select(Member).where(Member.id == member_id))
    if member is None:
        return False
    may_read = (LearningNote.member_id == member.id) | groups.told_to(member)
    return (
        db.session.scalar(select(LearningNote.id).where(LearningNote.id == note_id, may_read, *_published()))
        is not None
    )


def story_of(note: LearningNote) -> Story:
    """What a note says; for whoever may read it."""
    opened = vault.open_for_tenant(note.sealed, table=sealed_as(note.member_id), row_id=note.id)
    return story.story_from(opened)


def sealed_as(author_id: UUID) -> str:
    """What a note's words are bound to besides their row."""
    return f"{LearningNote.__tablename__}|{author_id}"


def answers_to(member: Member, note_id: UUID) -> Reading:
    """The member's own copies of answers to a note, the oldest first: those they got, and the one they wrote."""
    mine = LearningAnswer.reader_id == member.id, LearningAnswer.note_id == note_id
    return places.read(member.id, db.session.scalars(select(LearningAnswer).where(*mine)).all())


def answers_of(member: Member) -> Reading:
    """All copies of answers that this member has, the oldest first."""
    return places.read(
        member.id, db.session.scalars(select(LearningAnswer).where(LearningAnswer.reader_id == member.id))
    )


def answer_for(member: Member, answer_id: UUID) -> LearningAnswer:
    """The member's own copy of an answer, held until the end of the request, opened or not."""
    mine = LearningAnswer.id == answer_id, LearningAnswer.reader_id == member.id
    row = db.session.scalar(select(LearningAnswer).where(*mine).with_for_update())
    if row is None:
        raise NotFound
    return row


def names_near(member: Member) -> Sequence[str]:
    """What the member's own people are called, and those who lead them: the names that a note is looked over for.

    Of nobody else, or typing names would tell who works elsewhere in the organization.
    """
    return db.session.scalars(select(Member.name).where(groups.near(member), Member.name != "")).all()


def _newest_first(which: ColumnElement[bool]) -> Sequence[LearningNote]:
    found = select(LearningNote).where(which, *_published())
    return db.session.scalars(found.order_by(LearningNote.published_at.desc(), LearningNote.id)).all()


def _published() -> tuple[ColumnElement[bool], ...]:
    # one that is older than its year is gone for everybody, whenever the daily job comes by
    return (LearningNote.published_at > clock.now() - SHOWN_FOR,)
