"""Which conditions go with an outcome: clear ones only, at most three, of a hundred ballots and more."""

from __future__ import annotations

import random

from reports.releases.relations import conditions, outcomes, related
from wellbeing.checkins.instruments import shipped
from wellbeing.checkins.publishable import facts

KINDS = {"cbi": "burnout", "fevs_eei": "engagement", "scs_sf": "self_compassion"}
SCALES = [fact for key in KINDS for fact in facts(shipped(key))]
STRENGTH = {("fevs_eei", "leaders_lead"): 30.0, ("fevs_eei", "supervisors"): 5.0, ("fevs_eei", "intrinsic"): 500.0}


def ballots(count: int, missing: float = 0.0) -> list[dict[tuple[str, str], float]]:
    """Burnout goes strongly with supervisors, less with leaders, hardly with the work itself, and with compassion."""
    chance = random.Random(5)
    found = []
    for _ in range(count):
        burnout = chance.uniform(0, 100)
        scores = {("cbi", "personal"): burnout, ("cbi", "work"): burnout, ("scs_sf", "total"): -burnout}
        for name, spread in STRENGTH.items():
            scores[name] = -burnout + chance.gauss(0, spread)
        scores["fevs_eei", "index"] = -burnout
        if chance.random() < missing:
            scores = {name: value for name, value in scores.items() if name[0] != "fevs_eei"}
        found.append(scores)
    return found


def test_burnout_and_the_engagement_index_are_outcomes_and_what_is_about_work_are_conditions() -> None:
    assert outcomes(KINDS, SCALES) == [("cbi", "personal"), ("cbi", "work"), ("fevs_eei", "index")]
    parts = [("fevs_eei", "leaders_lead"), ("fevs_eei", "supervisors"), ("fevs_eei", "intrinsic")]
    assert sorted(conditions(("cbi", "work"), KINDS, SCALES)) == sorted(parts)
    assert conditions(("fevs_eei", "index"), KINDS, SCALES) == []


def test_clear_conditions_are_named_closest_first_and_unclear_ones_are_not() -> None:
    found = related(ballots(400), KINDS, SCALES)
    assert found == dict.fromkeys(
        [("cbi", "personal"), ("cbi", "work")], (("fevs_eei", "supervisors"), ("fevs_eei", "leaders_lead"))
    )


def test_nothing_is_told_of_fewer_than_a_hundred_ballots_that_have_both() -> None:
    assert related(ballots(99), KINDS, SCALES) == {}
    assert related(ballots(120, missing=0.3), KINDS, SCALES) == {}
    assert related(ballots(200, missing=0.3), KINDS, SCALES)


def test_answers_without_any_spread_go_with_nothing() -> None:
    alike = [dict.fromkeys(scores, 50.0) for scores in ballots(150)]
    assert related(alike, KINDS, SCALES) == {}


def test_at_most_three_conditions_are_named() -> None:
    kinds = {"cbi": "burnout", **{f"own{n}": "custom" for n in range(5)}}
    total = facts(shipped("scs_sf"))[0]
    scales = [*facts(shipped("cbi"))]
    for key in list(kinds)[1:]:
        fields = {name: getattr(total, name) for name in total.__slots__}
        scales.append(type(total)(**{**fields, "instrument": key}))
    chance = random.Random(1)
    given = [
        {("cbi", "work"): value, **{(f"own{n}", "total"): value + chance.gauss(0, 5 + 9 * n) for n in range(5)}}
        for value in (chance.uniform(0, 100) for _ in range(200))
    ]
    assert related(given, kinds, scales) == {("cbi", "work"): tuple((f"own{n}", "total") for n in range(3))}


def test_of_our_pulse_conditions_of_work_go_with_its_outcomes_and_questions_about_the_person_with_none() -> None:
    scales = [*facts(shipped("cbi")), *facts(shipped("pulse"))]
    kinds = {"cbi": "burnout", "pulse": "pulse"}
    assert outcomes(kinds, scales)[2:] == [("pulse", "energy_recovery"), ("pulse", "stay")]
    work = {"workload", "control", "support", "clarity", "fairness", "safety"}
    for outcome in (("pulse", "energy_recovery"), ("cbi", "work")):
        assert {name for _instrument, name in conditions(outcome, kinds, scales)} == work
