"""Peer coaching as JSON: one's own place in it and one's own pairings; everybody else's are absent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from tenants.http import actor, requires
from tenants.permissions import Permission
from wellbeing.pairings import access, service, words
from wellbeing.pairings.access import Seen
from wellbeing.pairings.schemas import CoachingOut, PairingOut

api = Blueprint("coaching_api", __name__, url_prefix="/api/v1/coaching", description="Peer coaching")


@api.get("")
@requires(Permission.COACHING_OWN)
@api.response(200, CoachingOut)
def show_mine() -> dict[str, Any]:
    """Read one's own place in peer coaching."""
    member = actor().member
    profile = service.profile_of(member)
    return {
        "joined": profile is not None,
        "paused": profile.paused if profile else False,
        "paused_until": profile.paused_until if profile else None,
        "topics": list(profile.topics) if profile else [],
        "pairings": [_fields(one) for one in access.pairings_of(member.id)],
    }


@api.get("/pairings/<uuid:pairing_id>")
@requires(Permission.COACHING_OWN)
@api.response(200, PairingOut)
def show_pairing(pairing_id: UUID) -> dict[str, Any]:
    """Read one of one's own pairings."""
    return _fields(access.pairing_for(actor().member, pairing_id))


def _fields(one: Seen) -> dict[str, Any]:
    meets = one.pair.next_meeting
    still = one.row.state == "open"
    return {
        "id": one.row.id,
        "round": one.row.number,
        "state": one.row.state,
        "people": service.called(one.others(actor().member_id)),
        "why": words.reasons(one.pair.reasons, words.topic_names()) if still else [],
        "agreed": one.agreed,
        "meets_at": meets.starts_at if meets and still else None,
    }
