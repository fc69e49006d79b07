"""Noise that sticks to a set of people: the same people, wave and scale carry the same noise, whoever asks."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from statistics import NormalDist

CUT = 2.5
"""The noise is a normal distribution cut here (standard deviations)."""

_NORMAL = NormalDist()
_BELOW = _NORMAL.cdf(-CUT)

VARIANCE = 1 - 2 * CUT * _NORMAL.pdf(CUT) / (1 - 2 * _BELOW)
"""Variance of the cut normal (0.911), in units of the uncut one's."""

_MOVES = ((0, 0, 0), (1, -1, 0), (1, 0, -1), (-1, 1, 0), (0, 1, -1), (-1, 0, 1), (0, -1, 1))


def noise(secret: bytes, wave: str, scale: str, people: Iterable[str]) -> float:
    """The noise of a group's sum, in standard deviations, between -2.5 and 2.5.

    Drawn by HMAC-SHA256 of wave, scale and the sorted pseudonyms under the tenant's ``secret``; without the secret it
    cannot be computed, and with it it is always the same. This is not differential privacy.
    Source: sticky noise as in Francis et al., "Diffix", PETS 2017; inverse of the normal distribution by Wichura,
    AS 241 (1988), in the standard library, so that every machine draws the same.
    """
    share = int.from_bytes(_drawn(secret, "mean", wave, scale, people)[:8], "big") / 2**64
    return min(CUT, max(-CUT, _NORMAL.inv_cdf(_BELOW + (1 - 2 * _BELOW) * min(max(share, 1e-15), 1 - 1e-15))))


def moved(
    counts: tuple[int, int, int], secret: bytes, wave: str, scale: str, people: Iterable[str]
) -> tuple[int, int, int]:
    """Three counts of people with sticky noise: each at most one off, none below zero, their sum kept.

    Because the sum is kept and every neighbour is as possible as the truth, one group's counts never say with
    certainty where anybody stands.
    """
    allowed = [move for move in _MOVES if all(count + step >= 0 for count, step in zip(counts, move, strict=True))]
    place = int.from_bytes(_drawn(secret, "bands", wave, scale, people)[:8], "big") % len(allowed)
    first, second, third = allowed[place]
    return counts[0] + first, counts[1] + second, counts[2] + third


def _drawn(secret: bytes, use: str, wave: str, scale: str, people: Iterable[str]) -> bytes:
    told = json.dumps([use, wave, scale, sorted(people)], separators=(",", ":"), ensure_ascii=True)
    return hmac.new(secret, told.encode(), hashlib.sha256).digest()
