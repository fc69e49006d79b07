"""What holds for any company and any answers, tried with many that nobody thought of."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.disclosure.noise import CUT, moved, noise
from reports.disclosure.rounding import size_band
from reports.disclosure.table import Answer, Options, disclose
from tests.reports.disclosure.companies import CHART, SECRET, answers, figures, people_in, shown

quick = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
companies = st.builds(
    answers,
    seed=st.integers(0, 10_000),
    waves=st.integers(1, 3),
    response=st.floats(0.3, 1),
    moves=st.floats(0, 0.3),
)


@quick
@given(companies, st.randoms())
def test_order_changes_no_figure(rows: list[Answer], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    units = list(CHART.items())
    chance.shuffle(units)
    assert disclose(dict(units), mixed, SECRET)["figures"] == figures(rows)


@quick
@given(companies, st.integers(5, 12))
def test_nothing_under_the_threshold_is_shown_and_one_set_of_people_has_one_figure(rows: list[Answer], k: int) -> None:
    told: dict[Any, Any] = {}
    for one in figures(rows, k=k):
        if one["kind"] == "window":
            continue
        people = people_in(one, rows)
        if one["mean"] is not None:
            assert len(people) >= k
            low = int(one["n_band"].rstrip("+").split("-")[0])
            assert low <= len(people)
            assert told.setdefault((one["wave"], people), (one["mean"], one["bands"])) == (
                one["mean"],
                one["bands"],
            ) or (one["kind"] in {"directs", "org_location", "org_tenure", "location_tenure"})
            assert told[one["wave"], people][0] == one["mean"]
        else:
            assert one["n_band"] is None
            assert one["bands"] is None
            assert one["reason"] is not None


@quick
@given(companies, st.integers(0, 1000))
def test_which_groups_are_shown_depends_on_who_answered_and_never_on_what(rows: list[Answer], seed: int) -> None:
    chance = random.Random(seed)
    others = [replace(row, value=5.0 * chance.randint(0, 20)) for row in rows]
    assert _decided(rows) == _decided(others)


def _decided(rows: list[Answer]) -> list[tuple[str, str, str]]:
    """Status of each group before the audit, which alone may look at answers."""
    return [
        (one["kind"], str(one["key"]), "open" if one["reason"] == "audit" else str(one["reason"]))
        for one in figures(rows)
        if one["kind"] != "window"
    ]


@quick
@given(companies)
def test_an_unrelated_company_changes_nothing(rows: list[Answer]) -> None:
    alone = shown(rows)
    disclose({"Elsewhere": None}, [replace(row, unit="Elsewhere") for row in answers(99, 2)], SECRET)
    assert shown(rows) == alone
    assert shown(rows, secret=bytes(32)) != alone


@quick
@given(st.sets(st.text(min_size=1, max_size=6), min_size=1, max_size=12), st.randoms())
def test_the_same_people_carry_the_same_noise_and_others_do_not(people: set[str], chance: random.Random) -> None:
    mixed = list(people)
    chance.shuffle(mixed)
    drawn = noise(SECRET, "7", "calm", mixed)
    assert drawn == noise(SECRET, "7", "calm", sorted(people))
    assert -CUT <= drawn <= CUT
    assert drawn != noise(SECRET, "8", "calm", people)
    assert drawn != noise(SECRET, "7", "work", people)
    assert drawn != noise(SECRET, "7", "calm", [*people, "somebody else"])


@quick
@given(st.tuples(*[st.integers(0, 30)] * 3).filter(lambda counts: sum(counts) > 0))
def test_counts_of_a_distribution_are_one_off_at_most_and_keep_their_sum(counts: tuple[int, int, int]) -> None:
    told = moved(counts, SECRET, "1", "calm", ["a"])
    assert sum(told) == sum(counts)
    assert all(abs(shown - true) <= 1 and shown >= 0 for shown, true in zip(told, counts, strict=True))


def test_the_noise_is_spread_as_it_says() -> None:
    drawn = [noise(SECRET, "1", "calm", [str(number)]) for number in range(4000)]
    assert abs(sum(drawn) / 4000) < 0.05
    assert 0.86 < sum(one * one for one in drawn) / 4000 < 0.96


@quick
@given(st.integers(5, 20_000), st.integers(0, 300), st.integers(5, 40))
def test_a_size_is_shown_only_where_it_does_not_tell_who_answered(count: int, silent: int, threshold: int) -> None:
    if count < threshold:
        return
    low, high = size_band(count, count + silent, threshold)
    assert low <= count
    assert high is None or count <= high
    if (low, high) != (threshold, None):
        assert count + silent >= low + 10 or high is None


def test_the_audit_refuses_at_most_one_release_in_a_hundred() -> None:
    refused = sum(len(disclose(CHART, answers(seed, 4), SECRET)["audit"]["refused_waves"]) for seed in range(25))
    assert refused <= 1, "of a hundred releases"


def test_strict_limits_show_less() -> None:
    rows = answers(4, 3, response=0.9)
    usual, strict = figures(rows), figures(rows, strict=True)
    assert sum(one["mean"] is not None for one in strict) < sum(one["mean"] is not None for one in usual)


def test_options_speak_of_the_native_scale() -> None:
    rows = [replace(row, value=1 + (row.value or 0) / 25) for row in answers(2)]
    native = disclose(CHART, rows, SECRET, Options(sd=0.8, low=1, high=5, step=0.2))["figures"]
    assert native == figures(answers(2))
