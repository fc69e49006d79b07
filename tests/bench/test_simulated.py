"""The bench's companies are what PRIVACY's numbers were measured on."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bench.simulated import BANDS, Company, Manner, company

STEADY = Manner(response=1.0, turnover=0.0, transfers=0.0)


def answers(made: Company, wave: int) -> dict[str, float]:
    return {one.person: one.value for one in made.wave(wave) if one.value is not None}


def correlation(made: Company, first: int, second: int) -> float:
    one, other = answers(made, first), answers(made, second)
    both = sorted(one.keys() & other.keys())
    return float(np.corrcoef([one[who] for who in both], [other[who] for who in both])[0, 1])


def test_the_same_seed_gives_the_same_company_and_another_seed_another_tree() -> None:
    assert company(60, 2, 4) == company(60, 2, 4)
    assert company(300, 1, 4).units != company(300, 1, 5).units


@pytest.mark.parametrize("people", [60, 300, 2000])
def test_everybody_sits_in_one_tree_with_teams_of_five_to_fourteen(people: int) -> None:
    made = company(people, 1, 3, STEADY)
    assert len(made.wave(1)) == people
    assert sum(above is None for above in made.units.values()) == 1
    inner = set(made.units.values())
    sizes = Counter(one.unit for one in made.replies if one.unit not in inner)
    assert 5 <= min(sizes.values()) <= max(sizes.values()) <= 14


def test_answers_are_multiples_of_five_with_the_spread_and_memory_they_should_have() -> None:
    made = company(4000, 6, 1, STEADY)
    values = np.array(list(answers(made, 1).values()))
    assert (values % 5 == 0).all()
    assert 0 <= values.min() <= values.max() <= 100
    assert values.std() == pytest.approx(19.5, abs=1)
    assert correlation(made, 1, 2) == pytest.approx(0.77, abs=0.025)
    assert correlation(made, 1, 6) == pytest.approx(0.54 + 0.46 * 0.5**5, abs=0.04)


def test_people_answer_leave_move_and_grow_older_in_service_as_often_as_they_should() -> None:
    made = company(3000, 2, 2, Manner(response=1.0))
    first, second = ({one.person: one for one in made.wave(wave)} for wave in (1, 2))
    stayed = first.keys() & second.keys()
    assert len(first) == len(second) == 3000
    assert len(stayed) / 3000 == pytest.approx(0.95, abs=0.012)
    assert sum(first[who].unit != second[who].unit for who in stayed) / 3000 == pytest.approx(0.02, abs=0.008)
    assert all(BANDS.index(first[who].tenure) <= BANDS.index(second[who].tenure) for who in stayed)
    assert all(second[who].tenure == "under_1" for who in second.keys() - first.keys())
    assert len(company(3000, 1, 2).wave(1)) / 3000 == pytest.approx(0.75, abs=0.025)


def test_leaders_stay_where_they_are() -> None:
    made = company(300, 6, 2, Manner(response=1.0))
    last = answers(made, 6)
    assert set(made.leaders.values()) <= last.keys()
    assert len(made.leaders) == len(set(made.leaders.values()))


def test_other_manners_of_answering() -> None:
    def seen(kind: str) -> np.ndarray:
        return np.array([one.value for one in company(300, 1, 1, Manner(answers=kind)).replies])

    assert len(set(seen("equal"))) == 1
    assert set(seen("extreme")) == {0.0, 100.0}
    assert np.median(seen("skewed")) > 80
    asked = company(300, 1, 1, Manner(asked=True))
    assert len(asked.replies) == 300 > len(asked.wave(1))
