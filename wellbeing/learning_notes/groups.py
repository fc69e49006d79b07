"""To whom a note goes, as of now: a led unit with everything below it, or everybody who reports to its writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, false, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from tenants.db import db
from tenants.members import access as members
from tenants.members import reporting
from tenants.members.models import Member, RoleGrant
from tenants.organizations.access import units_above, units_under
from tenants.organizations.models import Unit
from tenants.permissions import Role
from wellbeing.learning_notes.models import LearningNote

REPORTS = "reports"
"""The value of the group without a unit, in forms."""


@dataclass(frozen=True, slots=True)
class Group:
    """People whom somebody leads: a unit with everything below it, or (None) everybody who reports to them."""

    unit: Unit | None

    @property
    def unit_id(self) -> UUID | None:
        """The id of the unit, if it is one."""
        return self.unit.id if self.unit else None

    @property
    def value(self) -> str:
        """How a form names it."""
        return str(self.unit.id) if self.unit else REPORTS


def groups_of(member: Member) -> list[Group]:
    """The groups that this member may write to, units in chart order."""
    led = _led_by(member)
    found = [Group(unit) for unit in units_under(led) if unit.id in led]
    return found + ([Group(None)] if reporting.reports_of(member.id) else [])


def still_leads(member: Member, unit_id: UUID | None) -> bool:
    """Whether the people of a group are this member's own now: they lead the unit or one above it, or people report."""
    if unit_id is None:
        return bool(reporting.reports_of(member.id))
    led = _led_by(member)
    return any(unit.id in led for unit in units_above(unit_id))


def people_of(author: Member, unit_id: UUID | None) -> Sequence[UUID]:
    """Who is in a group now, without its author; only to tell them, never to list or to count them."""
    if unit_id is None:
        found = reporting.everybody_below(author.id)
    else:
        inside = [unit.id for unit in units_under({unit_id})]
        found = set(db.session.scalars(select(Member.id).where(Member.unit_id.in_(inside), Member.left_at.is_(None))))
    return sorted(found - {author.id})


def near(author: Member) -> ColumnElement[bool]:
    """Whom somebody leads now, and whoever leads them, as part of a query; they know these people anyway."""
    line = [one.id for one in reporting.reporting_line(author.id)]
    # one array, since a statement takes no more than 65,535 values
    known = literal([*line, *reporting.everybody_below(author.id)], ARRAY(Uuid))
    inside = Member.unit_id.in_([unit.id for unit in units_under(_led_by(author))]) & Member.left_at.is_(None)
    return (inside | (Member.id == any_(known))) & (Member.id != author.id)


def told_to(reader: Member) -> ColumnElement[bool]:
    """The notes to whose group this member belongs now, as part of a query.

    A unit's note is told while its writer leads that unit or one above it, a note to whoever reports while they do.
    """
    path = [unit.id for unit in units_above(reader.unit_id)]
    leads = select(RoleGrant).where(RoleGrant.role == Role.LEADER, RoleGrant.unit_id.in_(path))
    above = [one.id for one in reporting.reporting_line(reader.id)]
    ways: list[ColumnElement[bool]] = [
        (LearningNote.member_id == held.member_id) & LearningNote.unit_id.in_(path[path.index(held.unit_id) :])
        for held in db.session.scalars(leads)
        if held.unit_id
    ]
    ways.append(LearningNote.unit_id.is_(None) & LearningNote.member_id.in_(above))
    return or_(false(), *ways) & (LearningNote.member_id != reader.id)


def _led_by(member: Member) -> set[UUID]:
    return {held.unit_id for held in members.grants_of(member.id) if held.role == Role.LEADER and held.unit_id}
