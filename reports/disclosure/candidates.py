"""The groups that would like a figure: units, places, tenure, their crossings and named groups, from frozen cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class DisclosureError(ValueError):
    """What was handed in makes no sense; one sentence that says what and where."""


class Kind(StrEnum):
    """What a group is made by; the order is the priority in which groups are considered."""

    ORG = "org"
    LOCATION = "location"
    TENURE = "tenure"
    FAMILY = "family"
    NAMED = "named"
    DIRECTS = "directs"
    ORG_LOCATION = "org_location"
    ORG_TENURE = "org_tenure"
    LOCATION_TENURE = "location_tenure"


PRIORITY = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What is known of somebody when a wave opens: everybody in a cell belongs to the same groups.

    ``units`` runs from the root down to the own unit and is empty for whoever counts in the whole organization only;
    an empty text means unknown. ``named`` are the groups that a feature registered at the opening.
    """

    units: tuple[str, ...] = ()
    location: str = ""
    tenure: str = ""
    family: str = ""
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """The name of a group: its kind and whichever of the parts apply.

    ``units`` is empty for the whole organization, one unit for its subtree (for ``directs``: the people sitting in
    that very unit), several for merged subtrees. ``name`` is that of a named group.
    """

    kind: Kind
    units: tuple[str, ...] = ()
    location: str = ""
    tenure: str = ""
    family: str = ""
    name: str = ""


EVERYBODY = Group(Kind.ORG)


def groups_of(cells: Sequence[Cell]) -> dict[Group, tuple[int, ...]]:
    """Every candidate group with the places of its cells in ``cells``, in ascending order.

    The whole organization is always there. ``directs`` exist only for a unit with units below it: elsewhere they
    are the unit itself. Cost grows with cells x depth of the chart.
    """
    found: dict[Group, list[int]] = {EVERYBODY: []}
    inner = {unit for cell in cells for unit in cell.units[:-1]}
    for place, cell in enumerate(cells):
        for group in _groups_of(cell, inner):
            found.setdefault(group, []).append(place)
    return {group: tuple(places) for group, places in found.items()}


def _groups_of(cell: Cell, inner: set[str]) -> Iterator[Group]:
    yield EVERYBODY
    if cell.location:
        yield Group(Kind.LOCATION, location=cell.location)
    if cell.tenure:
        yield Group(Kind.TENURE, tenure=cell.tenure)
    if cell.location and cell.tenure:
        yield Group(Kind.LOCATION_TENURE, location=cell.location, tenure=cell.tenure)
    if cell.family:
        yield Group(Kind.FAMILY, family=cell.family)
    for name in cell.named:
        yield Group(Kind.NAMED, name=name)
    for unit in cell.units:
        yield Group(Kind.ORG, (unit,))
        if cell.location:
            yield Group(Kind.ORG_LOCATION, (unit,), location=cell.location)
        if cell.tenure:
            yield Group(Kind.ORG_TENURE, (unit,), tenure=cell.tenure)
    if cell.units and cell.units[-1] in inner:
        yield Group(Kind.DIRECTS, (cell.units[-1],))


def siblings_of(cells: Iterable[Cell]) -> dict[str, tuple[str, ...]]:
    """The units right below each unit ("" for the top), in the order of their names."""
    below: dict[str, set[str]] = {}
    for cell in cells:
        for above, unit in zip(("", *cell.units), cell.units, strict=False):
            below.setdefault(above, set()).add(unit)
    return {above: tuple(sorted(units)) for above, units in sorted(below.items())}


def merged(siblings: Sequence[str], groups: Mapping[Group, tuple[int, ...]]) -> tuple[Group, tuple[int, ...]]:
    """One group of several sibling units: its name and its cells."""
    places = {place for unit in siblings for place in groups[Group(Kind.ORG, (unit,))]}
    return Group(Kind.ORG, tuple(sorted(siblings))), tuple(sorted(places))
