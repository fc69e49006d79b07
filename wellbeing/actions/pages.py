"""Pages of what changes: "You said, we did" for members, and the list and form of leaders and HR."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import beside
from tenants.errors import Invalid
from tenants.http import actor, comes_back, load, may, requires, see_other
from tenants.navigation import Entry
from tenants.organizations.access import organization
from tenants.permissions import Permission, Role
from wellbeing.actions import access, service, wording
from wellbeing.actions.models import StoredAction
from wellbeing.actions.said import LONGEST_WAVE, MOST_OPEN, Lever, Said, State
from wellbeing.actions.schemas import ActionIn, ChangeIn

pages = Blueprint("actions", __name__, url_prefix="/actions", template_folder="templates")
navigation = (Entry("actions.told", _l("What changes"), Permission.ACTION_READ, 47),)
for _name, _words in (("action_state", wording.state), ("action_lever", wording.lever), ("action_when", wording.when)):
    pages.add_app_template_global(_words, _name)


@pages.get("")
@requires(Permission.ACTION_READ)
def told() -> ResponseReturnValue:
    """What changes in the member's own unit, in those above it and for everybody; figures or not."""
    return render_template("actions/told.html", places=access.told_to(actor().member), organization=organization())


@pages.get("/write")
@requires(Permission.ACTION_WRITE)
def written() -> ResponseReturnValue:
    """Every place this person writes for, in chart order, with what was done and ended in the last year."""
    return render_template(
        "actions/written.html", places=access.places_of(actor()), organization=organization(), most=MOST_OPEN
    )


@pages.get("/write/new")
@requires(Permission.ACTION_WRITE)
def new() -> ResponseReturnValue:
    """An empty form; a page of results may say for which unit and after which check-in."""
    return render_template(
        "actions/new.html",
        draft=uuid4(),
        unit_id=request.args.get("unit", ""),
        wave=request.args.get("wave", "")[:LONGEST_WAVE],
        lever=request.args.get("lever", ""),
        unit_options=[(unit.id, unit.path) for unit in access.units_for(actor())],
        everybody=organization().name if Role.HR in actor().roles else None,
        **_choices(),
    )


@pages.post("/write")
@requires(Permission.ACTION_WRITE)
@comes_back(new)
def write() -> ResponseReturnValue:
    """Write down a change; the same form sent twice is one."""
    given = load(ActionIn)
    if given["unit_id"] is None and Role.HR not in actor().roles:
        raise Invalid(fields={"unit_id": [_("Please choose one of these.")]}, code="no_unit")
    unit = access.unit_for(actor(), given["unit_id"])
    service.write(unit=unit, draft_id=given["draft"] or uuid4(), said=_said(given))
    flash(_("It stands there now, for everybody whom it concerns."))
    return see_other("actions.written")


@pages.get("/write/<uuid:action_id>")
@requires(Permission.ACTION_WRITE)
def edit(action_id: UUID) -> ResponseReturnValue:
    """One change to be said anew; after a conflict what stands there is shown beside what was typed."""
    action = access.action_for(actor(), action_id)
    typed = g.get("form")
    return render_template(
        "actions/edit.html",
        action=action,
        place=_place_name(action),
        changed_elsewhere=bool(typed) and str(typed.value("revision")) != str(action.revision),
        **_choices(),
    )


@pages.post("/write/<uuid:action_id>")
@requires(Permission.ACTION_WRITE)
@comes_back(edit)
def change(action_id: UUID) -> ResponseReturnValue:
    """Keep what was said anew."""
    given = load(ChangeIn)
    service.change(access.action_for(actor(), action_id), said=_said(given), revision=given["revision"])
    flash(_("Kept."))
    return see_other("actions.written")


def _written_again(action_id: UUID) -> ResponseReturnValue:
    del action_id
    return written()


@pages.post("/write/<uuid:action_id>/done")
@requires(Permission.ACTION_WRITE)
@comes_back(_written_again)
def mark_done(action_id: UUID) -> ResponseReturnValue:
    """Mark a change as done."""
    service.mark_done(access.action_for(actor(), action_id))
    flash(_("Done. People read it for a year."))
    return see_other("actions.written")


@pages.post("/write/<uuid:action_id>/end")
@requires(Permission.ACTION_WRITE)
def end(action_id: UUID) -> ResponseReturnValue:
    """End a change."""
    service.end(access.action_for(actor(), action_id))
    flash(_("Ended. People do not read it any more."))
    return see_other("actions.written")


def _said(given: dict[str, Any]) -> Said:
    return Said(
        changes=given["changes"],
        owner=given["owner"],
        state=State(given["state"]),
        due_on=given["due_on"],
        reason=given["reason"],
        lever=Lever(given["lever"]) if given["lever"] else None,
        wave=given["wave"],
    )


def _choices() -> dict[str, Any]:
    return {
        "state_options": [(one.value, words) for one, words in wording.CHOICES.items()],
        "lever_options": [(one.value, words) for one, words in wording.LEVERS.items()],
    }


def _place_name(action: StoredAction) -> str:
    unit = access.unit_for(actor(), action.unit_id)
    return unit.path if unit else organization().name


def _before_checkin() -> str:
    if not may(Permission.ACTION_READ):
        return ""
    newest = access.newest_for(actor().member)[:1]  # the questions come soon on a phone, too
    return render_template("actions/_newest.html", new_actions=newest) if newest else ""


beside.show(beside.BEFORE_CHECKIN, _before_checkin)
