"""The notices about roles and addresses, in words that tell nothing private."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.members import corrections, wording
from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission


def _granted(args: Args) -> str:
    role = wording.role_in_words(args["role"], args.get("unit", ""))
    return str(_("%(person)s now has the role: %(role)s.", person=args["person"], role=role))


def _ended(args: Args) -> str:
    role = wording.role_in_words(args["role"], args.get("unit", ""))
    return str(_("%(person)s no longer has the role: %(role)s.", person=args["person"], role=role))


def _proposed(_args: Args) -> str:
    return str(_("HR proposes a new address for you to sign in with. You decide."))


def _asked(_args: Args) -> str:
    return str(_("Somebody asks you to correct what is stored about them."))


def _answered(_args: Args) -> str:
    return str(_("HR has answered what you asked to be corrected."))


def _people(_args: Args) -> tuple[str, dict[str, str]]:
    return "members.people_list", {}


declare(Kind("role.granted", _l("Someone was given a role"), _granted, _people, needs=Permission.ROLE_GRANT))
declare(Kind("role.ended", _l("Someone’s role ended"), _ended, _people, needs=Permission.ROLE_GRANT))
declare(
    Kind(
        "address.proposed",
        _l("A new sign-in address is proposed to you"),
        _proposed,
        lambda _args: ("members.own_address_page", {}),
        told_by_mail=True,
    )
)
declare(
    Kind(
        corrections.ASKED,
        _l("Somebody asks for a correction"),
        _asked,
        lambda _args: ("members.corrections.waiting", {}),
        needs=Permission.PEOPLE_MANAGE,
    )
)
declare(
    Kind(
        corrections.ANSWERED,
        _l("HR answered what you asked to be corrected"),
        _answered,
        lambda _args: ("members.corrections.own", {}),
    )
)
