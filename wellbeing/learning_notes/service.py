"""What becomes of a finished note: it goes out now or tomorrow morning, is called back or taken back, and ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, jobs, mail, scope, vault
from tenants.db import as_member, db
from tenants.errors import Conflict, Invalid
from tenants.jobs import Job
from tenants.members import sealed_rows
from tenants.members.models import Member
from tenants.notices import service as notices
from tenants.notices import tact
from tenants.notices.hours import hours_of
from wellbeing.learning_notes import access, drafting, groups, kinds, story
from wellbeing.learning_notes.models import LearningDraft, LearningNote
from wellbeing.learning_notes.story import Draft

PUBLISH = "learning_notes.publish"
TELL = "learning_notes.tell"
MOST_A_WEEK = 3
"""Notes of one person that may go out within a week: a story now and then, not a channel."""
_AHEAD = timedelta(days=14)
_WEEK = timedelta(days=7)
_PLAIN = {"synchronize_session": False}


def publish(row: LearningDraft, *, author: Member, at_once: bool) -> datetime | None:
    """Publish a draft, at once or on its writer's next working morning: the moment it goes out then, None when it has.

    A second press changes nothing, and whoever slept on it long enough may publish at once.
    """
    draft = drafting.open_draft(row).draft
    refuse_unfinished(draft)
    drafting.refuse_strangers(author, draft.unit_id)
    if not groups.people_of(author, draft.unit_id):
        raise Conflict(_("There is nobody in this group yet who could read it."), code="nobody_there")
    now = clock.now()
    goes_at = now if at_once else tomorrow_morning(author, now)
    note_id = access.note_id_of(author.id, row.id)
    refuse_flood(author, but=note_id)
    if not _store(note_id, row, draft, goes_at) and not at_once:
        waiting = access.waiting_for(author, row.id)
        return waiting.goes_at if waiting else None
    if at_once:
        _forget_owed(note_id)
        go_out(author_id=author.id, note_id=note_id, at_once=True)
        return None
    args = {"author": str(author.id), "note": str(note_id)}
    jobs.owe(PUBLISH, f"{note_id} {goes_at.isoformat()}", args, run_at=goes_at)
    return goes_at


def tomorrow_morning(author: Member, now: datetime) -> datetime:
    """When a note goes out that its writer sleeps on: the first working morning from tomorrow on, where they are."""
    hours = hours_of(author)
    tomorrow = now.astimezone(ZoneInfo(hours.zone)).date() + timedelta(days=1)
    start = tact.begin_of(tomorrow, hours.zone)
    return tact.morning(start, hours, before=start + _AHEAD) or start + timedelta(hours=8)


def go_out(*, author_id: UUID, note_id: UUID, at_once: bool = False) -> None:
    """Publish a note that waits, once; what may not go out any more is a draft again."""
    with as_member(author_id):
        note = _held_with_draft(author_id, note_id)
        if note is None or note.published_at is not None or (note.goes_at > clock.now() and not at_once):
            return
        author = db.session.scalar(select(Member).where(Member.id == author_id, Member.left_at.is_(None)))
        if author is None or not groups.still_leads(author, note.unit_id):
            _drop(note)
            if author is not None:
                mail.notify(author_id, kinds.BACK)
            return
        now = clock.now()
        note.goes_at, note.published_at = min(note.goes_at, now), now
        db.session.execute(delete(LearningDraft).where(LearningDraft.id == note.draft_id), execution_options=_PLAIN)
        db.session.flush()
    jobs.owe(TELL, f"{note_id} told", {"author": str(author_id), "note": str(note_id)})


def tell(*, author_id: UUID, note_id: UUID) -> None:
    """Tell the people of a note's group that it is there, everybody once, however often this runs."""
    with as_member(author_id):
        note = db.session.scalar(select(LearningNote).where(LearningNote.id == note_id))
        author = db.session.scalar(select(Member).where(Member.id == author_id, Member.left_at.is_(None)))
        if note is None or note.published_at is None or author is None or not groups.still_leads(author, note.unit_id):
            return
        readers = groups.people_of(author, note.unit_id)
    notices.notify_once(readers, kinds.NOTE, about=note_id, occasion="published", note=str(note_id))


def call_back(row: LearningDraft, *, author: Member) -> None:
    """Call a note back that waits to go out; it is only a draft then. A second time changes nothing."""
    note = access.waiting_for(author, row.id, for_change=True)
    if note is not None:
        _drop(note)


def let_go(row: LearningDraft, *, author: Member) -> None:
    """Delete a draft for good, and what waited of it; a locked session may not."""
    call_back(row, author=author)
    sealed_rows.delete(row)


def withdraw(note: LearningNote) -> None:
    """Take a published note back: it is gone for good, for everybody, with the answers to it."""
    _drop(note)


def end_old() -> None:
    """Delete the notes whose twelve months are over."""
    over = LearningNote.published_at <= clock.now() - access.SHOWN_FOR
    for author_id in db.session.scalars(select(LearningNote.member_id).where(over).distinct()).all():
        with as_member(author_id):
            theirs = delete(LearningNote).where(over, LearningNote.member_id == author_id)
            db.session.execute(theirs, execution_options=_PLAIN)


def forget_waiting(member: Member) -> None:
    """Whoever erases everything of their own leaves nothing behind that is owed."""
    for note in access.waiting_of(member):
        _drop(note)


def refuse_unfinished(draft: Draft) -> None:
    """A note goes out with all four parts, and on half a page."""
    if draft.story.missing or draft.story.too_long:
        raise Invalid(_("It is not ready yet. What is missing stands below."), code="note_unfinished")


def refuse_flood(author: Member, *, but: UUID) -> None:
    """People hear of few notes of one person; one that waits counts, and whoever publishes it counts it once."""
    others = set(access.newest_of(author, since=clock.now() - _WEEK)) - {but}
    if len(others) >= MOST_A_WEEK:
        raise Conflict(
            _("Three notes in a week are plenty for those who read them. Your draft is kept; it can go out later."),
            code="many_notes",
        )


def _store(note_id: UUID, row: LearningDraft, draft: Draft, goes_at: datetime) -> bool:
    content, author_id = story.story_bytes(draft.story), row.member_id
    values = {
        "tenant_id": scope.require().tenant_id,
        "id": note_id,
        "member_id": author_id,
        "unit_id": draft.unit_id,
        "draft_id": row.id,
        "goes_at": goes_at,
        "published_at": None,
        "sealed": vault.seal_for_tenant(content, table=access.sealed_as(author_id), row_id=note_id),
    }
    made = insert(LearningNote).values(values).on_conflict_do_nothing().returning(LearningNote.id)
    return db.session.execute(made).first() is not None


def _held_with_draft(author_id: UUID, note_id: UUID) -> LearningNote | None:
    """A note with the draft it came from, held until the end of the transaction: the draft first, as pages do it."""
    mine = LearningNote.id == note_id, LearningNote.member_id == author_id
    draft_id = db.session.scalar(select(LearningNote.draft_id).where(*mine))
    db.session.scalar(select(LearningDraft.id).where(LearningDraft.id == draft_id).with_for_update())
    held = select(LearningNote).where(*mine).with_for_update()
    return db.session.scalar(held.execution_options(populate_existing=True))


def _drop(note: LearningNote) -> None:
    note_id = note.id
    db.session.delete(note)
    db.session.flush()
    _forget_owed(note_id)


def _forget_owed(note_id: UUID) -> None:
    """Delete the rows of jobs about a note; one that runs now ends by itself."""
    about = Job.kind.in_((PUBLISH, TELL)), Job.key.startswith(f"{note_id} ")
    mine = Job.tenant_id == scope.require().tenant_id, *about
    db.session.execute(delete(Job).where(*mine, Job.state != "running"), execution_options=_PLAIN)
