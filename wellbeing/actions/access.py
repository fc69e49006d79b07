"""The only door to what changes: members read their own path, leaders write for their part, HR for every place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from tenants import clock
from tenants.db import db
from tenants.errors import NotFound
from tenants.http import Actor
from tenants.members.models import Member
from tenants.organizations.access import organization, units_above, units_of, units_under
from tenants.organizations.models import Unit
from tenants.permissions import Permission, Role
from wellbeing.actions.models import StoredAction
from wellbeing.actions.said import DONE_SHOWN, State

NEWEST = 3
_ORDER = {state: number for number, state in enumerate((State.UNDER_WAY, State.PLANNED, State.NOT_NOW, State.DONE))}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, or the whole organization (None), with what changes there."""

    unit: Unit | None
    actions: Sequence[StoredAction]
    past: Sequence[StoredAction] = ()


def told_to(member: Member) -> list[Place]:
    """What this member reads: for everybody first, then down the chart to the own unit; empty places are left out."""
    path: list[Unit | None] = [None, *units_above(member.unit_id)]
    found = _by_unit(told([unit.id if unit else None for unit in path]))
    places = (Place(unit, found.get(unit.id if unit else None, ())) for unit in path)
    return [place for place in places if place.actions]


def newest_for(member: Member, *, within: timedelta = DONE_SHOWN) -> list[StoredAction]:
    """The few that were written or changed last of what this member reads; whether they were read is not kept."""
    found = [row for place in told_to(member) for row in place.actions if row.changed_at > clock.now() - within]
    return sorted(found, key=lambda row: row.changed_at, reverse=True)[:NEWEST]


def told(unit_ids: Collection[UUID | None]) -> list[StoredAction]:
    """What stands on members' pages for these places (None: the organization), what is under way first, done last."""
    here: ColumnElement[bool] = StoredAction.unit_id.in_([one for one in unit_ids if one])
    if None in unit_ids:
        here = or_(here, StoredAction.unit_id.is_(None))
    since = clock.today(organization().time_zone) - DONE_SHOWN
    shown = or_(StoredAction.done_on.is_(None), StoredAction.done_on >= since)
    return _in_order(db.session.scalars(select(StoredAction).where(here, shown, StoredAction.ended_on.is_(None))))


def units_for(actor: Actor) -> Sequence[Unit]:
    """The units that this person may write for, in chart order: HR all, a leader the led units and below."""
    if Permission.ACTION_WRITE not in actor.permissions:
        return []
    return units_of() if Role.HR in actor.roles else units_under(actor.leads)


def unit_for(actor: Actor, unit_id: UUID | None) -> Unit | None:
    """The place that this person may write for; None is the organization, for HR only."""
    if unit_id is None:
        if Role.HR in actor.roles:
            return None
        raise NotFound
    for unit in units_for(actor):
        if unit.id == unit_id:
            return unit
    raise NotFound


def action_for(actor: Actor, action_id: UUID) -> StoredAction:
    """A change that this person may write about, ended ones too."""
    found = db.session.scalar(select(StoredAction).where(StoredAction.id == action_id))
    if found is None:
        raise NotFound
    unit_for(actor, found.unit_id)
    return found


def places_of(actor: Actor) -> list[Place]:
    """Every place this person writes for where something stands or stood, and always the tops of what they lead."""
    is_hr = Role.HR in actor.roles
    units: list[Unit | None] = [*([None] if is_hr else []), *units_for(actor)]
    found = _by_unit(_in_order(db.session.scalars(select(StoredAction))))
    places = []
    for unit in units:
        here = found.get(unit.id if unit else None, [])
        place = Place(unit, [row for row in here if _is_open(row)], [row for row in here if not _is_open(row)])
        if here or unit is None or unit.id in actor.leads:
            places.append(place)
    return places


def _is_open(row: StoredAction) -> bool:
    return row.state != State.DONE and row.ended_on is None


def _by_unit(rows: Iterable[StoredAction]) -> dict[UUID | None, list[StoredAction]]:
    found: dict[UUID | None, list[StoredAction]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found


def _in_order(rows: Iterable[StoredAction]) -> list[StoredAction]:
    newest = sorted(rows, key=lambda row: (row.made_at, str(row.id)), reverse=True)
    return sorted(newest, key=lambda row: _ORDER[State(row.state)])
