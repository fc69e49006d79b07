"""Who left, without a name: the unit somebody stood in and the last day, kept a good year for turnover in reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from tenants.db import db
from tenants.members.models import Departure, Member
from tenants.organizations.access import organization, units_of

YEAR = timedelta(days=365)
KEPT = timedelta(days=400)


Workforce = tuple[tuple[str, tuple[UUID, ...], bool], ...]
"""Everybody who worked here within a year: a row's key that leads to no name, the units from the top, and who left."""


def note(member: Member, *, left_on: date) -> None:
    """Keep that somebody left, apart from who."""
    paths = _paths()
    unit_path = list(paths.get(member.unit_id, ())) if member.unit_id else []
    db.session.add(Departure(id=uuid4(), unit_path=unit_path, left_on=left_on))


def workforce_until(day: date) -> Workforce:
    """Everybody of the year before a day; nobody while leaving has not been noted for a whole year.

    Whoever left stands where the unit stands now, or its nearest unit above that is left: with every unit in one place
    alone, no difference between two figures goes unseen.
    """
    if organization().departures_from > day - YEAR:
        return ()
    paths = _paths()
    here = db.session.execute(
        select(Member.id, Member.unit_id).where((Member.left_on.is_(None)) | (Member.left_on > day))
    ).all()
    left = db.session.scalars(select(Departure).where(Departure.left_on > day - YEAR, Departure.left_on <= day))
    people = [(str(row.id), paths.get(row.unit_id, ()) if row.unit_id else (), False) for row in here]
    people += [(str(row.id), _now(row.unit_path, paths), True) for row in left]
    return tuple(people)


def forget_old(today: date) -> None:
    """Drop what no report asks for any more."""
    db.session.execute(delete(Departure).where(Departure.left_on < today - KEPT))


def _now(path: Sequence[UUID], paths: Mapping[UUID, tuple[UUID, ...]]) -> tuple[UUID, ...]:
    return next((paths[unit] for unit in reversed(path) if unit in paths), ())


def _paths() -> dict[UUID, tuple[UUID, ...]]:
    """The units above each unit and itself, from the top."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    for unit in units_of():
        above = found.get(unit.parent_id, ()) if unit.parent_id else ()
        found[unit.id] = (*above, unit.id)
    return found
