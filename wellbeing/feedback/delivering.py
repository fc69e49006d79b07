"""How a note gets from its writer to its reader: once, in the reader's working hours, and unchangeable from then on."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_change

from tenants import clock, jobs, mail, scope, vault
from tenants.db import as_member, db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member
from tenants.notices import tact
from tenants.notices.hours import hours_of, zone_of
from tenants.organizations.access import days_off
from tenants.organizations.days_off import DaysOff
from wellbeing.feedback import access, catalog, clearing, drafting, kinds, places
from wellbeing.feedback import draft as drafts
from wellbeing.feedback import letter as letters
from wellbeing.feedback.draft import Draft
from wellbeing.feedback.forms import Reach, Template
from wellbeing.feedback.letter import Kind, Letter, Part
from wellbeing.feedback.models import FeedbackCopy, FeedbackDraft, FeedbackRest
from wellbeing.feedback.places import Opened

DELIVER = "feedback.deliver"
CLOSE = "feedback.close"
REMIND = "feedback.remind"
REST = timedelta(days=7)
FURTHEST = timedelta(days=365)


def arrival(reader: Member, now: datetime) -> datetime:
    """When a note sent now arrives: the first moment within the reader's working days and hours."""
    return tact.next_moment(now, hours_of(reader)) or now


def too_far() -> str:
    """The sentence about a day that is more than a year ahead."""
    return str(_("This is more than a year ahead. Choose a day within a year."))


def refuse_gaps(draft: Draft, template: Template, zone: str) -> None:
    """Stop before sending while a required section is empty or a next step says no what or no by when."""
    words, steps = drafts.missing(draft, template)
    fields: dict[str, list[str]] = {f"words-{name}": [_("This section is part of the template.")] for name in words}
    fields |= {f"words-{name}": [_("What, by when?")] for name in steps}
    fields |= {f"day-{name}": [_("This day is over. Choose one ahead.")] for name in days_over(draft, zone)}
    furthest = clock.today(zone) + FURTHEST
    fields |= {f"day-{name}": [too_far()] for name, on in draft.days.items() if on > furthest}
    if fields:
        raise Invalid(_("Before it goes, a little is missing. Everything is kept."), fields=fields, code="draft_gaps")


def days_over(draft: Draft, zone: str) -> list[str]:
    """The next steps whose day is over where the reader is."""
    return [name for name, on in draft.days.items() if on < clock.today(zone)]


def letter_of(draft: Draft, template: Template, *, author: Member, reader: Member, at: datetime) -> Letter:
    """The note as its reader gets it."""
    parts = drafts.parts_of(draft, template)
    return Letter(
        kind=Kind.NOTE,
        at=at,
        from_name=author.called,
        to_id=reader.id,
        to_name=reader.called,
        template=template.key,
        version=template.version,
        template_name=template.words(draft.language).name,
        language=template.language_near(draft.language),
        corrective=template.corrective,
        on_line=access.reports_to(reader.id, author.id),
        remind=draft.remind and any(part.by for part in parts),
        parts=parts,
    )


def send(row: FeedbackDraft, *, author: Member) -> UUID:
    """Send a draft: it waits for the reader's working hours, and until then it can be taken back.

    Gives the id of the author's own copy.
    """
    draft = drafting.open_draft(row).draft
    template = catalog.version_for(draft.template, draft.version)
    reader = access.colleague_for(author, draft.to_id)
    drafting.refuse_reach(author, reader.id, template)
    _refuse_absent(reader)
    refuse_gaps(draft, template, zone_of(reader))
    now = clock.now()
    at = arrival(reader, now)
    letter = letter_of(draft, template, author=author, reader=reader, at=at)
    if letter.corrective:
        _begin_rest(reader.id, now=now, until=at + REST)
    note_id, copy_id = uuid4(), uuid4()
    content = letters.to_bytes(letter)
    _add(copy_id, note_id, author.id, reader.id, None, places.in_transit(reader.id, copy_id, content), delivered=False)
    # a draft that was kept and sent once more under the same id gets a copy with an id of its own
    own_id = uuid4() if access.sent_as(author, row.id) else access.sent_id(author.id, row.id)
    _hand_over(note_id, author_id=author.id, reader_id=author.id, letter=letter, copy_id=own_id)
    drafting.let_go(row)
    _owe(letter, note_id, copy_id, own_id, author_id=author.id)
    return own_id


def take_back(own: Opened, *, author: Member) -> UUID:
    """Take a note back while it is on its way; it is a draft again. Gives the draft's id."""
    coming = access.in_transit(author.id, own.row.note_id)
    if coming is None or clock.now() >= own.letter.at or not _taken_out(coming):
        raise Conflict(_("It has arrived and cannot be taken back any more."), code="delivered")
    return _back_to_draft(own.row, coming, own.letter)


def deliver(*, author_id: UUID, note_id: UUID) -> datetime | None:
    """Deliver a note that is on its way; gives when to try again outside the reader's working hours.

    The copy in transit is replaced by one in the reader's own space, in one transaction and once. A note that may not
    arrive any more is a draft of its writer again.
    """
    with as_member(author_id):
        coming = access.in_transit(author_id, note_id)
        if coming is None:
            return None
        reader = db.session.scalar(select(Member).where(Member.id == coming.reader_id))
        content, copy_id = places.out_of_transit(coming), coming.id
        if reader is not None and reader.left_at is None:
            letter, _marks = letters.from_bytes(content)
            if not _may_arrive(letter, reader, author_id):
                _give_back(coming, letter)
                return None
            if (at := arrival(reader, clock.now())) > clock.now():
                return at
        if not _taken_out(coming) or reader is None or reader.left_at is not None:
            return None
        space_id, sealed = places.sealed_for(reader.id, copy_id, content)
        _add(copy_id, note_id, author_id, reader.id, space_id, sealed, delivered=True)
    mail.notify(reader.id, kinds.NOTE, copy=str(copy_id))
    return None


def hand_over(letter: Letter, *, note_id: UUID, author_id: UUID, notice: str, own: bool = True) -> UUID:
    """Give an answer, a request or a shown note to its reader at once; gives the id of the reader's copy.

    With `own` the writer keeps a copy too. The notice leads to `copy`, the reader's page for it.
    """
    copy_id = _hand_over(note_id, author_id=author_id, reader_id=letter.to_id, letter=letter)
    if own:
        _hand_over(note_id, author_id=author_id, reader_id=author_id, letter=letter)
    if notice:
        mail.notify(letter.to_id, notice, copy=str(copy_id))
    return copy_id


def close(*, author_id: UUID, note_id: UUID) -> None:
    """Destroy the author's copy of a note with the answers to it; the reader's copies stay."""
    with as_member(author_id):
        _settle(author_id, note_id)
        clearing.drop_copies(author_id, FeedbackCopy.note_id == note_id)
        if access.in_transit(author_id, note_id) is None:
            clearing.forget_owed(note_id)


def remind(*, member_id: UUID, copy_id: UUID) -> None:
    """Tell one of the two that a next step comes round, if they still have the note."""
    with as_member(member_id):
        mine = select(FeedbackCopy.id).where(FeedbackCopy.id == copy_id, FeedbackCopy.delivered.is_(True))
        if db.session.scalar(mine) is not None:
            mail.notify(member_id, kinds.STEP, copy=str(copy_id))


def forget_rests() -> None:
    """Forget the weeks of rest that are over."""
    db.session.execute(delete(FeedbackRest).where(FeedbackRest.until <= clock.now()))


def _refuse_absent(reader: Member) -> None:
    # until somebody has joined, HR may still change their address, and so who joins in their place
    if reader.activated_at is None:
        raise Conflict(
            _("%(person)s has not joined yet. The draft is kept until then.", person=reader.called), code="not_joined"
        )


def _may_arrive(letter: Letter, reader: Member, author_id: UUID) -> bool:
    """Whether what was true at sending still is: its reader has joined, and reports to the writer where that counts."""
    if reader.activated_at is None:
        return False
    reach = catalog.version_for(letter.template, letter.version).reach
    return reach is Reach.ANYONE or access.reports_to(reader.id, author_id)


def _settle(author_id: UUID, note_id: UUID) -> None:
    """Before a line's copies go, a note that is still on its way over it goes back to its writer."""
    coming = access.in_transit(author_id, note_id)
    if coming is None:
        return
    letter, _marks = letters.from_bytes(places.out_of_transit(coming))
    reader = db.session.scalar(select(Member).where(Member.id == letter.to_id, Member.left_at.is_(None)))
    if reader is not None and not _may_arrive(letter, reader, author_id):
        _give_back(coming, letter)


def _give_back(coming: FeedbackCopy, letter: Letter) -> None:
    author_id, note_id = coming.author_id, coming.note_id
    mine = select(FeedbackCopy).where(FeedbackCopy.note_id == note_id, FeedbackCopy.reader_id == author_id)
    if not _taken_out(coming):
        return
    own = db.session.scalar(mine)
    if own is not None:
        draft_id = _back_to_draft(own, coming, letter)
        mail.notify(author_id, kinds.BACK, draft=str(draft_id))


def _back_to_draft(own: FeedbackCopy, coming: FeedbackCopy, letter: Letter) -> UUID:
    """The writer's copy becomes a draft in the same space, and the week of rest that began with it is over."""
    draft_id = drafting.put_back(own.reader_id, own.space_id, _as_draft(letter))
    clearing.drop_copies(own.reader_id, FeedbackCopy.id == own.id)
    clearing.forget_owed(coming.note_id, coming.id)
    if letter.corrective:
        began = FeedbackRest.token == _token(letter.to_id), FeedbackRest.until == letter.at + REST
        db.session.execute(delete(FeedbackRest).where(*began))
    return draft_id


def _begin_rest(reader_id: UUID, *, now: datetime, until: datetime) -> None:
    row = insert_or_change(FeedbackRest).values(
        tenant_id=scope.require().tenant_id, id=uuid4(), token=_token(reader_id), until=until
    )
    taken = row.on_conflict_do_update(
        index_elements=["tenant_id", "token"], set_={"until": row.excluded.until}, where=FeedbackRest.until <= now
    )
    if db.session.execute(taken.returning(FeedbackRest.id)).first() is None:
        raise Conflict(
            _("Not this week: one note a week that asks for a change is enough to carry. The draft is kept."),
            code="one_a_week",
        )


def _token(reader_id: UUID) -> bytes:
    return hmac.new(vault.tenant_secret("feedback rest"), reader_id.bytes, hashlib.sha256).digest()


def _taken_out(coming: FeedbackCopy) -> bool:
    gone = db.session.execute(
        delete(FeedbackCopy).where(FeedbackCopy.id == coming.id, FeedbackCopy.delivered.is_(False)),
        execution_options={"synchronize_session": False},
    )
    db.session.expunge(coming)
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def _hand_over(note_id: UUID, *, author_id: UUID, reader_id: UUID, letter: Letter, copy_id: UUID | None = None) -> UUID:
    copy_id, content = copy_id or uuid4(), letters.to_bytes(letter)
    seal = places.sealed_for_oneself if reader_id == author_id else places.sealed_for
    space_id, sealed = seal(reader_id, copy_id, content)
    _add(copy_id, note_id, author_id, reader_id, space_id, sealed, delivered=True)
    return copy_id


def _add(
    copy_id: UUID,
    note_id: UUID,
    author_id: UUID,
    reader_id: UUID,
    space_id: UUID | None,
    sealed: bytes,
    *,
    delivered: bool,
) -> None:
    db.session.execute(
        insert(FeedbackCopy).values(
            tenant_id=scope.require().tenant_id,
            id=copy_id,
            note_id=note_id,
            author_id=author_id,
            reader_id=reader_id,
            space_id=space_id,
            delivered=delivered,
            sealed=sealed,
        )
    )


def _owe(letter: Letter, note_id: UUID, copy_id: UUID, own_id: UUID, *, author_id: UUID) -> None:
    pair = {"author": str(author_id), "note": str(note_id)}
    jobs.owe(DELIVER, note_id, pair, run_at=letter.at)
    line = {"line": str(letter.to_id)} if letter.on_line else {}
    # by the day, so that the row does not tell the hour for a year
    last = (letter.at + access.AUTHOR_KEEPS).replace(hour=0, minute=0, second=0, microsecond=0)
    jobs.owe(CLOSE, note_id, pair | line, run_at=last + timedelta(days=1))
    if not (letter.remind and letter.by):
        return
    off = days_off()
    for member_id, their_copy in ((author_id, own_id), (letter.to_id, copy_id)):
        person = db.session.scalars(select(Member).where(Member.id == member_id)).one()
        args = {"member": str(member_id), "copy": str(their_copy)}
        jobs.owe(REMIND, their_copy, args, run_at=_morning(person, letter.by, off))


def _morning(person: Member, day: date, off: DaysOff) -> datetime:
    hours = hours_of(person, off)
    start = datetime.combine(day, time(0), tzinfo=ZoneInfo(hours.zone)).astimezone(clock.now().tzinfo)
    return tact.next_moment(start, hours) or start


def _as_draft(letter: Letter) -> Draft:
    parts: tuple[Part, ...] = letter.parts
    return replace(
        Draft(letter.to_id, letter.template, letter.version, letter.language, clock.now()),
        words={part.id: part.text for part in parts},
        days={part.id: part.by for part in parts if part.by},
        remind=letter.remind,
    )
