"""Days off for HR: the list, a country's public calendar, a file in two steps, and days of the company's own."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from tenants import clock
from tenants.http import comes_back, load, requires, see_other
from tenants.organizations import access, countries, holiday_files, holidays
from tenants.organizations import help as help_room
from tenants.organizations import holiday_wording as wording
from tenants.organizations.public_holidays import region_name, regions_of
from tenants.organizations.schemas import CalendarIn, DayOffIn, DaysFileIn, DaysLookedAtIn
from tenants.permissions import Permission

holiday_pages = Blueprint("holidays", __name__, url_prefix="/organization/holidays")


@holiday_pages.get("")
@requires(Permission.SETTINGS_READ)
def days() -> ResponseReturnValue:
    """Every day off that is still to come, by country."""
    here = access.organization()
    today = clock.today(here.time_zone)
    rows = [row for row in access.holidays_of() if row.day >= today]
    lived_in = help_room.countries_of_members() - {countries.UNKNOWN}
    places = ["", *sorted(lived_in | {row.country for row in rows} - {""}, key=wording.place)]
    return render_template(
        "organizations/holidays.html",
        places=[_place(country, rows) for country in places],
        country_options=_country_options(),
        today=today,
        zone_missing=countries.country_of(here.time_zone) == countries.UNKNOWN,
    )


@holiday_pages.post("")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(days)
def add() -> ResponseReturnValue:
    """Add a day, or a closure of several."""
    added = holidays.add(**load(DayOffIn))
    flash(_added(added))
    return see_other("organizations.holidays.days")


def _days_again(holiday_id: UUID) -> ResponseReturnValue:
    """The list again, after a day could not be removed."""
    del holiday_id
    return days()


@holiday_pages.post("/<uuid:holiday_id>/remove")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(_days_again)
def remove(holiday_id: UUID) -> ResponseReturnValue:
    """Take away a day with those in a row that belong to it."""
    holidays.remove(access.holiday_for(holiday_id))
    return see_other("organizations.holidays.days")


@holiday_pages.get("/calendar")
@requires(Permission.ORGANIZATION_MANAGE)
def calendar() -> ResponseReturnValue:
    """A country's public holidays of this year and the next, to look at before they are taken over."""
    asked = request.form if request.method == "POST" else request.args
    country = asked.get("country", "").upper()
    known = regions_of(country) if len(country) == 2 and country.isalpha() else None
    region = asked.get("region", _region_taken(country))
    region = region if region in dict(known or ()) else ""
    return render_template(
        "organizations/calendar.html",
        country=country if known is not None else "",
        country_name=wording.place(country),
        country_options=_country_options(),
        region=region,
        region_options=known or (),
        found=holidays.calendar_of(country, region) if known is not None else {},
        years=holidays.calendar_years(),
    )


@holiday_pages.post("/calendar")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(calendar)
def take_over() -> ResponseReturnValue:
    """Take a country's public holidays over."""
    given = load(CalendarIn)
    count = holidays.take_over(**given)
    flash(
        ngettext(
            "One public holiday is taken over for %(country)s.",
            "%(num)s public holidays are taken over for %(country)s.",
            count,
            country=wording.place(given["country"]),
        )
    )
    return see_other("organizations.holidays.days")


@holiday_pages.post("/calendar/drop")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(days)
def drop_calendar() -> ResponseReturnValue:
    """Take away what a country's public calendar gave."""
    holidays.drop_calendar(country=load(CalendarIn)["country"])
    return see_other("organizations.holidays.days")


@holiday_pages.get("/file")
@requires(Permission.ORGANIZATION_MANAGE)
def choose() -> ResponseReturnValue:
    """Choose a file."""
    return render_template(
        "organizations/holiday_file.html",
        country_options=_country_options(),
        most=holiday_files.MOST_DAYS,
        sample=holiday_files.sample(holidays.calendar_years()[0]),
    )


@holiday_pages.post("/file")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(choose)
def look() -> ResponseReturnValue:
    """What a file would bring, or every row that needs another look; nothing has happened yet."""
    country, file = load(DaysFileIn)["country"], request.files.get("file")
    with file.stream if file else io.BytesIO() as stream:
        seen = holidays.look(stream.read(holiday_files.MOST_BYTES + 1), country=country)
    page = render_template(
        "organizations/holiday_preview.html",
        flaws=[(flaw.row, wording.sentence(flaw)) for flaw in seen.sheet.flaws],
        notes=[(note.row, wording.sentence(note)) for note in seen.sheet.notes],
        new=[(one, wording.place(one.country)) for one in sorted(seen.new, key=lambda one: (one.day, one.country))],
        known=len(seen.known),
        kept=holiday_files.written(seen.sheet.days),
    )
    return page, 422 if seen.sheet.flaws else 200


@holiday_pages.post("/file/take")
@requires(Permission.ORGANIZATION_MANAGE)
@comes_back(choose)
def take_in() -> ResponseReturnValue:
    """Take in the days that were looked at; a second click changes nothing."""
    flash(_added(holidays.take_in(load(DaysLookedAtIn)["days"].encode())))
    return see_other("organizations.holidays.days")


def _place(country: str, rows: list[Any]) -> dict[str, Any]:
    here = [row for row in rows if row.country == country]
    taken = [row for row in here if row.origin == "library"]
    return {
        "country": country,
        "name": wording.place(country),
        "runs": holidays.runs(here),
        "region": region_name(country, taken[0].region) if taken and taken[0].region else "",
        "until": taken[-1].day.year if taken else None,
    }


def _region_taken(country: str) -> str:
    """The region whose calendar was taken over before."""
    return next((row.region for row in access.holidays_of() if row.country == country and row.region), "")


def _country_options() -> list[tuple[str, str]]:
    return countries.all_countries(str(get_locale() or "en"))


def _added(count: int) -> str:
    if not count:
        return str(_("These days were there already. Nothing changed."))
    return str(ngettext("One day off is added.", "%(num)s days off are added.", count))
