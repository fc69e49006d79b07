"""For whom a programme is: everyone, or whole units, places and job families, never a list of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, select, true

from tenants.db import db
from tenants.members.models import Member, RoleGrant
from tenants.members.reporting import supervises
from tenants.organizations.models import Unit
from tenants.permissions import Role

SMALLEST = 10
"""Fewest people of an audience."""

EVERYBODY, SUPERVISORS, LEADERS = "everyone", "supervisors", "leaders"
ROLES = (EVERYBODY, SUPERVISORS, LEADERS)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whoever is in one of the units (or below), places or job families; without any of them the whole company.

    `role` (one of `ROLES`) keeps only those who have reports, or who lead a unit.
    """

    units: tuple[UUID, ...] = ()
    locations: tuple[str, ...] = ()
    job_families: tuple[str, ...] = ()
    role: str = EVERYBODY

    @property
    def is_whole(self) -> bool:
        """Whether no unit, place or job family narrows it."""
        return not (self.units or self.locations or self.job_families)


def to_json(audience: Audience) -> dict[str, Any]:
    """An audience as values of JSON."""
    return {
        "units": [str(unit) for unit in audience.units],
        "locations": list(audience.locations),
        "job_families": list(audience.job_families),
        "role": audience.role,
    }


def from_json(kept: Mapping[str, Any]) -> Audience:
    """The audience of a stored programme."""
    units = tuple(UUID(unit) for unit in kept["units"])
    return Audience(units, tuple(kept["locations"]), tuple(kept["job_families"]), kept["role"])


def holds(audience: Audience, member: Member) -> bool:
    """Whether somebody belongs to it now."""
    asked = select(Member.id).where(Member.id == member.id, Member.left_at.is_(None), within(audience))
    return db.session.scalar(asked) is not None


def size(audience: Audience) -> int:
    """How many people it has now; for rules alone, never to be shown below a number that everybody knows."""
    counted = select(func.count()).select_from(Member).where(Member.left_at.is_(None), within(audience))
    return db.session.scalar(counted) or 0


def members_of(audience: Audience) -> frozenset[UUID]:
    """Everybody in it now; for jobs and openings alone, no page lists them."""
    return frozenset(db.session.scalars(select(Member.id).where(Member.left_at.is_(None), within(audience))))


def within(audience: Audience) -> ColumnElement[bool]:
    """The condition on `Member` for belonging to it."""
    parts: list[ColumnElement[bool]] = []
    if audience.units:
        parts.append(Member.unit_id.in_(_with_below(audience.units)))
    if audience.locations:
        parts.append(Member.location.in_(audience.locations))
    if audience.job_families:
        parts.append(Member.job_family.in_(audience.job_families))
    place = true() if audience.is_whole else or_(*parts)
    return place & _has_role(audience.role)


def _has_role(role: str) -> ColumnElement[bool]:
    if role == SUPERVISORS:
        return supervises(Member.id)
    if role == LEADERS:
        return Member.id.in_(select(RoleGrant.member_id).where(RoleGrant.role == Role.LEADER.value))
    return true() if role == EVERYBODY else false()


def _with_below(chosen: tuple[UUID, ...]) -> list[UUID]:
    """The chosen units that are still there, and all below them."""
    rows = db.session.execute(select(Unit.id, Unit.parent_id)).all()
    above = {row.id: row.parent_id for row in rows}
    found = []
    for unit_id in above:
        at: UUID | None = unit_id
        while at is not None and at not in chosen:
            at = above.get(at)
        if at is not None:
            found.append(unit_id)
    return found
