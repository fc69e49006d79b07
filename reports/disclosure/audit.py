"""The back-stop that looks at values: how closely do all published figures of a scale bound one person's answer?

Unknowns are atoms, people with the same pattern of published groups; each published figure bounds the sum over its
atoms by its rounding and its noise. An answer is safe when the ends of its interval lie more than 40 of 100 apart.
Source: bounds of table cells by linear programming (Fischetti and Salazar, Management Science 2001; Garfinkel, Abowd
and Martindale, CACM 2019); solved by HiGHS (Huangfu and Hall, Mathematical Programming Computation 2018).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from reports.disclosure.posterior import Floats

SAFE_WIDTH = 40.0
"""An answer's interval must be wider than this (points of 100).

Twice what is promised, and more than a third of the range: so no means alone say in which band somebody stands.
"""

VERTICES = 6
"""Random directions whose optimal vertices prove most intervals wide."""

_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """A published sum: its cells, the bounds that a reader can infer, and the breakdowns it is part of.

    ``breakdowns`` are ordered; the larger of two is given up first.
    """

    places: tuple[int, ...]
    low: float
    high: float
    breakdowns: tuple[tuple[int, int], ...]


@dataclass
class Audited:
    """What the audit did: atoms, solved programs, seconds, and the breakdowns it gave up."""

    atoms: int = 0
    solves: int = 0
    seconds: float = 0.0
    refused: set[tuple[int, int]] = field(default_factory=set)


def audit(sizes: np.ndarray, sums: Floats, step: float | None, rows: Sequence[Row]) -> Audited:
    """Refuse whole breakdowns until every answer's interval is wide enough.

    ``sizes`` and ``sums`` (0-100 points) are the answers of each cell; with ``step`` every sum is a multiple of it.
    The truth itself is a point inside, from which most intervals are proven wide by moving one atom within the
    slack of its rows; vertices of random programs prove more; two programs an atom settle the rest. Cost: rows x
    atoms for the first step, which settles nearly all; programs grow with the connected component.
    """
    began = time.perf_counter()
    told = Audited()
    left = list(rows)
    while _is_narrow(sizes, sums, step, left, told):
        told.refused.add(_weakest(sizes, sums, step, left, told))
        left = _without(told.refused, left)
    told.seconds = time.perf_counter() - began
    return told


def _is_narrow(sizes: np.ndarray, sums: Floats, step: float | None, rows: Sequence[Row], told: Audited) -> bool:
    if not rows:
        return False
    problem = _Problem(sizes, sums, step, rows)
    told.atoms = max(told.atoms, problem.atoms)
    narrow = problem.narrow()
    told.solves += problem.solves
    return bool(len(narrow))


def _weakest(
    sizes: np.ndarray, sums: Floats, step: float | None, rows: Sequence[Row], told: Audited
) -> tuple[int, int]:
    """The weakest breakdown that, given up alone, makes every interval wide; else the weakest of all."""
    order = sorted({one for row in rows for one in row.breakdowns} - told.refused, reverse=True)
    for breakdown in order:
        if not _is_narrow(sizes, sums, step, _without({*told.refused, breakdown}, rows), told):
            return breakdown
    return order[0]


def _without(refused: set[tuple[int, int]], rows: Sequence[Row]) -> list[Row]:
    """The rows that some breakdown still shows."""
    return [row for row in rows if not refused.issuperset(row.breakdowns)]


class _Problem:
    """One set of published rows over its atoms."""

    def __init__(self, sizes: np.ndarray, sums: Floats, step: float | None, rows: Sequence[Row]) -> None:
        self._step = step or 0.0
        pattern: dict[int, list[int]] = {}
        for number, row in enumerate(rows):
            for place in row.places:
                pattern.setdefault(place, []).append(number)
        atom_of: dict[tuple[int, ...], list[int]] = {}
        for place in sorted(pattern):
            atom_of.setdefault(tuple(pattern[place]), []).append(place)
        members = list(atom_of.items())
        self.atoms, self.solves = len(members), 0
        self._sizes = np.array([sizes[places].sum() for _rows, places in members], dtype=float)
        self._sums = np.array([sums[places].sum() for _rows, places in members])
        ends = np.cumsum([0, *(len(inside) for inside, _places in members)])
        indices = np.concatenate([np.array(inside) for inside, _places in members])
        ones = np.ones(len(indices))
        self._in_rows: csc_array = csc_array((ones, indices, ends), shape=(len(rows), len(members)))
        low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
        if self._step:
            low, high = np.ceil(low / step - _NOTHING) * step, np.floor(high / step + _NOTHING) * step
        truth = self._in_rows @ self._sums
        self._low, self._high = np.minimum(low, truth), np.maximum(high, truth)

    def narrow(self) -> np.ndarray:
        """Atoms with an answer whose interval is not wide enough."""
        least, most = self._moved()
        open_atoms = self._open(least, most)
        if not len(open_atoms):
            return open_atoms
        together = self._in_rows.T @ self._in_rows
        _count, component = connected_components(together, directed=False)
        found = []
        for one in np.unique(component[open_atoms]):
            inside = np.flatnonzero(component == one)
            found.append(self._solved(inside, least, most))
        return np.concatenate(found)

    def _open(self, least: Floats, most: Floats, among: np.ndarray | None = None) -> np.ndarray:
        """Atoms not yet proven wide, from attained sums ``least`` and ``most``.

        In an atom of m people one answer can be as low as the least sum less 100 for each of the others, and as high
        as the largest sum; both within 0-100.
        """
        low = np.maximum(0, least - 100 * (self._sizes - 1))
        high = np.minimum(100, most)
        open_atoms = np.flatnonzero(high - low <= SAFE_WIDTH + _NOTHING)
        return open_atoms if among is None else np.intersect1d(open_atoms, among)

    def _moved(self) -> tuple[Floats, Floats]:
        """Least and largest sum of each atom when it alone moves from the truth."""
        now = self._in_rows @ self._sums
        up, down = self._high - now, now - self._low
        entries, starts = self._in_rows.indices, self._in_rows.indptr[:-1]
        most = self._sums + np.minimum(np.minimum.reduceat(up[entries], starts), 100 * self._sizes - self._sums)
        least = self._sums - np.minimum(np.minimum.reduceat(down[entries], starts), self._sums)
        return least, most

    def _solved(self, inside: np.ndarray, least: Floats, most: Floats) -> np.ndarray:
        solver = _Program(self, inside)
        chance = np.random.default_rng(0)
        for _turn in range(VERTICES):
            if not len(self._open(least, most, inside)):
                break
            self._learn(solver.vertex(chance.standard_normal(len(inside))), inside, least, most)
        for atom in self._open(least, most, inside):
            for sign in (1.0, -1.0):
                if len(self._open(least, most, np.array([atom]))):
                    cost = np.zeros(len(inside))
                    cost[np.searchsorted(inside, atom)] = sign
                    self._learn(solver.vertex(cost), inside, least, most)
        self.solves += solver.solves
        return self._open(least, most, inside)

    @staticmethod
    def _learn(vertex: Floats, inside: np.ndarray, least: Floats, most: Floats) -> None:
        least[inside] = np.minimum(least[inside], vertex)
        most[inside] = np.maximum(most[inside], vertex)

    def parts(self, inside: np.ndarray) -> tuple[csr_array, Floats, Floats, Floats]:
        """Rows, their bounds and the largest sums of a component."""
        block = csr_array(self._in_rows[:, inside])
        used = np.flatnonzero(np.diff(block.indptr))
        return csr_array(block[used]), self._low[used], self._high[used], 100 * self._sizes[inside]


class _Silent(highspy.Highs):
    """HiGHS that says nothing: its constructor would greet on standard output, where figures are printed."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is theirs
        self.setOptionValue("output_flag", False)


class _Program:
    """One linear program whose direction changes; HiGHS starts each time from the vertex before."""

    def __init__(self, problem: _Problem, inside: np.ndarray) -> None:
        rows, low, high, most = problem.parts(inside)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(inside), rows.shape[0]
        model.col_cost_ = np.zeros(len(inside))
        model.col_lower_, model.col_upper_ = np.zeros(len(inside)), most
        model.row_lower_, model.row_upper_ = low, high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = rows.indptr, rows.indices
        model.a_matrix_.value_ = rows.data
        self._highs: Any = _Silent()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("threads", 1)
        self._highs.passModel(model)
        self._columns = np.arange(len(inside), dtype=np.int32)
        self.solves = 0

    def vertex(self, cost: Floats) -> Floats:
        """A point inside that makes ``cost`` smallest."""
        self._highs.changeColsCost(len(cost), self._columns, cost)
        self._highs.run()
        self.solves += 1
        return np.array(self._highs.getSolution().col_value)
