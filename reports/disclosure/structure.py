"""Which groups of a wave are published: candidates weighed by the ledger, siblings merged; no answer is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np

from reports.disclosure.candidates import PRIORITY, Cell, DisclosureError, Group, Kind, groups_of, merged, siblings_of
from reports.disclosure.chart import stepping_back
from reports.disclosure.ledger import STRICT, USUAL, Ledger
from reports.disclosure.rounds import Round, link

MINIMUM_THRESHOLD = 5


class Reason(StrEnum):
    """One word for why a group has no figure of its own; readers see one sentence for all of them."""

    SMALL = "small"
    LEDGER = "ledger"
    MERGED = "merged"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Policy:
    """Fewest answers behind a figure, the stricter limits, and whether only the whole organization gets figures."""

    threshold: int = MINIMUM_THRESHOLD
    strict: bool = False
    organization_only: bool = False

    def __post_init__(self) -> None:
        if self.threshold < MINIMUM_THRESHOLD:
            raise DisclosureError(f"The threshold is {MINIMUM_THRESHOLD} or more.")


@dataclass(frozen=True)
class Structure:
    """What a wave may publish, before any answer is looked at.

    ``cells`` are all cells of the audience, ``people`` the respondents of each (pseudonyms, sorted), ``groups`` every
    candidate with its cells in the order of the walk (merged ones after the units), ``hidden`` why a group may not be
    published. ``round`` is what the ledger keeps of it.
    """

    policy: Policy
    cells: tuple[Cell, ...]
    people: tuple[tuple[str, ...], ...]
    groups: dict[Group, tuple[int, ...]]
    hidden: dict[Group, Reason]
    round: Round
    max_r2: float
    max_linked_r2: float

    @cached_property
    def depths(self) -> dict[str, int]:
        """How deep each unit stands in the chart, the top ones at 1."""
        return {unit: depth for cell in self.cells for depth, unit in enumerate(cell.units, 1)}

    def open_groups(self) -> list[Group]:
        """The groups that may be published, in the order of the walk."""
        return [group for group in self.groups if group not in self.hidden]


def structure(
    respondents: Mapping[str, Cell],
    policy: Policy,
    *,
    audience: Iterable[Cell] = (),
    past: Sequence[Round] = (),
) -> Structure:
    """Walk the candidates of one wave by priority, larger ones first; siblings without a figure get one together.

    ``respondents`` are pseudonyms with their cells, ``audience`` the cells of everybody invited (so that the list of
    candidates does not tell who answered), ``past`` the rounds published before, oldest first. The outcome depends
    neither on any order nor on any answer. Cost: see ``ledger`` and ``rounds``.
    """
    cells = tuple(sorted({*audience, *respondents.values()}))
    place_of = {cell: place for place, cell in enumerate(cells)}
    gathered: list[list[str]] = [[] for _ in cells]
    for person in sorted(respondents):
        gathered[place_of[respondents[person]]].append(person)
    people = tuple(tuple(inside) for inside in gathered)
    groups = {
        group: places
        for group, places in groups_of(cells).items()
        if not policy.organization_only or group == Group(Kind.ORG)
    }
    walk = _Walk(np.array([len(inside) for inside in people]), policy, past, people)
    ordered = sorted(groups, key=lambda group: _order(group, walk.count(groups[group])))
    units = {group: groups[group] for group in ordered if group.kind is Kind.ORG}
    last = walk.stepping_back(units, cells)
    found = dict(sorted(units.items(), key=lambda one: one[0] in last))
    hidden = walk.decide(found)
    _merge(found, hidden, walk, cells)
    others = {group: groups[group] for group in ordered if group.kind is not Kind.ORG}
    hidden |= walk.decide(others)
    found |= others
    published = sorted({walk.inside(found[group]) for group in found if group not in hidden})
    names, numbers = _respondents(people)
    kept = Round(names, tuple(tuple(n for cell in inside for n in numbers[cell]) for inside in published))
    return Structure(policy, cells, people, found, hidden, kept, walk.max_r2, walk.max_linked_r2)


class _Walk:
    """The ledger of one wave over its cells with answers, asked for groups of any cells."""

    def __init__(
        self, sizes: np.ndarray, policy: Policy, past: Sequence[Round], people: Sequence[Sequence[str]]
    ) -> None:
        self._sizes = sizes
        self._threshold = policy.threshold
        filled = np.flatnonzero(sizes)
        self._atom = {int(cell): atom for atom, cell in enumerate(filled)}
        links = link(past, {atom: people[cell] for cell, atom in self._atom.items()}) if len(filled) else None
        self._ledger = Ledger(sizes[filled], policy.threshold, STRICT if policy.strict else USUAL, links)
        self._fate: dict[tuple[int, ...], bool] = {}

    def inside(self, places: Iterable[int]) -> tuple[int, ...]:
        """The cells with answers among these."""
        return tuple(place for place in places if place in self._atom)

    def count(self, places: Sequence[int]) -> int:
        """Answers in these cells."""
        return int(self._sizes[list(places)].sum())

    def decide(self, groups: Mapping[Group, tuple[int, ...]]) -> dict[Group, Reason]:
        """Why groups stay hidden; the same people are weighed once and share one fate."""
        large = {
            group: self.inside(places) for group, places in groups.items() if self.count(places) >= self._threshold
        }
        new = [inside for inside in dict.fromkeys(large.values()) if inside not in self._fate]
        told = self._ledger.walk([[self._atom[cell] for cell in inside] for inside in new])
        self._fate.update(zip(new, told, strict=True))
        hidden = {group: Reason.SMALL for group in groups if group not in large}
        return hidden | {group: Reason.LEDGER for group, inside in large.items() if not self._fate[inside]}

    def stepping_back(self, units: Mapping[Group, tuple[int, ...]], cells: Sequence[Cell]) -> set[Group]:
        """Inner units that are weighed after all others, because without them more units get figures."""
        paths = {unit: cell.units[:depth] for cell in cells for depth, unit in enumerate(cell.units, 1)}
        large = {group: self.inside(places) for group, places in units.items() if self.count(places) >= self._threshold}
        return stepping_back(self._sizes, large, paths, self._threshold, self._ledger.limits)

    @property
    def max_r2(self) -> float:
        return float(self._ledger.r2.max(initial=0))

    @property
    def max_linked_r2(self) -> float:
        return max(self.max_r2, float(self._ledger.linked_r2.max(initial=0)))


def _order(group: Group, count: int) -> tuple[int, int, Group]:
    return PRIORITY[group.kind], -count, group


def _merge(
    groups: dict[Group, tuple[int, ...]], hidden: dict[Group, Reason], walk: _Walk, cells: Sequence[Cell]
) -> None:
    """Give siblings without a figure one together, larger families first; changes ``groups`` and ``hidden``."""
    families = []
    for siblings in siblings_of(cells).values():
        without = [unit for unit in siblings if hidden.get(Group(Kind.ORG, (unit,))) in _WITHOUT]
        if len(without) > 1:
            families.append(merged(without, groups))
    shown = {walk.inside(groups[group]) for group in groups if group not in hidden}
    families = [(group, places) for group, places in families if walk.inside(places) not in shown]
    for group, places in sorted(families, key=lambda family: _order(family[0], walk.count(family[1]))):
        if walk.decide({group: places}):
            continue
        groups[group] = places
        for unit in group.units:
            hidden[Group(Kind.ORG, (unit,))] = Reason.MERGED


_WITHOUT = (Reason.SMALL, Reason.LEDGER)


def _respondents(people: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[range]]:
    names = tuple(person for inside in people for person in inside)
    ends = [0]
    for inside in people:
        ends.append(ends[-1] + len(inside))
    return names, [range(start, stop) for start, stop in pairwise(ends)]
