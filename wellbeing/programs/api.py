"""One's own programmes as JSON: nobody else can ask what a member did, and one that is for others is absent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from tenants.http import actor, requires
from tenants.permissions import Permission
from wellbeing.programs import own_service, showing
from wellbeing.programs.following import Offered, WeekOffered
from wellbeing.programs.schemas import MarkIn, ProgramPlaceIn, ProgramsOut, WholeProgramOut
from wellbeing.programs.showing import Shown

api = Blueprint("programs_api", __name__, url_prefix="/api/v1/programs", description="One's own programmes")


@api.get("")
@requires(Permission.PROGRAM_OWN)
@api.response(200, ProgramsOut)
def list_programs() -> dict[str, Any]:
    """List one's own programmes and those that may be joined alone, the newest first."""
    return {"programs": [_as_fields(one) for one in showing.everything_of(actor().member)]}


@api.get("/<uuid:program_id>")
@requires(Permission.PROGRAM_OWN)
@api.response(200, WholeProgramOut)
def show_program(program_id: UUID) -> dict[str, Any]:
    """One programme with the weeks that have begun."""
    return _whole(showing.one_of(actor().member, program_id))


@api.put("/<uuid:program_id>/steps/<step_id>")
@requires(Permission.PROGRAM_OWN)
@api.arguments(MarkIn)
@api.response(200, WholeProgramOut)
def mark_step(given: dict[str, Any], program_id: UUID, step_id: str) -> dict[str, Any]:
    """Mark a step as done or left out, or let it wait again; 409 before the private space began on a page."""
    return _acted(program_id, given["mark"], step_id)


@api.post("/<uuid:program_id>/place")
@requires(Permission.PROGRAM_OWN)
@api.arguments(ProgramPlaceIn)
@api.response(200, WholeProgramOut)
def change_place(given: dict[str, Any], program_id: UUID) -> dict[str, Any]:
    """Join alone, lay aside, take up again, or choose where to go on; 409 before the private space began on a page."""
    return _acted(program_id, given["act"])


def _acted(program_id: UUID, what: str, step_id: str = "") -> dict[str, Any]:
    member = actor().member
    own_service.choose(member=member, one=showing.one_of(member, program_id).mine, what=what, step_id=step_id)
    return _whole(showing.one_of(member, program_id))


def _as_fields(shown: Shown) -> dict[str, Any]:
    one, following = shown.mine, shown.following
    languages = one.row.languages
    return {
        "id": one.id,
        "name": showing.plain(one.content.name, languages),
        "purpose": showing.plain(one.content.purpose, languages),
        "state": one.row.state,
        "week": following.number if one.follows else 0,
        "length": one.content.length,
        "may_join": one.may_join,
        "follows": one.follows,
        "laid_aside": one.place.aside,
        "now": _step(following.now, languages) if one.follows and following.now else None,
        "asks_where_to_go_on": one.follows and following.asks,
    }


def _whole(shown: Shown) -> dict[str, Any]:
    content, languages = shown.mine.content, shown.mine.row.languages
    weeks = shown.following.weeks if shown.mine.follows else ()
    return _as_fields(shown) | {
        "for_whom": showing.plain(content.for_whom, languages),
        "evidence": showing.plain(content.evidence, languages),
        "source": content.source,
        "minutes_a_week": content.minutes_a_week,
        "weeks": [_week(one, shown) for one in weeks],
    }


def _week(one: WeekOffered, shown: Shown) -> dict[str, Any]:
    languages = shown.mine.row.languages
    return {
        "number": one.number,
        "begins_on": shown.mine.days.begins_on(one.number),
        "title": showing.plain(one.week.title, languages) if one.week else "",
        "opening": showing.plain(one.week.opening, languages) if one.week else "",
        "steps": [_step(step, languages) for step in one.steps],
    }


def _step(one: Offered, languages: list[str]) -> dict[str, Any]:
    return {
        "id": one.step.id,
        "kind": one.step.kind,
        "title": one.lead.title,
        "text": showing.plain(one.step.text, languages),
        "minutes": one.lead.minutes,
        "url": one.lead.url,
        "mark": one.mark,
    }
