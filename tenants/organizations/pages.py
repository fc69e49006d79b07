"""The organization's own pages: settings, units, help contacts, launch, and what administrators did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import audit, clock
from tenants.errors import NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import people
from tenants.navigation import Entry
from tenants.organizations import access, countries, service, units, wording
from tenants.organizations import help as help_room
from tenants.organizations.holiday_pages import holiday_pages
from tenants.organizations.languages import offered
from tenants.organizations.logo import MOST_BYTES
from tenants.organizations.schemas import (
    LONGEST_WELCOME,
    CheckedIn,
    ConfirmIn,
    ContactIn,
    MoveIn,
    SettingsIn,
    UnitIn,
    UnitNameIn,
    WelcomeIn,
)
from tenants.permissions import Permission
from tenants.typed import time_zones

pages = Blueprint("organizations", __name__, template_folder="templates")
pages.register_blueprint(holiday_pages)
navigation = (Entry("organizations.settings_page", _l("Organization"), Permission.SETTINGS_READ, 70),)


@pages.get("/organization")
@requires(Permission.SETTINGS_READ)
def settings_page() -> ResponseReturnValue:
    """The settings, for HR to change and for trustees to read."""
    return render_template(
        "organizations/settings.html",
        organization=access.organization(),
        missing=service.missing_for_launch(),
        language_options=offered(),
        zone_options=[(zone, zone.replace("_", " ")) for zone in time_zones()],
        day_options=wording.weekdays(),
        collects=service.collects(),
    )


@pages.post("/organization")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(settings_page)
def change_settings() -> ResponseReturnValue:
    """Change the settings."""
    service.change_settings(**load(SettingsIn))
    flash(_("Saved."))
    return see_other("organizations.settings_page")


@pages.get("/organization/welcome")
@requires(Permission.ORGANIZATION_MANAGE)
def welcome_page() -> ResponseReturnValue:
    """The company's own words on the pages of programmes."""
    return render_template("organizations/welcome.html", organization=access.organization(), longest=LONGEST_WELCOME)


@pages.post("/organization/welcome")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(welcome_page)
def change_welcome() -> ResponseReturnValue:
    """Change the word of welcome."""
    given = load(WelcomeIn)
    service.change_welcome({name.removeprefix("welcome_"): text for name, text in given.items()})
    flash(_("Saved."))
    return see_other("organizations.settings_page")


@pages.get("/organization/logo")
@requires(Permission.HELP_READ)
def logo() -> ResponseReturnValue:
    """The logo as it is kept."""
    found = access.organization()
    if not found.logo or not found.logo_type:
        raise NotFound
    return Response(found.logo, mimetype=found.logo_type)


@pages.post("/organization/logo")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(settings_page)
def change_logo() -> ResponseReturnValue:
    """Take a new logo."""
    file = request.files.get("logo")
    service.change_logo(file.read(MOST_BYTES + 1) if file else b"")
    flash(_("Saved."))
    return see_other("organizations.settings_page")


@pages.post("/organization/logo/remove")
@requires(Permission.ORGANIZATION_MANAGE)
def remove_logo() -> ResponseReturnValue:
    """Go back to no logo."""
    service.remove_logo()
    return see_other("organizations.settings_page")


@pages.get("/organization/launch")
@requires(Permission.ORGANIZATION_MANAGE)
def launch_page() -> ResponseReturnValue:
    """What is still to do, and what the launch does."""
    found = access.organization()
    until = found.created_at + service.NEVER_LAUNCHED
    missing = service.missing_for_launch()
    return render_template("organizations/launch.html", organization=found, missing=missing, until=until)


@pages.post("/organization/launch")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(launch_page)
def launch() -> ResponseReturnValue:
    """Open the doors."""
    service.launch()
    flash(_("You are open. Everyone gets a link to join."))
    return see_other("organizations.launch_page")


@pages.get("/organization/help")
@requires(Permission.SETTINGS_READ)
def help_contacts() -> ResponseReturnValue:
    """Help by country, as people see it, and HR's confirmation."""
    language, today = str(get_locale() or "en"), clock.today(access.organization().time_zone)
    return render_template(
        "organizations/help_contacts.html",
        rows=help_room.help_by_country(),
        country_name=lambda code: countries.country_name(code, language) or wording.everywhere_else(),
        country_options=countries.all_countries(language),
        today=today,
        next_check=today + help_room.GOOD_FOR,
    )


@pages.post("/organization/help")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(help_contacts)
def add_contact() -> ResponseReturnValue:
    """Add a help contact."""
    help_room.add_contact(**load(ContactIn))
    flash(_("Added. Please confirm the country once everything there is right."))
    return see_other("organizations.help_contacts")


@pages.post("/organization/help/confirm")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(help_contacts)
def confirm_help() -> ResponseReturnValue:
    """Confirm what people in a country are shown."""
    help_room.confirm(country=load(ConfirmIn)["country"], by=actor().member_id)
    flash(_("Confirmed."))
    return see_other("organizations.help_contacts")


def _help_contacts_again(contact_id: UUID) -> ResponseReturnValue:
    """The list of contacts again, after one could not be removed."""
    del contact_id
    return help_contacts()


@pages.post("/organization/help/<uuid:contact_id>/check")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(_help_contacts_again)
def check_contact(contact_id: UUID) -> ResponseReturnValue:
    """Say that a contact was read again today."""
    help_room.check_contact(access.contact_for(contact_id), expires_on=load(CheckedIn)["expires_on"])
    flash(_("Noted. It counts as checked today."))
    return see_other("organizations.help_contacts")


@pages.post("/organization/help/<uuid:contact_id>/remove")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(_help_contacts_again)
def remove_contact(contact_id: UUID) -> ResponseReturnValue:
    """Take a contact away."""
    help_room.remove_contact(access.contact_for(contact_id))
    return see_other("organizations.help_contacts")


@pages.get("/help")
@requires(Permission.HELP_READ)
def help_page() -> ResponseReturnValue:
    """Whom a member can turn to, in the own country first."""
    shown = help_room.help_for(actor().member)
    name = countries.country_name(shown.country, str(get_locale() or "en"))
    today = clock.today(access.organization().time_zone)
    return render_template("organizations/help.html", shown=shown, country_name=name, today=today)


@pages.get("/units")
@requires(Permission.SETTINGS_READ)
def units_page() -> ResponseReturnValue:
    """The organization chart."""
    return render_template("organizations/units.html", **_chart())


@pages.post("/units")
@requires(Permission.UNIT_MANAGE)
@comes_back(units_page)
def create_unit() -> ResponseReturnValue:
    """Add a unit."""
    given = load(UnitIn)
    parent = access.unit_for(given["parent_id"]) if given["parent_id"] else None
    units.create_unit(name=given["name"], parent=parent)
    return see_other("organizations.units_page")


@pages.get("/units/<uuid:unit_id>")
@requires(Permission.UNIT_MANAGE)
def unit_page(unit_id: UUID) -> ResponseReturnValue:
    """One unit: its name, its place, and whether it can go."""
    return render_template("organizations/unit.html", unit=access.unit_for(unit_id), **_chart())


@pages.post("/units/<uuid:unit_id>/name")
@requires(Permission.UNIT_MANAGE)
@comes_back(unit_page)
def rename_unit(unit_id: UUID) -> ResponseReturnValue:
    """Give a unit another name."""
    units.rename_unit(access.unit_for(unit_id), name=load(UnitNameIn)["name"])
    return see_other("organizations.units_page")


@pages.post("/units/<uuid:unit_id>/place")
@requires(Permission.UNIT_MANAGE)
@comes_back(unit_page)
def move_unit(unit_id: UUID) -> ResponseReturnValue:
    """Hang a unit elsewhere."""
    parent_id = load(MoveIn)["parent_id"]
    units.move_unit(access.unit_for(unit_id), parent=access.unit_for(parent_id) if parent_id else None)
    return see_other("organizations.units_page")


@pages.post("/units/<uuid:unit_id>/remove")
@requires(Permission.UNIT_MANAGE)
@comes_back(unit_page)
def remove_unit(unit_id: UUID) -> ResponseReturnValue:
    """Take away an empty unit."""
    units.remove_unit(access.unit_for(unit_id))
    return see_other("organizations.units_page")


@pages.get("/organization/acts")
@requires(Permission.AUDIT_READ)
def acts() -> ResponseReturnValue:
    """What administrators and leaders did, the newest first."""
    before = request.args.get("before", type=int)
    events = audit.events(before=before, limit=50)
    ids = {event.actor_id for event in events if event.actor_id} | set(_uuids(event.subject for event in events))
    return render_template(
        "organizations/acts.html",
        events=[wording.act(event) for event in events],
        names={str(key): name for key, name in people.named(ids).items()},
        older=events[-1].seq if events and events[-1].seq > 1 else None,
        whole=audit.chain_is_whole() if "check" in request.args else None,
    )


def _uuids(texts: Any) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _chart() -> dict[str, Any]:
    chart = access.units_of()
    return {"chart": wording.tree(chart), "unit_options": [(unit.id, unit.path) for unit in chart]}
