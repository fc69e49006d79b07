"""The response rate: large groups only, no small difference, bands of ten, the same noise each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from reports.disclosure.candidates import EVERYBODY, Cell, Group, Kind
from reports.disclosure.rounding import Bound
from reports.disclosure.suppression import hidden_groups
from reports.releases.participation import Rate, rates

SECRET = b"s" * 32
Sizes = Mapping[tuple[tuple[str, ...], tuple[str, ...]], int]


def asked(sizes: Mapping[tuple[str, ...], int]) -> dict[str, Cell]:
    people = [Cell(units) for units, size in sizes.items() for _ in range(size)]
    return {f"{number:064x}": cell for number, cell in enumerate(people)}


def rate_of(found: Mapping[Group, Rate], unit: str) -> Rate:
    return found[Group(Kind.ORG, (unit,)) if unit else EVERYBODY]


def test_units_of_twenty_are_shown_and_smaller_ones_are_not() -> None:
    people = asked({("a",): 20, ("b",): 19, ("c",): 30})
    found = rates(people, list(people)[::2], secret=SECRET, wave="w")
    assert [unit for unit in ("", "a", "b", "c") if rate_of(found, unit) is None] == ["a", "b"]
    # "b" alone would be what is left of the whole, so the next smallest is hidden with it


def test_a_unit_below_is_shown_only_if_the_rest_of_the_unit_above_is_twenty_or_nobody() -> None:
    near = rates(asked({("a",): 19, ("a", "x"): 40}), [], secret=SECRET, wave="w")
    assert rate_of(near, "a") is not None
    assert rate_of(near, "x") is None
    apart = rates(asked({("a",): 20, ("a", "x"): 40}), [], secret=SECRET, wave="w")
    assert rate_of(apart, "x") is not None
    same = rates(asked({("a", "x"): 40}), [], secret=SECRET, wave="w")
    assert rate_of(same, "") == rate_of(same, "a") == rate_of(same, "x") != None  # noqa: E711


def test_rates_come_in_tens_with_merged_ends() -> None:
    people = asked({(): 400})
    names = list(people)
    shown = [rates(people, names[:answered], secret=SECRET, wave="w")[EVERYBODY] for answered in (40, 260, 390)]
    assert shown == [(30, Bound.AT_MOST), (60, Bound.EXACT), (90, Bound.AT_LEAST)]


def test_fewer_than_twenty_invited_learn_no_rate_and_a_higher_threshold_holds_here_too() -> None:
    few = asked({("a",): 19})
    assert set(rates(few, list(few), secret=SECRET, wave="w").values()) == {None}
    more = asked({("a",): 30})
    assert set(rates(more, list(more), secret=SECRET, wave="w", fewest=40).values()) == {None}


def test_noise_sticks_to_the_people_invited_and_is_not_the_same_for_all() -> None:
    people = asked({(): 21})
    names = list(people)
    waves = [str(number) for number in range(60)]
    once = [rates(people, names[:15], secret=SECRET, wave=wave)[EVERYBODY] for wave in waves]
    again = [rates(people, reversed(names[:15]), secret=SECRET, wave=wave)[EVERYBODY] for wave in waves]  # type: ignore[arg-type]
    assert once == again
    assert len(set(once)) > 1


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 40)), max_size=8))
def test_whatever_is_subtracted_nobody_or_at_least_twenty_people_are_left(rows: list[tuple[str, str, int]]) -> None:
    people: dict[str, set[str]] = {"": set()}
    parents: dict[str, str | None] = {"": None}
    for number, (top, below, size) in enumerate(rows):
        names = {f"{number}.{one}" for one in range(size)}
        for above, unit in (("", top), (top, top + below)):
            people.setdefault(unit, set()).update(names)
            parents[unit] = above
        people[""] |= names
    hidden = hidden_groups({unit: frozenset(inside) for unit, inside in people.items()}, parents, 20)
    for unit, inside in people.items():
        if unit in hidden:
            continue
        rest = set(inside)
        for other, others in people.items():
            if other not in hidden and other != unit and (not unit or other.startswith(unit)):
                rest -= others
        shown_alike = any(people[other] == inside for other in people if other not in hidden and other != unit)
        assert shown_alike or not rest or len(rest) >= 20


def test_a_named_group_has_a_rate_only_where_it_leaves_nobody_or_twenty_of_everything_shown() -> None:
    def named(sizes: Sizes, *, whole: bool = False) -> dict[str, Rate]:
        cells = [Cell(units, named=names) for (units, names), size in sizes.items() for _ in range(size)]
        people = {f"{number:064x}": cell for number, cell in enumerate(cells)}
        found = rates(people, list(people)[::2], secret=SECRET, wave="w", organization_only=whole)
        return {group.name: rate for group, rate in found.items() if group.kind is Kind.NAMED}

    whole_unit: Sizes = {(("a",), ("p",)): 30, (("b",), ()): 30}
    assert named(whole_unit)["p"] is not None
    assert named(whole_unit, whole=True) == {}
    few_are_left: tuple[Sizes, ...] = (
        {(("a",), ("p",)): 30, (("a",), ()): 3, (("b",), ()): 30},  # three of the unit are not in it
        {(("a",), ("p",)): 30, (("b",), ("p",)): 3, (("b",), ()): 30},  # three of another unit are
        {(("a",), ("p",)): 19, (("b",), ()): 30},
        {(("a",), ("p",)): 60, (("b",), ()): 10},  # b is hidden, and p would tell of it
    )
    for few in few_are_left:
        assert named(few)["p"] is None, few
    both: Sizes = {(("a",), ("p", "q")): 30, (("a",), ("p",)): 5, (("a",), ()): 30}
    assert [name for name, rate in named(both).items() if rate is not None] == ["p"], "five lie between p and q"
    same = rates(asked({("a",): 25}), [], secret=SECRET, wave="w")
    everybody = {f"{number:064x}": Cell(("a",), named=("p",)) for number in range(25)}
    assert rates(everybody, [], secret=SECRET, wave="w")[Group(Kind.NAMED, name="p")] == same[EVERYBODY]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([(), ("a",), ("b",), ("a", "x"), ("a", "y")]),
            st.sets(st.sampled_from("pqr")).map(lambda names: tuple(sorted(names))),
            st.integers(0, 45),
        ),
        max_size=9,
    )
)
def test_no_sum_or_difference_of_shown_units_and_named_groups_is_fewer_than_twenty(
    rows: list[tuple[tuple[str, ...], tuple[str, ...], int]],
) -> None:
    cells = [Cell(units, named=names) for units, names, size in rows for _ in range(size)]
    people = {f"{number:064x}": cell for number, cell in enumerate(cells)}
    shown = [group for group, rate in rates(people, [], secret=SECRET, wave="w").items() if rate is not None]

    def is_in(cell: Cell, group: Group) -> bool:
        return group.name in cell.named if group.kind is Kind.NAMED else set(group.units) <= set(cell.units)

    pieces = Counter(tuple(is_in(cell, group) for group in shown) for cell in cells)
    assert not shown or min(pieces.values()) >= 20, "whoever adds and subtracts gets unions of these"
