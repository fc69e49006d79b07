"""The attacker who computes: what each person's answer can be at least and at most."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import highspy
import numpy as np
from highspy._core import _Highs as Quiet  # the public class greets on standard output
from scipy.sparse import block_array, csr_array, eye_array, kron

from bench.sight import Sight, third
from bench.simulated import Floats, Numbers

NEAR = 20.0  # an interval this wide or narrower tells the answer within 10 points
PROBES = 12


@dataclass(frozen=True, slots=True)
class Atoms:
    """People no group tells apart, one column each for somebody of them and, where there are more, for the rest.

    ``of`` (N,) is each person's atom. Columns are first somebody of each atom, then the rests; ``size`` (C,) is the
    people in each column, ``rows`` (G, C) the groups they are in.
    """

    of: Numbers
    first: Numbers
    size: Floats
    rows: csr_array

    @property
    def count(self) -> int:
        """How many atoms there are."""
        return len(self.first)


def atoms(sight: Sight) -> Atoms:
    """The atoms of one wave."""
    packed = np.packbits(sight.member, axis=0).T if len(sight.keys) else np.zeros((len(sight.people), 1), np.uint8)
    _, first, of, count = np.unique(packed, axis=0, return_index=True, return_inverse=True, return_counts=True)
    more = np.flatnonzero(count > 1)
    size = np.concatenate([np.ones(len(first)), count[more] - 1.0])
    return Atoms(
        of.ravel(), first, size, csr_array(sight.member[:, np.concatenate([first, first[more]])].astype(float))
    )


def intervals(sight: Sight, *, bands: bool = False, victims: Collection[str] | None = None) -> Floats:
    """Lowest and highest possible answer of each of the N ``victims`` (else of everybody), (N, 2), on the lattice.

    One linear program over all shown means, with ``bands`` over band counts too. Bounds are exact for those whose
    interval is at most NEAR wide; a wider one may be reported too narrow, but never as narrow as that. Cost: two
    warm-started solves for each atom that PROBES random corners and the truth do not show to be wide. Raises
    ArithmeticError when no answers fit the figures.
    """
    asked = [place for place, person in enumerate(sight.people) if victims is None or person in victims]
    if not asked:
        return np.zeros((0, 2))
    groups = atoms(sight)
    solver = _solver(sight, groups, bands)
    seen = np.repeat(sight.truth[groups.first][:, None], 2, axis=1)

    def look() -> None:
        corner = np.array(solver.getSolution().col_value[: groups.count])
        seen[:, 0] = np.minimum(seen[:, 0], corner)
        seen[:, 1] = np.maximum(seen[:, 1], corner)

    rng = np.random.default_rng(len(sight.people))
    columns = np.arange(len(groups.size), dtype=np.int32)
    for probe in range(PROBES):
        cost = rng.standard_normal(len(columns)) if probe > 1 else np.full(len(columns), 1.0 - 2 * probe)
        _solve(solver, columns, cost)
        look()
    _solve(solver, columns, np.zeros(len(columns)))
    for atom in np.unique(groups.of[asked]):
        for way in (1.0, -1.0):
            if np.ptp(_snapped(sight, seen[atom])) > NEAR:
                break
            _solve(solver, columns[atom : atom + 1], np.array([way]))
            look()
        solver.changeColCost(int(atom), 0.0)
    return _snapped(sight, seen[groups.of[asked]])


def _snapped(sight: Sight, seen: Floats) -> Floats:
    """Bounds moved inward to possible answers."""
    low, step = sight.precision.low, sight.precision.step
    shifted = (seen - low) / step
    return np.asarray(
        low + step * np.stack([np.ceil(shifted[..., 0] - 1e-6), np.floor(shifted[..., 1] + 1e-6)], axis=-1)
    )


def told(found: Floats) -> tuple[int, int]:
    """How many answers are known exactly, and how many within 10 points (the exact ones too)."""
    width = found[:, 1] - found[:, 0]
    return int((width < 1e-6).sum()), int((width <= NEAR + 1e-6).sum())


def _solve(solver: Quiet, columns: np.ndarray, cost: Floats) -> None:
    solver.changeColsCost(len(columns), columns, cost)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"No answers fit the figures: {solver.modelStatusToString(solver.getModelStatus())}.")


def _solver(sight: Sight, groups: Atoms, bands: bool) -> Quiet:
    matrix, lowest, highest, lower, upper = polytope(sight, groups) if bands else _means(sight, groups)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_ = np.zeros(matrix.shape[1])
    program.col_lower_, program.col_upper_ = lower, upper
    program.row_lower_, program.row_upper_ = lowest, highest
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    solver = Quiet()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("threads", 1)
    solver.passModel(program)
    return solver


Polytope = tuple[csr_array, Floats, Floats, Floats, Floats]
"""Matrix, lowest and highest row sums, lowest and highest columns."""


def _means(sight: Sight, groups: Atoms) -> Polytope:
    """One column for the sum of each column of people, one row a shown mean."""
    lattice = sight.precision
    return groups.rows, sight.lowest, sight.highest, lattice.low * groups.size, lattice.high * groups.size


def polytope(sight: Sight, groups: Atoms) -> Polytope:
    """The columns of ``_means``, then for each column its people in those thirds that have possible answers."""
    base, lowest, highest, lower, upper = _means(sight, groups)
    lattice, columns = sight.precision, len(groups.size)
    grid = np.arange(lattice.low, lattice.high + lattice.step / 2, lattice.step)
    third_of = third(grid, lattice)
    names = np.unique(third_of)  # a two-point scale has no middle
    used = len(names)
    least = np.array([grid[third_of == name].min() for name in names])
    most = np.array([grid[third_of == name].max() for name in names])
    seen = ~np.isnan(sight.counts).any(axis=1)
    shown = sight.counts[seen][:, names]
    each = eye_array(columns)
    blocks = [
        [base, None],
        [None, kron(each, np.ones((1, used)))],
        [each, kron(each, -least[None, :])],
        [each, kron(each, -most[None, :])],
    ]
    if seen.any():
        blocks.append([None, kron(groups.rows[np.flatnonzero(seen)], eye_array(used))])
    matrix = block_array(blocks, format="csr")
    nothing, endless = np.zeros(columns), np.full(columns, np.inf)
    slack = lattice.slack
    return (
        csr_array(matrix),
        np.concatenate([lowest, groups.size, nothing, -endless, (shown - slack).ravel()]),
        np.concatenate([highest, groups.size, endless, nothing, (shown + slack).ravel()]),
        np.concatenate([lower, np.zeros(columns * used)]),
        np.concatenate([upper, np.repeat(groups.size, used)]),
    )
