"""The attacker with a pocket calculator: small remainders of shown groups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from bench.intervals import told
from bench.sight import Booleans, Sight


def subtraction(sight: Sight, largest: int = 3) -> tuple[int, int]:
    """People told exactly, and within 10 points, by taking one or two shown groups from a shown group around them.

    Looks at every pair of nested groups and at every two disjoint groups inside a third whose remainder has at most
    ``largest`` people, with the bounds of the sums; no algebra beyond that. Cost grows with the cube of nested groups.
    """
    lattice = sight.precision
    best = np.tile([lattice.low, lattice.high], (len(sight.people), 1))
    for rest, lowest, highest in _remainders(sight, largest):
        who = np.flatnonzero(rest)
        others = len(who) - 1
        best[who, 0] = np.maximum(best[who, 0], lowest - lattice.high * others)
        best[who, 1] = np.minimum(best[who, 1], highest - lattice.low * others)
    return told(best)


def _remainders(sight: Sight, largest: int) -> Iterator[tuple[Booleans, float, float]]:
    """Small remainders of nested groups, with the bounds of their sums; first the groups themselves."""
    member = sight.member
    size = member.sum(axis=1)
    common = member.astype(np.int32) @ member.T.astype(np.int32)
    for whole in range(len(size)):
        if size[whole] <= 2 * largest + 4:
            yield member[whole], sight.lowest[whole], sight.highest[whole]
        inside = np.flatnonzero((common[whole] == size) & (size < size[whole]))
        for part in inside[size[inside] >= size[whole] - largest]:
            yield (
                member[whole] & ~member[part],
                sight.lowest[whole] - sight.highest[part],
                sight.highest[whole] - sight.lowest[part],
            )
        for one, two in combinations(inside, 2):
            if common[one, two] == 0 and size[whole] - largest <= size[one] + size[two] < size[whole]:
                yield (
                    member[whole] & ~member[one] & ~member[two],
                    sight.lowest[whole] - sight.highest[one] - sight.highest[two],
                    sight.highest[whole] - sight.lowest[one] - sight.lowest[two],
                )
