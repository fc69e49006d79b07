"""Where the groups of a wave stand in a report: the chart first, then what crosses it, in an order that stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from reports.disclosure.candidates import PRIORITY, Cell, Group, Kind
from reports.disclosure.release import Figure as EngineFigure
from reports.disclosure.rounding import Bound
from reports.disclosure.structure import Reason
from reports.disclosure.table import band_text
from reports.releases.participation import Rate
from reports.releases.statistics import Figure

HIDDEN, MERGED = "hidden", "merged"
"""Why a group has no figure of its own, as far as it is stored: more would tell who answered."""

TENURES = ("under_1", "1_to_2", "3_to_9", "10_or_more")
LISTED_HIDDEN = (Kind.ORG, Kind.LOCATION, Kind.TENURE, Kind.FAMILY, Kind.NAMED)
"""Kinds of groups that are listed even when hidden; crossings of two would be mostly empty lines."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it is called when the wave is released; places are given in chart order."""

    unit_id: UUID
    path: str


class Placing:
    """The groups of one wave in their order; units that are gone at the release have no place and no figure."""

    def __init__(self, groups: Sequence[Group], invited: Mapping[Cell, int], places: Sequence[Place]) -> None:
        self._order = {str(place.unit_id): number for number, place in enumerate(places)}
        self._places = {str(place.unit_id): place for place in places}
        self._above = {unit: above for cell in invited for above, unit in _steps(cell)}
        self._asked: dict[str, int] = {}
        for cell, count in invited.items():
            for unit in cell.units:
                self._asked[unit] = self._asked.get(unit, 0) + count
        standing = [group for group in groups if self._stands(group)]
        self._position = {group: position for position, group in enumerate(sorted(standing, key=self._key))}

    def figures(self, released: Sequence[EngineFigure], labels: Mapping[str, str]) -> tuple[Figure, ...]:
        """The figures of one scale in their order; ``labels`` are those of the named groups by key."""
        found = [
            self._figure(one, labels)
            for one in released
            if one.group in self._position and (one.mean is not None or one.group.kind in LISTED_HIDDEN)
        ]
        return tuple(sorted(found, key=lambda figure: figure.position))

    def rates(self, rates: Mapping[Group, Rate], labels: Mapping[str, str] | None = None) -> tuple[Figure, ...]:
        """The figures of the response rate in their order; ``labels`` are those of the named groups by key."""
        found = []
        for group, rate in rates.items():
            if group in self._position:
                value, bound = rate or (None, Bound.EXACT)
                found.append(self._named(group, labels or {}, value, bound, None, "" if rate else HIDDEN))
        return tuple(sorted(found, key=lambda figure: figure.position))

    def _stands(self, group: Group) -> bool:
        return not group.units or any(unit in self._places for unit in group.units)

    def _key(self, group: Group) -> tuple[object, ...]:
        """Merged siblings stand before the first of them, crossings of a unit behind the whole chart."""
        unit = min((self._order[unit] for unit in group.units if unit in self._order), default=-1)
        if group.kind is Kind.ORG:
            return 0, unit, len(group.units) == 1, 0, "", 0, "", ""
        tenure = TENURES.index(group.tenure) if group.tenure in TENURES else len(TENURES)
        return 1, unit, False, PRIORITY[group.kind], group.location, tenure, group.tenure, group.family + group.name

    def _figure(self, one: EngineFigure, labels: Mapping[str, str]) -> Figure:
        reason = "" if one.reason is None else MERGED if one.reason is Reason.MERGED else HIDDEN
        band = band_text(one.size_low, one.size_high)
        return self._named(one.group, labels, one.mean, one.bound, band, reason, one.bands)

    def _named(
        self,
        group: Group,
        labels: Mapping[str, str],
        value: int | None,
        bound: Bound,
        n_band: str | None,
        reason: str,
        bands: tuple[int, int, int] | None = None,
    ) -> Figure:
        merged = len(group.units) > 1
        units = [unit for unit in group.units if unit in self._places]
        unit = (self._above[units[0]] if merged else units[0]) if units else ""
        place = self._places.get(unit)
        status = "suppressed" if value is None else "merged" if merged else "published"
        return Figure(
            unit_id=place.unit_id if place else None,
            unit_path=place.path if place else "",
            position=self._position[group],
            value=value,
            bound=None if bound is Bound.EXACT else bound.value,
            n_band=n_band,
            status=status,
            reason=reason or None,
            kind=group.kind.value,
            unit_ids=tuple(self._places[one].unit_id for one in sorted(units, key=self._order.__getitem__))
            if merged
            else (),
            location=group.location,
            tenure=group.tenure,
            family=group.family,
            name=self._largest(units) if merged else labels.get(group.name, group.name),
            bands=bands,
        )

    def _largest(self, units: Sequence[str]) -> str:
        """The name of the sibling with the most people invited; of equals the first in the chart."""
        first = min(units, key=lambda unit: (-self._asked.get(unit, 0), self._order[unit]))
        return self._places[first].path.rsplit(" / ", 1)[-1]


def _steps(cell: Cell) -> zip[tuple[str, str]]:
    return zip(("", *cell.units), cell.units, strict=False)
