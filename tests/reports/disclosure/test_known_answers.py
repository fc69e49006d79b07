"""Attacks whose outcome is known: from the literature, and from what other suites publish."""

from __future__ import annotations

from itertools import combinations
from statistics import mean, median

import numpy as np
import pytest

from reports.disclosure.candidates import Cell, Group, Kind
from reports.disclosure.ledger import Ledger
from reports.disclosure.release import Releaser, Scale
from reports.disclosure.rounding import Bound, shown_mean, sum_range
from reports.disclosure.structure import Policy, structure
from reports.disclosure.windows import window
from tests.reports.disclosure.companies import SECRET


def test_five_answers_with_a_mean_of_98_would_put_everybody_above_90_and_are_shown_as_a_bound() -> None:
    least = 5 * 98 - 4 * 100
    assert least == 90
    assert shown_mean(98, 5, 5) == (94, Bound.AT_LEAST)
    low, high = sum_range(94, Bound.AT_LEAST, 5, reach=50)
    assert (low, high) == (420, 500), "with the noise one answer can be anything from 20 on"


def test_a_decimal_hides_nothing_below_fifty_answers_and_a_whole_number_with_noise_does() -> None:
    for count in range(5, 50):
        steps = np.arange(0, 100 * count + 1, 5)
        assert len(np.unique(np.round(steps / count, 1))) == len(steps)
        low, high = sum_range(50, Bound.EXACT, count, reach=50)
        assert (high - low) / 5 >= 20


def test_means_of_two_rounds_and_an_exactly_weighted_window_would_give_both_sizes() -> None:
    fits = {
        (first, second)
        for first in range(5, 15)
        for second in range(5, 15)
        if round((first * 47 + second * 63) / (first + second), 1) == 57.3
    }
    assert (5, 9) in fits
    assert len(fits) < 3
    rounds = [(value, Bound.EXACT, 5, 9) for value in (47, 63)]
    assert window(rounds) == 55, "only shown bands weigh, so the window tells nothing new"


SEVEN = {  # age, female, black, married
    "a": (8, True, True, False), "b": (18, False, False, False), "c": (24, True, False, False),
    "d": (30, False, False, True), "e": (36, True, True, True), "f": (66, True, True, True),
    "g": (84, False, True, True),
}  # fmt: skip
CELLS_OF_THREE = {
    "everybody": "abcdefg", "female": "acef", "male": "bdg", "black": "aefg", "white": "bcd", "married": "defg",
    "black and female": "aef",
}  # fmt: skip


def test_seven_people_in_cells_of_three_with_means_and_medians_are_all_known() -> None:
    """Garfinkel, Abowd and Martindale, CACM 62(3), 2019: the block of seven."""
    ages = {person: facts[0] for person, facts in SEVEN.items()}
    told = {
        name: (round(mean(ages[one] for one in inside), 1), median(ages[one] for one in inside))
        for name, inside in CELLS_OF_THREE.items()
    }
    found = []
    for d in range(111):
        for e, f in combinations(range(111), 2):
            guess = {"c": 134 - 110, "g": 194 - 110, "d": d, "b": 48 - d, "e": e, "f": f, "a": 110 - e - f}
            if min(guess.values()) < 0 or e + f + d + guess["g"] != 216:
                continue
            if all(
                (round(mean(guess[one] for one in inside), 1), median(guess[one] for one in inside)) == told[name]
                for name, inside in CELLS_OF_THREE.items()
            ):
                found.append(guess)
    assert found == [ages | {"d": 30}], "one solution only: everybody's age"


def test_the_same_seven_people_stay_hidden_here() -> None:
    names = ("female", "male", "black", "white", "married", "black and female")
    cells = {person: Cell(named=tuple(name for name in names if person in CELLS_OF_THREE[name])) for person in SEVEN}
    made = structure(cells, Policy())
    released = Releaser(made, SECRET, "census").publish(
        Scale("age", 20), [(cells[person], facts[0] * 100 / 110) for person, facts in SEVEN.items()]
    )
    assert [one.group for one in released.figures if one.mean is not None] == [Group(Kind.ORG)]
    assert released.audited.refused == set()


@pytest.mark.parametrize(("noise", "least", "most"), [(1, 0.995, 1), (10, 0.55, 0.72)])
def test_many_random_sums_with_little_noise_give_every_bit(noise: float, least: float, most: float) -> None:
    """Dinur and Nissim, PODS 2003: 100 bits, 400 random subsets, least squares and rounding."""
    hits = [_recovered(np.random.default_rng(seed), noise) for seed in range(8)]
    assert least <= np.mean(hits) <= most


def _recovered(chance: np.random.Generator, noise: float) -> float:
    bits = chance.integers(0, 2, 100)
    rows = chance.integers(0, 2, (400, 100)).astype(float)
    sums = rows @ bits + chance.normal(0, noise, 400)
    guess = np.linalg.lstsq(rows, sums, rcond=None)[0] > 0.5
    return float((guess == bits).mean())


def test_of_many_random_sums_the_ledger_lets_so_few_through_that_the_bits_stay_hidden() -> None:
    chance = np.random.default_rng(5)
    rows = chance.integers(0, 2, (400, 100)).astype(float)
    ledger = Ledger(np.ones(100, dtype=int), 5)
    taken = rows[ledger.walk([np.flatnonzero(row).tolist() for row in rows])]
    assert 10 < len(taken) < 60
    hits = []
    for _turn in range(40):
        bits = chance.integers(0, 2, 100)
        sums = taken @ bits + chance.normal(0, 0.5, len(taken))
        spread = taken @ taken.T / 4 + 0.25 * np.eye(len(taken))
        guess = taken.T @ np.linalg.solve(spread, sums - taken.sum(axis=1) / 2) > 0
        hits.append((guess == bits).mean())
    assert np.mean(hits) < 0.76


def test_two_tables_safe_alone_and_telling_together_are_not_both_published() -> None:
    """Linked tables, as sdcTable protects them (Meindl, Templ, J. Stat. Software): each alone has large cells."""
    people = {f"p{number}": Cell(location="north" if number < 13 else "south", tenure="new" if number < 12 else "old")
              for number in range(26)}  # fmt: skip
    made = structure(people, Policy())
    published = {group.kind for group in made.open_groups()}
    assert Kind.LOCATION in published
    assert Kind.TENURE not in published, "north less new is one person"
    tables = {
        kind: structure({name: Cell(**{kind: getattr(cell, kind)}) for name, cell in people.items()}, Policy())
        for kind in ("location", "tenure")
    }
    assert all(len(alone.open_groups()) == 3 for alone in tables.values())


def test_a_scale_of_the_whole_organization_has_no_other_figure_not_even_a_hidden_one() -> None:
    people = {f"p{number}": Cell(units=("a" if number % 2 else "b",), location="Lyon") for number in range(60)}
    made = structure(people, Policy(5), audience=people.values())
    values = [(cell, 100.0 * (number % 3 == 0)) for number, cell in enumerate(people.values())]
    releaser = Releaser(made, SECRET, "wave")
    everything = releaser.publish(Scale("stay", 25.0, 25.0), values)
    assert len(everything.figures) > 3
    (figure,) = releaser.publish(Scale("stay", 25.0, 25.0, whole_only=True), values).figures
    assert figure.group == Group(Kind.ORG)
    assert figure == next(one for one in everything.figures if one.group == Group(Kind.ORG))
