"""Matching with halves allowed: one assignment of everybody to everybody, its prices, and the bound they prove."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from wellbeing.pairings.barred import Places
from wellbeing.pairings.candidates import Choice, Edges

Prices = NDArray[np.float64]


def relaxed(edges: Edges, alone: Prices, guess: Prices) -> tuple[Places, Prices]:
    """The best half-integral matching, as who follows whom, and each person's price.

    `alone[i]` is what it costs to leave i single; a good `guess` of the prices saves time. For every edge score ≤
    price of one + price of two, and equality holds along the answer. Following oneself means single, a cycle of two
    a pair, a longer one halves.
    """
    people = len(alone)
    everyone = np.arange(people)
    row = np.concatenate([edges.one, edges.two, everyone])
    column = np.concatenate([edges.two, edges.one, everyone])
    cost = guess[edges.one] + guess[edges.two] - edges.score
    costs = csr_matrix((np.concatenate([cost, cost, 2 * (alone + guess)]), (row, column)), (people, people))
    shift = 1 - costs.data.min()  # all positive: an explicit zero would be no edge
    costs.data += shift
    _rows, follows = min_weight_full_bipartite_matching(costs)
    follows = follows.astype(np.int64)
    return follows, guess + _changes(costs, follows) + shift / 2


def _changes(costs: csr_matrix, follows: Places) -> Prices:
    """What the prices lack: shortest paths in the exchange graph, which exist because the assignment is optimal."""
    by_column = costs.tocsc()
    owner, cost, starts = by_column.indices, by_column.data, by_column.indptr[:-1]
    own = np.asarray(costs[np.arange(len(follows)), follows]).ravel()
    step = cost - own[owner]
    through = follows[owner]
    potential = np.zeros(len(follows))
    for _round in range(len(follows) + 1):
        shorter = np.minimum.reduceat(step + potential[through], starts)
        if (shorter >= potential).all():
            break
        np.minimum(potential, shorter, out=potential)
    return np.asarray((potential[follows] - own - potential) / 2)


def proven(prices: Prices, looks: list[tuple[Choice, Prices]], most: float) -> Prices:
    """Prices raised as little as needed to cover also the pairs that no look has kept.

    A look covers what it left away through `missed` and the prices it was made with; without a complete look, `most`
    is what any pair could have.
    """
    covering = [
        np.maximum(prices, (each.missed + np.clip(np.rint(then), -4_000, 4_000)) / 2)
        for each, then in looks
        if each.complete
    ]
    if not covering:
        return np.maximum(prices, most / 2)
    return min(covering, key=lambda each: float(each.sum()))


def bound(prices: Prices, single: int) -> float:
    """What no set of disjoint pairs that leaves exactly `single` people out can exceed in sum."""
    return float(prices.sum() - np.sort(prices)[:single].sum())
