"""Feedback as JSON: hints for a draft, what one received, and the templates; every other note is absent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from tenants.http import actor, requires
from tenants.permissions import Permission
from wellbeing.feedback import access, catalog, draft_pages, marking, words
from wellbeing.feedback.letter import Kind
from wellbeing.feedback.places import Opened
from wellbeing.feedback.schemas import HintsIn, HintsOut, NoteOut, NotesOut, TemplatesOut

api = Blueprint("feedback_api", __name__, url_prefix="/api/v1/feedback", description="Feedback and hints")


@api.post("/hints")
@requires(Permission.FEEDBACK_WRITE)
@api.arguments(HintsIn)
@api.response(200, HintsOut)
def find_hints(given: dict[str, Any]) -> dict[str, Any]:
    """Mark what may hurt in a draft. English only; nothing is stored, logged or counted."""
    marks = marking.marks_in(given["texts"], phrases=draft_pages.phrases(), dismissed=given["dismissed"])
    return {"hints": marks}


@api.get("/received")
@requires(Permission.FEEDBACK_OWN)
@api.response(200, NotesOut)
def list_received() -> dict[str, Any]:
    """List the notes that one received, the newest first."""
    mine = actor().member_id
    reading = access.everything_of(actor().member)
    notes = [one for one in reading.opened if one.letter.kind in {Kind.NOTE, Kind.SHARED} and one.row.author_id != mine]
    return {"notes": [_note(one) for one in notes], "sealed": reading.sealed, "waiting": reading.waiting}


@api.get("/received/<uuid:copy_id>")
@requires(Permission.FEEDBACK_OWN)
@api.response(200, NoteOut)
def show_received(copy_id: UUID) -> dict[str, Any]:
    """Read one of the notes that one received."""
    return _note(access.received_for(actor().member, copy_id))


@api.get("/templates")
@requires(Permission.FEEDBACK_WRITE)
@api.response(200, TemplatesOut)
def list_templates() -> dict[str, Any]:
    """List the templates that can be chosen."""
    return {"templates": [words.template_fields(one) for one in catalog.offered()]}


def _note(one: Opened) -> dict[str, Any]:
    return words.note_fields(one.letter) | {"id": one.row.id, "aside": one.marks.aside}
