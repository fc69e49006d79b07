"""A whole organization over a year of rounds: near the best, fair, fresh, and the same wherever it is computed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from bench.colleagues import colleagues, remembered
from tests.wellbeing.pairings.checker import Checker
from wellbeing.pairings import solve
from wellbeing.pairings.matching import PlanRefused, plan, scores_of_round
from wellbeing.pairings.terms import Participant, PastPairing, Plan, Policy
from wellbeing.pairings.verify import Violation

POLICY = Policy(date(2026, 11, 25))
ROOT = Path(__file__).parents[3]


def best_sum(people: list[Participant], number: int) -> tuple[int, int]:
    """Pairs and points of the best possible matching of everybody, found by another library over every pair."""
    scores = scores_of_round(people, [], POLICY, number, 5)
    points = scores.block(0, len(people))
    graph = nx.Graph()
    one, two = np.nonzero(np.triu(points >= 0))
    graph.add_weighted_edges_from(zip(one.tolist(), two.tolist(), points[one, two].tolist(), strict=True))
    found = nx.max_weight_matching(graph, maxcardinality=True)
    return len(found), sum(int(points[pair]) for pair in found)


def test_a_plan_of_a_hundred_is_the_best_there_is() -> None:
    people = colleagues(101, seed=3)  # the head of all is left out, so pairs come out even
    made = plan(people, [], POLICY, 1, 5)
    pairs, points = best_sum(people, 1)
    assert len(made.pairings) == pairs
    assert made.score == points
    assert made.upper_bound >= points
    assert made.score >= 0.99 * made.upper_bound


@pytest.mark.parametrize("people", [1_501, 2_000])
def test_above_the_exact_size_a_plan_proves_how_near_it_is(people: int) -> None:
    everybody = colleagues(people, seed=2)
    made = plan(everybody, [], POLICY, 1, 5)
    assert Checker(everybody, [], POLICY, 1).flaws(made) == []
    assert len(made.left_out) == 1, "the head of all"
    assert made.score >= 0.995 * made.upper_bound


def test_halves_are_made_whole_as_well_as_by_the_exact_way(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = colleagues(400, seed=6)
    exact = plan(everybody, [], POLICY, 1, 5)
    monkeypatch.setattr(solve, "EXACT", 10)
    monkeypatch.setattr(solve, "FIRST_LOOK", 90)
    other = plan(everybody, [], POLICY, 1, 5)
    assert len(other.left_out) == len(exact.left_out)
    assert 0.99 * exact.score <= other.score <= exact.upper_bound
    monkeypatch.setattr(solve, "EVERY_PAIR", 10)
    monkeypatch.setattr(solve, "WIDEST_LOOK", 200)
    far = plan(everybody, [], POLICY, 1, 5)
    assert exact.score <= far.upper_bound, "a bound without a look at every pair still holds"


def test_a_year_of_rounds_brings_new_people_and_spreads_trios() -> None:
    people = colleagues(302, seed=9)
    history: list[PastPairing] = []
    met: Counter[tuple[str, ...]] = Counter()
    trios: Counter[str] = Counter()
    single: list[set[str]] = []
    groups = 0
    for number in range(1, 13):
        made = plan(people, history, POLICY, number, 5)
        assert Checker(people, history, POLICY, number).flaws(made) == []
        assert made.relaxed == (), "nobody has to meet again inside the cool-down"
        history += remembered(made, number)
        met.update(pair for each in made.pairings for pair in combinations(each.members, 2))
        trios.update(member for each in made.pairings if len(each.members) == 3 for member in each.members)
        single.append({each.id for each in made.left_out} - {"p000000"})
        groups += len(made.pairings)
    assert sum(times - 1 for times in met.values()) <= 0.02 * groups
    assert max(trios.values()) <= 3
    assert all(not now & later for now, later in pairwise(single))


def fingerprint(made: Plan) -> str:
    return repr(replace(made, seconds=0.0))


SCRIPT = """
import random, sys
from dataclasses import replace
from datetime import date
from bench.colleagues import colleagues
from wellbeing.pairings.matching import plan
from wellbeing.pairings.terms import PastPairing, Policy
people = colleagues(260, seed=8)
random.Random(sys.argv[1]).shuffle(people)
history = [PastPairing(1, ("p000200", "p000009")), PastPairing(1, ("p000201", "p000007", "p000100"))]
if int(sys.argv[1]) % 2:
    history = [replace(each, members=each.members[::-1]) for each in reversed(history)]
print(repr(replace(plan(people, history, Policy(date(2026, 11, 25)), 2, 7), seconds=0.0)))
"""


def test_a_plan_is_the_same_for_any_order_of_the_input_and_in_any_process() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(number)],
            env={**os.environ, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in (1, 2, 3)
    }
    assert len(told) == 1
    people = colleagues(1_600, seed=8)
    first = plan(people, [], POLICY, 1, 7)
    random.Random(1).shuffle(people)
    assert fingerprint(plan(people, [], POLICY, 1, 7)) == fingerprint(first)
    assert fingerprint(plan(people, [], POLICY, 1, 8)) != fingerprint(first), "another seed draws otherwise"


def test_an_exclusion_shows_in_nothing_but_who_meets_whom() -> None:
    people = colleagues(60, seed=12)
    bare = [replace(each, exclusions=frozenset()) for each in people]
    paired = plan(bare, [], POLICY, 1, 5).pairings[0].members
    apart = [replace(each, exclusions=frozenset(paired)) if each.id in paired else each for each in bare]
    made = plan(apart, [], POLICY, 1, 5)
    assert paired not in [each.members for each in made.pairings]
    known = {reason.code for each in plan(bare, [], POLICY, 1, 5).pairings for reason in each.reasons}
    assert {reason.code for each in made.pairings for reason in each.reasons} <= known | {"other_team", "trio"}
    everybody = frozenset(each.id for each in bare)
    hermit = [replace(bare[5], exclusions=everybody), *bare[:5], *bare[6:]]
    mute = [replace(bare[5], languages=frozenset({"tlh"})), *bare[:5], *bare[6:]]
    assert plan(hermit, [], POLICY, 1, 5).left_out == plan(mute, [], POLICY, 1, 5).left_out


def test_a_plan_that_fails_its_verification_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [Violation("may_not_meet", ("p000001", "p000002"))]
    monkeypatch.setattr("wellbeing.pairings.matching.verify", lambda *_terms: broken)
    with pytest.raises(PlanRefused) as refused:
        plan(colleagues(20), [], POLICY, 1, 5)
    assert "p00000" not in str(refused.value)


def test_reasons_tell_what_is_true_of_the_people() -> None:
    people = {each.id: each for each in colleagues(200, seed=5)}
    made = plan(list(people.values()), [], POLICY, 1, 5)
    for each in made.pairings:
        members = [people[member] for member in each.members]
        told = {reason.code: reason.values for reason in each.reasons}
        topics = frozenset.intersection(*(member.topics for member in members))
        assert ("shared_topics" in told) == bool(topics)
        if topics:
            assert told["shared_topics"]["count"] == str(len(topics))
            assert set(told["shared_topics"]["topics"].split(", ")) <= topics
        assert ("other_department" in told) == (len({member.department for member in members}) == len(members))
        assert set(told["common_language"]["languages"].split(", ")) == frozenset.intersection(
            *(member.languages for member in members)
        )
        assert float(told["common_hours"]["hours"]) >= 1
        assert "first_meeting" in told
        assert ("trio" in told) == (len(members) == 3)
    assert json.dumps([dict(reason.values) for reason in made.pairings[0].reasons])


def test_many_small_groups_that_compete_for_few_partners_take_no_longer() -> None:
    people = [Participant(f"p{n}", languages=frozenset({f"language {n // 7}"})) for n in range(5_005)]
    made = plan(people, [], POLICY, 1, 5)
    assert made.left_out == ()
    assert made.seconds < 60, "outbidding each other without end would take minutes"
    assert Counter(len(each.members) for each in made.pairings) == {2: 1_430, 3: 715}
