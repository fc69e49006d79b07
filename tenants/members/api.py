"""People as JSON for HR; the same services as the pages, and as silent about anyone's use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from tenants.errors import NotFound
from tenants.http import actor, requires
from tenants.members import access, people, service
from tenants.members.models import Member
from tenants.members.schemas import (
    AddressIn,
    ApiManagerIn,
    ApiRoleIn,
    ApiUnitIn,
    DetailsIn,
    GrantOut,
    GrantsOut,
    LeavingIn,
    PeopleOut,
    PeopleQuery,
    PersonIn,
    PersonOut,
)
from tenants.organizations.access import unit_for
from tenants.permissions import Permission

api = Blueprint("members_api", __name__, url_prefix="/api/v1/people", description="The people of the organization")


@api.get("")
@requires(Permission.PEOPLE_READ)
@api.arguments(PeopleQuery, location="query")
@api.response(200, PeopleOut)
def list_people(query: dict[str, Any]) -> dict[str, Any]:
    """Find people by words, unit and state, fifty a page."""
    unit = unit_for(query["unit"]) if query["unit"] else None
    found = people.find(words=query["words"], unit=unit, state=query["state"], page=query["page"] or 1)
    return {"people": found.people, "total": found.total, "page": found.page, "pages": found.pages}


@api.post("")
@requires(Permission.PEOPLE_MANAGE)
@api.arguments(PersonIn)
@api.response(201, PersonOut)
def add_person(given: dict[str, Any]) -> Member:
    """Add one person; nothing is sent until they are invited."""
    return service.add(manager_id=service.manager_by_email(given.pop("manager_email")), **given)


@api.get("/<uuid:member_id>")
@requires(Permission.PEOPLE_READ)
@api.response(200, PersonOut)
def show_person(member_id: UUID) -> Member:
    """Read what HR knows about someone."""
    return access.member_for(actor(), member_id)


@api.put("/<uuid:member_id>")
@requires(Permission.PEOPLE_MANAGE)
@api.arguments(DetailsIn)
@api.response(200, PersonOut)
def correct_person(given: dict[str, Any], member_id: UUID) -> Member:
    """Replace what HR knows about someone, besides address, unit and manager."""
    member = access.member_for(actor(), member_id)
    service.correct(member, **given)
    return member


@api.put("/<uuid:member_id>/address")
@requires(Permission.PEOPLE_MANAGE)
@api.arguments(AddressIn)
@api.response(200, PersonOut)
def change_address(given: dict[str, Any], member_id: UUID) -> Member:
    """Correct an address; to somebody who signs in already it is only proposed."""
    member = access.member_for(actor(), member_id)
    service.change_address(member, email=given["email"])
    return member


@api.put("/<uuid:member_id>/unit")
@requires(Permission.PEOPLE_MANAGE)
@api.arguments(ApiUnitIn)
@api.response(200, PersonOut)
def move_person(given: dict[str, Any], member_id: UUID) -> Member:
    """Move someone to another unit, or to none."""
    member = access.member_for(actor(), member_id)
    service.move(member, unit_id=given["unit_id"])
    return member


@api.put("/<uuid:member_id>/manager")
@requires(Permission.PEOPLE_MANAGE)
@api.arguments(ApiManagerIn)
@api.response(200, PersonOut)
def set_manager(given: dict[str, Any], member_id: UUID) -> Member:
    """Say who someone reports to, or that nobody is above."""
    member = access.member_for(actor(), member_id)
    service.set_manager(member, manager_id=given["manager_id"])
    return member


@api.post("/<uuid:member_id>/invitation")
@requires(Permission.PEOPLE_MANAGE)
@api.response(204)
def invite_person(member_id: UUID) -> None:
    """Send a link to somebody who has not started yet; the answer never says whether one was sent."""
    service.invite([access.member_for(actor(), member_id).id])


@api.post("/<uuid:member_id>/leaving")
@requires(Permission.PEOPLE_MANAGE)
@api.arguments(LeavingIn)
@api.response(200, PersonOut)
def mark_leaver(given: dict[str, Any], member_id: UUID) -> Member:
    """Mark someone as having left."""
    member = access.member_for(actor(), member_id)
    service.mark_leaver(member, left_on=given["left_on"])
    return member


@api.get("/<uuid:member_id>/roles")
@requires(Permission.PEOPLE_READ)
@api.response(200, GrantsOut)
def list_roles(member_id: UUID) -> dict[str, Any]:
    """List the roles that someone was given."""
    return {"roles": access.grants_of(access.member_for(actor(), member_id).id)}


@api.post("/<uuid:member_id>/roles")
@requires(Permission.ROLE_GRANT)
@api.arguments(ApiRoleIn)
@api.response(201, GrantOut)
def grant_role(given: dict[str, Any], member_id: UUID) -> Any:
    """Give someone a role; all of HR are told."""
    member = access.member_for(actor(), member_id)
    return service.grant(member_id=member.id, role=given["role"], unit_id=given["unit_id"])


@api.delete("/<uuid:member_id>/roles/<uuid:grant_id>")
@requires(Permission.ROLE_GRANT)
@api.response(204)
def end_role(member_id: UUID, grant_id: UUID) -> None:
    """End a role; all of HR are told. The last person of HR keeps it."""
    held = access.grant_for(actor(), grant_id)
    if held.member_id != member_id:
        raise NotFound
    service.end_grant(held)
