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
SMALLEST_NAMED_GROUP = 10
"""Fewest settled people in a group that a feature registers at the opening."""
SMALLEST_AUDIENCE = 10
UNITS_FROM = 20
"""From this many invited people units get figures; below, only the organization as a whole."""

TENURE_BANDS = (("under_1", 1), ("1_to_2", 3), ("3_to_9", 10))
LONGEST_BAND = "10_or_more"


@dataclass(frozen=True, slots=True)
class Person:
    """What freezing needs to know of one member; `was_invited` says an earlier wave counted them as now.

    `placed_since` is when location, job family or hiring date last changed, None when they never did.
    """

    id: UUID
    unit_id: UUID | None
    location: str
    hired_on: date | None
    activated_at: datetime | None
    unit_since: datetime
    was_invited: bool
    job_family: str = ""
    placed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group of people that a feature registers when a wave opens, such as the people of a programme."""

    label: str
    member_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person counts in a wave; an empty path means the organization as a whole."""

    member_id: UUID
    unit_path: tuple[UUID, ...]
    location: str
    tenure: str
    job_family: str = ""
    groups: tuple[str, ...] = ()


def freeze(
    people: Sequence[Person],
    parents: Mapping[UUID, UUID | None],
    *,
    named: Mapping[str, NamedGroup] | None = None,
    opened_at: datetime,
    opened_on: date,
    first_import_at: datetime | None,
    first_wave: bool,
) -> list[Place]:
    """The place of every person: the own unit when settled, else the nearest unit above with ten settled people.

    `parents` maps each unit to the one above it. In a first wave the units of the first people import count as
    settled, and they stay so for people who were invited there before and have not moved since.

    Who is not settled has no location, tenure, job family or named group either: whoever can put people into a unit
    can label them, and four new accounts with one person's label would be a group around that person. For the same
    reason a settled person counts in the own unit, but without location, tenure, job family and named groups (a feature
    may have made them of these), for as long after one of them changed.
    """
    rule = _Rule(opened_at - SETTLED_AFTER, first_import_at, first_wave)
    paths = {person.id: path_of(person.unit_id, parents) for person in people}
    settled = {person.id for person in people if rule.is_settled(person)}
    among = Counter(unit for person in people if person.id in settled for unit in paths[person.id])
    places = []
    for person in people:
        if person.id not in settled:
            places.append(Place(person.id, _sheltered(paths[person.id], among), "", ""))
            continue
        place = Place(person.id, paths[person.id], "", "")
        if rule.is_placed(person):
            groups = tuple(sorted(key for key, group in (named or {}).items() if person.id in group.member_ids))
            tenure = tenure_band(person.hired_on, opened_on)
            place = Place(person.id, paths[person.id], person.location, tenure, person.job_family, groups)
        places.append(place)
    return places


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


def named_too_small(places: Iterable[Place], named: Mapping[str, NamedGroup]) -> list[str]:
    """Labels of named groups with too few settled people among the invited, in the order of their names."""
    counted = Counter(key for place in places for key in place.groups)
    return sorted(group.label for key, group in named.items() if counted[key] < SMALLEST_NAMED_GROUP)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Since when somebody must have stood where they stand, and whether the first import counts as settled."""

    since: datetime
    first_import_at: datetime | None
    first_wave: bool

    def is_settled(self, person: Person) -> bool:
        """Whether somebody counts in the own unit."""
        if person.activated_at is not None and person.activated_at <= self.since and person.unit_since <= self.since:
            return True
        return self._came_first(person.unit_since) and (self.first_wave or person.was_invited)

    def is_placed(self, person: Person) -> bool:
        """Whether a settled person's location, tenure and job family are old enough to count."""
        changed = person.placed_since
        return changed is None or changed <= self.since or self._came_first(changed)

    def _came_first(self, moment: datetime) -> bool:
        return self.first_import_at is not None and moment <= self.first_import_at + FIRST_IMPORT_TAKES


def _sheltered(path: tuple[UUID, ...], settled: Mapping[UUID, int]) -> tuple[UUID, ...]:
    for length in range(len(path) - 1, 0, -1):
        if settled[path[length - 1]] >= SETTLED_GROUP:
            return path[:length]
    return ()
