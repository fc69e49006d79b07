"""The notices of feedback: that there is something, in words that tell neither what nor from whom."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission

NOTE = "feedback_note"
ANSWER = "feedback_answer"
REQUEST = "feedback_request"
SHARED = "feedback_shared"
STEP = "feedback_step"
BACK = "feedback_back"


def _link(args: Args) -> tuple[str, dict[str, str]]:
    return "feedback.follow", {"copy_id": args["copy"]}


def _draft_link(args: Args) -> tuple[str, dict[str, str]]:
    return "feedback.edit", {"draft_id": args["draft"]}


def _note(_args: Args) -> str:
    return str(_("Somebody wrote to you about your work. It waits until it suits you."))


def _answer(_args: Args) -> str:
    return str(_("There is an answer to a note that you wrote."))


def _request(_args: Args) -> str:
    return str(_("Somebody would like to hear from you about their work."))


def _shared(_args: Args) -> str:
    return str(_("Somebody shows you a note that they received."))


def _back(_args: Args) -> str:
    return str(_("A note of yours could not arrive any more. It is a draft again, and nobody has read it."))


def _step(_args: Args) -> str:
    return str(_("A next step that you two wrote down comes round today."))


declare(Kind(NOTE, _l("Feedback for you"), _note, _link))
declare(Kind(ANSWER, _l("An answer to a note of yours"), _answer, _link, needs=Permission.FEEDBACK_WRITE))
declare(Kind(REQUEST, _l("Somebody asks for feedback"), _request, _link, needs=Permission.FEEDBACK_WRITE))
declare(Kind(SHARED, _l("A note that is shown to you"), _shared, _link))
declare(Kind(STEP, _l("A next step comes round"), _step, _link))
declare(Kind(BACK, _l("A note of yours is a draft again"), _back, _draft_link, needs=Permission.FEEDBACK_WRITE))
