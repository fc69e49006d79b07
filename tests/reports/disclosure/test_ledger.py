"""The ledger against plain linear algebra, and the known answers of small tables."""

from __future__ import annotations

import numpy as np
import pytest

from reports.disclosure.ledger import USUAL, Ledger
from reports.disclosure.noise import VARIANCE
from reports.disclosure.rounds import Round, covariance, later_bound, link


def leverage_of(groups: list[list[int]], people: int, noise: float) -> np.ndarray:
    """R2 of single people by plain inversion."""
    rows = np.zeros((len(groups), people))
    for number, group in enumerate(groups):
        rows[number, group] = 1
    inner = np.linalg.pinv(rows @ rows.T + noise * np.eye(len(groups)), hermitian=True, rcond=1e-10)
    return np.einsum("gp,gh,hp->p", rows, inner, rows)


def singles(people: int, threshold: int = 5) -> Ledger:
    return Ledger(np.ones(people, dtype=int), threshold)


def test_seven_and_five_of_them_leave_half_of_the_other_two_explained_without_noise() -> None:
    assert leverage_of([list(range(7)), list(range(5))], 7, 0)[5] == pytest.approx(1 / 2)
    ledger = singles(7)
    assert ledger.walk([list(range(7)), list(range(5))]) == [True, False], "two people would be determined"
    assert ledger.leverage == pytest.approx(1 / 7)


def test_a_group_and_all_but_one_of_it_are_never_shown_together() -> None:
    assert singles(12).walk([list(range(12)), list(range(11))]) == [True, False]


def test_the_explained_shares_are_those_of_plain_inversion() -> None:
    chance = np.random.default_rng(3)
    groups = [sorted(chance.choice(40, size, replace=False).tolist()) for size in chance.integers(5, 30, 200)]
    ledger = singles(40)
    taken = [group for group, may in zip(groups, ledger.walk(groups), strict=True) if may]
    assert 3 < len(taken) < 40
    assert ledger.r2 == pytest.approx(leverage_of(taken, 40, VARIANCE), abs=1e-9)
    assert ledger.leverage == pytest.approx(leverage_of(taken, 40, 0), abs=1e-6)
    assert ledger.r2.max() <= USUAL.noisy + 0.05
    assert ledger.leverage.max() <= USUAL.exact + 0.05


def test_people_in_one_cell_are_weighed_like_single_people() -> None:
    sizes = np.array([3, 4, 1, 2, 6, 5, 2, 4])
    starts = np.cumsum([0, *sizes])
    groups = [[0, 1, 2], [0, 1, 2, 3, 4, 5, 6, 7], [4, 5], [1, 4, 6], [2, 3, 5], [0, 7], [3, 4], [5, 6, 7]]
    cells = Ledger(sizes, 5)
    taken = [group for group, may in zip(groups, cells.walk(groups), strict=True) if may]
    spread = [[person for cell in group for person in range(starts[cell], starts[cell + 1])] for group in taken]
    assert cells.r2 == pytest.approx(leverage_of(spread, int(sizes.sum()), VARIANCE)[starts[:-1]])


def test_two_cells_with_fewer_than_five_people_are_never_determined_together() -> None:
    sizes = np.array([8, 2, 2])
    ledger = Ledger(sizes, 5)
    assert ledger.walk([[0, 1, 2], [0]]) == [True, False], "the four others in two cells would be determined"
    three = Ledger(np.array([8, 2, 1, 1]), 5)
    assert three.walk([[0, 1, 2, 3], [0]]) == [True, True], "four people in three cells share what is known of them"


def test_a_pair_whose_sum_noise_hardly_covers_is_refused() -> None:
    everybody = list(range(12))
    sizes = np.array([10, 2, 2, *[1] * 9])
    groups = [everybody, [0, *everybody[3:]], [0], [1, 2, *everybody[3:]], [0, 1, 2]]
    ledger = Ledger(sizes, 5)
    taken = [group for group, may in zip(groups, ledger.walk(groups), strict=True) if may]
    rows = np.zeros((len(taken), len(sizes)))
    for number, group in enumerate(taken):
        rows[number, group] = np.sqrt(sizes[group])
    explained = rows.T @ np.linalg.inv(rows @ rows.T + VARIANCE * np.eye(len(taken))) @ rows
    pair = np.zeros(len(sizes))
    pair[[1, 2]] = np.sqrt(sizes[[1, 2]] / 4)
    assert pair @ explained @ pair <= 0.8


def test_a_slight_addition_does_not_let_one_person_veto_everybody() -> None:
    people = 400
    ledger = singles(people)
    assert ledger.walk([[0, 1, 2, 3, 4], [0, 5, 6, 7, 8], [0, 9, 10, 11, 12]])[:2] == [True, True]
    before = ledger.r2[0]
    assert ledger.walk([list(range(people))]) == [True]
    assert 0 < ledger.r2[0] - before < 0.005


def test_linked_rounds_are_those_of_plain_inversion() -> None:
    people = [f"p{number:02}" for number in range(14)]
    first = Round(tuple(people[:12]), (tuple(range(12)), tuple(range(6))))
    second = Round(tuple(people[1:13]), (tuple(range(12)), (0, 1, 2, 3, 4, 7)))
    now = {0: people[2:8], 1: people[8:14]}
    links = link([first, second], now)
    assert links is not None
    ledger = Ledger(np.array([6, 6]), 5, links=links)
    assert ledger.walk([[0, 1], [0]]) == [True, True]
    prior = np.kron(np.eye(14), covariance(3))
    rows = []
    for moment, groups in enumerate(
        (
            [people[:12], people[:6]],
            [people[1:13], [people[n] for n in (1, 2, 3, 4, 5, 8)]],
            [people[2:14], people[2:8]],
        )
    ):
        for group in groups:
            row = np.zeros(42)
            row[[people.index(person) * 3 + moment for person in group]] = 1
            rows.append(row)
    design = np.array(rows)
    inner = np.linalg.inv(design @ prior @ design.T + VARIANCE * np.eye(len(rows)))
    expected = np.diag(prior @ design.T @ inner @ design @ prior)
    assert ledger.linked_r2 == pytest.approx(expected[links.answered])
    assert covariance(3)[0].tolist() == pytest.approx([1, 0.77, 0.655])


def test_somebody_who_leaves_alone_is_hidden_among_the_rounds() -> None:
    people = [f"p{number}" for number in range(6)]
    told = [Round(tuple(people), (tuple(range(6)),))] * 3
    links = link(told, {0: people[:5]})
    ledger = Ledger(np.array([5]), 5, links=links)
    assert ledger.walk([[0]]) == [True]
    assert ledger.linked_r2.max() <= 0.65


def test_an_answer_that_left_the_window_has_a_stated_bound() -> None:
    assert later_bound(0.0) == pytest.approx(0.351)
    assert 1 / 3 < later_bound(1 / 3) < 0.52
    assert later_bound(0.65) < 0.71
