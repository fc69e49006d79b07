"""The programmes of one member: those whose audience they are in, those they began, and those they may join alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from tenants.errors import KeysUnavailable, NotFound
from tenants.members.absence import today_of
from tenants.members.models import Member
from tenants.organizations.access import organization
from wellbeing.programs import access, audience, enrollment, following
from wellbeing.programs.arrival import WEEK_ONE, arrival_of, came_on, timetable_for
from wellbeing.programs.audience import EVERYBODY, Audience
from wellbeing.programs.content import Content
from wellbeing.programs.models import Program
from wellbeing.programs.place import Place
from wellbeing.programs.stored import DRAFT, ENDED, PAUSED, RUNNING, audience_of, content_of, timetable_of
from wellbeing.programs.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Mine:
    """One programme as it stands for one member on their own day.

    `follows` is false for a sensitive one that they have not joined, and for one that ended before they came.
    """

    row: Program
    content: Content
    audience: Audience
    days: Timetable
    place: Place
    today: date
    follows: bool
    ended_early_on: date | None

    @property
    def id(self) -> UUID:
        """The programme's."""
        return self.row.id

    @property
    def waits(self) -> bool:
        """Whether Home may show something of it."""
        there = self.follows and not self.place.aside
        return there and following.waits(self.days, self.today, ended_early_on=self.ended_early_on)

    @property
    def may_join(self) -> bool:
        """Whether it is one to be joined alone, and can be joined now."""
        return self.row.sensitive and not self.place.joined and self.row.state == RUNNING

    @property
    def pauses(self) -> bool:
        """Whether HR lets it rest."""
        return self.row.state == PAUSED

    @property
    def over(self) -> bool:
        """Whether nothing of it waits any more."""
        ended = self.row.state == ENDED or self.today > self.days.ends_on
        return ended and not following.waits(self.days, self.today, ended_early_on=self.ended_early_on)

    @property
    def begins_later(self) -> bool:
        """Whether its first week is still to come."""
        return self.days.week_on(self.today) == 0

    @property
    def is_discreet(self) -> bool:
        """Whether its name stays off Home: joined alone, or a matter of supervisors or leaders."""
        return self.row.sensitive or self.audience.role != EVERYBODY


def places_of(member: Member) -> tuple[Mapping[UUID, Place], bool]:
    """What the member did, and whether it could be read; a page goes on without it while keys are out of reach."""
    try:
        return enrollment.places_of(member.id), True
    except KeysUnavailable:
        return {}, False


def programs_of(member: Member, places: Mapping[UUID, Place]) -> list[Mine]:
    """Every launched programme that a member may see, the newest first."""
    if member.left_at is not None:
        return []
    rows = [row for row in access.programs() if row.state != DRAFT]
    found = (_mine(row, member, places.get(row.id, Place())) for row in rows)
    return [one for one in found if one is not None]


def program_for(member: Member, program_id: UUID, places: Mapping[UUID, Place]) -> Mine:
    """One of them; NotFound for a draft, for what is for others, and for a leaver."""
    row = access.launched_for(program_id)
    found = None if member.left_at is not None else _mine(row, member, places.get(row.id, Place()))
    if found is None:
        raise NotFound
    return found


def touched(one: Mine, place: Place) -> Place:
    """The place after whatever a member did today: their first day stands from now on."""
    first = place.first_on if place.begun else one.days.first_on
    return replace(place, first_on=first, touched_on=one.today)


def joined(one: Mine, place: Place) -> Place:
    """The place of somebody who joins today, alone: at week one, or where the company is, as HR chose."""
    first = max(one.today, one.days.first_on) if one.row.joiners == WEEK_ONE else one.days.first_on
    return replace(place, joined=True, aside=False, first_on=place.first_on or first, touched_on=one.today)


def _mine(row: Program, member: Member, place: Place) -> Mine | None:
    whom = audience_of(row)
    began = place.joined if row.sensitive else place.begun
    if not (began or _is_in(whom, member)):
        return None
    company = timetable_of(row)
    days, came_late = company, False
    if place.first_on is not None:
        days = following.held(company, place.first_on)
    elif not row.sensitive:
        here = arrival_of(member, organization().time_zone)
        days = timetable_for(company, here, whom, row.joiners)
        came_late = came_on(here, whom) > (_ended_on(row) or company.ends_on)
    early = _ended_early_on(row, company)
    days = company if came_late else days
    return Mine(
        row=row,
        content=content_of(row),
        audience=whom,
        days=following.closed(days, early) if early else days,
        place=place,
        today=today_of(member),
        follows=place.joined if row.sensitive else not came_late,
        ended_early_on=early,
    )


def _is_in(whom: Audience, member: Member) -> bool:
    everybody = whom.is_whole and whom.role == EVERYBODY
    return everybody or audience.holds(whom, member)


def _ended_on(row: Program) -> date | None:
    return row.ended_at.astimezone(ZoneInfo(organization().time_zone)).date() if row.ended_at else None


def _ended_early_on(row: Program, company: Timetable) -> date | None:
    ended = _ended_on(row)
    return ended if ended is not None and ended < company.ends_on else None
