"""Freezing an audience: where each invited person counts, so that nobody can build a group around one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

SETTLED_AFTER = timedelta(days=30)
FIRST_IMPORT_TAKES = timedelta(hours=1)
SETTLED_GROUP = 10
SMALLEST_AUDIENCE = 10
UNITS_FROM = 20
"""From this many invited people units get figures; below, only the organization as a whole."""

TENURE_BANDS = (("under_1", 1), ("1_to_2", 3), ("3_to_9", 10))
LONGEST_BAND = "10_or_more"


@dataclass(frozen=True, slots=True)
class Person:
    """What freezing needs to know of one member; `was_invited` says an earlier wave counted them as now."""

    id: UUID
    unit_id: UUID | None
    location: str
    hired_on: date | None
    activated_at: datetime | None
    unit_since: datetime
    was_invited: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person counts in a wave; an empty path means the organization as a whole."""

    member_id: UUID
    unit_path: tuple[UUID, ...]
    location: str
    tenure: str


def freeze(
    people: Sequence[Person],
    parents: Mapping[UUID, UUID | None],
    *,
    opened_at: datetime,
    opened_on: date,
    first_import_at: datetime | None,
    first_wave: bool,
) -> list[Place]:
    """The place of every person: the own unit when settled, else the nearest unit above with ten settled people.

    `parents` maps each unit to the one above it. In a first wave the units of the first people import count as
    settled, and they stay so for people who were invited there before and have not moved since.
    """
    paths = {person.id: path_of(person.unit_id, parents) for person in people}
    settled = {
        person.id: _is_settled(person, opened_at=opened_at, first_import_at=first_import_at, first_wave=first_wave)
        for person in people
    }
    among = Counter(unit for person in people if settled[person.id] for unit in paths[person.id])
    return [
        Place(
            member_id=person.id,
            unit_path=paths[person.id] if settled[person.id] else _sheltered(paths[person.id], among),
            location=person.location,
            tenure=tenure_band(person.hired_on, opened_on),
        )
        for person in people
    ]


def path_of(unit_id: UUID | None, parents: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    """The units from the root down to `unit_id`; empty without a unit."""
    path: list[UUID] = []
    while unit_id is not None and unit_id not in path:
        path.append(unit_id)
        unit_id = parents.get(unit_id)
    return tuple(reversed(path))


def tenure_band(hired_on: date | None, today: date) -> str:
    """The band of full years since the hiring date; empty when it is unknown or lies ahead."""
    if hired_on is None or hired_on > today:
        return ""
    years = today.year - hired_on.year - ((today.month, today.day) < (hired_on.month, hired_on.day))
    for name, below in TENURE_BANDS:
        if years < below:
            return name
    return LONGEST_BAND


def units_with_figures(places: Iterable[Place], *, threshold: int) -> frozenset[UUID]:
    """Units in which enough people are invited that a result could be shown."""
    counted = Counter(unit for place in places for unit in place.unit_path)
    return frozenset(unit for unit, invited in counted.items() if invited >= threshold)


def _is_settled(person: Person, *, opened_at: datetime, first_import_at: datetime | None, first_wave: bool) -> bool:
    since = opened_at - SETTLED_AFTER
    if person.activated_at is not None and person.activated_at <= since and person.unit_since <= since:
        return True
    came_first = first_import_at is not None and person.unit_since <= first_import_at + FIRST_IMPORT_TAKES
    return came_first and (first_wave or person.was_invited)


def _sheltered(path: tuple[UUID, ...], settled: Mapping[UUID, int]) -> tuple[UUID, ...]:
    for length in range(len(path) - 1, 0, -1):
        if settled[path[length - 1]] >= SETTLED_GROUP:
            return path[:length]
    return ()
