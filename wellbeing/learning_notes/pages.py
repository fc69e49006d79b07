"""A reader's pages: the notes of one's leaders, one to read and to answer; and where the feature's pages hang."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import beside
from tenants.http import actor, comes_back, load, may, requires, see_other
from tenants.members import people, private_space
from tenants.navigation import Entry
from tenants.notices.hours import zone_of
from tenants.permissions import Permission
from wellbeing.learning_notes import access, answering, drafting, groups, service, wording, writing_pages
from wellbeing.learning_notes.schemas import AnswerIn
from wellbeing.learning_notes.story import LONGEST_ANSWER

pages = Blueprint("learning_notes", __name__, url_prefix="/learning-notes", template_folder="templates")
navigation = (Entry("learning_notes.listed", _l("Learning notes"), Permission.LEARNING_NOTE_READ, 46),)
writing_pages.hang_into(pages)
pages.context_processor(wording.in_templates)


@pages.get("")
@requires(Permission.LEARNING_NOTE_READ)
def listed() -> ResponseReturnValue:
    """The notes of those who lead this member, the newest first, and what they wrote themself."""
    member = actor().member
    notes = access.notes_for(member)
    opened, sealed = drafting.open_drafts(access.drafts_of(member))
    waiting, readable = access.waiting_of(member), {one.row.id for one in opened}
    told = {note.id for note in notes}
    mine = [one for one in access.answers_of(member).opened if one.row.author_id == member.id]
    return render_template(
        "learning_notes/listed.html",
        notes=notes,
        names=people.named(note.member_id for note in notes),
        openings={note.id: access.story_of(note) for note in notes},
        own=access.own_notes_of(member),
        drafts=opened,
        waiting={note.draft_id: note.goes_at for note in waiting},
        waiting_sealed=[note for note in waiting if note.draft_id not in readable],
        sealed=sealed,
        answers_left=[one for one in mine if one.row.note_id not in told],
        zone=zone_of(member),
    )


@pages.get("/<uuid:note_id>")
@requires(Permission.LEARNING_NOTE_READ)
def show(note_id: UUID) -> ResponseReturnValue:
    """One note: to its readers with their own answer, to its writer with the answers, one after another."""
    member = actor().member
    note = access.note_for(member, note_id)
    reading = access.answers_to(member, note.id)
    page = "own" if note.member_id == member.id else "show"
    return render_template(
        f"learning_notes/{page}.html",
        note=note,
        story=access.story_of(note),
        writer=people.named([note.member_id]).get(note.member_id, ""),
        reading=reading,
        mine=[one for one in reading.opened if one.row.author_id == member.id],
        is_read=groups.still_leads(member, note.unit_id),
        ends_at=(note.published_at or note.goes_at) + access.SHOWN_FOR,
        longest=LONGEST_ANSWER,
        needs_consent=private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
        zone=zone_of(member),
    )


@pages.post("/<uuid:note_id>/answer")
@requires(Permission.LEARNING_NOTE_READ)
@comes_back(show)
def answer(note_id: UUID) -> ResponseReturnValue:
    """Answer whoever wrote the note; the first thing that is kept asks for consent."""
    member = actor().member
    note = access.note_for(member, note_id)
    given = load(AnswerIn)
    answering.refuse_empty(given["words"])
    code = private_space.begin_with_consent(member.id, consent=given["consent"])
    answering.answer(note, reader=member, words=given["words"])
    if code:
        return writing_pages.code_page(code, "learning_notes.show", note_id=note.id)
    flash(_("It is with them now. Nobody else reads it."))
    return see_other("learning_notes.show", note_id=note.id)


@pages.get("/<uuid:note_id>/<any(answer, withdraw):_did>")
@requires(Permission.LEARNING_NOTE_READ)
def after(note_id: UUID, _did: str) -> ResponseReturnValue:
    """Whoever comes to the address of a form lands on the note."""
    return see_other("learning_notes.show", note_id=access.note_for(actor().member, note_id).id)


@pages.post("/answers/<uuid:answer_id>/take-back")
@requires(Permission.LEARNING_NOTE_READ)
def take_back(answer_id: UUID) -> ResponseReturnValue:
    """Take an answer of one's own back."""
    member = actor().member
    answering.take_back(access.answer_for(member, answer_id), member=member)
    flash(_("Your answer is taken back."))
    return see_other("learning_notes.listed")


@pages.post("/answers/<uuid:answer_id>/remove")
@requires(Permission.LEARNING_NOTE_READ)
def remove(answer_id: UUID) -> ResponseReturnValue:
    """Let go of an answer that one got."""
    member = actor().member
    note_id = answering.remove(access.answer_for(member, answer_id), member=member)
    flash(_("It is gone from your page. Nobody is told."))
    return see_other("learning_notes.show", note_id=note_id)


@pages.post("/<uuid:note_id>/withdraw")
@requires(Permission.LEARNING_NOTE_READ)
def withdraw(note_id: UUID) -> ResponseReturnValue:
    """Take a note of one's own back, for good; open to whoever leads nobody any more, too."""
    service.withdraw(access.own_note_for(actor().member, note_id))
    flash(_("It is taken back, with the answers to it. Nothing of it is left."))
    return see_other("learning_notes.listed")


def _among_ones_own() -> str:
    if not may(Permission.LEARNING_NOTE_READ) or private_space.needed(actor().member_id):
        return ""
    return render_template("learning_notes/_my_data.html")


beside.show(beside.MY_DATA, _among_ones_own)
