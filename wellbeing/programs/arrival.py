"""Since when somebody is in the audience of a programme, and so on which days its weeks begin for them: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tenants.members.models import Member
from wellbeing.programs.audience import Audience
from wellbeing.programs.timetable import Timetable

WEEK_ONE, WITH_COMPANY = "week_one", "with_company"
JOINERS = (WEEK_ONE, WITH_COMPANY)
"""How somebody begins who comes later."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Since when somebody stands where they stand (aware), and the time zone that they live in."""

    created_at: datetime
    activated_at: datetime | None
    unit_since: datetime
    placed_since: datetime | None
    zone: str


def arrival_of(member: Member, zone: str) -> Arrival:
    """The same of a member; `zone` is the organization's, for whoever has none of their own."""
    return Arrival(
        member.created_at, member.activated_at, member.unit_since, member.placed_since, member.time_zone or zone
    )


def came_on(arrival: Arrival, audience: Audience) -> date:
    """The local day since which somebody has been in an audience and could sign in."""
    moments = [arrival.created_at, arrival.activated_at]
    if audience.units:
        moments.append(arrival.unit_since)
    if audience.locations or audience.job_families:
        moments.append(arrival.placed_since)
    return max(moment for moment in moments if moment).astimezone(ZoneInfo(arrival.zone)).date()


def timetable_for(company: Timetable, arrival: Arrival, audience: Audience, joiners: str) -> Timetable:
    """A programme's days for one person of its audience, as HR chose for those who come later (one of `JOINERS`)."""
    return company.joined_on(came_on(arrival, audience), at_week_one=joiners == WEEK_ONE)
