"""Check-ins as JSON: HR's list of waves and a member's own open check-ins."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from tenants.http import actor, requires
from tenants.permissions import Permission
from wellbeing.checkins import access
from wellbeing.checkins.schemas import OpenCheckinsOut, WavesOut

api = Blueprint("checkins_api", __name__, url_prefix="/api/v1", description="Check-ins and their waves")


@api.get("/waves")
@requires(Permission.CHECKIN_MANAGE)
@api.response(200, WavesOut)
def list_waves() -> dict[str, Any]:
    """List the organization's waves, the newest first, without any number of answers."""
    return {"waves": access.waves()}


@api.get("/check-ins")
@requires(Permission.CHECKIN_ANSWER)
@api.response(200, OpenCheckinsOut)
def list_open_checkins() -> dict[str, Any]:
    """List the check-ins that one may still answer."""
    return {"checkins": access.open_invitations_of(actor().member)}
