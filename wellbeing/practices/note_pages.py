"""A member's own pages of what they kept after practices: list, read, change, delete."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from tenants import clock
from tenants.errors import Invalid
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.practices import access, service, words
from wellbeing.practices.schemas import PracticeNoteRevisionIn


def hang_into(pages: Blueprint) -> None:
    """Add the routes of notes to the blueprint of practices."""
    pages.get("/notes")(notes)
    pages.get("/notes/<uuid:note_id>")(note)
    pages.get("/notes/<uuid:note_id>/edit")(edit_note)
    pages.post("/notes/<uuid:note_id>")(revise_note)
    pages.get("/notes/<uuid:note_id>/delete")(ask_delete)
    pages.post("/notes/<uuid:note_id>/delete")(delete_note)


@requires(Permission.PRACTICE_NOTE_OWN)
def notes() -> ResponseReturnValue:
    """Everything that the member kept, the newest first."""
    opened = service.read(access.notes_of(actor().member))
    rows = [{"id": row.id, "opening": kept.opening} | words.shown(kept, _zone()) for row, kept in opened.notes]
    return render_template("practices/notes.html", notes=rows, sealed=opened.sealed)


@requires(Permission.PRACTICE_NOTE_OWN)
def note(note_id: UUID) -> ResponseReturnValue:
    """One note to read."""
    row = access.note_for(actor().member, note_id)
    return render_template("practices/note.html", note=row, **words.shown(service.read_one(row), _zone()))


@requires(Permission.PRACTICE_NOTE_OWN)
def edit_note(note_id: UUID) -> ResponseReturnValue:
    """One note to change; after a conflict both texts stand there."""
    row, typed = access.note_for(actor().member, note_id), g.get("form")
    return render_template(
        "practices/edit_note.html",
        note=row,
        changed_elsewhere=bool(typed) and str(typed.value("revision")) != str(row.revision),
        **words.shown(service.read_one(row), _zone()),
    )


@requires(Permission.PRACTICE_NOTE_OWN)
@comes_back(edit_note)
def revise_note(note_id: UUID) -> ResponseReturnValue:
    """Keep what was changed."""
    given, row = load(PracticeNoteRevisionIn), access.note_for(actor().member, note_id, for_change=True)
    if words.unknown(given, (one.id for one in service.read_one(row).fields)):
        raise Invalid
    service.revise(row, words=given["words"], note=given["note"], revision=given["revision"], revised_at=clock.now())
    return see_other("practices.note", note_id=note_id)


@requires(Permission.PRACTICE_NOTE_OWN)
def ask_delete(note_id: UUID) -> ResponseReturnValue:
    """Ask once before a note goes for good."""
    row = access.note_for(actor().member, note_id)
    return render_template("practices/delete_note.html", note=row, **words.shown(service.read_one(row), _zone()))


@requires(Permission.PRACTICE_NOTE_OWN)
def delete_note(note_id: UUID) -> ResponseReturnValue:
    """Delete a note."""
    service.delete(access.note_for(actor().member, note_id, for_change=True))
    return see_other("practices.notes")


def _zone() -> str:
    return actor().member.time_zone or organization().time_zone
