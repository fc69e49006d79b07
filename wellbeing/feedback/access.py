"""The only door to drafts and copies by an id from outside: a stranger's and an absent one are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from tenants import clock
from tenants.db import db
from tenants.errors import NotFound
from tenants.members.models import Member, RoleGrant
from tenants.permissions import Role
from wellbeing.feedback import places
from wellbeing.feedback.letter import Kind, Letter, Talk
from wellbeing.feedback.models import FeedbackCopy, FeedbackDraft
from wellbeing.feedback.places import Opened, Reading

AUTHOR_KEEPS = timedelta(days=365)
SHOWN_FOR = timedelta(days=90)
SHOWN_TO = (Role.HR, Role.TRUSTEE)
_GONE = _l("This is not here. It may have been removed, or it belongs to somebody else.")
_DRAFT_GONE = _l("This draft is not here. It was sent or let go, or it belongs to somebody else.")


def draft_for(member: Member, draft_id: UUID, *, for_change: bool = False) -> FeedbackDraft:
    """The member's own draft; `for_change` holds it until the end of the request."""
    mine = select(FeedbackDraft).where(FeedbackDraft.id == draft_id, FeedbackDraft.member_id == member.id)
    row = db.session.scalar(mine.with_for_update() if for_change else mine)
    if row is None:
        raise NotFound(_DRAFT_GONE)
    return row


def sent_id(author_id: UUID, draft_id: UUID) -> UUID:
    """The id of the author's own copy of a draft once it is sent, so that the draft's address leads on."""
    return uuid5(author_id, f"sent|{draft_id}")


def sent_as(member: Member, draft_id: UUID) -> UUID | None:
    """The member's own copy of the note that a draft became, if it is still there."""
    mine = FeedbackCopy.id == sent_id(member.id, draft_id), FeedbackCopy.reader_id == member.id
    return db.session.scalar(select(FeedbackCopy.id).where(*mine))


def drafts_of(member: Member) -> Sequence[FeedbackDraft]:
    """The member's own drafts."""
    mine = select(FeedbackDraft).where(FeedbackDraft.member_id == member.id)
    return db.session.scalars(mine.order_by(FeedbackDraft.id)).all()


def received_for(member: Member, copy_id: UUID, *, for_change: bool = False) -> Opened:
    """What somebody wrote to this member: a note, or one that was shown to them.

    `for_change` holds it until the end of the request, so that two windows act on it one after the other.
    """
    opened = _own(member, copy_id, for_change=for_change)
    if opened.row.author_id == member.id or opened.letter.kind not in {Kind.NOTE, Kind.SHARED}:
        raise NotFound(_GONE)
    return opened


def written_for(member: Member, copy_id: UUID) -> Opened:
    """The member's own copy of a note that they wrote, as long as it is open to them."""
    opened = _own(member, copy_id)
    if opened.row.author_id != member.id or opened.letter.kind is not Kind.NOTE:
        raise NotFound(_GONE)
    if is_closed(member, opened.letter) and clock.now() >= opened.letter.at:  # on its way, it can still be taken back
        raise NotFound(_GONE)
    return opened


def request_for(member: Member, copy_id: UUID) -> Opened:
    """A request for feedback, asked by the member or put to them."""
    opened = _own(member, copy_id)
    if opened.letter.kind is not Kind.REQUEST:
        raise NotFound(_GONE)
    return opened


def talk_for(member: Member, copy_id: UUID) -> tuple[Opened, Talk]:
    """A talk that was asked for, by the member or of them, and the answer that asks for it."""
    opened = _own(member, copy_id)
    if opened.letter.talk is None:
        raise NotFound(_GONE)
    if opened.row.author_id != member.id:
        same = FeedbackCopy.note_id == opened.row.note_id
        note = select(FeedbackCopy.id).where(
            same, FeedbackCopy.reader_id == member.id, FeedbackCopy.author_id == member.id
        )
        written_for(member, db.session.scalar(note) or copy_id)  # the answer is open as long as the note is
    return opened, opened.letter.talk


def everything_of(member: Member) -> Reading:
    """All delivered copies of this member that this session opens, the newest first."""
    mine = select(FeedbackCopy).where(FeedbackCopy.reader_id == member.id, FeedbackCopy.delivered.is_(True))
    reading = places.read(member.id, db.session.scalars(mine).all())
    return replace(reading, opened=[one for one in reading.opened if not _no_longer_shown(one)])


def thread_of(member: Member, note: Opened) -> list[Opened]:
    """The answers that belong to a note, in the order in which they came."""
    same = select(FeedbackCopy).where(
        FeedbackCopy.reader_id == member.id,
        FeedbackCopy.note_id == note.row.note_id,
        FeedbackCopy.id != note.row.id,
        FeedbackCopy.delivered.is_(True),
    )
    opened = places.read(member.id, db.session.scalars(same).all()).opened
    return sorted(opened, key=lambda one: (one.letter.at, one.row.id))


def written_to(member: Member, to_id: UUID, reading: Reading) -> list[Opened]:
    """The notes that this member wrote to one person and may still read, the newest first; never over several."""
    return [
        one
        for one in reading.opened
        if one.row.author_id == member.id
        and one.letter.kind is Kind.NOTE
        and one.letter.to_id == to_id
        and not is_closed(member, one.letter)
    ]


def is_closed(author: Member, letter: Letter) -> bool:
    """Whether an author's copy is over: twelve months have passed, or the reader reports to somebody else."""
    if clock.now() >= letter.at + AUTHOR_KEEPS:
        return True
    return letter.on_line and not reports_to(letter.to_id, author.id)


def reports_to(member_id: UUID, manager_id: UUID) -> bool:
    """Whether this person has that person as their manager and is still here."""
    mine = select(Member.id).where(Member.id == member_id, Member.manager_id == manager_id, Member.left_at.is_(None))
    return db.session.scalar(mine) is not None


def in_transit(author_id: UUID, note_id: UUID) -> FeedbackCopy | None:
    """The copy of a note that is still on its way, for whoever wrote it; whoever deletes it first decides."""
    mine = select(FeedbackCopy).where(
        FeedbackCopy.note_id == note_id, FeedbackCopy.author_id == author_id, FeedbackCopy.delivered.is_(False)
    )
    return db.session.scalar(mine)


def person_of(member_id: UUID) -> Member | None:
    """Somebody a note of one's own names, for their hours only; None when erased."""
    return db.session.scalar(select(Member).where(Member.id == member_id))


def colleague_for(member: Member, member_id: UUID) -> Member:
    """Somebody else of the organization to whom something can be written; NotFound for a leaver and for oneself."""
    found = db.session.scalar(select(Member).where(Member.id == member_id, Member.left_at.is_(None)))
    if found is None or found.id == member.id:
        raise NotFound(_GONE)
    return found


def row_for(member: Member, copy_id: UUID, *, for_change: bool = False) -> FeedbackCopy:
    """A delivered copy of this member's, opened or not."""
    mine = select(FeedbackCopy).where(
        FeedbackCopy.id == copy_id, FeedbackCopy.reader_id == member.id, FeedbackCopy.delivered.is_(True)
    )
    if for_change:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(mine)
    if row is None:
        raise NotFound(_GONE)
    return row


def _own(member: Member, copy_id: UUID, *, for_change: bool = False) -> Opened:
    opened = places.read_one(row_for(member, copy_id, for_change=for_change))
    if _no_longer_shown(opened):
        raise NotFound(_GONE)
    return opened


def _no_longer_shown(one: Opened) -> bool:
    """Whether a copy that was shown is over: its days, its owner's time here, or the role of whoever reads it."""
    if one.letter.kind is not Kind.SHARED:
        return False
    here = select(Member.id).where(Member.id == one.row.author_id, Member.left_at.is_(None))
    role = select(RoleGrant.id).where(RoleGrant.member_id == one.row.reader_id, RoleGrant.role.in_(SHOWN_TO)).limit(1)
    within = clock.now() < one.letter.at + SHOWN_FOR
    return not within or db.session.scalar(here) is None or db.session.scalar(role) is None
