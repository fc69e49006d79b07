"""Learning notes as JSON: what the pages show to the same reader."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from tenants.http import actor, requires
from tenants.members import people
from tenants.permissions import Permission
from wellbeing.learning_notes import access
from wellbeing.learning_notes.models import LearningNote
from wellbeing.learning_notes.schemas import LearningNoteOut, LearningNotesOut

api = Blueprint("learning_notes_api", __name__, url_prefix="/api/v1/learning-notes", description="Learning notes")


@api.get("")
@requires(Permission.LEARNING_NOTE_READ)
@api.response(200, LearningNotesOut)
def list_notes() -> dict[str, Any]:
    """List the learning notes of those who lead one, the newest first."""
    notes = access.notes_for(actor().member)
    names = people.named(note.member_id for note in notes)
    return {"notes": [_note(note, names) for note in notes]}


@api.get("/<uuid:note_id>")
@requires(Permission.LEARNING_NOTE_READ)
@api.response(200, LearningNoteOut)
def show_note(note_id: UUID) -> dict[str, Any]:
    """Read one learning note."""
    note = access.note_for(actor().member, note_id)
    return _note(note, people.named([note.member_id]))


def _note(note: LearningNote, names: dict[UUID, str]) -> dict[str, Any]:
    story = access.story_of(note)
    return {
        "id": note.id,
        "written_by": names.get(note.member_id, ""),
        "published_at": note.published_at,
        "language": story.language,
        **story.parts,
    }
