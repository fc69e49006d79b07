"""The days on which an organization works, and those on which it does not, where it is at home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from wellbeing.programs import timetable


def days_off_of(place: Organization) -> Mapping[date, str]:
    """The days off of the company, by what they are called: the one place where programmes ask for them."""
    return organizations.days_off().for_zone(None, home=place.time_zone)


def working_day(place: Organization, first: date) -> date | None:
    """The first day from `first`, within its week, on which the organization works; None when all of it is free."""
    off = frozenset(days_off_of(place))
    return timetable.working_day(first, working_days=frozenset(place.working_days), days_off=off)
