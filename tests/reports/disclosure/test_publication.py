"""What disclosure control promises, on known answers and on many random trees."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure.groups import Candidate, DisclosureError
from reports.disclosure.publication import PARTICIPATION_THRESHOLD, Form, PublishedFigure, publish
from reports.disclosure.rounding import SIZE_EDGES, Bound, shown_band, shown_mean, size_band
from reports.disclosure.suppression import Reason


def people(prefix: str, count: int) -> frozenset[str]:
    return frozenset(f"{prefix}{number}" for number in range(count))


def flat(sizes: dict[str, int], *, direct: int = 0) -> list[Candidate]:
    """An organization with one level of units and ``direct`` people in no unit."""
    units = [Candidate(name, "org", people(name, size)) for name, size in sizes.items()]
    everybody = frozenset[str]().union(*(unit.people for unit in units)) | people("direct", direct)
    return [Candidate("org", None, everybody), *units]


def same_value(groups: list[Candidate], value: float = 50) -> dict[str, float]:
    return {one: value for group in groups for one in group.people}


def by_key(figures: list[PublishedFigure]) -> dict[str, PublishedFigure]:
    return {figure.key: figure for figure in figures}


def shown(figures: list[PublishedFigure]) -> set[str]:
    return {figure.key for figure in figures if figure.is_shown}


def test_a_group_under_the_threshold_is_hidden_and_the_next_smallest_with_it() -> None:
    groups = flat({"day": 20, "night": 8, "office": 3})
    figures = by_key(publish(groups, same_value(groups), 5))
    assert figures["office"].reason is Reason.SMALL
    assert figures["night"].reason is Reason.REMAINDER
    assert figures["day"].is_shown
    assert figures["org"].is_shown


def test_two_small_groups_hide_each_other() -> None:
    groups = flat({"day": 20, "night": 8, "office": 3, "stores": 2})
    assert shown(publish(groups, same_value(groups), 5)) == {"org", "day", "night"}


def test_people_directly_in_the_parent_count_as_remainder() -> None:
    groups = flat({"day": 20, "night": 8}, direct=2)
    assert shown(publish(groups, same_value(groups), 5)) == {"org", "day"}
    groups = flat({"day": 20, "night": 8}, direct=5)
    assert shown(publish(groups, same_value(groups), 5)) == {"org", "day", "night"}


def test_units_below_a_hidden_unit_are_weighed_against_the_nearest_shown_one() -> None:
    crew, desk, small = people("crew", 6), people("desk", 6), people("small", 3)
    groups = [
        Candidate("org", None, crew | desk | small),
        Candidate("field", "org", crew | desk),
        Candidate("small", "org", small),
        Candidate("crew", "field", crew),
        Candidate("desk", "field", desk),
    ]
    figures = publish(groups, same_value(groups), 5)
    assert shown(figures) == {"org", "desk"}


def test_the_same_people_share_one_fate_and_one_figure() -> None:
    crew = people("crew", 7)
    groups = [
        Candidate("org", None, crew | people("small", 3)),
        Candidate("field", "org", crew, invited=40),
        Candidate("crew", "field", crew, invited=8),
        Candidate("small", "org", people("small", 3)),
    ]
    assert shown(publish(groups, same_value(groups), 5)) == {"org"}
    alone = [Candidate("org", None, crew, invited=40), Candidate("crew", "org", crew, invited=8)]
    first, second = publish(alone, same_value(alone, 3), 5)
    assert (first.value, first.bound, first.size_low, first.size_high) == (6, Bound.AT_MOST, 5, None)
    assert (second.value, second.bound, second.size_low) == (first.value, first.bound, first.size_low)


def test_the_organization_is_shown_from_the_threshold_on() -> None:
    groups = flat({"day": 3, "night": 3})
    assert shown(publish(groups, same_value(groups), 5)) == {"org"}
    groups = flat({"day": 4})
    assert shown(publish(groups, same_value(groups), 5)) == set()


def test_who_skipped_a_scale_is_not_counted_on_it() -> None:
    groups = flat({"day": 8, "night": 8})
    values = same_value(groups)
    for one in sorted(groups[2].people)[:4]:
        del values[one]
    figures = by_key(publish(groups, values, 5))
    assert figures["night"].reason is Reason.SMALL
    assert figures["day"].reason is Reason.REMAINDER


def test_means_are_whole_numbers_and_halves_round_up() -> None:
    assert shown_mean([40.0] * 5 + [41.0] * 5, 10) == (41, Bound.EXACT)
    assert shown_mean([62.4] * 30, 30) == (62, Bound.EXACT)


def test_five_people_near_the_top_are_not_pinned_to_it() -> None:
    assert shown_mean([100.0, 100.0, 100.0, 100.0, 90.0], 5) == (94, Bound.AT_LEAST)
    assert shown_mean([0.0] * 5, 5) == (6, Bound.AT_MOST)
    assert shown_mean([0.0] * 9, 5) == (6, Bound.AT_MOST)


def test_sizes_are_bands_and_say_less_when_almost_everybody_was_asked() -> None:
    assert size_band(5, 60, 5) == (5, 9)
    assert size_band(19, None, 5) == (15, 19)
    assert size_band(20, 31, 5) == (20, 29)
    assert size_band(20, 29, 5) == (5, None)
    assert size_band(8, 30, 8) == (8, 9)
    assert size_band(12_000, 20_000, 5) == (10_000, None)
    assert SIZE_EDGES[0] == 5


def test_participation_is_a_band_of_ten_with_merged_ends() -> None:
    assert shown_band([100.0] * 29 + [0.0] * 71) == (30, Bound.AT_MOST)
    assert shown_band([100.0] * 30 + [0.0] * 70) == (30, Bound.EXACT)
    assert shown_band([100.0] * 69 + [0.0] * 31) == (60, Bound.EXACT)
    assert shown_band([100.0] * 90 + [0.0] * 10) == (90, Bound.AT_LEAST)


def test_participation_needs_twenty_people_and_differences_of_twenty() -> None:
    groups = flat({"day": 40, "night": 25, "office": 12})
    figures = by_key(publish(groups, same_value(groups, 100), PARTICIPATION_THRESHOLD, Form.BAND))
    assert figures["day"].value == 90
    assert figures["day"].size_low is None
    assert figures["night"].reason is Reason.REMAINDER
    assert figures["office"].reason is Reason.SMALL


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([Candidate("a", None, people("x", 6)), Candidate("a", None, people("y", 6))], "listed twice"),
        ([Candidate("a", "b", people("x", 6))], "names a parent"),
        ([Candidate("a", "b", people("x", 6)), Candidate("b", "a", people("x", 6))], "contains itself"),
        ([Candidate("a", None, people("x", 5)), Candidate("b", "a", people("x", 6))], "not in its parent"),
        ([Candidate("a", None, people("x", 5)), Candidate("b", None, people("x", 6))], "in two of the groups"),
    ],
)
def test_groups_that_do_not_nest_are_refused_with_a_sentence(groups: list[Candidate], sentence: str) -> None:
    with pytest.raises(DisclosureError, match=sentence):
        publish(groups, {}, 5)


def test_low_thresholds_and_values_outside_the_range_are_refused() -> None:
    groups = flat({"day": 8})
    with pytest.raises(DisclosureError, match="threshold"):
        publish(groups, same_value(groups), 4)
    for wrong in (100.5, -1.0, float("nan")):
        with pytest.raises(DisclosureError, match="between 0 and 100"):
            publish(groups, same_value(groups, wrong), 5)


@st.composite
def trees(draw: st.DrawFn) -> list[Candidate]:
    """Nested groups: every node has some people of its own and a parent made before it."""
    count = draw(st.integers(1, 9))
    parents = [None, *(draw(st.integers(0, number - 1)) for number in range(1, count))]
    own = [people(f"u{number}-", draw(st.integers(0, 9))) for number in range(count)]
    groups = []
    for number in range(count):
        members = own[number]
        for other in range(number + 1, count):
            above: int | None = other
            while above is not None and above != number:
                above = parents[above]
            if above == number:
                members |= own[other]
        parent = parents[number]
        groups.append(Candidate(f"u{number}", None if parent is None else f"u{parent}", members))
    return groups


@given(trees(), st.integers(5, 9), st.randoms(use_true_random=False))
def test_no_difference_of_shown_groups_is_a_small_group(
    groups: list[Candidate], threshold: int, chance: random.Random
) -> None:
    values = {one: float(chance.randint(0, 100)) for one in groups[0].people if chance.random() < 0.8}
    figures = publish(groups, values, threshold)
    sets = {group.key: frozenset(group.people & values.keys()) for group in groups}
    visible = [sets[key] for key in shown(figures)]
    assert all(len(group) >= threshold for group in visible)
    for whole in visible:
        inside = [part for part in visible if part < whole]
        for count in range(1, len(inside) + 1):
            for parts in combinations(inside, count):
                rest = whole - frozenset[str]().union(*parts)
                assert not 0 < len(rest) < threshold
    assert (groups[0].key in shown(figures)) == (len(sets[groups[0].key]) >= threshold)


@given(trees(), st.randoms(use_true_random=False))
def test_order_never_changes_a_figure_and_twice_gives_the_same(groups: list[Candidate], chance: random.Random) -> None:
    values = {one: chance.random() * 100 for one in groups[0].people}
    first = by_key(publish(groups, values, 5))
    assert by_key(publish(groups, values, 5)) == first
    shuffled = groups.copy()
    chance.shuffle(shuffled)
    names = list(values)
    chance.shuffle(names)
    assert by_key(publish(shuffled, {one: values[one] for one in names}, 5)) == first


@given(trees(), st.randoms(use_true_random=False))
def test_the_same_set_of_people_never_carries_two_figures(groups: list[Candidate], chance: random.Random) -> None:
    values = {one: float(chance.randint(0, 100)) for one in groups[0].people if chance.random() < 0.7}
    seen: dict[frozenset[str], PublishedFigure] = {}
    for group, figure in zip(groups, publish(groups, values, 5), strict=True):
        people_counted = frozenset(group.people & values.keys())
        known = seen.setdefault(people_counted, figure)
        assert (known.value, known.bound, known.size_low, known.reason) == (
            figure.value, figure.bound, figure.size_low, figure.reason,
        )  # fmt: skip


@given(trees(), st.randoms(use_true_random=False))
def test_what_is_hidden_depends_on_who_answered_and_never_on_the_answer(
    groups: list[Candidate], chance: random.Random
) -> None:
    one = {name: chance.random() * 100 for name in groups[0].people}
    other = {name: chance.random() * 100 for name in groups[0].people}
    assert shown(publish(groups, one, 5)) == shown(publish(groups, other, 5))
