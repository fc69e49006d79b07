"""What a reader does with feedback: thank, answer, ask to talk, set aside, show, take away; and ask for some."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from tenants import clock, jobs
from tenants.db import as_member, db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.members.models import Member, RoleGrant
from wellbeing.feedback import access, clearing, delivering, kinds, places
from wellbeing.feedback.letter import Kind, Letter, Shown, Talk, shown_on
from wellbeing.feedback.models import FeedbackCopy
from wellbeing.feedback.places import Opened

END_SHOWN = "feedback.end_shown"


def thank(note: Opened, *, reader: Member) -> None:
    """Thank whoever wrote; a second time changes nothing."""
    said = {one.letter.kind for one in access.thread_of(reader, note) if one.row.author_id == reader.id}
    if Kind.THANKS not in said:
        _answer(note, reader, Kind.THANKS)


def add_view(note: Opened, *, reader: Member, words: str) -> None:
    """Say how it looked from the reader's side."""
    if not words.strip():
        raise Invalid(fields={"words": [_("Write a line first.")]}, code="view_empty")
    said = [one.letter.words for one in access.thread_of(reader, note) if one.letter.kind is Kind.VIEW]
    if words not in said:
        _answer(note, reader, Kind.VIEW, words=words)


def ask_to_talk(note: Opened, *, reader: Member, starts_at: datetime, minutes: int, words: str) -> None:
    """Ask whoever wrote for a talk; both get a calendar file."""
    if starts_at <= clock.now():
        raise Invalid(fields={"on": [_("This moment is over. Choose one ahead.")]}, code="talk_over")
    _answer(note, reader, Kind.TALK, words=words, talk=Talk(starts_at, minutes))


def refuse_far(on: date, today: date) -> None:
    """A talk is on a day from today on, within a year."""
    if on < today:
        raise Invalid(fields={"on": [_("This moment is over. Choose one ahead.")]}, code="talk_over")
    if on > today + delivering.FURTHEST:
        raise Invalid(fields={"on": [delivering.too_far()]}, code="talk_far")


def set_aside(note: Opened, *, aside: bool) -> None:
    """Put a note out of sight or bring it back, for the reader alone; nobody is told."""
    places.mark(note, replace(note.marks, aside=aside))


def people_to_show() -> list[tuple[Member, list[str]]]:
    """HR and the trustees, to whom a note can be shown, each with their roles."""
    held = select(RoleGrant.member_id, RoleGrant.role).where(RoleGrant.role.in_(access.SHOWN_TO))
    roles: dict[UUID, list[str]] = {}
    for member_id, role in db.session.execute(held.order_by(RoleGrant.role)):
        if role not in roles.setdefault(member_id, []):
            roles[member_id].append(role)
    people = select(Member).where(Member.id.in_(roles), Member.left_at.is_(None)).order_by(Member.name, Member.email)
    return [(person, roles[person.id]) for person in db.session.scalars(people)]


def shown_now(note: Opened) -> list[Shown]:
    """Who can read a note that was shown to them: they kept their role, and their copy is still there."""
    may = {person.id for person, _roles in people_to_show()}
    return [one for one in note.marks.shown if one.reader_id in may and _is_there(one)]


def show_to(note: Opened, *, reader: Member, to_id: UUID) -> None:
    """Show a note to one person of HR or one trustee: they get a copy of their own, which ends by itself in time."""
    if to_id in {note.row.author_id, reader.id} or note.letter.kind is not Kind.NOTE:
        raise Conflict(_("This person knows the note already."), code="knows_already")
    person = next((one for one, _roles in people_to_show() if one.id == to_id), None)
    if person is None:
        raise NotFound
    if any(one.reader_id == to_id for one in shown_now(note)):
        return
    letter = shown_on(note.letter, at=clock.now(), from_name=reader.called, to_id=to_id, to_name=person.called)
    copy_id = delivering.hand_over(letter, note_id=uuid4(), author_id=reader.id, notice=kinds.SHARED, own=False)
    places.mark(note, replace(note.marks, shown=(*note.marks.shown, Shown(to_id, copy_id, person.called))))
    args = {"copy": str(copy_id), "reader": str(to_id), "owner": str(reader.id)}
    # by the day, so that the row does not tell the hour
    last = (letter.at + access.SHOWN_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    jobs.owe(END_SHOWN, copy_id, args, run_at=last)


def end_showing(note: Opened, *, copy_id: UUID) -> None:
    """Take the copy of a person to whom the note was shown away again."""
    ended = [one for one in note.marks.shown if one.copy_id == copy_id]
    if not ended:
        raise NotFound
    _take_away(ended[0])
    places.mark(note, replace(note.marks, shown=tuple(one for one in note.marks.shown if one not in ended)))


def remove(note: Opened, *, reader: Member) -> None:
    """Remove a note: both sides' copies with the answers, and every copy that was shown on. Nothing remains."""
    for shown in note.marks.shown:
        _take_away(shown)
    author_id, note_id = note.row.author_id, note.row.note_id
    if note.letter.kind is Kind.NOTE:
        delivering.close(author_id=author_id, note_id=note_id)
    clearing.drop_copies(reader.id, FeedbackCopy.note_id == note_id)


def ask(*, member: Member, words: str) -> None:
    """Ask the own supervisor for feedback about something; one at a time is enough."""
    supervisor = supervisor_of(member)
    if supervisor is None:
        raise Conflict(_("Nobody is named as your supervisor. HR can add one."), code="no_supervisor")
    if not words.strip():
        raise Invalid(fields={"words": [_("Write a line first.")]}, code="request_empty")
    open_words = _asked(member, supervisor.id)
    if words in open_words:
        return
    if open_words:
        raise Conflict(_("You asked already. Put that request away first, then ask anew."), code="asked_already")
    letter = Letter(
        kind=Kind.REQUEST,
        at=clock.now(),
        from_name=member.called,
        to_id=supervisor.id,
        to_name=supervisor.called,
        words=words,
    )
    delivering.hand_over(letter, note_id=uuid4(), author_id=member.id, notice=kinds.REQUEST)


def supervisor_of(member: Member) -> Member | None:
    """The person whom this member reports to."""
    if member.manager_id is None:
        return None
    return db.session.scalar(select(Member).where(Member.id == member.manager_id, Member.left_at.is_(None)))


def put_away(request: Opened) -> None:
    """Let go of one's own copy of a request; the other's stays."""
    clearing.drop_copies(request.row.reader_id, FeedbackCopy.id == request.row.id)


def can_answer(note: Opened) -> bool:
    """Whether an answer would reach whoever wrote the note."""
    author = db.session.scalar(select(Member).where(Member.id == note.row.author_id, Member.left_at.is_(None)))
    return author is not None and note.letter.kind is Kind.NOTE and not access.is_closed(author, note.letter)


def _answer(note: Opened, reader: Member, kind: Kind, *, words: str = "", talk: Talk | None = None) -> None:
    if note.letter.kind is not Kind.NOTE:
        raise Conflict(_("What was shown to you is only to be read."), code="only_shown")
    author = db.session.scalar(select(Member).where(Member.id == note.row.author_id, Member.left_at.is_(None)))
    if author is None or access.is_closed(author, note.letter):
        raise Conflict(
            _("Whoever wrote this can no longer open it, so an answer would reach nobody."), code="author_gone"
        )
    letter = Letter(
        kind=kind,
        at=clock.now(),
        from_name=reader.called,
        to_id=author.id,
        to_name=author.called,
        words=words,
        talk=talk,
    )
    delivering.hand_over(letter, note_id=note.row.note_id, author_id=reader.id, notice=kinds.ANSWER)


def _take_away(shown: Shown) -> None:
    clearing.drop_copies(shown.reader_id, FeedbackCopy.id == shown.copy_id)


def _is_there(shown: Shown) -> bool:
    with as_member(shown.reader_id):
        return db.session.scalar(select(FeedbackCopy.id).where(FeedbackCopy.id == shown.copy_id)) is not None


def _asked(member: Member, supervisor_id: UUID) -> list[str]:
    mine = (one.letter for one in access.everything_of(member).opened if one.row.author_id == member.id)
    return [one.words for one in mine if one.kind is Kind.REQUEST and one.to_id == supervisor_id]
