"""The attacker who reasons with probabilities: how much of each answer all shown means explain, over linked waves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag, cho_factor, cho_solve

from bench.sight import Sight, third
from bench.simulated import Floats

Memory = Callable[[int], float]
"""Correlation of one person's answers that many waves apart."""


def alone(lag: int) -> float:
    """Nobody links waves."""
    return float(lag == 0)


def lasting(lag: int) -> float:
    """What the simulated people do: 0.77 from one wave to the next, 0.54 in the long run."""
    return float(0.54 + 0.46 * 0.5**lag)


def fading(lag: int) -> float:
    """A first-order process with the same neighbouring correlation."""
    return float(0.77**lag)


@dataclass(frozen=True, slots=True)
class Belief:
    """One wave's people: the explained share of each answer's prior variance, and the best guess (both (N,))."""

    explained: Floats
    guess: Floats


def beliefs(sights: Sequence[Sight], memory: Memory) -> list[Belief]:
    """Linear-Gaussian posterior of every answer given every shown mean, one entry a wave.

    Answers of different people are independent a priori with the precision's SD around the mean of all; errors of
    sums have the sight's ``blur``. Memory grows with the square of all shown groups, time with its cube.
    Source: Gaussian conditioning; the explained share is the leverage of a regression of figures on people.
    """
    if not sum(len(one.keys) for one in sights):
        return [Belief(np.zeros(len(one.people)), np.full(len(one.people), np.nan)) for one in sights]
    lag = {(a.wave, b.wave): memory(abs(a.wave - b.wave)) for a in sights for b in sights}
    inside = _over_everybody(sights)
    scale = sights[0].precision.sd
    system = np.block(
        [
            [lag[a.wave, b.wave] * (mine @ yours.T) for b, yours in zip(sights, inside, strict=True)]
            for a, mine in zip(sights, inside, strict=True)
        ]
    )
    size = system.diagonal().copy()
    system[np.diag_indices_from(system)] += np.concatenate([one.blur for one in sights]) / scale**2 + 1e-9 * size
    factor = cho_factor(system, lower=True, check_finite=False)
    centres = [_centre(one) for one in sights]
    surprise = np.concatenate(
        [one.total - one.member.sum(axis=1) * centre for one, centre in zip(sights, centres, strict=True)]
    )
    weights = cho_solve(factor, surprise, check_finite=False)
    found = []
    places = _places(sights)
    for one, centre in zip(sights, centres, strict=True):
        seats = [places[person] for person in one.people]
        reach = np.vstack([lag[one.wave, b.wave] * yours[:, seats] for b, yours in zip(sights, inside, strict=True)])
        share = np.einsum("gp,gp->p", reach, cho_solve(factor, reach, check_finite=False))
        found.append(Belief(np.clip(share, 0, 1), centre + reach.T @ weights))
    return found


def separately(sights: Sequence[Sight]) -> list[Belief]:
    """The same for waves that are not linked; cheaper than one system over all of them."""
    return [belief for one in sights for belief in beliefs([one], alone)]


def with_counts(sight: Sight) -> Floats:
    """One wave's explained shares (N,) when the shown band counts are used beside the means.

    Each count is a sum of indicators that correlate with the answers as they do in truth; the errors of a count are
    those of one of the seven moves that keep the sum, each as likely (none, for exact counts).
    """
    shown = np.flatnonzero(~np.isnan(sight.counts).any(axis=1))
    if not len(shown) or np.ptp(sight.truth) == 0:
        return beliefs([sight], alone)[0].explained
    bands = third(sight.truth, sight.precision)
    alike = np.cov([sight.truth, bands == 0, bands == 2], bias=True)
    alike /= np.outer(scale := np.array([sight.truth.std(), 1, 1]), scale)
    inside = sight.member.astype(np.float64)
    rows = [(0, inside), (1, inside[shown]), (2, inside[shown])]
    system = np.block([[alike[one, two] * (mine @ yours.T) for two, yours in rows] for one, mine in rows])
    moves = np.array([[4, -2], [-2, 4]]) / 7 if sight.precision.slack else np.zeros((2, 2))
    system += block_diag(np.diag(sight.blur) / sight.precision.sd**2, np.kron(moves, np.eye(len(shown))))
    system[np.diag_indices_from(system)] += 1e-9 * (1 + system.diagonal())
    reach = np.vstack([alike[0, one] * mine for one, mine in rows])
    share = np.einsum("gp,gp->p", reach, cho_solve(cho_factor(system, lower=True), reach))
    return np.asarray(np.clip(share, 0, 1))


def hits(sights: Sequence[Sight], found: Sequence[Belief]) -> tuple[int, int]:
    """How many answers the rounded best guesses name exactly, and how many the best single answer would."""
    named = chance = 0
    for one, belief in zip(sights, found, strict=True):
        step, low, high = one.precision.step, one.precision.low, one.precision.high
        guess = np.clip(low + step * np.round((belief.guess - low) / step), low, high)
        named += int((guess == one.truth).sum())
        values, counts = np.unique(one.truth, return_counts=True)
        chance += int(counts.max()) if len(values) else 0
    return named, chance


def _centre(sight: Sight) -> float:
    """The mean of the largest shown group."""
    if not len(sight.keys):
        return (sight.precision.low + sight.precision.high) / 2
    size = sight.member.sum(axis=1)
    return float(sight.total[size.argmax()] / size.max())


def _places(sights: Sequence[Sight]) -> dict[str, int]:
    return {person: place for place, person in enumerate(sorted({p for one in sights for p in one.people}))}


def _over_everybody(sights: Sequence[Sight]) -> list[Floats]:
    """Per wave the membership over all people of all waves."""
    places = _places(sights)
    spread = []
    for one in sights:
        inside = np.zeros((len(one.keys), len(places)))
        inside[:, [places[person] for person in one.people]] = one.member
        spread.append(inside)
    return spread
