"""Distributions in three bands: counts of people at most one off, where no count and no mean makes a band certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from reports.disclosure.ledger import Ledger, Limits
from reports.disclosure.noise import moved

Bands = tuple[int, int, int]
"""People in the low, the middle and the upper band, each with sticky noise."""

FEWEST = 10
"""Answers behind a distribution, and behind any difference of two."""

WIDEST_STEP = 100 / 3
"""With a wider step between answers a band holds but one answer, and there are no distributions."""

_LIMITS = Limits(noisy=1 / FEWEST, exact=1 / FEWEST)
PAIRS = ((0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1))

Places = tuple[int, ...]


def banded(
    counts: Sequence[Bands],
    able: np.ndarray,
    groups: Mapping[Places, Sequence[str]],
    secret: bytes,
    wave: str,
    scale: str,
) -> dict[Places, Bands]:
    """Distributions for as many of ``groups`` as are safe together, keyed like them.

    ``counts`` are true counts by cell, ``able`` says for each cell and each of PAIRS whether somebody in the one band
    might as well stand in the other as far as the published means tell; ``groups`` are sets of cells in the order of
    priority with the people that seed their noise. A ledger of its own lets nothing be computed about fewer than ten
    people. When noise and answers together still made somebody's band certain, all distributions but the first are
    given up, or that one too; never a single one among others.
    """
    table = np.array(counts, dtype=np.int64).reshape(len(counts), 3)
    sizes = table.sum(axis=1)
    filled = np.flatnonzero(sizes)
    atom = {int(place): number for number, place in enumerate(filled)}
    large = [places for places in groups if sizes[list(places)].sum() >= FEWEST]
    ledger = Ledger(sizes[filled], FEWEST, _LIMITS)
    allowed = ledger.walk([[atom[place] for place in places if place in atom] for places in large])
    chosen = [places for places, may in zip(large, allowed, strict=True) if may]
    found = {places: moved(_summed(table, places), secret, wave, scale, groups[places]) for places in chosen}
    for some in (found, dict(list(found.items())[:1])):
        if not _makes_certain(table, able, some):
            return some
    return {}


def movable(
    given: Sequence[Sequence[float]], levels: tuple[float, float], step: float | None, up: np.ndarray, down: np.ndarray
) -> np.ndarray:
    """For each cell and each of PAIRS whether one of its answers could lie in the other band instead.

    ``given`` are answers (0-100) by cell, ``up`` and ``down`` by how much a cell's sum may rise or fall while every
    published mean stays as it is.
    """
    told = np.zeros((len(given), len(PAIRS)), dtype=bool)
    edges = (0.0, *levels, 100.0)
    lowest = [edge if step is None else ceil(edge / step - 1e-9) * step for edge in edges]
    highest = [edge if step is None else edge - step for edge in lowest]
    for place, answers in enumerate(given):
        for number, (band, other) in enumerate(PAIRS):
            inside = [answer for answer in answers if band_of(answer, levels) == band]
            if inside and other > band:
                told[place, number] = lowest[other] - max(inside) <= up[place] + 1e-9
            elif inside:
                told[place, number] = min(inside) - highest[other + 1] <= down[place] + 1e-9
    return told


def band_of(answer: float, levels: tuple[float, float]) -> int:
    """Low, middle or upper band: 0, 1 or 2."""
    return int(answer >= levels[0]) + int(answer >= levels[1])


def _summed(table: np.ndarray, places: Places) -> Bands:
    low, middle, high = (int(count) for count in table[list(places)].sum(axis=0))
    return low, middle, high


def _makes_certain(table: np.ndarray, able: np.ndarray, found: Mapping[Places, Bands]) -> bool:
    """Whether the shown counts and means might fix the band of somebody.

    People in the same distributions could trade places, so only a crowd that stands in one band is looked at. It is
    safe when one of it could stand elsewhere while every count stays within one of what is shown and every mean as it
    is: alone, or trading with somebody who comes the other way.
    """
    shown_in: dict[int, list[int]] = {}
    for number, places in enumerate(found):
        for place in places:
            shown_in.setdefault(place, []).append(number)
    crowds: dict[tuple[int, ...], list[int]] = {}
    for place, numbers in shown_in.items():
        crowds.setdefault(tuple(numbers), []).append(place)
    member = np.zeros((len(crowds), len(found)), dtype=bool)
    for crowd, together in enumerate(crowds):
        member[crowd, list(together)] = True
    stands = np.array([table[places].sum(axis=0) for places in crowds.values()]).reshape(-1, 3)
    ready = np.array([able[places].any(axis=0) for places in crowds.values()]).reshape(-1, len(PAIRS))
    off = np.array([np.subtract(shown, _summed(table, places)) for places, shown in found.items()]).reshape(-1, 3)
    stuck = np.array([~((off[:, band] <= 0) & (off[:, other] >= 0)) for band, other in PAIRS])
    alike = np.flatnonzero((stands > 0).sum(axis=1) == 1).tolist()
    return any(
        not any(_can_move(crowd, way, member, ready, stuck) for way in np.flatnonzero(ready[crowd]).tolist())
        for crowd in alike
    )


def _can_move(here: int, way: int, member: np.ndarray, ready: np.ndarray, stuck: np.ndarray) -> bool:
    """Whether somebody of the crowd ``here`` could go one way, alone or with a partner coming back."""
    back = PAIRS.index((PAIRS[way][1], PAIRS[way][0]))
    if ready[here, back] or not (member[here] & stuck[way]).any():
        return True
    partners = member[ready[:, back]]
    leaves = (member[here] & stuck[way]) & ~partners
    arrives = partners & ~member[here] & stuck[back]
    return bool((~leaves.any(axis=1) & ~arrives.any(axis=1)).any())
