"""On which day of a week an organization works: its working days without the days off of where it is at home."""

from __future__ import annotations

from datetime import date

from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from wellbeing.programs import timetable


def working_day(place: Organization, first: date) -> date | None:
    """The first day from `first`, within its week, on which the organization works; None when all of it is free."""
    off = organizations.days_off().for_zone(None, home=place.time_zone)
    return timetable.working_day(first, working_days=frozenset(place.working_days), days_off=frozenset(off))
