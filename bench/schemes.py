"""Attackers who know or arrange more than others: leaders who pool, insiders, dummies, moved boundaries, collusion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from bench.attackers import Finding, known
from bench.sight import Figure, Sight, subtree
from bench.simulated import Company, Manner, Reply, company

See = Callable[[Company], Sequence[Sight]]
"""Publishes a company under one rule and reads the figures."""

SMALL = 10  # answers; an insider's knowledge counts in groups smaller than this


def schemes(people: int, waves: int, seed: int, see: See, tries: int = 10) -> Iterator[tuple[str, Finding]]:
    """Each scheme with what it finds about its victims; ``tries`` bounds the insiders, leaders and teams looked at."""
    ordinary = company(people, waves, seed)
    seen = see(ordinary)
    rng = np.random.default_rng(seed)
    leaders = set(ordinary.leaders.values())
    yield "all leaders pool all figures and their answers", known([one.knowing(leaders) for one in seen])
    yield "one leader: own units, organization, own answer", _sum(_one_leader(ordinary, seen, tries, rng))
    yield "an insider knows one answer in a small group", _sum(_insiders(seen, 1, tries, rng))
    yield "an insider knows two answers in a small group", _sum(_insiders(seen, 2, tries, rng))
    yield "a leader and three reports against their team", _sum(_teams(ordinary, seen, tries, rng))
    yield "HR: four dummies in a unit of five", _dummies(people, waves, seed, see)
    yield "HR: a boundary moves by one person a wave", _recut(people, waves, seed, see, to_and_fro=False)
    yield "HR: one person moves to and fro", _recut(people, waves, seed, see, to_and_fro=True)


def _sum(found: Iterator[Finding]) -> Finding:
    return sum(found, Finding())


def _some(rng: np.random.Generator, things: list[str], count: int) -> list[str]:
    return [things[place] for place in rng.permutation(len(things))[:count]]


def _one_leader(made: Company, seen: Sequence[Sight], tries: int, rng: np.random.Generator) -> Iterator[Finding]:
    for unit in _some(rng, sorted(made.leaders), tries):
        mine = subtree(made.units, {unit})
        views = []
        for one in seen:
            rows = [row for row, key in enumerate(one.keys) if _may_read(key, mine, made.units)]
            views.append(one.only(rows).knowing({made.leaders[unit]}))
        victims = {one.person for one in made.replies if one.unit in mine}
        yield known(views, victims)


def _may_read(key: Figure, mine: set[str], units: dict[str, str | None]) -> bool:
    tops = {key["unit"]} if "unit" in key else set(key.get("units", ()))
    return tops <= mine or (key["kind"] == "org" and all(units[top] is None for top in tops))


def _insiders(seen: Sequence[Sight], knows: int, tries: int, rng: np.random.Generator) -> Iterator[Finding]:
    """Somebody knows ``knows`` answers of a small shown group in every wave; the victims are the others in it."""
    groups = sorted(
        {tuple(_members(one, row)) for one in seen for row, size in enumerate(one.member.sum(axis=1)) if size < SMALL}
    )
    for place in rng.permutation(len(groups))[:tries]:
        inside = list(groups[place])
        told = set(_some(rng, inside, knows))
        yield known([one.knowing(told) for one in seen], set(inside) - told)


def _members(sight: Sight, row: int) -> list[str]:
    return [person for person, inside in zip(sight.people, sight.member[row], strict=True) if inside]


def _teams(made: Company, seen: Sequence[Sight], tries: int, rng: np.random.Generator) -> Iterator[Finding]:
    inner = set(made.units.values())
    teams = [unit for unit in made.leaders if unit not in inner]
    for unit in _some(rng, sorted(teams), tries):
        inside = {one.person for one in made.replies if one.unit == unit}
        reports = sorted(inside - {made.leaders[unit]})
        told = {made.leaders[unit], *_some(rng, reports, 3)}
        yield known([one.knowing(told) for one in seen], inside - told)


def _dummies(people: int, waves: int, seed: int, see: See) -> Finding:
    """A unit of the victim and four whose answers HR gives: all low, all high, or both, by the seed."""
    steady = company(people, waves, seed, Manner(response=1.0, turnover=0.0, transfers=0.0))
    root = next(unit for unit, above in steady.units.items() if above is None)
    rng = np.random.default_rng(seed)
    victim = _some(rng, sorted({one.person for one in steady.replies} - set(steady.leaders.values())), 1)[0]
    given = [(0.0,) * 4, (100.0,) * 4, (0.0, 0.0, 100.0, 100.0)][seed % 3]
    replies: list[Reply] = []
    for one in steady.replies:
        if one.person == victim:
            replies.append(replace(one, unit="Five"))
            replies.extend(
                replace(one, unit="Five", person=f"dummy{number}", value=value) for number, value in enumerate(given)
            )
        elif rng.random() < 0.75:
            replies.append(one)
    dummies = {f"dummy{number}" for number in range(4)}
    seen = see(replace(steady, units={**steady.units, "Five": root}, replies=replies))
    return known([one.knowing(dummies) for one in seen], {victim})


def _recut(people: int, waves: int, seed: int, see: See, *, to_and_fro: bool) -> Finding:
    """Two teams of the same people wave for wave; the boundary moves, or one person does. All answer."""
    steady = company(people, waves, seed, Manner(response=1.0, turnover=0.0, transfers=0.0))
    inner = set(steady.units.values())
    teams = [unit for unit in steady.units if unit not in inner]
    left, right = next(
        pair for pair in pairwise(sorted(teams, key=lambda unit: str(steady.units[unit]))) if _siblings(steady, pair)
    )
    in_turn = [one.person for one in steady.wave(1) if one.unit == left]
    moved: dict[int, set[str]] = {}
    for wave in steady.waves:
        moved[wave] = (
            {in_turn[0]} if to_and_fro and wave % 2 == 0 else set() if to_and_fro else set(in_turn[: wave - 1])
        )
    replies = [
        replace(one, unit=right) if one.unit == left and one.person in moved[one.wave] else one
        for one in steady.replies
    ]
    seen = see(replace(steady, replies=replies))
    return known(seen, set().union(*moved.values()))


def _siblings(made: Company, pair: tuple[str, str]) -> bool:
    return made.units[pair[0]] == made.units[pair[1]]
