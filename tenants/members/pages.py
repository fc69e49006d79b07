"""HR's pages about people: find, add, correct, move, say goodbye; nothing here tells how anybody uses the product."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from tenants import clock, jobs
from tenants.errors import Invalid, NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import absence, access, own_address, people, reporting, service, wording
from tenants.members.absence_pages import absence_pages
from tenants.members.correction_pages import correction_pages
from tenants.members.schemas import (
    AddressIn,
    DetailsIn,
    InviteIn,
    LeavingIn,
    ManagerIn,
    PeopleQuery,
    PersonIn,
    RoleIn,
    UnitIn,
)
from tenants.members.upload_pages import upload_pages
from tenants.navigation import Entry
from tenants.organizations.access import organization, unit_for, units_of
from tenants.organizations.languages import offered
from tenants.permissions import Permission
from tenants.typed import time_zones

pages = Blueprint("members", __name__, template_folder="templates")
pages.register_blueprint(upload_pages)
pages.register_blueprint(absence_pages)
pages.register_blueprint(correction_pages)
navigation = (Entry("members.people_list", _l("People"), Permission.PEOPLE_READ, 60),)


@pages.get("/people")
@requires(Permission.PEOPLE_READ)
def people_list() -> ResponseReturnValue:
    """Everybody, found by words, unit and state."""
    try:
        query = PeopleQuery().load(request.args.to_dict())
    except ValidationError:
        query = PeopleQuery().load({})
    unit = unit_for(query["unit"]) if query["unit"] else None
    found = people.find(words=query["words"], unit=unit, state=query["state"], page=query["page"] or 1)
    return render_template(
        "members/people.html",
        found=found,
        query=query,
        units=units_of(),
        states=_states(),
        role_names=wording.ROLES,
        earlier=_page_url(query, found.page - 1) if found.page > 1 else "",
        later=_page_url(query, found.page + 1) if found.page < found.pages else "",
    )


@pages.get("/people/new")
@requires(Permission.PEOPLE_MANAGE)
def new_person() -> ResponseReturnValue:
    """A form for one person."""
    return render_template("members/new.html", **_choices())


@pages.post("/people/new")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(new_person)
def add_person() -> ResponseReturnValue:
    """Add one person; the invitation is a step of its own."""
    given = load(PersonIn)
    person = service.add(manager_id=service.manager_by_email(given.pop("manager_email")), **given)
    flash(_("%(person)s is here now. Invite them when you are ready.", person=person.called))
    return see_other("members.person", member_id=person.id)


@pages.get("/people/<uuid:member_id>")
@requires(Permission.PEOPLE_READ)
def person(member_id: UUID) -> ResponseReturnValue:
    """One screen about one person."""
    member = access.member_for(actor(), member_id)
    grants = access.grants_of(member.id)
    manager = service.member_row(member.manager_id) if member.manager_id else None
    return render_template(
        "members/person.html",
        person=member,
        manager=manager,
        reports=reporting.reports_of(member.id),
        grants=[(grant, wording.role_in_words(grant.role, _path(grant.unit_id))) for grant in grants],
        unit_path=_path(member.unit_id),
        away_until=absence.away_until(member),
        today=clock.today(organization().time_zone),
        roles=[(str(role), words) for role, words in wording.ROLES.items() if role in ("hr", "leader", "trustee")],
        **_choices(),
    )


@pages.post("/people/<uuid:member_id>/details")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(person)
def correct_person(member_id: UUID) -> ResponseReturnValue:
    """Correct what HR knows about someone."""
    service.correct(access.member_for(actor(), member_id), **load(DetailsIn))
    flash(_("Saved."))
    return see_other("members.person", member_id=member_id)


@pages.post("/people/<uuid:member_id>/address")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(person)
def change_address(member_id: UUID) -> ResponseReturnValue:
    """Correct or propose an address."""
    service.change_address(access.member_for(actor(), member_id), email=load(AddressIn)["email"])
    flash(_("The new address is noted. Somebody who signs in already confirms it first."))
    return see_other("members.person", member_id=member_id)


@pages.post("/people/<uuid:member_id>/unit")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(person)
def move_person(member_id: UUID) -> ResponseReturnValue:
    """Move someone to another unit."""
    service.move(access.member_for(actor(), member_id), unit_id=load(UnitIn)["unit_id"])
    flash(_("Saved."))
    return see_other("members.person", member_id=member_id)


@pages.post("/people/<uuid:member_id>/manager")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(person)
def set_manager(member_id: UUID) -> ResponseReturnValue:
    """Say who someone reports to."""
    member = access.member_for(actor(), member_id)
    service.set_manager(member, manager_id=service.manager_by_email(load(ManagerIn)["manager_email"]))
    flash(_("Saved."))
    return see_other("members.person", member_id=member_id)


@pages.post("/people/<uuid:member_id>/invite")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(person)
def invite_person(member_id: UUID) -> ResponseReturnValue:
    """Send someone an invitation, or a fresh one."""
    service.invite([access.member_for(actor(), member_id).id])
    flash(_("If this person has not started yet, a link is on its way to them."))
    return see_other("members.person", member_id=member_id)


@pages.post("/people/invite")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(people_list)
def invite_many() -> ResponseReturnValue:
    """Invite the people ticked, or everyone who has not been invited."""
    given = load(InviteIn)
    if given["everyone"]:
        jobs.owe("member.invite_waiting", clock.now().isoformat(timespec="seconds"))
    elif not given["member"]:
        raise Invalid(_("Tick the people to invite first."), code="nobody_chosen")
    else:
        service.invite([access.member_for(actor(), member_id).id for member_id in given["member"]])
    flash(_("Links are on their way to everyone who has not started yet."))
    return see_other("members.people_list")


@pages.get("/people/<uuid:member_id>/leaving")
@requires(Permission.PEOPLE_MANAGE)
def leaving_person(member_id: UUID) -> ResponseReturnValue:
    """What happens when someone is marked as having left, before it happens."""
    member = access.member_for(actor(), member_id)
    return render_template("members/leaving.html", person=member, today=clock.today(organization().time_zone))


@pages.post("/people/<uuid:member_id>/leaving")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(leaving_person)
def mark_leaver(member_id: UUID) -> ResponseReturnValue:
    """Mark someone as having left."""
    member = access.member_for(actor(), member_id)
    service.mark_leaver(member, left_on=load(LeavingIn)["left_on"])
    flash(_("%(person)s has left. What is private stays open to them alone for 60 days.", person=member.called))
    return see_other("members.people_list")


@pages.post("/people/<uuid:member_id>/roles")
@requires(Permission.ROLE_GRANT)
@comes_back(person)
def grant_role(member_id: UUID) -> ResponseReturnValue:
    """Give someone a role."""
    given, member = load(RoleIn), access.member_for(actor(), member_id)
    unit_id = given["leads_unit_id"] if given["role"] == "leader" else None
    service.grant(member_id=member.id, role=given["role"], unit_id=unit_id)
    flash(_("Done. Everyone of HR is told."))
    return see_other("members.person", member_id=member_id)


def _person_of_grant(member_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """The person's screen again, after a role could not be ended."""
    del grant_id
    return person(member_id)


@pages.post("/people/<uuid:member_id>/roles/<uuid:grant_id>/end")
@requires(Permission.ROLE_GRANT)
@comes_back(_person_of_grant)
def end_role(member_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    """End someone's role."""
    held = access.grant_for(actor(), grant_id)
    if held.member_id != member_id:
        raise NotFound
    service.end_grant(held)
    flash(_("Done. Everyone of HR is told."))
    return see_other("members.person", member_id=member_id)


@pages.get("/my/address")
@requires(Permission.ACCOUNT_OWN)
def own_address_page() -> ResponseReturnValue:
    """The address one signs in with, and the one HR proposes."""
    return render_template("members/own_address.html", person=actor().member)


@pages.post("/my/address")
@requires(Permission.ACCOUNT_OWN)
@comes_back(own_address_page)
def take_address() -> ResponseReturnValue:
    """Take the proposed address."""
    own_address.take_proposed(actor().member)
    flash(_("You sign in with the new address from now on."))
    return see_other("members.own_address_page")


@pages.post("/my/address/leave")
@requires(Permission.ACCOUNT_OWN)
@comes_back(own_address_page)
def leave_address() -> ResponseReturnValue:
    """Keep the present address."""
    own_address.leave_proposed(actor().member)
    flash(_("Your address stays as it is."))
    return see_other("members.own_address_page")


def _choices() -> dict[str, Any]:
    languages = [(code, name) for code, name in offered() if code in organization().languages]
    return {
        "unit_options": [(unit.id, unit.path) for unit in units_of()],
        "zone_options": [(zone, zone.replace("_", " ")) for zone in time_zones()],
        "languages": languages,
    }


def _states() -> list[tuple[str, str]]:
    words = {
        "here": _("Everyone here"),
        "uninvited": _("Not invited yet"),
        "bouncing": _("Address refuses mail"),
        "left": _("Have left"),
    }
    return [(state, words[state]) for state in people.STATES]


def _page_url(query: dict[str, Any], number: int) -> str:
    kept = {key: query[key] for key in ("words", "unit", "state") if query[key]}
    return url_for("members.people_list", **kept, page=number)


def _path(unit_id: UUID | None) -> str:
    return unit_for(unit_id).path if unit_id else ""
