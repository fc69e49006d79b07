"""Scores by the published missing rules, the published formula of the engagement index, and the 0–100 scale."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wellbeing.checkins.reference import shared_data
from wellbeing.checkins.instruments import SHIPPED, Instrument, shipped
from wellbeing.checkins.publishable import facts
from wellbeing.checkins.scoring import (
    columns_of,
    in_words,
    mean_of,
    on_hundred,
    published,
    score,
    scored,
    scores_of,
)

CBI, FEVS, SCS = shipped("cbi"), shipped("fevs_eei"), shipped("scs_sf")


def cbi(personal: list[float | None], work: list[float | None]) -> dict[str, float | None]:
    given = {f"cbi_p{number}": value for number, value in enumerate(personal, 1)}
    return given | {f"cbi_w{number}": value for number, value in enumerate(work, 1)}


VECTORS: list[tuple[list[float | None], list[float | None], float | None, float | None]] = [
    ([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 100], 0, 0),
    ([100] * 6, [100, 100, 100, 100, 100, 100, 0], 100, 100),
    ([25, 50, 75, 0, 100, 50], [50, 50, 50, 50, 50, 50, 50], 50, 50),
    # half of personal, four of seven of work: just enough
    ([25, 50, 75, None, None, None], [0, 25, 50, 75, None, None, None], 50, 37.5),
    # one fewer: no score
    ([25, 50, None, None, None, None], [0, 25, 50, None, None, None, None], None, None),
    # the item on energy for family and friends is turned: never (0) counts as 100
    ([None] * 6, [None, None, None, 100, 100, 100, 0], None, 100),
]


@pytest.mark.parametrize(("personal", "work", "first", "second"), VECTORS)
def test_burnout_scores_by_the_published_missing_rule(
    personal: list[float | None], work: list[float | None], first: float | None, second: float | None
) -> None:
    found = score(CBI, cbi(personal, work))
    assert found["personal"].value == first
    assert found["work"].value == second
    assert [one.reason for one in found.values()] == [
        None if value is not None else "too_few_answers" for value in (first, second)
    ]


@pytest.mark.parametrize(("value", "share"), [(25.0, 0.0), (50.0, 100.0), (75.0, 100.0)])
def test_a_share_is_a_person_counted_at_fifty_or_more(value: float, share: float) -> None:
    assert published(CBI, cbi([value] * 6, []))["personal_50_or_more"] == share


def test_a_person_without_a_score_counts_in_no_share() -> None:
    assert published(CBI, cbi([50, 50], [])) == {}


def test_self_compassion_turns_six_items_and_needs_ten_answers() -> None:
    turned = {1, 4, 8, 9, 11, 12}
    kindest: dict[str, float | None] = {f"scssf_{n}": 1 if n in turned else 5 for n in range(1, 13)}
    assert score(SCS, kindest)["total"].value == 5
    assert score(SCS, kindest | {"scssf_1": None, "scssf_2": None})["total"].value == 5
    assert score(SCS, kindest | {f"scssf_{n}": None for n in (1, 2, 3)})["total"].reason == "too_few_answers"
    assert score(SCS, {f"scssf_{n}": 2 for n in range(1, 13)})["total"].value == 3


def test_an_engagement_part_is_the_share_of_positive_answers_among_those_given() -> None:
    answers: dict[str, float | None] = {"eei_Q48": 5, "eei_Q50": 4, "eei_Q51": 3, "eei_Q52": None, "eei_Q54": 1}
    found = score(FEVS, answers)
    assert found["supervisors"].value == 50
    assert found["leaders_lead"].value is None
    assert found["index"].value == 50


def test_the_index_of_a_person_is_the_mean_of_the_parts_there_are() -> None:
    answers: dict[str, float | None] = {
        "eei_Q2": 5,
        "eei_Q3": 1,
        "eei_Q48": 5,
        "eei_Q57": 2,
        "eei_Q58": 4,
        "eei_Q59": 4,
    }
    found = score(FEVS, answers)
    parts = [found[name].value for name in ("leaders_lead", "supervisors", "intrinsic")]
    assert parts == [pytest.approx(200 / 3), 100, 50]
    assert found["index"].value == pytest.approx(sum(part for part in parts if part is not None) / 3)


def test_each_engagement_item_counts_as_nought_or_a_hundred() -> None:
    values = published(FEVS, {"eei_Q2": 4, "eei_Q3": 3, "eei_Q48": None})
    assert values == {"intrinsic": 50, "index": 50, "eei_Q2": 100, "eei_Q3": 0}


def test_the_formula_of_the_index_gives_the_published_table() -> None:
    path = shared_data() / "fevs" / "fevs_eei_by_agency_2019_2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 50
    names = ("leaders_lead", "supervisors", "intrinsic")
    parts = [np.array([float(row[name]) for row in rows]) for name in names]
    index = mean_of(parts, len(names), len(rows))
    assert index == pytest.approx([float(row["eei"]) for row in rows], abs=0.01)


def test_an_answer_outside_its_range_or_to_no_item_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="out of range"):
        score(CBI, {"cbi_p1": 101})
    with pytest.raises(KeyError):
        score(CBI, {"cbi_c1": 50})


@pytest.mark.parametrize(("value", "hundred"), [(1.0, 0.0), (3.0, 50.0), (5.0, 100.0), (1.666667, 16.666675)])
def test_publication_is_linear_from_nought_to_a_hundred(value: float, hundred: float) -> None:
    assert on_hundred(value, low=1, high=5) == pytest.approx(hundred)


def test_an_empty_range_cannot_be_published() -> None:
    with pytest.raises(ValueError, match="empty"):
        on_hundred(1, low=1, high=1)


def test_everything_published_has_its_facts() -> None:
    for key in SHIPPED:
        instrument = shipped(key)
        full: dict[str, float | None] = {item.id: item.high for item in instrument.items}
        assert {fact.name for fact in facts(instrument)} == set(published(instrument, full))
    assert [fact.name for fact in facts(CBI)] == ["personal", "personal_50_or_more", "work", "work_50_or_more"]
    assert {fact.kind for fact in facts(FEVS)} == {"score", "item"}


@st.composite
def answered(draw: st.DrawFn) -> tuple[Instrument, dict[str, float | None]]:
    instrument = shipped(draw(st.sampled_from(SHIPPED)))
    answers = {
        item.id: draw(st.sampled_from([option.value for option in item.options] + [None])) for item in instrument.items
    }
    return instrument, answers


@given(answered())
def test_scores_lie_in_their_range_and_exist_exactly_when_enough_is_answered(
    case: tuple[Instrument, dict[str, float | None]],
) -> None:
    instrument, answers = case
    found = score(instrument, answers)
    for scale in scored(instrument):
        value = found[scale.name].value
        if scale.method != "mean_of_scales":
            enough = sum(answers[name] is not None for name in scale.items) >= scale.min_answered
            assert (value is not None) == enough
        if value is not None:
            assert scale.low <= value <= scale.high
            assert 0 <= on_hundred(value, low=scale.low, high=scale.high) <= 100


@given(answered(), st.randoms())
def test_scores_do_not_depend_on_the_order_of_answers(
    case: tuple[Instrument, dict[str, float | None]], random: Any
) -> None:
    instrument, answers = case
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(instrument, dict(shuffled)) == score(instrument, answers)


@given(answered())
def test_turning_every_answer_round_turns_a_mean_score_round(
    case: tuple[Instrument, dict[str, float | None]],
) -> None:
    instrument, answers = case
    mirrored = {
        item.id: None if answers[item.id] is None else item.low + item.high - float(answers[item.id] or 0)
        for item in instrument.items
    }
    before, after = score(instrument, answers), score(instrument, mirrored)
    for scale in scored(instrument):
        value, other = before[scale.name].value, after[scale.name].value
        if scale.method == "mean" and value is not None and other is not None:
            assert other == pytest.approx(scale.low + scale.high - value)


@given(
    people=st.lists(
        st.dictionaries(
            st.sampled_from([item.id for item in CBI.items]),
            st.sampled_from([None, 0.0, 25.0, 50.0, 75.0, 100.0]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_many_people_at_once_have_the_scores_that_each_has_alone(people: list[dict[str, float | None]]) -> None:
    together = scores_of(CBI, columns_of(CBI, people))
    for place, answers in enumerate(people):
        given = {name: value for name, value in answers.items() if value is not None}
        for scale in CBI.scales:
            turned = [
                100 - given[name] if CBI.item(name).reverse else given[name] for name in scale.items if name in given
            ]
            expected = sum(turned) / len(turned) if len(turned) >= scale.min_answered else None
            found = in_words(together[scale.name][place])
            assert found.value == (None if expected is None else pytest.approx(expected))
            assert found == score(CBI, answers)[scale.name]
