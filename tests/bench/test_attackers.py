"""The bench's attackers find what can be found, and nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from bench.attackers import Finding, everything, known
from bench.certainty import certain_bands
from bench.intervals import intervals, told
from bench.posterior import alone, beliefs, lasting
from bench.sight import NOISE_CUT, Precision, Sight, sights, third
from bench.simulated import Company, Reply, company
from bench.subtraction import subtraction
from bench.thresholds import publish

EXACT = Precision(rounding=0.1)
NOISY = Precision(rounding=1.0, noise=20.0, slack=1)


def sight(truth: list[float], groups: list[list[int]], precision: Precision = EXACT, seed: int = 0) -> Sight:
    """One wave in which every group has its own name, published as ``precision`` says."""
    rng = np.random.default_rng(seed)
    figures = []
    for group in groups:
        values = [truth[person] for person in group]
        noise = np.clip(rng.normal(0, 1), -NOISE_CUT, NOISE_CUT) * precision.noise
        mean = round((sum(values) + noise) / len(values) / precision.rounding) * precision.rounding
        counts = np.bincount(third(np.array(values), precision), minlength=3)
        if precision.slack:
            counts += rng.choice([[0, 0, 0], [1, -1, 0], [0, 1, -1], [-1, 0, 1]])
        figures.append((group, mean, counts))
    member = np.array([[person in group for person in range(len(truth))] for group, _, _ in figures])
    company_of_one = Company(
        {"top": None} | {f"team{person}": "top" for person in range(len(truth))},
        [Reply(1, f"p{person}", f"team{person}", "here", "long", value) for person, value in enumerate(truth)],
    )
    rows = [
        {
            "wave": 1,
            "kind": "org",
            "key": {"units": [f"team{person}" for person in group]},
            "mean": mean,
            "bands": counts.tolist(),
            "status": "published",
        }
        for group, mean, counts in figures
    ]
    seen = sights(company_of_one, rows, precision)[0]
    assert (seen.member == member).all()
    return seen


def test_a_group_and_all_but_one_of_it_tell_the_last_answer() -> None:
    seen = sight([50, 40, 70, 60, 55, 35], [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4]])
    assert intervals(seen)[5].tolist() == [35, 35]
    assert told(intervals(seen)) == subtraction(seen) == (1, 1)


def test_a_group_less_two_groups_tells_the_last_answer() -> None:
    seen = sight([50, 40, 70, 60, 55, 35, 80], [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2], [3, 4, 5]])
    assert subtraction(seen) == (1, 1)


def test_a_mean_near_the_end_tells_everybody_within_ten_points() -> None:
    """PRIVACY's known answer: n = 5 with mean 98 puts everyone in [90, 100]."""
    seen = sight([95, 95, 100, 100, 100], [[0, 1, 2, 3, 4]])
    assert intervals(seen).tolist() == [[90, 100]] * 5
    assert told(intervals(seen)) == (0, 5)


def test_a_pair_with_a_known_sum_is_wide_in_a_linear_program_and_half_explained() -> None:
    seen = sight([50, 40, 70, 60, 55, 50, 50], [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4]])
    assert intervals(seen)[5].tolist() == [0, 100]
    assert beliefs([seen], alone)[0].explained[5] == pytest.approx(0.5, abs=0.01)


def test_linear_programs_solve_what_no_subtraction_of_nested_groups_does() -> None:
    """Three overlapping pairs: a + b, b + c and a + c determine everybody."""
    seen = sight([50, 40, 70], [[0, 1], [1, 2], [0, 2]])
    assert told(intervals(seen)) == (3, 3)
    assert subtraction(seen)[0] == 0


def test_noise_on_sums_leaves_intervals_wide_and_explains_as_its_variance_says() -> None:
    truth = [50.0, 40, 70, 60, 55, 35]
    seen = sight(truth, [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4]], NOISY)
    assert told(intervals(seen)) == (0, 0)
    one = sight(truth, [[0, 1, 2, 3, 4]], NOISY)
    assert beliefs([one], alone)[0].explained.tolist() == pytest.approx([1 / 5.9113] * 5 + [0], abs=1e-4)


def test_explained_shares_over_waves_are_those_of_the_plain_formula() -> None:
    first, second = sight([50.0, 40, 70, 60], [[0, 1, 2], [1, 2, 3]], NOISY), sight([50.0, 40, 70, 60], [[0, 1]], NOISY)
    waves = [first, Sight(2, *(getattr(second, name) for name in Sight.__slots__[1:]))]
    rows = np.array([[1, 1, 1, 0, 0, 0, 0, 0], [0, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 0, 0]], dtype=float)
    prior = np.kron([[1, 0.77], [0.77, 1]], np.eye(4))
    system = rows @ prior @ rows.T + 0.9113 * np.eye(3)
    expected = np.diag(prior @ rows.T @ np.linalg.solve(system, rows @ prior))
    found = np.concatenate([one.explained for one in beliefs(waves, lasting)])
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_certain_bands_are_those_of_trying_every_world(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = [float(one) for one in rng.choice([10, 50, 90], 6, p=[0.2, 0.3, 0.5])]
    groups = [sorted(rng.choice(6, size, replace=False).tolist()) for size in (6, 5, 4, 3)]
    precision = NOISY if seed % 2 else EXACT
    seen = sight(truth, groups, precision, seed)
    worlds = [
        world
        for world in product(range(3), repeat=6)
        if all(
            np.abs(np.bincount([world[who] for who in np.flatnonzero(inside)], minlength=3) - counts).max()
            <= precision.slack
            for inside, counts in zip(seen.member, seen.counts, strict=True)
        )
    ]
    expected = sum(len({world[who] for world in worlds}) == 1 for who in range(6))
    assert certain_bands(seen, means=False) == expected


@pytest.mark.parametrize("seed", range(16))
def test_means_and_counts_together_fix_the_bands_that_trying_every_answer_fixes(seed: int) -> None:
    """On a yes-or-no scale exactly those; on five steps never more than those."""
    rng = np.random.default_rng(seed)
    step = 100.0 if seed % 2 else 25.0
    precision = Precision(rounding=1.0, noise=0.3 * step, slack=1, step=step)
    values = np.arange(0, 101, step)
    truth = [float(one) for one in rng.choice(values, 5)]
    groups = [sorted(rng.choice(5, size, replace=False).tolist()) for size in (5, 4, 3)]
    seen = sight(truth, groups, precision, seed)
    worlds = np.array(list(product(values, repeat=5)))
    bands = third(worlds, precision)
    fits = np.ones(len(worlds), dtype=bool)
    for inside, low, high, counts in zip(seen.member, seen.lowest, seen.highest, seen.counts, strict=True):
        sums = worlds[:, inside].sum(axis=1)
        fits &= (low <= sums) & (sums <= high)
        for band in range(3):
            fits &= np.abs((bands[:, inside] == band).sum(axis=1) - counts[band]) <= 1
    expected = sum(len(set(bands[fits][:, who])) == 1 for who in range(5))
    found = certain_bands(seen)
    assert found == expected if step == 100 else found <= expected


def test_known_answers_leave_the_groups() -> None:
    seen = sight([50, 40, 70, 60, 55], [[0, 1, 2, 3, 4]])
    less = seen.knowing({"p0", "p1", "p2", "p3"})
    assert less.people == ["p4"]
    assert intervals(less).tolist() == [[55, 55]]
    assert known([seen.knowing({"p0", "p1"})], {"p4"}).answers == 1


def test_two_figures_for_the_same_people_and_impossible_figures_are_noticed() -> None:
    made = Company({"a": None}, [Reply(1, f"p{number}", "a", "here", "long", 50.0) for number in range(5)])
    figure = {"wave": 1, "kind": "org", "key": {"unit": "a"}, "mean": 50, "bands": None, "status": "published"}
    place = {**figure, "kind": "location", "key": {"location": "here"}, "mean": 51}
    with pytest.raises(ValueError, match="Two figures for the same people"):
        sights(made, [figure, place], NOISY)
    with pytest.raises(ValueError, match="Impossible"):
        sights(made, [{**figure, "mean": 80}], NOISY)


def test_the_threshold_alone_is_broken_as_often_as_expected() -> None:
    """Between 3 and 12 % recovered exactly, and many answers more than half explained."""
    made = company(300, 2, 1)
    found = everything(sights(made, publish(made, "k_only")["figures"], EXACT))
    assert 0.03 < found.share("exact") < 0.12
    assert found.share("half") > 0.25
    assert found.subtracted <= found.near <= found.joint
    assert found.linked == pytest.approx(1, abs=0.01)


def test_findings_add_up() -> None:
    both = Finding(answers=2, exact=1, linked=0.4) + Finding(answers=3, linked=0.6)
    assert both == Finding(answers=5, exact=1, linked=0.6)
