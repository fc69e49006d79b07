"""One round of peer coaching: eligible, encode, candidates, solve, leftovers, explain, verify."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from wellbeing.pairings.barred import Flags, Places, barred, last_met
from wellbeing.pairings.eligible import require_sound, taking_part
from wellbeing.pairings.encode import Encoded, encode
from wellbeing.pairings.explain import reasons
from wellbeing.pairings.leftovers import settle
from wellbeing.pairings.lines import lines_of
from wellbeing.pairings.relaxation import Prices, bound
from wellbeing.pairings.scores import MOST, Scores
from wellbeing.pairings.solve import Solution, solve
from wellbeing.pairings.terms import LeftOut, Pairing, Participant, PastPairing, Plan, Policy
from wellbeing.pairings.verify import verify

ONE_TRIO = 200  # points that having been in a trio weighs when somebody has to be the third
MOST_TRIOS = 10
TWICE = 7_000.0  # more than seven of the highest scores
SINGLE = 4 * TWICE


class PlanRefused(RuntimeError):
    """The finished plan broke a rule; it tells how many times, never which or whom."""


def plan(
    participants: Sequence[Participant],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
    seed: int,
) -> Plan:
    """The plan of one round; the same for any order of the input, in any process. `seconds` is processor time.

    Raises TermsError for terms that make no sense and PlanRefused when the plan fails its own verification.
    """
    began = time.process_time()
    require_sound(participants, history, policy, round_number)
    scores = scores_of_round(participants, history, policy, round_number, seed)
    trios, waited = _trios_before(scores.encoded, history), _waited(scores.encoded, history, round_number)
    solution = solve(scores, _alone(trios, waited))
    groups = settle(scores, solution, trios, waited)
    made = _told(scores, solution, groups, history, policy, round_number, began)
    broken = verify(made, participants, history, policy, round_number)
    if broken:
        raise PlanRefused(f"The plan broke {len(broken)} rules and was not handed out.")
    return made


def scores_of_round(
    participants: Sequence[Participant],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
    seed: int,
) -> Scores:
    """The scores between all who take part in this round."""
    lines = lines_of(participants)
    encoded = encode(taking_part(participants, round_number), lines, policy, round_number, seed)
    apart = barred(encoded, lines, participants, history, policy, round_number)
    return Scores(encoded, apart, policy.cooldown, policy.seniority == "complementary")


def scores_of(
    pairs: Sequence[tuple[str, str]],
    participants: Sequence[Participant],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
    seed: int,
) -> list[int | None]:
    """The score of each pair of ids in this round, None where a hard rule forbids it or one takes no part."""
    require_sound(participants, history, policy, round_number)
    scores = scores_of_round(participants, history, policy, round_number, seed)
    place = {each: at for at, each in enumerate(scores.encoded.ids)}
    known = [at for at, (one, two) in enumerate(pairs) if one in place and two in place]
    told: list[int | None] = [None] * len(pairs)
    for start in range(0, len(known), 200_000):
        part = known[start : start + 200_000]
        one = np.array([place[pairs[at][0]] for at in part], dtype=np.int64)
        two = np.array([place[pairs[at][1]] for at in part], dtype=np.int64)
        for at, score in zip(part, scores.pairs(one, two).tolist(), strict=True):
            told[at] = score if score >= 0 else None
    return told


def score_of(
    one: str,
    two: str,
    participants: Sequence[Participant],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
    seed: int,
) -> int | None:
    """The score of one pair; see `scores_of`."""
    return scores_of([(one, two)], participants, history, policy, round_number, seed)[0]


def _trios_before(encoded: Encoded, history: Sequence[PastPairing]) -> Places:
    times = Counter(member for past in history if len(past.members) == 3 for member in past.members)
    return np.array([min(times[each], MOST_TRIOS) for each in encoded.ids], dtype=np.int64)


def _waited(encoded: Encoded, history: Sequence[PastPairing], round_number: int) -> Flags:
    """Who has no pairing in the last round that was theirs, although that round took place."""
    paired: dict[int, set[str]] = {}
    for past in history:
        paired.setdefault(past.round, set()).update(past.members)
    last = [paired.get(round_number - each.cadence) for each in encoded.people]
    return np.array(
        [round_ is not None and each not in round_ for each, round_ in zip(encoded.ids, last, strict=True)], dtype=bool
    )


def _alone(trios: Places, waited: Flags) -> Prices:
    """What leaving each person single costs: first how many, then who waited already, then who sat in trios.

    Costs are not larger than they need be, since people who compete for few partners outbid each other up to them.
    """
    return np.asarray(SINGLE + TWICE * waited + ONE_TRIO * trios, dtype=np.float64)


def _told(
    scores: Scores,
    solution: Solution,
    groups: Sequence[tuple[int, ...]],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
    began: float,
) -> Plan:
    people, met = scores.encoded.people, last_met(history)
    values, repeats = _values(scores, groups)
    quarters = _common_quarters(scores.encoded, groups)
    pairings = []
    for group, value, common in zip(groups, values, quarters, strict=True):
        members = sorted((people[place] for place in group), key=lambda each: each.id)
        why = reasons(members, common, met, round_number, policy.cooldown, policy.seniority == "complementary")
        pairings.append(Pairing(tuple(each.id for each in members), value, why))
    inside = {place for group in groups for place in group}
    left = sorted(each for place, each in enumerate(scores.encoded.ids) if place not in inside)
    cause = "no_partner_fits" if len(people) > 1 else "nobody_else"
    kept = [at for at, pairs in enumerate(repeats) if not pairs]
    total = sum(values)
    proven = min(bound(solution.prices, len(people) - 2 * len(kept)), float(MOST * len(kept)))
    proven += total - sum(values[at] for at in kept)
    return Plan(
        pairings=tuple(sorted(pairings, key=lambda each: each.members)),
        left_out=tuple(LeftOut(each, cause) for each in left),
        relaxed=tuple(sorted(pair for pairs in repeats for pair in pairs)),
        score=total,
        upper_bound=max(proven, float(total)),
        seconds=time.process_time() - began,
    )


def _values(scores: Scores, groups: Sequence[tuple[int, ...]]) -> tuple[list[int], list[list[tuple[str, ...]]]]:
    """The score of each group, of a trio the mean of its three pairs, and its repeats inside the cool-down."""
    owner, one, two = [], [], []
    for at, group in enumerate(groups):
        for first in range(len(group)):
            for second in range(first + 1, len(group)):
                owner.append(at)
                one.append(group[first])
                two.append(group[second])
    first_places, second_places = np.array(one, dtype=np.int64), np.array(two, dtype=np.int64)
    each = scores.pairs(first_places, second_places, cooldown=False).tolist()
    resting = scores.resting(scores.barred.met.value_of(first_places, second_places)).tolist()
    values = [0] * len(groups)
    repeats: list[list[tuple[str, ...]]] = [[] for _group in groups]
    ids = scores.encoded.ids
    for at, left, right, value, again in zip(owner, one, two, each, resting, strict=True):
        values[at] += value
        if again:
            repeats[at].append(tuple(sorted((ids[left], ids[right]))))
    return [value // 3 if len(group) == 3 else value for value, group in zip(values, groups, strict=True)], repeats


def _common_quarters(encoded: Encoded, groups: Sequence[tuple[int, ...]]) -> list[int]:
    if not groups:
        return []
    places = np.array([(group[0], group[1], group[-1]) for group in groups], dtype=np.int64)
    hours = encoded.kinds.hours[encoded.kind[places]]
    common = hours[:, 0] & hours[:, 1] & hours[:, 2]
    return [int(each) for each in np.bitwise_count(common).sum(axis=-1)]
