"""The attacker who counts: whose third of the range is certain, given all band counts and means of a wave."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from bench.intervals import Atoms, atoms, polytope
from bench.sight import Booleans, Sight, third
from bench.simulated import Floats, Numbers


def certain_bands(sight: Sight, *, means: bool = True, seconds: float = 20) -> int:
    """How many people can only be in one third, given all band counts and, with ``means``, all means.

    Whole people, not fractions. First a possible world is sought beside the true one, where somebody stands elsewhere
    alone or has changed places with one other; for those left, integer programs look for any world. A program that is
    cut off after ``seconds`` without a world counts its people as certain.
    """
    if not len(sight.people):
        return 0
    groups = atoms(sight)
    bands = third(sight.truth, sight.precision)
    nearby = _Nearby(sight, bands, means)
    left = [
        atom
        for atom in range(groups.count)
        if len(set(bands[groups.of == atom])) == 1 and not nearby.moves(int(groups.first[atom]))
    ]
    return int(np.isin(groups.of, _stuck(sight, groups, bands, left, means, seconds)).sum())


class _Nearby:
    """Worlds in which one or two people stand elsewhere than in truth."""

    def __init__(self, sight: Sight, bands: Numbers, means: bool) -> None:
        self._sight, self._bands, self._means = sight, bands, means
        true = sight.member.astype(float) @ (bands[:, None] == np.arange(3))
        slack, hidden = sight.precision.slack, np.isnan(sight.counts)
        self._leave = hidden | (true - 1 >= sight.counts - slack)
        self._enter = hidden | (true + 1 <= sight.counts + slack)
        sums = sight.member @ sight.truth
        self._up, self._down = sight.highest - sums + 1e-6, sums - sight.lowest + 1e-6
        grid = np.arange(sight.precision.low, sight.precision.high + sight.precision.step / 2, sight.precision.step)
        self._values = [grid[third(grid, sight.precision) == band] for band in range(3)]

    def moves(self, person: int) -> bool:
        """Whether some such world has this person elsewhere."""
        return any(
            self._alone(person, band) or self._in_exchange(person, band)
            for band in range(3)
            if band != self._bands[person] and len(self._values[band])
        )

    def _alone(self, person: int, band: int) -> bool:
        values = self._values[band]
        other = values[np.abs(values - self._sight.truth[person]).argmin()]
        rows = self._sight.member[:, person]
        change = np.array([[other - self._sight.truth[person]]])
        return bool(self._fits(int(self._bands[person]), band, change)[rows].all())

    def _in_exchange(self, person: int, band: int) -> bool:
        others = np.flatnonzero(self._bands == band)
        own = int(self._bands[person])
        change = (self._sight.truth[others] - self._sight.truth[person])[None, :]
        here, there = self._sight.member[:, [person]], self._sight.member[:, others]
        fine = self._fits(own, band, change) | ~(here & ~there)
        fine &= self._fits(band, own, -change) | ~(there & ~here)
        return bool(fine.all(axis=0).any())

    def _fits(self, old: int, new: int, change: Floats) -> Booleans:
        """By row and change (1, C): may somebody go from band ``old`` to ``new`` with an answer that much larger."""
        counts = (self._leave[:, old] & self._enter[:, new])[:, None]
        if not self._means:
            return np.broadcast_to(counts, (len(counts), change.shape[1]))
        return np.asarray(counts & (change <= self._up[:, None]) & (-change <= self._down[:, None]))


def _stuck(sight: Sight, groups: Atoms, bands: Numbers, left: list[int], means: bool, seconds: float) -> list[int]:
    """Those atoms of ``left`` whose people are in their third in every possible world."""
    lattice, columns = sight.precision, len(groups.size)
    matrix, lowest, highest, lower, upper = polytope(sight, groups)
    if not means:
        lowest[: len(sight.keys)], highest[: len(sight.keys)] = -np.inf, np.inf
    kinds = np.unique(third(np.arange(lattice.low, lattice.high + lattice.step / 2, lattice.step), lattice))
    whole = np.concatenate([np.zeros(columns), np.ones(columns * len(kinds))])
    while left:
        places = columns + np.array(left)[:, None] * len(kinds) + np.arange(len(kinds))
        own = places[np.arange(len(left)), np.searchsorted(kinds, bands[groups.first[left]])]
        gain = np.zeros(matrix.shape[1])
        gain[places] = -1.0
        gain[own] = 0.0
        world = milp(
            gain,
            constraints=LinearConstraint(matrix, lowest, highest),
            bounds=Bounds(lower, upper),
            integrality=whole,
            options={"time_limit": seconds, "mip_rel_gap": 0.5},  # nobody elsewhere: only a proof ends it
        )
        if world.x is None or world.fun > -0.5:
            break
        left = [atom for atom, column in zip(left, own, strict=True) if world.x[column] > 0.5]
    return left
