"""The pages of one received note: read it, answer, set it aside, show it, take a copy, remove it from both sides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import clock
from tenants.errors import NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.notices.hours import zone_of
from tenants.permissions import Permission
from wellbeing.feedback import access, calendar_file, exporting, service, wording
from wellbeing.feedback.letter import Kind
from wellbeing.feedback.places import Opened
from wellbeing.feedback.schemas import TALK_MINUTES, ShowIn, TalkIn, ViewIn


def hang_into(pages: Blueprint) -> None:
    """Add the routes of a received note to the blueprint of feedback."""
    pages.get("/<uuid:copy_id>")(show)
    pages.post("/<uuid:copy_id>/thanks")(thank)
    pages.post("/<uuid:copy_id>/view")(add_view)
    pages.post("/<uuid:copy_id>/talk")(ask_to_talk)
    pages.get("/<uuid:copy_id>/<any(thanks, view, talk, aside, back):_did>")(after_answer)
    pages.get("/<uuid:copy_id>/talk.ics")(talk_file)
    pages.post("/<uuid:copy_id>/aside")(set_aside)
    pages.post("/<uuid:copy_id>/back")(bring_back)
    pages.get("/<uuid:copy_id>/show")(choose_person)
    pages.post("/<uuid:copy_id>/show")(show_to)
    pages.post("/<uuid:copy_id>/show/<uuid:shown_id>/end")(end_showing)
    pages.get("/<uuid:copy_id>/remove")(ask_remove)
    pages.post("/<uuid:copy_id>/remove")(remove)
    pages.get("/<uuid:copy_id>/copy")(download_one)


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
        today=clock.today(my_zone()).isoformat(),
        zone=my_zone(),
    )


@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def thank(copy_id: UUID) -> ResponseReturnValue:
    """Thank whoever wrote."""
    member = actor().member
    service.thank(access.received_for(member, copy_id, for_change=True), reader=member)
    flash(_("Your thanks are on their way."))
    return see_other("feedback.show", copy_id=copy_id)


@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def add_view(copy_id: UUID) -> ResponseReturnValue:
    """Add one's own view."""
    given, member = load(ViewIn), actor().member
    service.add_view(access.received_for(member, copy_id, for_change=True), reader=member, words=given["words"])
    flash(_("Your view is with the person who wrote to you."))
    return see_other("feedback.show", copy_id=copy_id)


@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def ask_to_talk(copy_id: UUID) -> ResponseReturnValue:
    """Ask for a talk; the page then offers the calendar file."""
    given, member = load(TalkIn), actor().member
    service.refuse_far(given["on"], clock.today(my_zone()))
    starts_at = datetime.combine(given["on"], given["at"], tzinfo=ZoneInfo(my_zone())).astimezone(clock.now().tzinfo)
    note = access.received_for(member, copy_id, for_change=True)
    service.ask_to_talk(note, reader=member, starts_at=starts_at, minutes=given["minutes"], words=given["words"])
    flash(_("Your wish to talk is on its way. A file for your calendar is below."))
    return see_other("feedback.show", copy_id=copy_id)


@requires(Permission.FEEDBACK_OWN)
def after_answer(copy_id: UUID, _did: str) -> ResponseReturnValue:
    """Whoever reloads the address of an answer, or comes back to it, lands on the note."""
    return see_other("feedback.show", copy_id=access.row_for(actor().member, copy_id).id)


@requires(Permission.FEEDBACK_OWN)
def talk_file(copy_id: UUID) -> ResponseReturnValue:
    """A talk as a file for a calendar, for either of the two."""
    asked, talk = access.talk_for(actor().member, copy_id)
    title = _("%(one)s and %(other)s", one=asked.letter.from_name, other=asked.letter.to_name)
    content = calendar_file.talk_as_file(talk, uid=_talk_id(asked), title=title, stamped_at=asked.letter.at)
    return as_file(content, "text/calendar", "talk.ics")


@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def set_aside(copy_id: UUID) -> ResponseReturnValue:
    """Set a note aside; nobody is told."""
    service.set_aside(access.received_for(actor().member, copy_id, for_change=True), aside=True)
    flash(_("Set aside. It lies at the foot of this page, and nobody is told."))
    return see_other("feedback.received")


@requires(Permission.FEEDBACK_OWN)
@comes_back(show)
def bring_back(copy_id: UUID) -> ResponseReturnValue:
    """Bring a note back that was set aside."""
    service.set_aside(access.received_for(actor().member, copy_id, for_change=True), aside=False)
    return see_other("feedback.show", copy_id=copy_id)


@requires(Permission.FEEDBACK_OWN)
def choose_person(copy_id: UUID) -> ResponseReturnValue:
    """To whom a note can be shown, and to whom it is."""
    note = access.received_for(actor().member, copy_id)
    shown = service.shown_now(note)
    known = {*(one.reader_id for one in shown), actor().member_id, note.row.author_id}
    people = [(person, wording.roles(held)) for person, held in service.people_to_show() if person.id not in known]
    return render_template(
        "feedback/show_to.html", note=note, letter=note.letter, shown=shown, people=people, zone=my_zone()
    )


@requires(Permission.FEEDBACK_OWN)
@comes_back(choose_person)
def show_to(copy_id: UUID) -> ResponseReturnValue:
    """Show a note to the chosen person."""
    member = actor().member
    service.show_to(access.received_for(member, copy_id, for_change=True), reader=member, to_id=load(ShowIn)["to"])
    flash(_("This person can read the note now. You can end that at any time."))
    return see_other("feedback.choose_person", copy_id=copy_id)


@requires(Permission.FEEDBACK_OWN)
@comes_back(lambda copy_id, shown_id: choose_person(copy_id))  # noqa: ARG005 - the route gives both
def end_showing(copy_id: UUID, shown_id: UUID) -> ResponseReturnValue:
    """Take the note away again from somebody to whom it was shown."""
    service.end_showing(access.received_for(actor().member, copy_id, for_change=True), copy_id=shown_id)
    flash(_("The copy is gone."))
    return see_other("feedback.choose_person", copy_id=copy_id)


@requires(Permission.FEEDBACK_OWN)
def ask_remove(copy_id: UUID) -> ResponseReturnValue:
    """Say what will be gone before it goes."""
    note = access.received_for(actor().member, copy_id)
    return render_template("feedback/remove.html", note=note, letter=note.letter, zone=my_zone())


@requires(Permission.FEEDBACK_OWN)
@comes_back(ask_remove)
def remove(copy_id: UUID) -> ResponseReturnValue:
    """Remove a note from both sides."""
    member = actor().member
    note = access.received_for(member, copy_id, for_change=True)
    service.remove(note, reader=member)
    flash(_("It is gone, for both of you.") if note.letter.kind is Kind.NOTE else _("It is gone from your page."))
    return see_other("feedback.received")


@requires(Permission.FEEDBACK_OWN)
def download_one(copy_id: UUID) -> ResponseReturnValue:
    """One received note with its answers as a file to read; what was only shown has none."""
    member = actor().member
    note = access.received_for(member, copy_id)
    if note.letter.kind is not Kind.NOTE:
        raise NotFound
    thread = (note.letter, [one.letter for one in access.thread_of(member, note)])
    return as_file(exporting.as_markdown([thread], zone=my_zone()).encode(), "text/markdown", "feedback.md")


def _talk_id(asked: Opened) -> UUID:
    """The same for both sides' copies of one talk, and another one for the next talk about the same note."""
    return uuid5(asked.row.note_id, asked.letter.at.isoformat())


def my_zone() -> str:
    """The time zone of whoever looks."""
    return zone_of(actor().member)


def as_file(content: bytes, mimetype: str, name: str) -> Response:
    """An answer that the browser keeps as a file."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
