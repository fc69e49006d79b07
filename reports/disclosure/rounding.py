"""How exactly a permitted figure may be said: whole numbers, bounds near the ends, bands for counts."""

from __future__ import annotations

from enum import StrEnum
from math import ceil, floor

SIZE_EDGES = (5, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
"""Lower edges of the bands in which the size of a group is shown (people)."""

MORE_INVITED = 10
"""A band is shown only if at least this many more people were invited than its lower edge."""

END_WEIGHT = 30
"""Means outside [30/n, 100 - 30/n] are shown as a bound (PRIVACY rule 4)."""

BAND_LOW, BAND_HIGH, BAND_STEP = 30, 90, 10
"""Participation: tens, with everything under 30 % and everything from 90 % on merged."""


class Bound(StrEnum):
    """How a value is to be read: as it stands, or as a limit."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


def size_band(count: int, invited: int | None, threshold: int) -> tuple[int, int | None]:
    """Band of a group's size as (lower edge, upper edge or None for open).

    Without enough people invited above its lower edge a band stays open below everybody: "at least" the largest edge
    that has enough, or ``threshold``, because a band close to everybody would tell who answered. ``count`` must be at
    least ``threshold``.
    """
    position = max(index for index, edge in enumerate(SIZE_EDGES) if edge <= count)
    low = max(SIZE_EDGES[position], threshold)
    high = SIZE_EDGES[position + 1] - 1 if position + 1 < len(SIZE_EDGES) else None
    if invited is None or invited >= low + MORE_INVITED:
        return low, high
    return max([threshold, *(edge for edge in SIZE_EDGES[:position] if edge + MORE_INVITED <= invited)]), None


def shown_mean(mean: float, count: int, low: int) -> tuple[int, Bound]:
    """A mean (0-100, noise included) of ``count`` answers as a whole number, or as a bound when it lies near an end.

    A mean outside [30/n, 100 - 30/n] becomes "at most" or "at least"; the bound is the one of ``low``, the smallest
    size that readers are told, so that it does not give the exact size away. Halves round up.
    """
    if mean < END_WEIGHT / count:
        return ceil(END_WEIGHT / low), Bound.AT_MOST
    if mean > 100 - END_WEIGHT / count:
        return floor(100 - END_WEIGHT / low), Bound.AT_LEAST
    return floor(mean + 0.5), Bound.EXACT


def sum_range(mean: int, bound: Bound, count: int, reach: float) -> tuple[float, float]:
    """What a reader who knows the number of answers can infer of their sum; ``reach`` is the largest noise.

    Shown as it stands, the noisy sum lies within half a point each way and not beyond the ends.
    """
    ends = END_WEIGHT, 100 * count - END_WEIGHT
    if bound is Bound.AT_MOST:
        inside = -reach, float(ends[0])
    elif bound is Bound.AT_LEAST:
        inside = float(ends[1]), 100 * count + reach
    else:
        inside = max(count * (mean - 0.5), ends[0]), min(count * (mean + 0.5), ends[1])
    return max(0.0, inside[0] - reach), min(100.0 * count, inside[1] + reach)


def shown_band(mean: float) -> tuple[int, Bound]:
    """The mean of 0/100 values as a band of ten points: its lower edge, or the limit of a merged end.

    AT_MOST here means "under", because the next band begins with its own lower edge.
    """
    if mean < BAND_LOW:
        return BAND_LOW, Bound.AT_MOST
    if mean >= BAND_HIGH:
        return BAND_HIGH, Bound.AT_LEAST
    return int(mean // BAND_STEP) * BAND_STEP, Bound.EXACT
