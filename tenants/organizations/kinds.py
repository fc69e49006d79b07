"""The notice about help contacts that are to be checked again."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from tenants.organizations import help as help_room
from tenants.permissions import Permission


def _check(_args: Args) -> str:
    return str(_("Some help contacts are to be read again at their source, so that people can rely on them."))


declare(
    Kind(
        "help.check",
        _l("Help contacts are to be checked"),
        _check,
        lambda _args: ("organizations.help_contacts", {}),
        told_by_mail=True,
        needs=Permission.ORGANIZATION_MANAGE,
        holds=lambda _args: help_room.due_soon(),
    )
)
