"""The notices of learning notes: in the list unless somebody wants a mail, in words that tell not even whose."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import scope
from tenants.notices.registry import Args, Choice, Kind, declare
from tenants.permissions import Permission
from wellbeing.learning_notes import access

NOTE = "learning_note"
ANSWER = "learning_note_answer"
BACK = "learning_note_back"


def _link(args: Args) -> tuple[str, dict[str, str]]:
    return "learning_notes.show", {"note_id": args["note"]}


def _holds(args: Args) -> bool:
    """Nothing is said any more about a note that was taken back, or of whoever does not lead one any more."""
    member_id = scope.require().member_id
    return member_id is not None and access.is_told(member_id, UUID(args["note"]))


def _note(_args: Args) -> str:
    return str(_("There is a learning note for you. It can wait until it suits you."))


def _answer(_args: Args) -> str:
    return str(_("Somebody answered your learning note."))


def _back(_args: Args) -> str:
    return str(_("A learning note of yours could not go out. It is a draft again, and nobody has read it."))


_MINE = Permission.LEARNING_NOTE_WRITE
declare(Kind(NOTE, _l("A learning note for you"), _note, _link, holds=_holds, first_choice=Choice.IN_APP))
declare(
    Kind(
        ANSWER,
        _l("An answer to a learning note of yours"),
        _answer,
        _link,
        needs=_MINE,
        holds=_holds,
        first_choice=Choice.IN_APP,
    )
)
declare(
    Kind(
        BACK,
        _l("A learning note of yours is a draft again"),
        _back,
        lambda _args: ("learning_notes.listed", {}),
        needs=_MINE,
        first_choice=Choice.IN_APP,
    )
)
