"""Few people who hinder each other: the best split of up to a dozen into pairs and trios, by trying all."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from wellbeing.pairings.barred import Places

if TYPE_CHECKING:
    from wellbeing.pairings.leftovers import Groups

MOST = 12
MOST_CUT_OUT = 20  # knots that are only a part of what hangs together, a round
STEP = 1_000_000  # each aim outweighs all that follow


def untie(groups: Groups) -> None:
    """Regroup each single person's surroundings; exact where no more than a dozen people hang together.

    The aims, in order: fewest left out, fewest of them twice running, fewest and oldest repeats inside the cool-down,
    fewest trios on people who had many, the highest score.
    """
    cut_out = 0
    for person in groups.single():
        if groups.mates[person]:
            continue
        members, whole = _surroundings(groups, person)
        if len(members) < 2 or (not whole and cut_out >= MOST_CUT_OUT):
            continue
        cut_out += not whole
        split = _best_split(groups, np.array(members))
        for member in members:
            groups.mates[member] = ()
        for group in split:
            groups.join(group)


def _surroundings(groups: Groups, person: int) -> tuple[list[int], bool]:
    """The person and who hangs together with them, whole groups only; whether that is everybody who does."""
    members = [person]
    for member in members:
        everybody = np.arange(len(groups.mates))
        near = np.flatnonzero(groups.row(member, everybody, cooldown=False) >= 0)
        for other in near.tolist():
            if other in members:
                continue
            joined = [other, *groups.mates[other]]
            if len(members) + len(joined) > MOST:
                return sorted(members), False
            members.extend(joined)
    return sorted(members), True


def _best_split(groups: Groups, members: Places) -> list[tuple[int, ...]]:
    """The groups of the cheapest split of these members; who is in none stays single."""
    costs = _costs_of_groups(groups, members)
    options = [[each for each in costs if each[0] == first] for first in range(len(members))]
    alone = [STEP**4 + STEP**3 * int(groups.waited[member]) for member in members]

    @cache
    def cheapest(free: int) -> tuple[int, tuple[tuple[int, ...], ...]]:
        if not free:
            return 0, ()
        first = (free & -free).bit_length() - 1
        cost, split = cheapest(free & ~(1 << first))
        best = cost + alone[first], split
        for group in options[first]:
            mask = sum(1 << place for place in group)
            if mask & free == mask:
                cost, split = cheapest(free & ~mask)
                if cost + costs[group] < best[0]:
                    best = cost + costs[group], (group, *split)
        return best

    return [tuple(int(members[place]) for place in group) for group in cheapest((1 << len(members)) - 1)[1]]


def _costs_of_groups(groups: Groups, members: Places) -> dict[tuple[int, ...], int]:
    """What each possible pair and trio costs."""
    one, two = np.triu_indices(len(members), 1)
    worth = groups.scores.pairs(members[one], members[two], cooldown=False)
    recent = groups.scores.recency(members[one], members[two])
    pair = {
        (int(first), int(second)): (int(value), int(age))
        for first, second, value, age in zip(one, two, worth, recent, strict=True)
        if value >= 0
    }
    costs: dict[tuple[int, ...], int] = {key: STEP**2 * _repeats(age) - value for key, (value, age) in pair.items()}
    trios = [each for each in combinations(range(len(members)), 3) if all(two in pair for two in combinations(each, 2))]
    if trios:
        fits = groups.scores.fit_by_kind(*members[np.array(trios).T])
        for trio, fit in zip(trios, fits, strict=True):
            if fit:
                told = [pair[two] for two in combinations(trio, 2)]
                before = sum(int(groups.trios_before[members[place]]) for place in trio)
                value = sum(each[0] for each in told) // 3
                repeats = sum(_repeats(each[1]) for each in told)
                costs[trio] = STEP**2 * repeats + STEP * (1 + min(before, 1_000)) - value
    return costs


def _repeats(age: int) -> int:
    return 2_000 + age if age else 0
