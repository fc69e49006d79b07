"""The notice that something lies on the page of one's pairing, in words that tell neither what nor from whom."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission
from wellbeing.home import access

ENTRY = "coaching_entry"


def _entry(_args: Args) -> str:
    return str(_("There is something new for you on the page of your conversation."))


def _pairing(args: Args) -> tuple[str, dict[str, str]]:
    return "coaching.show", {"pairing_id": args["pairing"]}


def _still(args: Args) -> bool:
    return access.is_shown(UUID(args["shared"]))


declare(
    Kind(
        ENTRY,
        _l("Something new on the page of your conversation"),
        _entry,
        _pairing,
        needs=Permission.COACHING_OWN,
        holds=_still,
    )
)
