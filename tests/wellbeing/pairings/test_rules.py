"""The hard rules one by one, on organizations small enough to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest

from bench.colleagues import colleagues
from tests.wellbeing.pairings.checker import Checker, worked
from wellbeing.pairings.eligible import TermsError
from wellbeing.pairings.hours import utc_quarters
from wellbeing.pairings.lines import lines_of
from wellbeing.pairings.matching import plan, score_of, scores_of, scores_of_round
from wellbeing.pairings.scores import FORBIDDEN
from wellbeing.pairings.terms import Participant, PastPairing, Plan, Policy
from wellbeing.pairings.verify import verify

DAY = date(2026, 11, 25)
POLICY = Policy(DAY)
EN = frozenset({"en"})


def person(name: str, **more: object) -> Participant:
    return replace(Participant(name, languages=EN), **more)  # type: ignore[arg-type]  # fields by name


def made(
    people: Sequence[Participant], policy: Policy = POLICY, history: Sequence[PastPairing] = (), n: int = 1
) -> Plan:
    told = plan(people, history, policy, n, 5)
    assert Checker(people, history, policy, n).flaws(told) == []
    assert verify(told, people, history, policy, n) == []
    return told


def met(told: Plan) -> set[tuple[str, ...]]:
    return {each.members for each in told.pairings}


def may(one: Participant, two: Participant, *others: Participant, policy: Policy = POLICY) -> bool:
    return score_of(one.id, two.id, [one, two, *others], [], policy, 1, 5) is not None


def test_nobody_meets_their_reporting_line_and_a_manager_elsewhere_still_counts() -> None:
    head, lead, member = person("head"), person("lead", manager="head"), person("member", manager="lead")
    deep = person("deep", manager="member")
    assert not may(head, lead)
    assert not may(head, member, lead)
    assert not may(head, deep, lead, member)
    assert not may(lead, deep, head, member)
    twins = person("one", manager="away"), person("two", manager="away")
    assert may(*twins)
    assert not may(*twins, policy=replace(POLICY, allow_same_manager=False))
    free = replace(POLICY, everyones_manager="allow")
    assert not may(head, lead, member, deep, policy=free)
    assert not may(head, member, lead, deep, policy=free), "two steps below"
    assert may(head, deep, lead, member, policy=free)
    assert not may(lead, deep, head, member, policy=free), "only the person everyone reports to"
    assert not may(head, deep, lead, member, person("outside"), policy=free), "not everybody reports to the head"


def test_a_cycle_of_managers_is_one_line() -> None:
    cycle = [person("a", manager="c"), person("b", manager="a"), person("c", manager="b"), person("d", manager="b")]
    own = person("own", manager="own")
    told = scores_of(list(combinations("abcd", 2)), [*cycle, own], [], POLICY, 1, 0)
    assert told == [None] * 6
    assert [len(each.members) for each in made([*cycle, own]).pairings] == [2]
    lines = lines_of([*cycle, own])
    assert lines.top is None
    assert sorted(lines.order) == ["a", "b", "c", "d", "own"]


def test_a_chain_of_thousands_is_no_trouble() -> None:
    chain = [person("p0000")] + [person(f"p{n:04d}", manager=f"p{n - 1:04d}") for n in range(1, 3_000)]
    assert plan(chain, [], POLICY, 1, 0).pairings == ()


def test_exclusions_hold_both_ways_and_are_told_nowhere() -> None:
    shy, loud, other = person("shy", exclusions=frozenset({"loud", "gone", "shy"})), person("loud"), person("other")
    assert not may(shy, loud, other)
    assert not may(loud, shy, other)
    two = made([shy, loud])
    strangers = made([person("shy", languages=frozenset({"de"})), loud])
    assert two.left_out == strangers.left_out
    assert {each.cause for each in two.left_out} == {"no_partner_fits"}
    everybody = [f"p{n}" for n in range(4_000)]
    barred = [person("hermit", exclusions=frozenset(everybody)), *(person(each) for each in everybody[:40])]
    told = made(barred)
    assert [each.id for each in told.left_out] == ["hermit"]
    assert "exclu" not in repr(told)
    assert all(not pair.members.count("hermit") for pair in told.pairings)


def test_people_without_a_stated_language_share_none() -> None:
    silent = person("silent", languages=frozenset()), person("still", languages=frozenset())
    assert made([*silent, person("a"), person("b")]).left_out != ()
    assert not may(*silent)


def test_common_hours_follow_the_clocks_of_the_day() -> None:
    london, york = person("l", time_zone="Europe/London"), person("n", time_zone="America/New_York")
    five = replace(POLICY, minimum_overlap_hours=4)
    assert not may(london, york, policy=five), "three hours in common on an ordinary day"
    gap = replace(five, on=date(2026, 3, 16))  # New York is already on summer time, London not yet
    assert may(london, york, policy=gap)
    late, early = person("late", working_hours=("22:00", "06:00")), person("early", working_hours=("05:00", "13:00"))
    assert may(late, early)
    assert not may(late, early, policy=replace(POLICY, minimum_overlap_hours=1.25))
    short = person("short", working_hours=("12:00", "12:30"))
    assert may(short, early, policy=replace(POLICY, minimum_overlap_hours=6)), "all the time that one of them has"
    assert not may(person("blink", working_hours=("12:05", "12:10")), early)
    assert may(
        person("blink", working_hours=("12:05", "12:10")), early, policy=replace(POLICY, minimum_overlap_hours=0)
    )
    assert utc_quarters("Asia/Kathmandu", ("09:00", "10:00"), DAY) == 0b1111 << 13
    assert utc_quarters("UTC", ("16:00", "24:00"), DAY) == ((1 << 96) - 1) ^ ((1 << 64) - 1)
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"):
        for on in (date(2026, 3, 29), date(2026, 3, 8), date(2026, 10, 25), date(2026, 4, 5), DAY):
            for times in (("09:00", "17:00"), ("22:10", "06:20"), ("06:00", "05:00")):
                mask = utc_quarters(zone, times, on)
                assert {bit for bit in range(96) if mask >> bit & 1} == worked(zone, times, on.isoformat())


def test_only_who_is_due_takes_part() -> None:
    people = [person("a"), person("b", cadence=2), person("c", cadence=4), person("d", paused=True), person("e")]
    assert met(made(people, n=1)) == {("a", "e")}
    assert {each for pair in met(made(people, n=2)) for each in pair} == {"a", "b", "e"}
    assert {each for pair in met(made(people, n=4)) for each in pair} == {"a", "b", "c", "e"}
    assert scores_of([("a", "b"), ("a", "d"), ("a", "a")], people, [], POLICY, 1, 0) == [None, None, None]
    assert made([person("d", paused=True)]).left_out == ()


def test_one_two_and_three_people() -> None:
    assert made([]).pairings == ()
    assert [each.cause for each in made([person("a")]).left_out] == ["nobody_else"]
    assert met(made([person("a"), person("b")])) == {("a", "b")}
    three = made([person("a"), person("b"), person("c")])
    assert met(three) == {("a", "b", "c")}
    assert three.pairings[0].reasons[-1].code == "trio"


def test_the_cool_down_is_kept_and_gives_way_only_for_the_oldest_repeat() -> None:
    four = [person(name) for name in "abcd"]
    history = [
        PastPairing(1, ("a", "b")),
        PastPairing(1, ("c", "d")),
        PastPairing(2, ("a", "c")),
        PastPairing(2, ("b", "d")),
    ]
    fresh = made(four, POLICY, history, 3)
    assert met(fresh) == {("a", "d"), ("b", "c")}
    assert fresh.relaxed == ()
    full = [*history, *(PastPairing(3, pair) for pair in met(fresh))]
    again = made(four, POLICY, full, 4)
    assert met(again) == {("a", "b"), ("c", "d")}, "round 1 is the longest ago"
    assert again.relaxed == (("a", "b"), ("c", "d"))
    assert "met_lately" in {reason.code for reason in again.pairings[0].reasons}
    assert score_of("a", "b", four, full, POLICY, 4, 5) is None
    assert met(made(four, replace(POLICY, cooldown=2), full, 4)) == {("a", "b"), ("c", "d")}
    assert made(four, replace(POLICY, cooldown=2), full, 4).relaxed == ()


def test_novelty_grows_back() -> None:
    two = [person("a"), person("b")]
    told = [score_of("a", "b", two, [PastPairing(1, ("a", "b"))], POLICY, n, 5) for n in range(7, 60)]
    assert told[0] is None
    drawn = [(score_of("a", "b", two, [], POLICY, n, 5) or 0) - (each or 0) for n, each in enumerate(told, start=7)]
    assert drawn[1] == 200
    assert drawn[-1] == 0
    assert all(earlier >= later for earlier, later in pairwise(drawn[1:]))


def test_blocks_and_single_pairs_have_the_same_scores() -> None:
    people = colleagues(150, seed=4)
    history = [PastPairing(1, ("p000003", "p000090")), PastPairing(9, ("p000004", "p000091", "p000140"))]
    for policy in (
        POLICY,
        replace(POLICY, allow_same_manager=False, everyones_manager="allow", seniority="complementary"),
    ):
        scores = scores_of_round(people, history, policy, 12, 3)
        one, two = np.divmod(np.arange(150 * 150), 150)
        single = scores.pairs(one, two).reshape(150, 150)
        assert (single == single.T).all()
        for step in (1, 2, 7):
            for offset in range(step):
                block = scores.block(20, 130, offset, step)
                assert (np.where(block < 0, FORBIDDEN, block) == single[20:130, offset::step]).all()
        checker = Checker(people, history, policy, 12)
        for first in range(0, 150, 7):
            for second in range(150):
                ids = scores.encoded.ids[first], scores.encoded.ids[second]
                allowed = first != second and checker.may_meet(*ids) and not checker.repeats(ids)
                assert (single[first, second] >= 0) == allowed, ids


@pytest.mark.parametrize(
    ("people", "history", "policy", "number", "sentence"),
    [
        ([person("a"), person("b"), person("a")], [], POLICY, 1, "people[2].id is the same as people[0].id."),
        ([person("a", time_zone="Mars/Olympus")], [], POLICY, 1, "people[0].time_zone is not a time zone"),
        ([person("a", time_zone="../etc")], [], POLICY, 1, "people[0].time_zone is not a time zone"),
        ([person("a", working_hours=("24:00", "17:00"))], [], POLICY, 1, "people[0].working_hours[0] must be a time"),
        ([person("a", working_hours=("09:00", "9"))], [], POLICY, 1, "people[0].working_hours[1] must be a time"),
        ([person("a", working_hours=("09:00", "09:00"))], [], POLICY, 1, "must not begin and end at the same time"),
        ([person("a", cadence=0)], [], POLICY, 1, "people[0].cadence"),
        ([person("a", seniority=9)], [], POLICY, 1, "people[0].seniority"),
        ([], [PastPairing(3, ("a", "b"))], POLICY, 2, "history[0].round must be from 1 to 2"),
        ([], [PastPairing(1, tuple("abcd"))], POLICY, 2, "history[0].members must name two or three people."),
        ([], [PastPairing(1, ("a", "a"))], POLICY, 2, "history[0].members names somebody twice."),
        ([], [], replace(POLICY, minimum_overlap_hours=float("nan")), 1, "policy.minimum_overlap_hours"),
        ([], [], replace(POLICY, cooldown=-1), 1, "policy.cooldown"),
        ([], [], replace(POLICY, on=date(1, 1, 1)), 1, "policy.date"),
        ([], [], POLICY, 0, "round must be"),
    ],
)
def test_terms_that_make_no_sense_are_refused_by_the_path_of_the_field(
    people: list[Participant], history: list[PastPairing], policy: Policy, number: int, sentence: str
) -> None:
    with pytest.raises(TermsError) as refused:
        plan(people, history, policy, number, 0)
    assert sentence in str(refused.value)


def test_verification_finds_what_is_wrong_with_a_plan() -> None:
    people = [person("a"), person("b", exclusions=frozenset({"a"})), person("c"), person("d", manager="c")]
    good = made(people)

    def codes(told: Plan, history: Sequence[PastPairing] = ()) -> set[str]:
        return {each.code for each in verify(told, people, history, POLICY, 1)}

    def with_members(*groups: tuple[str, ...]) -> Plan:
        pairings = tuple(replace(good.pairings[0], members=group, score=1) for group in groups)
        return replace(good, pairings=pairings, left_out=(), score=len(groups), upper_bound=9.0)

    assert codes(good) == set()
    assert codes(with_members(("a", "b"), ("c", "d"))) == {"may_not_meet"}
    assert codes(with_members(("a", "c"))) == {"forgotten"}
    assert codes(with_members(("a", "c"), ("c", "b"))) == {"named_twice", "forgotten"}
    assert codes(with_members(("a", "c"), ("b", "x"))) == {"takes_no_part", "forgotten"}
    assert codes(with_members(("a",), ("b", "d"), ("c",))) == {"not_a_pairing"}
    assert codes(replace(good, score=good.score + 1)) == {"wrong_total"}
    assert codes(replace(good, upper_bound=1.0)) == {"wrong_total"}
    assert codes(replace(good, relaxed=(good.pairings[0].members,))) == {"met_lately"}
