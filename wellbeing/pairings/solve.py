"""The pairs of a round: exact for organizations of ordinary size, else halves made whole with small exact matchings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import rustworkx
from numpy.typing import NDArray

from wellbeing.pairings.barred import Flags, Places
from wellbeing.pairings.candidates import Choice, Edges, choose, united
from wellbeing.pairings.relaxation import Prices, proven, relaxed
from wellbeing.pairings.scores import MOST, Scores

EXACT = 1_500
FEW, MANY = 20, 16  # candidates a look keeps of each person, up to EXACT people and above
FIRST_LOOK, WIDEST_LOOK = 2_500, 12_000  # how many others everybody is compared with
EVERY_PAIR = 25_000  # up to so many people the second look sees every pair
TIGHTEST = 10
MENDED = 1_200
AROUND = (700, 250, 700)  # how many others are matched anew with them, at first and for those still single


@dataclass(frozen=True, slots=True)
class Solution:
    """Who is whose mate (-1: single), prices that cover every allowed pair, and whom nobody may meet at all."""

    mate: Places
    prices: Prices
    barred: Flags


def solve(scores: Scores, alone: Prices) -> Solution:
    """As many pairs as can be, then as few of those with a high `alone` single as can be, then the highest sum."""
    people = len(alone)
    if people < 2:
        return Solution(np.full(people, -1), np.zeros(people), np.full(people, True))
    keep = FEW if people <= EXACT else MANY
    prices = np.zeros(people)
    looks: list[tuple[Choice, Prices]] = []
    widths = (FIRST_LOOK, people if people <= EVERY_PAIR else WIDEST_LOOK)
    for width in widths:
        looks.append((choose(scores, prices, keep, -(-people // width)), prices))
        edges = united([look.edges for look, _prices in looks], people)
        follows, prices = relaxed(edges, alone, prices)
    mate = _exact(edges, prices, alone, follows) if people <= EXACT else _whole(edges, prices, alone, follows)
    known = np.zeros(people, dtype=bool)
    known[edges.one] = known[edges.two] = True
    return Solution(mate, proven(prices, looks, MOST), ~known & looks[-1][0].complete)


def best_pairs(edges: Edges, bonus: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The exact matching of most pairs, then of the highest sum of scores and of each matched person's bonus."""
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    people, places = np.unique(np.concatenate([edges.one, edges.two]), return_inverse=True)
    graph.add_nodes_from(range(len(people)))
    worth = edges.score.astype(np.int64) + (bonus[edges.one] + bonus[edges.two]).astype(np.int64)
    half = len(edges.one)
    graph.add_edges_from(list(zip(places[:half].tolist(), places[half:].tolist(), worth.tolist(), strict=True)))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((int(people[min(pair)]), int(people[max(pair)])) for pair in found)


def _fewest(follows: Places) -> int:
    """No fewer can be single than with halves allowed, and an even number of people is paired."""
    single = int((follows == np.arange(len(follows))).sum())
    return single + (len(follows) - single) % 2


def _exact(edges: Edges, prices: Prices, alone: Prices, follows: Places) -> Places:
    """Exact on each person's tightest edges, and on all of them should that leave more people single."""
    people = len(alone)
    bonus = alone - alone.min()
    tight = _tight(edges, prices, TIGHTEST)
    mate = _mates(best_pairs(tight, bonus), people)
    if (mate < 0).sum() > _fewest(follows) and len(tight.one) < len(edges.one):
        mate = _mates(best_pairs(edges, bonus), people)
    return mate


def _mates(pairs: list[tuple[int, int]], people: int) -> Places:
    mate = np.full(people, -1, dtype=np.int64)
    for one, two in pairs:
        mate[one], mate[two] = two, one
    return mate


def _part(edges: Edges, chosen: Flags) -> Edges:
    return Edges(edges.one[chosen], edges.two[chosen], edges.score[chosen])


def _tight(edges: Edges, prices: Prices, keep: int) -> Edges:
    """Each person's `keep` edges that lie nearest to the prices."""
    slack = prices[edges.one] + prices[edges.two] - edges.score
    owner = np.concatenate([edges.one, edges.two])
    order = np.lexsort((np.concatenate([slack, slack]), owner))
    starts = np.searchsorted(owner[order], np.arange(len(prices)))
    kept = order[np.arange(len(order)) - starts[owner[order]] < keep]
    chosen = np.zeros(len(edges.one), dtype=bool)
    chosen[kept % len(edges.one)] = True
    return _part(edges, chosen)


def _whole(edges: Edges, prices: Prices, alone: Prices, follows: Places) -> Places:
    """Take pairs and even cycles as they are; match odd cycles anew together with who is near them in price."""
    mate = np.full(len(alone), -1, dtype=np.int64)
    odd: list[int] = []
    for cycle in _cycles(follows):
        if len(cycle) % 2:
            odd.extend(cycle)
        else:
            for one, two in zip(cycle[::2], cycle[1::2], strict=True):
                mate[one], mate[two] = two, one
    bonus = alone - alone.min()
    near = _tight(edges, prices, TIGHTEST)
    loose = np.array(odd, dtype=np.int64)
    for around in AROUND:
        for first in range(0, len(loose), MENDED):
            part = loose[first : first + MENDED]
            _mend(edges, near, mate, bonus, part[mate[part] < 0], around)  # an earlier part may have found some a mate
        loose = np.flatnonzero(mate < 0)
        if len(loose) <= _fewest(follows):
            break
    return mate


def _cycles(follows: Places) -> list[list[int]]:
    """The cycles of who follows whom, single people left away."""
    seen = follows == np.arange(len(follows))
    cycles = []
    order = follows.tolist()
    for start in np.flatnonzero(~seen).tolist():
        cycle: list[int] = []
        person = start
        while not seen[person]:
            seen[person] = True
            cycle.append(person)
            person = order[person]
        if cycle:
            cycles.append(cycle)
    return cycles


def _mend(edges: Edges, near: Edges, mate: Places, bonus: Prices, loose: Places, around: int) -> None:
    """Match these people and the pairs around them anew; never fewer pairs than before."""
    inside = np.zeros(len(mate), dtype=bool)
    inside[loose] = True
    most = len(loose) + around
    while (count := int(inside.sum())) < most:
        reached = inside.copy()
        reached[near.two[inside[near.one]]] = True
        reached[near.one[inside[near.two]]] = True
        reached[mate[reached & (mate >= 0)]] = True
        added = np.flatnonzero(reached & ~inside)
        if not len(added):
            break
        firsts = np.unique(np.minimum(added, np.where(mate[added] >= 0, mate[added], added)))
        taken = firsts[np.linspace(0, len(firsts) - 1, min(len(firsts), (most - count + 1) // 2)).astype(np.int64)]
        inside[taken] = True
        inside[mate[taken][mate[taken] >= 0]] = True
        if len(taken) < len(firsts):
            break
    part = _part(edges, inside[edges.one] & inside[edges.two])
    before = int((mate[inside] >= 0).sum()) // 2
    pairs = best_pairs(part, bonus)
    if len(pairs) >= before:
        mate[inside] = -1
        for one, two in pairs:
            mate[one], mate[two] = two, one
