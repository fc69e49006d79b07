"""The days of one programme for one person after the other; what many share is reckoned once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from tenants.members.models import Member
from tenants.notices import tact
from tenants.notices.hours import hours_in
from tenants.organizations import access as organizations
from wellbeing.programs.arrival import WEEK_ONE, Arrival, came_on
from wellbeing.programs.models import Program
from wellbeing.programs.stored import audience_of, timetable_of
from wellbeing.programs.timetable import WEEK, Timetable

ARRIVED = (Member.created_at, Member.activated_at, Member.unit_since, Member.placed_since, Member.time_zone)
"""What of a member's row says when they came and where they live."""

Person = Row[*tuple[Any, ...]]
"""A row with `ARRIVED`, whatever else it has."""

Morning = tuple[date, datetime]
"""The local day of a morning, and its moment in UTC."""


class OwnDays:
    """Timetables and mornings of whoever is in the audience of one programme."""

    def __init__(self, row: Program) -> None:
        self._place, self._off = organizations.organization(), organizations.days_off()
        self._audience = audience_of(row)
        self._company = timetable_of(row)
        self._at_week_one = row.joiners == WEEK_ONE
        self._timetables: dict[date, Timetable] = {}
        self._mornings: dict[tuple[str, date], Morning | None] = {}

    def zone_of(self, person: Person) -> str:
        """Where somebody lives."""
        zone: str = person.time_zone or self._place.time_zone
        return zone

    def timetable(self, person: Person) -> Timetable:
        """The same as `arrival.timetable_for`, from a row."""
        arrival = Arrival(
            person.created_at, person.activated_at, person.unit_since, person.placed_since, self.zone_of(person)
        )
        came = came_on(arrival, self._audience)
        if came not in self._timetables:
            self._timetables[came] = self._company.joined_on(came, at_week_one=self._at_week_one)
        return self._timetables[came]

    def morning(self, zone: str, first: date) -> Morning | None:
        """The first working morning of a week that begins on a day; None when the whole week is free."""
        if (zone, first) not in self._mornings:
            found = tact.morning(
                tact.begin_of(first, zone),
                hours_in(zone, self._off),
                before=tact.begin_of(first + WEEK, zone),
            )
            day = (found.astimezone(ZoneInfo(zone)).date(), found) if found else None
            self._mornings[zone, first] = day
        return self._mornings[zone, first]
