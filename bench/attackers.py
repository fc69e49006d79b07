"""What a reader of all figures finds out about single answers: one finding per company and rule, added up over many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

import numpy as np

from bench.certainty import certain_bands
from bench.intervals import intervals, told
from bench.posterior import Belief, beliefs, fading, hits, lasting, separately, with_counts
from bench.sight import Sight
from bench.subtraction import subtraction

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """Counts over ``answers`` answers, and the largest explained shares of a single one.

    ``exact`` and ``near``: from linear programs over means (known exactly; within 10 points), ``joint``: within 10
    points with band counts too, ``subtracted``: within 10 points by subtraction alone. ``certain``: the band is
    certain. ``half``: more than half explained over linked waves, ``half_fading`` with the other memory. ``named`` and
    ``chance``: answers that the best guess names, and that the most frequent answer would. The largest explained
    shares are ``one_wave``, ``with_counts`` (one wave, band counts too), ``linked`` and ``linked_fading``.
    """

    answers: int = 0
    exact: int = 0
    near: int = 0
    joint: int = 0
    subtracted: int = 0
    certain: int = 0
    half: int = 0
    half_fading: int = 0
    one_wave: float = 0.0
    with_counts: float = 0.0
    linked: float = 0.0
    linked_fading: float = 0.0
    named: int = 0
    chance: int = 0

    def __add__(self, other: Finding) -> Finding:
        """Counts are added, largest shares stay the largest."""
        both = {one.name: (getattr(self, one.name), getattr(other, one.name)) for one in fields(self)}
        return Finding(**{name: max(pair) if isinstance(pair[0], float) else sum(pair) for name, pair in both.items()})

    def share(self, name: str) -> float:
        """One of the counts as a share of all answers."""
        return float(getattr(self, name)) / max(self.answers, 1)


def everything(sights: Sequence[Sight]) -> Finding:
    """All attacks by somebody who reads all figures of all waves, as all leaders together do."""
    found = known(sights)
    least = [subtraction(one) for one in sights]
    joint = [told(intervals(one, bands=True)) for one in sights]
    linked, other = beliefs(sights, lasting), beliefs(sights, fading)
    named, chance = hits(sights, linked)
    shares = _explained(sights, other, None)
    return found + Finding(
        joint=sum(near for _exact, near in joint),
        subtracted=sum(near for _exact, near in least),
        with_counts=max(float(with_counts(one).max(initial=0)) for one in sights),
        certain=sum(certain_bands(one) for one in sights),
        half_fading=int((shares > HALF).sum()),
        linked_fading=float(shares.max(initial=0)),
        named=named,
        chance=chance,
    )


def known(sights: Sequence[Sight], victims: Collection[str] | None = None) -> Finding:
    """The two main attacks, intervals and probabilities, on the answers of ``victims`` (else everybody's)."""
    widths = [told(intervals(one, victims=victims)) for one in sights]
    one_wave = _explained(sights, separately(sights), victims)
    linked = _explained(sights, beliefs(sights, lasting), victims)
    return Finding(
        answers=len(linked),
        exact=sum(exact for exact, _near in widths),
        near=sum(near for _exact, near in widths),
        half=int((linked > HALF).sum()),
        one_wave=float(one_wave.max(initial=0)),
        linked=float(linked.max(initial=0)),
    )


def _explained(
    sights: Sequence[Sight], found: Sequence[Belief], victims: Collection[str] | None
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    picked = [
        belief.explained[[victims is None or person in victims for person in one.people]]
        for one, belief in zip(sights, found, strict=True)
    ]
    return np.concatenate([np.zeros(0), *picked])
