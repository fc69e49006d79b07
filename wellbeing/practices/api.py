"""Practices as JSON, and one's own notes; another member's note, a hidden practice and an absent one are the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask_smorest import Blueprint

from tenants import clock
from tenants.errors import Invalid
from tenants.http import actor, requires
from tenants.languages import LANGUAGES, in_force
from tenants.permissions import Permission
from wellbeing.practices import access, catalog, choosing, service, words
from wellbeing.practices.schemas import (
    NewPracticeNoteIn,
    PracticeListQuery,
    PracticeNoteOut,
    PracticeNoteRevisionIn,
    PracticeNotesOut,
    PracticeQuery,
    PracticesOut,
    WholePracticeOut,
)

api = Blueprint("practices_api", __name__, url_prefix="/api/v1/practices", description="Practices and what one kept")


@api.get("")
@requires(Permission.PRACTICE_USE)
@api.arguments(PracticeListQuery, location="query")
@api.response(200, PracticesOut)
def list_practices(query: dict[str, Any]) -> dict[str, Any]:
    """List what may be offered to whoever asks; `after` names the practice that was open just now."""
    offered = [one for one in catalog.offered_to(actor().member) if choosing.fits_after(one, query["after"])]
    found = choosing.chosen(offered, need=query["need"], minutes=query["minutes"])
    return {"practices": [words.card(one, in_force()) for one in found]}


@api.get("/<slug>")
@requires(Permission.PRACTICE_USE)
@api.arguments(PracticeQuery, location="query")
@api.response(200, WholePracticeOut)
def show_practice(query: dict[str, Any], slug: str) -> dict[str, Any]:
    """One practice to do, said for an anchor; nothing about it is stored or counted."""
    language = query["language"] if query["language"] in LANGUAGES else in_force()
    return words.as_fields(catalog.find(slug), language, catalog.way_of(actor().member), query["anchor"])


@api.get("/notes")
@requires(Permission.PRACTICE_NOTE_OWN)
@api.response(200, PracticeNotesOut)
def list_notes() -> dict[str, Any]:
    """List what one kept after practices, the newest first."""
    opened = service.read(access.notes_of(actor().member))
    return {
        "notes": [words.note_fields(row.id, row.revision, kept) for row, kept in opened.notes],
        "sealed": opened.sealed,
    }


@api.post("/notes")
@requires(Permission.PRACTICE_NOTE_OWN)
@api.arguments(NewPracticeNoteIn)
@api.response(201, PracticeNoteOut)
def create_note(given: dict[str, Any]) -> dict[str, Any]:
    """Keep a note; the private space must have begun on a page, where the recovery code is shown."""
    practice = catalog.find(given["practice"])
    if words.unknown(given, (one.id for one in practice.fields)):
        raise Invalid
    note_id = service.keep(
        member_id=actor().member_id,
        draft_id=given["draft"] or uuid4(),
        kept=words.kept_from(given, practice, given["language"], clock.now()),
    )
    return _note(note_id)


@api.get("/notes/<uuid:note_id>")
@requires(Permission.PRACTICE_NOTE_OWN)
@api.response(200, PracticeNoteOut)
def show_note(note_id: UUID) -> dict[str, Any]:
    """Read one of one's own notes."""
    return _note(note_id)


@api.put("/notes/<uuid:note_id>")
@requires(Permission.PRACTICE_NOTE_OWN)
@api.arguments(PracticeNoteRevisionIn)
@api.response(200, PracticeNoteOut)
def revise_note(given: dict[str, Any], note_id: UUID) -> dict[str, Any]:
    """Replace the words of a note; 409 when it changed since `revision`."""
    row = access.note_for(actor().member, note_id, for_change=True)
    if words.unknown(given, (one.id for one in service.read_one(row).fields)):
        raise Invalid
    service.revise(row, words=given["words"], note=given["note"], revision=given["revision"], revised_at=clock.now())
    return _note(note_id)


@api.delete("/notes/<uuid:note_id>")
@requires(Permission.PRACTICE_NOTE_OWN)
@api.response(204)
def delete_note(note_id: UUID) -> None:
    """Delete a note for good."""
    service.delete(access.note_for(actor().member, note_id, for_change=True))


def _note(note_id: UUID) -> dict[str, Any]:
    row = access.note_for(actor().member, note_id)
    return words.note_fields(row.id, row.revision, service.read_one(row))
