"""Tiny organizations, where every possible plan can be tried: none is better than the one that is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wellbeing.pairings.checker import Checker
from wellbeing.pairings.matching import plan, score_of
from wellbeing.pairings.terms import Participant, PastPairing, Policy

IDS = "abcdefgh"
WINTER = date(2026, 11, 25)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Participant], list[PastPairing], Policy, int]:
    """Few people whom many rules keep apart, with a history."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    sparse = draw(st.booleans())
    people = []
    for place, each in enumerate(ids):
        above = st.sampled_from([None, *ids[:place]]) if draw(st.integers(0, 3)) else st.sampled_from([*ids, "x"])
        barred = draw(st.sets(st.sampled_from(ids), max_size=4 if sparse else 1))
        people.append(
            Participant(
                id=each,
                unit=draw(st.sampled_from(["", "u", "v"])),
                manager=draw(above) if draw(st.booleans()) else None,
                time_zone=draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"])),
                working_hours=draw(st.sampled_from([("09:00", "17:00"), ("08:00", "12:10"), ("22:00", "06:00")])),
                languages=frozenset(draw(st.sets(st.sampled_from(["en", "de"]), min_size=0 if sparse else 1))),
                topics=frozenset(draw(st.sets(st.sampled_from(["rest", "focus", "voice"])))),
                seniority=draw(st.sampled_from([None, 1, 3, 8])),
                cadence=draw(st.sampled_from([1, 1, 1, 2])),
                paused=draw(st.integers(0, 9)) == 0,
                exclusions=frozenset(barred),
            )
        )
    number = draw(st.integers(1, 5))
    group = st.lists(st.sampled_from([*ids, "gone"]), min_size=2, max_size=3, unique=True)
    past = draw(st.lists(st.builds(PastPairing, st.integers(1, number), group.map(tuple)), max_size=12))
    policy = Policy(
        WINTER,
        cooldown=draw(st.sampled_from([0, 2, 6])),
        minimum_overlap_hours=draw(st.sampled_from([0, 1, 4.2])),
        allow_same_manager=draw(st.booleans()),
        everyones_manager=draw(st.sampled_from(["exclude", "allow"])),
    )
    return people, past, policy, number


def splits(people: tuple[str, ...], groups: dict[tuple[str, ...], bool]) -> Iterator[list[tuple[str, ...]]]:
    """Every way to put some of these people into possible pairs and trios."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from splits(rest, groups)
    for size in (1, 2):
        for others in combinations(rest, size):
            if (first, *others) in groups:
                left = tuple(each for each in rest if each not in others)
                yield from ([(first, *others), *more] for more in splits(left, groups))


@settings(max_examples=120, deadline=None)
@given(rounds())
def test_no_possible_plan_leaves_fewer_people_out(
    terms: tuple[list[Participant], list[PastPairing], Policy, int],
) -> None:
    people, history, policy, number = terms
    made = plan(people, history, policy, number, seed=3)
    checker = Checker(people, history, policy, number)
    assert checker.flaws(made) == []
    taking = tuple(sorted(checker.taking_part))
    groups = {
        group: not checker.repeats(group)
        for size in (2, 3)
        for group in combinations(taking, size)
        if checker.fits(group)
    }
    waiting = {
        each.id
        for each in people
        if any(past.round == number - each.cadence for past in history)
        and not any(past.round == number - each.cadence and each.id in past.members for past in history)
    }

    def cost(split: list[tuple[str, ...]]) -> tuple[int, int]:
        left = set(taking) - {each for group in split for each in group}
        return len(left), len(left & waiting)

    every = list(splits(taking, groups))
    fresh = [split for split in every if all(groups[group] for group in split)]
    mine = [each.members for each in made.pairings]
    assert cost(mine) == min(map(cost, every))
    if made.relaxed:
        assert cost(mine) < min(map(cost, fresh)), "a repeat that nobody needed"
    pairs_only = [split for split in fresh if all(len(group) == 2 for group in split)]
    if all(len(group) == 2 for group in mine) and not made.relaxed:
        values: dict[tuple[str, ...], int] = {
            pair: score_of(pair[0], pair[1], people, history, policy, number, 3) or 0
            for pair, new in groups.items()
            if new and len(pair) == 2
        }
        totals = [sum(values[pair] for pair in split) for split in pairs_only if cost(split) == cost(mine)]
        best = max(totals)
        assert made.score == best
        assert made.upper_bound >= best


def test_a_star_of_people_whom_only_one_fits_pairs_one_of_them() -> None:
    people = [Participant("hub", languages=frozenset({"de", "fr", "es"}))]
    people += [Participant(name, languages=frozenset({name})) for name in ("de", "fr", "es")]
    made = plan(people, [], Policy(WINTER), 1, 0)
    assert len(made.pairings) == 1
    assert "hub" in made.pairings[0].members
    assert len(made.left_out) == 2
    again = plan(people, [PastPairing(1, made.pairings[0].members)], Policy(WINTER), 2, 0)
    waited = {each.id for each in made.left_out}
    assert set(again.pairings[0].members) & waited, "who was left out comes first"


def test_trios_need_a_language_and_hours_that_all_three_share() -> None:
    ring = [
        Participant("one", languages=frozenset({"de", "fr"})),
        Participant("two", languages=frozenset({"fr", "es"})),
        Participant("three", languages=frozenset({"es", "de"})),
    ]
    made = plan(ring, [], Policy(WINTER), 1, 0)
    assert [len(each.members) for each in made.pairings] == [2]
    together = [replace(each, languages=each.languages | {"en"}) for each in ring]
    assert [len(each.members) for each in plan(together, [], Policy(WINTER), 1, 0).pairings] == [3]
    shifts = [("08:00", "12:00"), ("11:00", "15:00"), ("14:00", "09:00")]
    apart = [replace(each, working_hours=hours) for each, hours in zip(together, shifts, strict=True)]
    assert [len(each.members) for each in plan(apart, [], Policy(WINTER), 1, 0).pairings] == [2]
