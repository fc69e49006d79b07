"""Everybody who may be paired, as the jobs of a round see them, and how matching sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from tenants import scope
from tenants.db import db
from tenants.members.absence import absent
from tenants.members.models import Member
from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from tenants.taking_part import TookPart
from wellbeing.pairings import profiles
from wellbeing.pairings.models import CoachingPairing, CoachingRound
from wellbeing.pairings.profile import Profile
from wellbeing.pairings.terms import Participant, PastPairing
from wellbeing.pairings.times import Hours

YEARS = (1, 2, 3, 5, 8, 12, 20)
"""Full years in the organization from which on somebody counts as one step more senior."""


_JOBS_ONLY = "who takes part is known to jobs only, never where a member is in scope"


@dataclass(frozen=True, slots=True)
class Someone:
    """A member with a profile, and the pairings they were and are in."""

    member: Member
    profile: Profile
    pairings: tuple[CoachingPairing, ...]

    @property
    def id(self) -> UUID:
        """The member's id."""
        return self.member.id

    @property
    def last_number(self) -> int | None:
        """The number of the last round in which this person was paired."""
        return max((row.number for row in self.pairings), default=None)

    def open_in(self, round_id: UUID) -> CoachingPairing | None:
        """The pairing that this person is in, if any."""
        return next((row for row in self.pairings if row.round_id == round_id and row.state == "open"), None)


@dataclass(frozen=True, slots=True)
class Here:
    """The organization at one moment: everybody with a profile, and what is needed of the others."""

    people: Mapping[UUID, Someone]
    everybody: Mapping[UUID, Member]
    departments: Mapping[UUID, UUID]
    place: Organization

    @property
    def by_address(self) -> dict[str, UUID]:
        """Who has which address."""
        return {row.email: row.id for row in self.everybody.values()}

    def taking_part(self, round_: CoachingRound, day: date) -> list[Someone]:
        """Everybody for whom a round is: they want it, it is their turn, and they are not away."""
        away = absent(day)
        return [
            one
            for one in self.people.values()
            if one.id not in away
            and one.profile.takes_part(round_id=round_.id, on=day, number=round_.number, last_number=one.last_number)
        ]


def look_around() -> Here:
    """Read everybody's profile and pairings; for jobs only, since the database shows them where nobody is signed in."""
    if scope.require().member_id is not None:
        raise RuntimeError(_JOBS_ONLY)
    rows = db.session.scalars(select(Member).where(Member.left_at.is_(None)).order_by(Member.id)).all()
    everybody = {row.id: row for row in rows}
    theirs: dict[UUID, list[CoachingPairing]] = {}
    every = select(CoachingPairing).order_by(CoachingPairing.number, CoachingPairing.id)
    for row in db.session.scalars(every.execution_options(populate_existing=True)):
        for member_id in row.member_ids:
            theirs.setdefault(member_id, []).append(row)
    people = {
        member_id: Someone(everybody[member_id], profile, tuple(theirs.get(member_id, ())))
        for member_id, profile in profiles.everybodys().items()
        if member_id in everybody
    }
    return Here(people, everybody, departments(), organizations.organization())


def in_round(round_id: UUID) -> TookPart | None:
    """Everybody who was in a pair or trio of a round that is over, whether it went on to the end or not; for jobs."""
    if scope.require().member_id is not None:
        raise RuntimeError(_JOBS_ONLY)
    over = select(CoachingRound).where(CoachingRound.id == round_id, CoachingRound.state == "over")
    round_ = db.session.scalar(over)
    if round_ is None:
        return None
    rows = db.session.scalars(select(CoachingPairing.member_ids).where(CoachingPairing.round_id == round_id))
    return TookPart(
        number=round_.number,
        ended_on=round_.ends_on,
        member_ids=frozenset(one for member_ids in rows for one in member_ids),
    )


def history(here: Here) -> list[PastPairing]:
    """Who was put together before, each pairing once."""
    rows = {row.id: row for one in here.people.values() for row in one.pairings}
    return [
        PastPairing(row.number, tuple(str(one) for one in row.member_ids))
        for row in rows.values()
        if len(row.member_ids) > 1
    ]


def participants(here: Here, chosen: Iterable[Someone], on: date) -> list[Participant]:
    """People as matching sees them on a day, with the supervisors above them, who only make the lines whole."""
    by_address = here.by_address
    found = [_participant(one, here, by_address, on) for one in chosen]
    inside = {one.id for one in found}
    return [*found, *_above(found, inside, here.everybody)]


def on_the_chart(rows: Sequence[Member], tops: Mapping[UUID, UUID], place: Organization, on: date) -> list[Participant]:
    """Everybody as the list of people shows them, without anything that they keep for themselves."""
    return [_plain(row, tops, place, on) for row in rows]


def hours_of(one: Someone, place: Organization) -> Hours:
    """When somebody can be met."""
    profile = one.profile
    return Hours(one.member.time_zone or place.time_zone, profile.days, profile.starts, profile.ends)


def seniority(hired_on: date | None, on: date) -> int | None:
    """One to eight by full years in the organization; None when the first day is unknown."""
    if hired_on is None:
        return None
    years = on.year - hired_on.year - ((on.month, on.day) < (hired_on.month, hired_on.day))
    return 1 + sum(years >= step for step in YEARS)


def _participant(one: Someone, here: Here, by_address: Mapping[str, UUID], on: date) -> Participant:
    profile = one.profile
    return replace(
        _plain(one.member, here.departments, here.place, on),
        working_hours=(profile.starts, profile.ends),
        languages=frozenset(profile.languages) or frozenset({one.member.language or here.place.language}),
        topics=frozenset(profile.topics),
        exclusions=frozenset(str(other) for other in profile.excluded(by_address) if other != one.id),
    )


def _plain(row: Member, tops: Mapping[UUID, UUID], place: Organization, on: date) -> Participant:
    return Participant(
        id=str(row.id),
        unit=str(row.unit_id) if row.unit_id else "",
        department=str(tops.get(row.unit_id, "")) if row.unit_id else "",
        manager=str(row.manager_id) if row.manager_id else None,
        time_zone=row.time_zone or place.time_zone,
        languages=frozenset({row.language or place.language}),
        seniority=seniority(row.hired_on, on),
    )


def _above(
    found: Sequence[Participant], inside: Collection[str], everybody: Mapping[UUID, Member]
) -> list[Participant]:
    """The supervisors above people who do not take part themselves, resting: nobody is paired with them."""
    lines: dict[str, Participant] = {}
    waiting = [one.manager for one in found]
    while waiting:
        manager = waiting.pop()
        if manager is None or manager in inside or manager in lines:
            continue
        row = everybody.get(UUID(manager))
        if row is None:
            continue
        lines[manager] = Participant(id=manager, manager=str(row.manager_id) if row.manager_id else None, paused=True)
        waiting.append(lines[manager].manager)
    return list(lines.values())


def departments() -> dict[UUID, UUID]:
    """The topmost unit above each unit."""
    parents = {unit.id: unit.parent_id for unit in organizations.units_of()}
    tops: dict[UUID, UUID] = {}
    for unit in parents:
        top = unit
        while (above := parents.get(top)) is not None:
            top = above
        tops[unit] = top
    return tops
