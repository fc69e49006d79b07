"""How a pairing ends: the two ways out, and help from people afterwards."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.organizations import help as help_room
from tenants.permissions import Permission
from wellbeing.pairings import access, parting
from wellbeing.pairings.schemas import EndIn


def hang_into(pages: Blueprint) -> None:
    """Add the ways out to the blueprint of peer coaching."""
    pages.get("/pairs/<uuid:pairing_id>/end")(ask_end)
    pages.post("/pairs/<uuid:pairing_id>/end")(end)
    pages.post("/pairs/<uuid:pairing_id>/another")(find_another)
    pages.get("/ended")(ended)


@requires(Permission.COACHING_OWN)
def ask_end(pairing_id: UUID) -> ResponseReturnValue:
    """Two ways out, and what each does."""
    one = access.pairing_for(actor().member, pairing_id)
    if one.row.state != "open":
        return see_other("coaching.show", pairing_id=pairing_id)
    return render_template("coaching/end.html", one=one, others=len(one.others(actor().member_id)))


@requires(Permission.COACHING_OWN)
@comes_back(ask_end)
def end(pairing_id: UUID) -> ResponseReturnValue:
    """End it now."""
    given, member = load(EndIn), actor().member
    one = access.pairing_for(member, pairing_id, for_change=True)
    parting.end_now(one, member=member, keep_notes=given["keep"])
    return see_other("coaching.ended")


@requires(Permission.COACHING_OWN)
@comes_back(ask_end)
def find_another(pairing_id: UUID) -> ResponseReturnValue:
    """It does not fit: end it, and look for somebody else."""
    given, member = load(EndIn), actor().member
    one = access.pairing_for(member, pairing_id, for_change=True)
    parting.find_another(one, member=member, keep_notes=given["keep"])
    flash(_("We look for somebody else. You hear of it as soon as there is."))
    return see_other("coaching.mine")


@requires(Permission.COACHING_OWN)
def ended() -> ResponseReturnValue:
    """After ending a pairing: it is over, and here is help from people, if it is wanted; nothing is sent."""
    found = help_room.help_for(actor().member)
    return render_template("coaching/ended.html", help=found)
