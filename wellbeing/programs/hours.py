"""When people are at work: an organization's working days and quiet hours, without the days off of a time zone."""

from __future__ import annotations

from datetime import date

from tenants.notices import tact
from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from wellbeing.programs import timetable


def hours_in(place: Organization, zone: str) -> tact.Hours:
    """The hours of everybody who lives in a time zone."""
    return tact.Hours(zone, frozenset(place.working_days), place.quiet_from, place.quiet_until)


def working_day(place: Organization, first: date) -> date | None:
    """The first day from `first`, within its week, on which the organization works; None when all of it is free."""
    free = organizations.days_off().for_zone(None, home=place.time_zone)
    return timetable.working_day(first, working_days=frozenset(place.working_days), days_off=free.keys())
