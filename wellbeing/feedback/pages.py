"""A reader's pages: what was written to one, taking it along, asking for some; and where the feature's pages hang."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.errors import NotFound, PrivateSpaceLocked
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.feedback import (
    access,
    draft_pages,
    exporting,
    note_pages,
    service,
    template_pages,
    wording,
    writing_pages,
)
from wellbeing.feedback.letter import ANSWERS, Kind, Letter
from wellbeing.feedback.places import Opened, Reading
from wellbeing.feedback.schemas import RequestIn

pages = Blueprint("feedback", __name__, url_prefix="/feedback", template_folder="templates")
navigation = (
    Entry("feedback.received", _l("Feedback"), Permission.FEEDBACK_OWN, 40),
    Entry("feedback.write_home", _l("Write feedback"), Permission.FEEDBACK_WRITE, 45),
    Entry("feedback.templates", _l("Feedback templates"), Permission.FEEDBACK_TEMPLATE_MANAGE, 66),
)
note_pages.hang_into(pages)
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
        zone=note_pages.my_zone(),
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
        return note_pages.as_file(content.encode(), "application/json", "feedback.json")
    return note_pages.as_file(
        exporting.as_markdown(threads, zone=note_pages.my_zone()).encode(), "text/markdown", "feedback.md"
    )


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
    code = private_space.begin_with_consent(member.id, consent=given["consent"])
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
