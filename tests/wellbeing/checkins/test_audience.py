"""Freezing an audience, as plain values: paths, settled people, tenure bands, and the nearest safe unit above."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.checkins.audience import (
    SETTLED_GROUP,
    NamedGroup,
    Person,
    Place,
    freeze,
    named_too_small,
    path_of,
    tenure_band,
    units_with_figures,
)

NOW = datetime(2031, 3, 3, 8, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=400), NOW - timedelta(days=5)
TOP, MIDDLE, LEAF = uuid4(), uuid4(), uuid4()
PARENTS = {TOP: None, MIDDLE: TOP, LEAF: MIDDLE}


def someone(
    unit: UUID | None,
    *,
    since: datetime = LONG_AGO,
    activated: datetime | None = LONG_AGO,
    placed: datetime | None = None,
) -> Person:
    hired_on = date(2029, 3, 3)
    return Person(uuid4(), unit, "Lyon", hired_on, activated, since, False, job_family="Care", placed_since=placed)


def placed(
    people: list[Person], named: dict[str, NamedGroup] | None = None, *, first_wave: bool = False
) -> list[Place]:
    return freeze(
        people,
        PARENTS,
        named=named,
        opened_at=NOW,
        opened_on=NOW.date(),
        first_import_at=LONG_AGO - timedelta(days=9),
        first_wave=first_wave,
    )


def frozen(people: list[Person]) -> list[tuple[UUID, ...]]:
    return [place.unit_path for place in placed(people)]


def test_settled_people_count_in_their_own_unit() -> None:
    assert frozen([someone(LEAF), someone(None)]) == [(TOP, MIDDLE, LEAF), ()]


@pytest.mark.parametrize("new", [{"since": LATELY}, {"activated": LATELY}, {"activated": None}])
def test_newcomers_count_at_the_nearest_unit_above_with_ten_settled_people(new: dict[str, datetime | None]) -> None:
    settled = [someone(MIDDLE) for _ in range(SETTLED_GROUP)]
    assert frozen([*settled, someone(LEAF, **new)])[-1] == (TOP, MIDDLE)  # type: ignore[arg-type]
    assert frozen([*settled[:9], someone(TOP), someone(LEAF, **new)])[-1] == (TOP,)  # type: ignore[arg-type]
    assert frozen([*settled[:9], someone(LEAF, **new)])[-1] == ()  # type: ignore[arg-type]


def test_a_unit_full_of_newcomers_is_no_group() -> None:
    assert set(frozen([someone(LEAF, since=LATELY) for _ in range(30)])) == {()}


@pytest.mark.parametrize("new", [{"since": LATELY}, {"activated": LATELY}, {"activated": None}])
def test_who_is_not_settled_has_no_location_tenure_job_family_or_named_group(new: dict[str, datetime | None]) -> None:
    settled = [someone(LEAF) for _ in range(SETTLED_GROUP)]
    newcomer = someone(LEAF, **new)  # type: ignore[arg-type]
    named = {"pilot": NamedGroup("Pilot", frozenset(one.id for one in (*settled, newcomer)))}
    places = placed([*settled, newcomer], named)
    assert {(one.location, one.tenure, one.job_family, one.groups) for one in places[:-1]} == {
        ("Lyon", "1_to_2", "Care", ("pilot",))
    }
    last = places[-1]
    assert (last.unit_path, last.location, last.tenure, last.job_family, last.groups) == ((TOP, MIDDLE), "", "", "", ())


def test_somebody_relabelled_right_before_a_wave_counts_in_the_unit_but_in_no_place_of_the_new_label() -> None:
    lately, before = someone(LEAF, placed=LATELY), someone(LEAF, placed=NOW - timedelta(days=30))
    named = {"lyon": NamedGroup("A programme for Lyon", frozenset({lately.id, before.id}))}
    (place,) = placed([lately], named)
    assert (place.unit_path, place.location, place.tenure, place.job_family) == ((TOP, MIDDLE, LEAF), "", "", "")
    assert place.groups == (), "a group made of a label is a place of that label"
    (place,) = placed([before], named)
    assert (place.location, place.tenure, place.job_family, place.groups) == ("Lyon", "1_to_2", "Care", ("lyon",))


def test_a_label_of_the_first_import_counts_in_the_first_wave_and_a_later_one_does_not() -> None:
    first, later = LONG_AGO - timedelta(days=9), LATELY
    people = [someone(LEAF, since=first, activated=None, placed=moment) for moment in (first, later)]
    assert [place.location for place in placed(people, first_wave=True)] == ["Lyon", ""]


def test_a_named_group_needs_ten_settled_people() -> None:
    people = [someone(LEAF) for _ in range(10)] + [someone(LEAF, since=LATELY)]
    named = {
        "large": NamedGroup("Large", frozenset(one.id for one in people[:10])),
        "small": NamedGroup("Small", frozenset(one.id for one in people[1:])),
        "strange": NamedGroup("Strange", frozenset(uuid4() for _ in range(20))),
    }
    assert named_too_small(placed(people, named), named) == ["Small", "Strange"]


def test_a_circle_in_the_chart_ends() -> None:
    assert set(path_of(TOP, {TOP: MIDDLE, MIDDLE: TOP})) == {TOP, MIDDLE}


@pytest.mark.parametrize(
    ("hired_on", "band"),
    [
        (None, ""),
        (date(2031, 3, 4), ""),
        (date(2031, 3, 3), "under_1"),
        (date(2030, 3, 4), "under_1"),
        (date(2030, 3, 3), "1_to_2"),
        (date(2028, 3, 4), "1_to_2"),
        (date(2028, 3, 3), "3_to_9"),
        (date(2021, 3, 4), "3_to_9"),
        (date(2021, 3, 3), "10_or_more"),
    ],
)
def test_tenure_is_a_band_of_full_years(hired_on: date | None, band: str) -> None:
    assert tenure_band(hired_on, date(2031, 3, 3)) == band


@given(st.lists(st.tuples(st.sampled_from([None, TOP, MIDDLE, LEAF]), st.booleans()), max_size=60))
def test_nobody_is_lost_and_newcomers_never_count_below_ten_settled_people(
    rows: list[tuple[UUID | None, bool]],
) -> None:
    people = [someone(unit, since=LATELY if new else LONG_AGO) for unit, new in rows]
    paths = frozen(people)
    assert len(paths) == len(people)
    for (unit, new), path in zip(rows, paths, strict=True):
        own = path_of(unit, PARENTS)
        assert path == (own if not new else own[: len(path)])
        if new and path:
            settled = [one for one, late in rows if not late and path[-1] in path_of(one, PARENTS)]
            assert len(path) < len(own)
            assert len(settled) >= SETTLED_GROUP


def test_units_with_figures_have_enough_people_invited() -> None:
    places = freeze(
        [someone(MIDDLE) for _ in range(5)] + [someone(LEAF) for _ in range(4)],
        PARENTS,
        opened_at=NOW,
        opened_on=NOW.date(),
        first_import_at=None,
        first_wave=True,
    )
    assert units_with_figures(places, threshold=5) == {TOP, MIDDLE}
