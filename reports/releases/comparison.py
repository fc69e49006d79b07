"""What changed between two waves and what chance alone could do; from shown figures and fixed spreads only.

Uncertainty comes from the instrument's fixed reference standard deviation, the noise that disclosure control adds, the
rounding, and the smallest size that the shown band allows; never from a group's own spread, so that it says nothing
about how people in the group differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

from reports.disclosure.noise import VARIANCE
from reports.releases.statistics import Figure, Scale

NINETY_FIVE = 1.96
ROUNDING = 1 / 12
"""Variance of rounding to whole points."""


class Verdict(StrEnum):
    """How a difference between two waves may be read."""

    FIRST = "first"
    HIDDEN = "hidden"
    UNCLEAR = "unclear"
    STEADY = "steady"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in points (after - before) and the margin that chance alone stays within 19 times of 20."""

    verdict: Verdict
    difference: int | None = None
    margin: int | None = None


def variance(scale: Scale, count: int) -> float:
    """Variance of a shown mean of ``count`` answers (squared points): who answered, noise on the sum, rounding."""
    people = scale.spread**2
    return people / count + VARIANCE * people / count**2 + ROUNDING


def margin(scale: Scale, figure: Figure) -> int | None:
    """Half-width of the 95 % band around a shown score or share, in whole points, rounded up; None when hidden."""
    if figure.value is None or figure.fewest is None:
        return None
    return ceil(NINETY_FIVE * sqrt(variance(scale, figure.fewest)))


def change(scale: Scale, before: Figure | None, after: Figure | None) -> Change:
    """How ``after`` differs from ``before`` on the same scale.

    The margin treats the two waves as different people, although most answer twice: it is wider than needed, so a
    reported change is false less than one time in twenty. With a bound on either side nothing is concluded.
    """
    if before is None:
        return Change(Verdict.FIRST)
    if after is None or before.value is None or after.value is None:
        return Change(Verdict.HIDDEN)
    if before.bound or after.bound or before.fewest is None or after.fewest is None:
        return Change(Verdict.UNCLEAR)
    difference = after.value - before.value
    width = ceil(NINETY_FIVE * sqrt(variance(scale, before.fewest) + variance(scale, after.fewest)))
    if abs(difference) <= width:
        return Change(Verdict.STEADY, difference, width)
    return Change(Verdict.HIGHER if difference > 0 else Verdict.LOWER, difference, width)
