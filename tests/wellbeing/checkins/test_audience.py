"""Freezing an audience, as plain values: paths, settled people, tenure bands, and the nearest safe unit above."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.checkins.audience import SETTLED_GROUP, Person, freeze, path_of, tenure_band, units_with_figures

NOW = datetime(2031, 3, 3, 8, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=400), NOW - timedelta(days=5)
TOP, MIDDLE, LEAF = uuid4(), uuid4(), uuid4()
PARENTS = {TOP: None, MIDDLE: TOP, LEAF: MIDDLE}


def someone(unit: UUID | None, *, since: datetime = LONG_AGO, activated: datetime | None = LONG_AGO) -> Person:
    return Person(uuid4(), unit, "Lyon", None, activated, since, was_invited=False)


def frozen(people: list[Person]) -> list[tuple[UUID, ...]]:
    places = freeze(
        people,
        PARENTS,
        opened_at=NOW,
        opened_on=NOW.date(),
        first_import_at=LONG_AGO - timedelta(days=9),
        first_wave=False,
    )
    return [place.unit_path for place in places]


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
