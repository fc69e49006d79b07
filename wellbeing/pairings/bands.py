"""How many, so broadly that nobody can be reckoned out: shares of people in bands of ten points with merged ends; pure.

The rule of the response rate of a check-in: shown for twenty people or more, with a noise that sticks to the people
it is about, everything under 30 % and everything from 90 % on merged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import NormalDist

FEWEST = 20
LOW, HIGH, STEP = 30, 90, 10
CUT = 2.5
DEVIATION = 50.0
"""Of one person's 0 or 100, the most that it can be."""

_NORMAL = NormalDist()
_BELOW = _NORMAL.cdf(-CUT)


@dataclass(frozen=True, slots=True)
class Band:
    """A share in points: at least `low` and under `high`; the first or the last band is open at its end."""

    low: int
    high: int


def share(part: Collection[str], of: Collection[str], *, secret: bytes, name: str) -> Band | None:
    """The band of a share of people, or None when they are too few. The same people give the same band whenever asked.

    `secret` belongs to the organization; `name` says what is counted and when.
    """
    if len(of) < FEWEST:
        return None
    noisy = (100 * len(set(part) & set(of)) + DEVIATION * _noise(secret, name, of)) / len(of)
    if noisy < LOW:
        return Band(0, LOW)
    if noisy >= HIGH:
        return Band(HIGH, 100)
    low = int(noisy // STEP) * STEP
    return Band(low, low + STEP)


def _noise(secret: bytes, name: str, people: Iterable[str]) -> float:
    told = json.dumps([name, sorted(people)], separators=(",", ":")).encode()
    drawn = int.from_bytes(hmac.new(secret, told, hashlib.sha256).digest()[:8], "big") / 2**64
    return min(CUT, max(-CUT, _NORMAL.inv_cdf(_BELOW + (1 - 2 * _BELOW) * min(max(drawn, 1e-15), 1 - 1e-15))))
