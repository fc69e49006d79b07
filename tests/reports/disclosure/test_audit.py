"""The audit: intervals of single answers, what is given up, and distributions in bands."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from reports.disclosure.audit import SAFE_WIDTH, Row, audit
from reports.disclosure.bands import banded
from reports.disclosure.rounding import Bound, sum_range
from tests.reports.disclosure.companies import SECRET

ORG, PLACES = (0, 0), (1, 0)


def tight(sizes: list[int], sums: list[float], rows: list[Row]) -> bool:
    """Whether plain linear programs find an answer bound too closely."""
    design = np.zeros((len(rows), len(sizes)))
    for number, row in enumerate(rows):
        design[number, list(row.places)] = 1
    upper = np.vstack([design, -design])
    limits = np.concatenate([[row.high for row in rows], [-row.low for row in rows]])
    for place, size in enumerate(sizes):
        cost = np.zeros(len(sizes))
        cost[place] = 1
        ends = [
            linprog(sign * cost, A_ub=upper, b_ub=limits, bounds=[(0, 100 * one) for one in sizes]).fun * sign
            for sign in (1, -1)
        ]
        if min(100, ends[1]) - max(0, ends[0] - 100 * (size - 1)) <= SAFE_WIDTH:
            return True
    return False


def test_a_pair_with_a_known_sum_shows_nothing_in_a_program_and_therefore_needs_the_ledger() -> None:
    sizes, sums = np.array([5, 2]), np.array([250.0, 100.0])
    rows = [Row((0, 1), 350, 350, (ORG,)), Row((0,), 250, 250, (PLACES,))]
    assert audit(sizes, sums, 5, rows).refused == set(), "each of the two can still be anything from 0 to 100"


def test_an_answer_bound_too_closely_gives_up_the_weaker_breakdown_as_a_whole() -> None:
    sizes, sums = np.array([6, 1, 7]), np.array([300.0, 95.0, 420.0])
    rows = [
        Row((0, 1), 390, 400, (ORG,)),
        Row((0,), 295, 305, (PLACES,)),
        Row((2,), 415, 425, (PLACES,)),
    ]
    told = audit(sizes, sums, 5, rows)
    assert told.refused == {PLACES}
    assert told.solves > 0


@pytest.mark.parametrize("seed", range(12))
def test_the_audit_finds_what_plain_programs_find(seed: int) -> None:
    chance = np.random.default_rng(seed)
    sizes = chance.integers(1, 4, 9)
    sums = np.array([5.0 * chance.integers(0, 20 * size + 1) for size in sizes])
    rows = []
    for number in range(7):
        places = tuple(np.flatnonzero(chance.random(9) < 0.5).tolist()) or (0,)
        count, total = int(sizes[list(places)].sum()), float(sums[list(places)].sum())
        reach = float(chance.choice([2, 10, 40]))
        shown = np.floor((total + chance.uniform(-reach, reach)) / count + 0.5)
        low, high = sum_range(int(min(100, max(0, shown))), Bound.EXACT, count, reach)
        rows.append(Row(places, min(low, total), max(high, total), ((number, 0),)))
    told = audit(sizes, sums, None, rows)
    kept = [row for row in rows if not told.refused.issuperset(row.breakdowns)]
    patterns: dict[tuple[int, ...], list[int]] = {}
    for place in range(9):
        patterns.setdefault(tuple(n for n, row in enumerate(rows) if place in row.places), []).append(place)
    atoms = [inside for pattern, inside in patterns.items() if pattern]

    def told_of(some: list[Row]) -> bool:
        over = [Row(tuple(a for a, inside in enumerate(atoms) if inside[0] in row.places), row.low, row.high, ((0, 0),))
                for row in some]  # fmt: skip
        return tight(
            [int(sizes[inside].sum()) for inside in atoms], [float(sums[inside].sum()) for inside in atoms], over
        )

    assert told_of(rows) == bool(told.refused)
    assert not kept or not told_of(kept)


def test_everybody_alike_and_everybody_extreme_stay_uncertain() -> None:
    for answers in ((0, 0, 20), (20, 0, 0), (0, 20, 0)):
        counts = [answers, (0, 0, 14), (9, 0, 0)]
        people: dict[tuple[int, ...], list[str]] = {
            (0, 1, 2): [f"p{number}" for number in range(43)],
            (0,): [f"p{number}" for number in range(20)],
            (1,): [f"p{number}" for number in range(20, 34)],
            (0, 2): [f"p{number}" for number in [*range(20), *range(34, 43)]],
        }
        for wave in range(30):
            found = banded(counts, np.ones((3, 6), dtype=bool), people, SECRET, str(wave), "calm")
            assert (0, 1, 2) in found
            for crowd, band in ((0, answers.index(20)), (1, 2), (2, 0)):
                assert _can_be_elsewhere(counts, found, crowd, band)


def _can_be_elsewhere(
    counts: list[tuple[int, int, int]], found: dict[tuple[int, ...], tuple[int, int, int]], crowd: int, band: int
) -> bool:
    """Whether some other split of the crowds fits every shown count, with somebody of the crowd in another band."""
    from scipy.optimize import LinearConstraint, milp

    size = [sum(one) for one in counts]
    cells = 3 * len(counts)
    lines: list[tuple[np.ndarray, int, int]] = []
    for place, total in enumerate(size):
        line = np.zeros(cells)
        line[3 * place : 3 * place + 3] = 1
        lines.append((line, total, total))
    for places, shown in found.items():
        for one in range(3):
            line = np.zeros(cells)
            line[[3 * place + one for place in places]] = 1
            lines.append((line, shown[one] - 1, shown[one] + 1))
    cost = np.zeros(cells)
    cost[3 * crowd + band] = 1
    fit = milp(cost, constraints=LinearConstraint(*map(np.array, zip(*lines, strict=True))), integrality=np.ones(cells))
    return bool(fit.fun < size[crowd] - 0.5)


def test_a_distribution_needs_ten_answers_and_no_difference_of_fewer() -> None:
    counts = [(3, 3, 3), (4, 4, 4), (1, 1, 0)]
    groups: tuple[tuple[int, ...], ...] = ((0, 1, 2), (0, 1), (1,), (0,))
    found = banded(
        counts, np.ones((3, 6), dtype=bool), {places: [str(places)] for places in groups}, SECRET, "1", "calm"
    )
    assert list(found) == [(0, 1, 2), (1,)]
