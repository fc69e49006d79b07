"""What changes as JSON: what the pages show to the same member."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from tenants.http import actor, requires
from tenants.permissions import Permission
from wellbeing.actions import access
from wellbeing.actions.schemas import ActionsOut

api = Blueprint("actions_api", __name__, url_prefix="/api/v1/actions", description="What leaders say will change")
_FIELDS = ("changes", "owner", "state", "due_on", "reason", "done_on", "lever", "wave")


@api.get("")
@requires(Permission.ACTION_READ)
@api.response(200, ActionsOut)
def list_actions() -> dict[str, Any]:
    """List what will change in one's own unit, in those above it and for everybody."""
    found = [
        {"unit": place.unit.path if place.unit else "", **{name: getattr(row, name) for name in _FIELDS}}
        for place in access.told_to(actor().member)
        for row in place.actions
    ]
    return {"actions": found}
