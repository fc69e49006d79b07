"""A reader's pages: what was written to one, answering it, showing it, taking it along, and asking for some."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.errors import NotFound, PrivateSpaceLocked
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.navigation import Entry
from tenants.notices.mailing import hours_of
from tenants.permissions import Permission
from wellbeing.feedback import (
    access,
    calendar_file,
    draft_pages,
    drafting,
    exporting,
    service,
    template_pages,
    wording,
    writing_pages,
)
from wellbeing.feedback.letter import ANSWERS, Kind, Letter
from wellbeing.feedback.places import Opened, Reading
from wellbeing.feedback.schemas import TALK_MINUTES, RequestIn, ShowIn, TalkIn, ViewIn

pages = Blueprint("feedback", __name__, url_prefix="/feedback", template_folder="templates")
navigation = (
    Entry("feedback.received", _l("Feedback"), Permission.FEEDBACK_OWN, 40),
    Entry("feedback.write_home", _l("Write feedback"), Permission.FEEDBACK_WRITE, 45),
    Entry("feedback.templates", _l("Feedback templates"), Permission.FEEDBACK_TEMPLATE_MANAGE, 66),
)
writing_pages.hang_into(pages)
draft_pages.hang_into(pages)
template_pages.hang_into(pages)
pages.context_processor(wording.in_templates)


@pages.get("")
@requires(Permission.FEEDBACK_OWN)
def received() -> ResponseReturnValue:
    """What was written to this member, what was shown to them, and what they asked for."""
    member = actor().member
    reading = access.everything_of(member)
    notes = _received(reading)
    return render_template(
        "feedback/received.html",
        notes=[one for one in notes if not one.marks.aside],
        aside=[one for one in notes if one.marks.aside],
        requests=[one for one in reading.opened if one.letter.kind is Kind.REQUEST and one.row.author_id == member.id],
        reading=reading,
        needed=private_space.needed(member.id),
        supervisor=service.supervisor_of(member),
        zone=_zone(),
    )


@pages.get("/<uuid:copy_id>")
@requires(Permission.FEEDBACK_OWN)
def show(copy_id: UUID) -> ResponseReturnValue:
    """One note to read, with what can be done about it."""
    member = actor().member
    try:
        note = access.received_for(member, copy_id)
    except private_space.PrivateSpaceNeeded:
        return see_other("feedback.received")
    thread = access.thread_of(member, note)
    return render_template(
        "feedback/show.html",
        note=note,
        letter=note.letter,
        thread=thread,
        thanked=any(one.letter.kind is Kind.THANKS for one in thread),
        can_answer=service.can_answer(note),
        minutes=[(minutes, _("%(minutes)s minutes", minutes=minutes)) for minutes in TALK_MINUTES],
        today=clock.today(_zone()).isoformat(),
        zone=_zone(),
    )


@pages.get("/follow/<uuid:copy_id>")
@requires(Permission.FEEDBACK_OWN)
def follow(copy_id: UUID) -> ResponseReturnValue:
    """From a notice to the page that it is about."""
    member = actor().member
    row = access.row_for(member, copy_id)
    reading = access.everything_of(member)
    found = next((one for one in reading.opened if one.row.id == copy_id), None)
    if found is None:
        if row.space_id is not None:
            raise PrivateSpaceLocked
        return see_other("feedback.received")
    if found.letter.kind is Kind.REQUEST:
        mine = found.row.author_id == member.id
        return see_other("feedback.received" if mine else "feedback.write_home")
    same = (one for one in reading.opened if one.row.note_id == found.row.note_id)
    note = next((one for one in same if one.letter.kind not in ANSWERS), None)
    if note is None:
        raise NotFound
    return see_other("feedback.written" if note.row.author_id == member.id else "feedback.show", copy_id=note.row.id)


@pages.post("/<uuid:copy_id>/thanks")
@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def thank(copy_id: UUID) -> ResponseReturnValue:
    """Thank whoever wrote."""
    member = actor().member
    service.thank(access.received_for(member, copy_id), reader=member)
    flash(_("Your thanks are on their way."))
    return see_other("feedback.show", copy_id=copy_id)


@pages.post("/<uuid:copy_id>/view")
@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def add_view(copy_id: UUID) -> ResponseReturnValue:
    """Add one's own view."""
    given, member = load(ViewIn), actor().member
    service.add_view(access.received_for(member, copy_id), reader=member, words=given["words"])
    flash(_("Your view is with the person who wrote to you."))
    return see_other("feedback.show", copy_id=copy_id)


@pages.post("/<uuid:copy_id>/talk")
@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def ask_to_talk(copy_id: UUID) -> ResponseReturnValue:
    """Ask for a talk; the page then offers the calendar file."""
    given, member = load(TalkIn), actor().member
    starts_at = datetime.combine(given["on"], given["at"], tzinfo=ZoneInfo(_zone())).astimezone(clock.now().tzinfo)
    note = access.received_for(member, copy_id)
    service.ask_to_talk(note, reader=member, starts_at=starts_at, minutes=given["minutes"], words=given["words"])
    flash(_("Your wish to talk is on its way. A file for your calendar is below."))
    return see_other("feedback.show", copy_id=copy_id)


@pages.get("/<uuid:copy_id>/talk.ics")
@requires(Permission.FEEDBACK_OWN)
def talk_file(copy_id: UUID) -> ResponseReturnValue:
    """A talk as a file for a calendar, for either of the two."""
    asked = access.talk_for(actor().member, copy_id)
    letter = asked.letter
    assert letter.talk is not None  # noqa: S101 - `talk_for` gives nothing else
    title = _("%(one)s and %(other)s", one=letter.from_name, other=letter.to_name)
    content = calendar_file.talk_as_file(letter.talk, uid=asked.row.note_id, title=title, stamped_at=letter.at)
    return _file(content, "text/calendar", "talk.ics")


@pages.post("/<uuid:copy_id>/aside")
@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def set_aside(copy_id: UUID) -> ResponseReturnValue:
    """Set a note aside; nobody is told."""
    service.set_aside(access.received_for(actor().member, copy_id), aside=True)
    flash(_("Set aside. It lies at the foot of this page, and nobody is told."))
    return see_other("feedback.received")


@pages.post("/<uuid:copy_id>/back")
@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def bring_back(copy_id: UUID) -> ResponseReturnValue:
    """Bring a note back that was set aside."""
    service.set_aside(access.received_for(actor().member, copy_id), aside=False)
    return see_other("feedback.show", copy_id=copy_id)


@pages.get("/<uuid:copy_id>/show")
@requires(Permission.FEEDBACK_OWN)
def choose_person(copy_id: UUID) -> ResponseReturnValue:
    """To whom a note can be shown, and to whom it is."""
    note = access.received_for(actor().member, copy_id)
    shown = {one.reader_id for one in note.marks.shown}
    known = {*shown, actor().member_id, note.row.author_id}
    people = [(person, wording.roles(held)) for person, held in service.people_to_show() if person.id not in known]
    return render_template("feedback/show_to.html", note=note, letter=note.letter, people=people, zone=_zone())


@pages.post("/<uuid:copy_id>/show")
@requires(Permission.FEEDBACK_OWN)
@comes_back(choose_person)
def show_to(copy_id: UUID) -> ResponseReturnValue:
    """Show a note to the chosen person."""
    member = actor().member
    service.show_to(access.received_for(member, copy_id), reader=member, to_id=load(ShowIn)["to"])
    flash(_("This person can read the note now. You can end that at any time."))
    return see_other("feedback.choose_person", copy_id=copy_id)


@pages.post("/<uuid:copy_id>/show/<uuid:shown_id>/end")
@requires(Permission.FEEDBACK_OWN)
@comes_back(lambda copy_id, shown_id: choose_person(copy_id))  # noqa: ARG005 - the route gives both
def end_showing(copy_id: UUID, shown_id: UUID) -> ResponseReturnValue:
    """Take the note away again from somebody to whom it was shown."""
    service.end_showing(access.received_for(actor().member, copy_id), copy_id=shown_id)
    flash(_("The copy is gone."))
    return see_other("feedback.choose_person", copy_id=copy_id)


@pages.get("/<uuid:copy_id>/remove")
@requires(Permission.FEEDBACK_OWN)
def ask_remove(copy_id: UUID) -> ResponseReturnValue:
    """Say what will be gone before it goes."""
    note = access.received_for(actor().member, copy_id)
    return render_template("feedback/remove.html", note=note, letter=note.letter, zone=_zone())


@pages.post("/<uuid:copy_id>/remove")
@requires(Permission.FEEDBACK_OWN)
@comes_back(ask_remove)
def remove(copy_id: UUID) -> ResponseReturnValue:
    """Remove a note from both sides."""
    member = actor().member
    service.remove(access.received_for(member, copy_id), reader=member)
    flash(_("It is gone, for both of you."))
    return see_other("feedback.received")


@pages.get("/<uuid:copy_id>/copy")
@requires(Permission.FEEDBACK_OWN)
def download_one(copy_id: UUID) -> ResponseReturnValue:
    """One received note with its answers as a file to read; what was only shown has none."""
    member = actor().member
    note = access.received_for(member, copy_id)
    if note.letter.kind is not Kind.NOTE:
        raise NotFound
    thread = (note.letter, [one.letter for one in access.thread_of(member, note)])
    return _file(exporting.as_markdown([thread], zone=_zone()).encode(), "text/markdown", "feedback.md")


@pages.get("/export")
@requires(Permission.FEEDBACK_EXPORT)
def export() -> ResponseReturnValue:
    """What a copy of everything received holds; open to leavers as well."""
    reading = access.everything_of(actor().member)
    return render_template("feedback/export.html", count=len(_own_notes(reading)), reading=reading)


@pages.get("/export/<any(json, markdown):form>")
@requires(Permission.FEEDBACK_EXPORT)
def download(form: str) -> ResponseReturnValue:
    """Everything that was written to the member, as one file."""
    reading = access.everything_of(actor().member)
    threads = [(note.letter, _answers(reading, note)) for note in _own_notes(reading)]
    if form == "json":
        content = exporting.as_json(threads, exported_at=clock.now())
        return _file(content.encode(), "application/json", "feedback.json")
    return _file(exporting.as_markdown(threads, zone=_zone()).encode(), "text/markdown", "feedback.md")


@pages.get("/ask")
@requires(Permission.FEEDBACK_OWN)
def ask() -> ResponseReturnValue:
    """Ask the own supervisor for feedback."""
    member = actor().member
    return render_template(
        "feedback/ask.html",
        supervisor=service.supervisor_of(member),
        needs_consent=private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
    )


@pages.post("/ask")
@requires(Permission.FEEDBACK_OWN)
@comes_back(ask)
def send_request() -> ResponseReturnValue:
    """Send the request; the first thing that is kept asks for consent."""
    given, member = load(RequestIn), actor().member
    code = drafting.begin_space(member_id=member.id, consent=given["consent"])
    service.ask(member=member, words=given["words"])
    if code:
        return draft_pages.code_page(code, "feedback.received")
    flash(_("Your request is on its way."))
    return see_other("feedback.received")


@pages.post("/requests/<uuid:copy_id>/put-away")
@requires(Permission.FEEDBACK_OWN)
def put_away(copy_id: UUID) -> ResponseReturnValue:
    """Let go of one's own copy of a request."""
    member = actor().member
    request = access.request_for(member, copy_id)
    service.put_away(request)
    return see_other("feedback.received" if request.row.author_id == member.id else "feedback.write_home")


def _received(reading: Reading) -> list[Opened]:
    """Notes to this member, not by them: what reached them or was shown to them."""
    mine = actor().member_id
    return [one for one in reading.opened if one.letter.kind in {Kind.NOTE, Kind.SHARED} and one.row.author_id != mine]


def _own_notes(reading: Reading) -> list[Opened]:
    """Notes to this member; what somebody only shows them is not theirs to take along."""
    return [one for one in _received(reading) if one.letter.kind is Kind.NOTE]


def _answers(reading: Reading, note: Opened) -> list[Letter]:
    same = [one for one in reading.opened if one.row.note_id == note.row.note_id and one.letter.kind in ANSWERS]
    return [one.letter for one in reversed(same)]


def _zone() -> str:
    return hours_of(actor().member).zone


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
