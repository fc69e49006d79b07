"""The few partners of each person that a good plan needs, found block by block, dear partners last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellbeing.pairings.barred import Places
from wellbeing.pairings.scores import ALLOWED, Points, Scores

PAIRS_A_BLOCK, ROWS_A_BLOCK = 2_500_000, 128
SAMPLED = 8  # of many columns every eighth tells where the best begin
DEAREST = 4_000


@dataclass(frozen=True, slots=True)
class Edges:
    """Allowed pairs (one < two) with their scores, sorted."""

    one: Places
    two: Places
    score: Points


@dataclass(frozen=True, slots=True)
class Choice:
    """What one look at the pairs chose. `missed[i]`: no pair of i left away has score - price above it."""

    edges: Edges
    missed: NDArray[np.float64]
    complete: bool


def choose(scores: Scores, price: NDArray[np.float64], keep: int, step: int = 1) -> Choice:
    """The `keep` best partners of everybody by score less the partner's price, among every `step`-th person.

    Prices are rounded and kept within ±4,000, which is far beyond any score.
    """
    people = len(price)
    prices = np.clip(np.rint(price), -DEAREST, DEAREST).astype(np.int16)
    width = max(1, min(ROWS_A_BLOCK, PAIRS_A_BLOCK * step // max(people, 1)))
    found: list[tuple[Places, Places, Points]] = []
    missed = np.full(people, -np.inf)
    for number, first in enumerate(range(0, people, width)):
        last, offset = min(first + width, people), number % step
        score = scores.block(first, last, offset, step)
        worth = score - prices[offset::step]
        row, column = _best(worth, keep, people, (first, offset, step), missed[first:last])
        found.append((row + first, column * step + offset, score[row, column]))
    edges = united([Edges(*(np.concatenate(part) for part in zip(*found, strict=True)))], people)
    return Choice(edges, missed, complete=step == 1)


def united(parts: list[Edges], people: int) -> Edges:
    """All edges once, whichever way round they were found."""
    one, two = np.concatenate([each.one for each in parts]), np.concatenate([each.two for each in parts])
    keys, first = np.unique(np.minimum(one, two) * people + np.maximum(one, two), return_index=True)
    return Edges(keys // people, keys % people, np.concatenate([each.score for each in parts])[first])


def _best(
    worth: Points, keep: int, people: int, grid: tuple[int, int, int], missed: NDArray[np.float64]
) -> tuple[Places, Places]:
    """Rows and columns of the best `keep` of each row; ties go round the table, so that nobody is everybody's."""
    columns = worth.shape[1]
    sample = worth[:, ::SAMPLED] if columns > 64 * keep else worth
    wanted = keep if sample is worth else keep // SAMPLED + 2
    least = max(sample.shape[1] - wanted, 0)
    floor = np.maximum(np.partition(sample, least, axis=1)[:, least], np.int16(ALLOWED))
    row, column = np.divmod(np.flatnonzero(worth >= floor[:, None]), columns)
    values = worth[row, column]
    first, offset, step = grid
    turn = (column * step + offset - row - first) % people
    order = np.lexsort((turn, -values.astype(np.int32), row))
    row, column, values = row[order], column[order], values[order]
    starts = np.searchsorted(row, np.arange(len(worth) + 1))
    kept = np.arange(len(row)) - starts[row] < keep
    missed[:] = np.where(floor > ALLOWED, floor.astype(np.float64) - 1, -np.inf)
    dropped = np.flatnonzero(~kept)[::-1]
    missed[row[dropped]] = values[dropped]  # the last one written is the best of the row's dropped ones
    return row[kept], column[kept]
