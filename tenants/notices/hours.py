"""The hours of one member: the organization's working days, quiet hours and days off, in the member's time zone.

This is the one place that makes `tact.Hours`, so that nobody is written to on a day off. Whoever looks at many members
loads the days off once (`access.days_off()`) and hands them over.
"""

from __future__ import annotations

from tenants.members.models import Member
from tenants.notices import tact
from tenants.organizations.access import days_off, organization
from tenants.organizations.days_off import DaysOff


def zone_of(member: Member) -> str:
    """The time zone a member lives in: the own one, else the organization's."""
    return member.time_zone or organization().time_zone


def hours_of(member: Member, off: DaysOff | None = None) -> tact.Hours:
    """The hours of a member."""
    return hours_in(zone_of(member), off)


def hours_in(zone: str, off: DaysOff | None = None) -> tact.Hours:
    """The hours of everybody who lives in a time zone."""
    place = organization()
    known = days_off() if off is None else off
    return tact.Hours(
        zone=zone,
        working_days=frozenset(place.working_days),
        quiet_from=place.quiet_from,
        quiet_until=place.quiet_until,
        days_off=frozenset(known.for_zone(zone, home=place.time_zone)),
    )
