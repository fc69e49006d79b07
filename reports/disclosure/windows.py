"""Several rounds as one figure (a quarter, a year): the mean of published rounds, from shown numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from reports.disclosure.rounding import Bound

Shown = tuple[int, Bound, int, int | None]
"""One round's figure as readers have it: its mean, how to read it, and the band of its size (None: open)."""


def window(rounds: Sequence[Shown | None]) -> int | None:
    """The mean (0-100, whole) of one group's published rounds, weighted by the mid-points of their shown size bands.

    None when fewer than two rounds are shown as they stand, or when a round is shown only as a bound: a mean of
    bounds is no bound of the mean. It is computed from nothing but shown numbers, so it tells nothing new.
    """
    shown = [one for one in rounds if one is not None]
    if len(shown) < 2 or any(bound is not Bound.EXACT for _mean, bound, _low, _high in shown):
        return None
    weights = [middle(low, high) for _mean, _bound, low, high in shown]
    total = sum(weight * mean for weight, (mean, *_band) in zip(weights, shown, strict=True))
    return floor(total / sum(weights) + 0.5)


def middle(low: int, high: int | None) -> float:
    """Mid-point of a shown size band; an open band counts as its lower edge."""
    return low if high is None else (low + high) / 2
