"""The only door to an organization's rows by an id from outside; absent and hidden are the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate
from uuid import UUID

from sqlalchemy import select

from tenants import scope
from tenants.db import db
from tenants.errors import NotFound
from tenants.organizations.days_off import DaysOff
from tenants.organizations.models import HelpContact, Holiday, Organization, Unit


def organization() -> Organization:
    """The organization in scope."""
    found = db.session.get(Organization, scope.require().tenant_id)
    if found is None:
        raise NotFound
    return found


def unit_for(unit_id: UUID) -> Unit:
    """One unit of the organization in scope."""
    found = db.session.scalar(select(Unit).where(Unit.id == unit_id))
    if found is None:
        raise NotFound
    return found


def units_of() -> Sequence[Unit]:
    """Every unit of the organization in scope, in chart order: by path, each parent before its children."""
    return sorted(db.session.scalars(select(Unit)).all(), key=lambda unit: unit.path_key.split("/"))


def units_under(tops: Collection[UUID]) -> Sequence[Unit]:
    """These units with everything below them, in chart order."""
    units = units_of()
    keys = tuple(f"{unit.path_key}/" for unit in units if unit.id in tops)
    return [unit for unit in units if f"{unit.path_key}/".startswith(keys)]


def units_above(unit_id: UUID | None) -> Sequence[Unit]:
    """A unit and everything above it, from the top down; nothing for nobody's unit."""
    own = db.session.scalar(select(Unit).where(Unit.id == unit_id)) if unit_id else None
    if own is None:
        return []
    keys = list(accumulate(own.path_key.split("/"), "{}/{}".format))
    return sorted(db.session.scalars(select(Unit).where(Unit.path_key.in_(keys))), key=lambda unit: len(unit.path_key))


def contact_for(contact_id: UUID) -> HelpContact:
    """One help contact of the organization in scope."""
    found = db.session.scalar(select(HelpContact).where(HelpContact.id == contact_id))
    if found is None:
        raise NotFound
    return found


def holiday_for(holiday_id: UUID) -> Holiday:
    """One holiday of the organization in scope."""
    found = db.session.scalar(select(Holiday).where(Holiday.id == holiday_id))
    if found is None:
        raise NotFound
    return found


def holidays_of() -> Sequence[Holiday]:
    """Every holiday of the organization in scope, those of everybody first, then by country and day."""
    return db.session.scalars(select(Holiday).order_by(Holiday.country, Holiday.day, Holiday.id)).all()


def days_off() -> DaysOff:
    """Every day off of the organization in scope, to be looked up by country or time zone without asking again."""
    return DaysOff.of((row.country, row.day, row.name) for row in holidays_of())
