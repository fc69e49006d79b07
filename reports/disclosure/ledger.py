"""The structural ledger: which groups may be published together, decided by who is in them and never by an answer.

For every answer it keeps R2, the share of its prior variance that everything published explains: once with the noise
as it is, once as if the noise were averaged away, once over rounds linked in time. 1/R2 is the effective group size.
Source: leverage as disclosure risk of sums and means (Duncan and Lambert, JASA 1986; Hundepool et al., Statistical
Disclosure Control, Wiley 2012, chapters 4 and 5); the limits are this product's own (docs/privacy.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from reports.disclosure.noise import VARIANCE
from reports.disclosure.posterior import NEGLIGIBLE, Floats, Posterior

BLOCK = 96
SLIGHT = 0.005
"""What a group may add to an answer that stands at its limit."""
BEYOND = 0.05
"""How far slight additions may lead beyond a limit."""
SMALL_SET_NOISY = 0.8
SMALL_SET_EXACT = 1 - 1e-6
"""Largest explained share of the sum of fewer than k people in one or two cells."""
UNNOTICED = 1e-4
"""A group that adds less than this to the explained share of a pair's sum is not held against the pair."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest R2 of an answer: with noise, as if noise were averaged away, and over linked rounds."""

    noisy: float = 1 / 3
    exact: float = 1 / 2
    linked: float = 0.6


USUAL, STRICT = Limits(), Limits(1 / 4, 1 / 2, 0.5)


@dataclass(frozen=True, slots=True)
class Links:
    """The rounds that came before, as a posterior over (person, round) with the round at hand as one of them.

    ``columns[place]`` are the columns of the people of cell ``place`` in the round at hand; ``spread`` the columns
    of one person over all rounds with their prior covariances; ``answered`` marks columns that are answers.
    """

    posterior: Posterior
    answered: np.ndarray
    columns: Sequence[np.ndarray]
    covariance: Floats
    rounds: int


@dataclass
class Ledger:
    """One round: cells with their numbers of answers, and what the groups taken in so far explain.

    ``sizes`` are people per cell (all positive). Cost of a walk: candidates x accepted x cells multiplications for
    each of the two one-round posteriors, and candidates x accepted (all rounds) x answers for the linked one.
    """

    sizes: np.ndarray
    threshold: int
    limits: Limits = USUAL
    links: Links | None = None
    _roots: Floats = field(init=False)
    _noisy: Posterior = field(init=False)
    _exact: Posterior = field(init=False)

    def __post_init__(self) -> None:
        self._roots = np.sqrt(self.sizes.astype(float))
        self._noisy = Posterior(len(self.sizes), VARIANCE)
        self._exact = Posterior(len(self.sizes), 0.0)

    @property
    def r2(self) -> Floats:
        """R2 of one answer in each cell, with noise."""
        return np.asarray(self._noisy.explained / self.sizes)

    @property
    def leverage(self) -> Floats:
        """R2 of one answer in each cell, as if the noise were averaged away."""
        return np.asarray(self._exact.explained / self.sizes)

    @property
    def linked_r2(self) -> Floats:
        """R2 of every answer over the linked rounds; empty without earlier rounds."""
        return np.zeros(0) if self.links is None else self.links.posterior.explained[self.links.answered]

    def walk(self, groups: Sequence[Sequence[int]]) -> list[bool]:
        """For each group (cells, in the order of priority) whether it may be published beside those before it."""
        decided: list[bool] = []
        for start in range(0, len(groups), BLOCK):
            decided += self._block([np.asarray(group, dtype=np.int64) for group in groups[start : start + BLOCK]])
        return decided

    def _block(self, groups: Sequence[np.ndarray]) -> list[bool]:
        rows = _rows(groups, [self._roots[group] for group in groups], len(self.sizes))
        prior = rows.toarray()
        noisy, exact = self._noisy.residual(rows, prior), self._exact.residual(rows, prior)
        hopeful = [place for place in range(len(groups)) if self._may(rows, place, noisy[place], exact[place])]
        linked_rows, linked = self._linked(groups, hopeful)
        decided = [False] * len(groups)
        for number, place in enumerate(hopeful):
            if not self._may(rows, place, noisy[place], exact[place]):
                continue
            if self.links and not self._may_link(linked_rows, number, linked[number]):
                continue
            decided[place] = True
            _take(self._noisy, rows, place, noisy)
            _take(self._exact, rows, place, exact)
            if self.links:
                _take(self.links.posterior, linked_rows, number, linked)
        return decided

    def _may(self, rows: csr_array, place: int, noisy: Floats, exact: Floats) -> bool:
        for posterior, residual, cap, small in (
            (self._noisy, noisy, self.limits.noisy, SMALL_SET_NOISY),
            (self._exact, exact, self.limits.exact, SMALL_SET_EXACT),
        ):
            variance = posterior.weigh(rows, place, residual)
            if variance <= NEGLIGIBLE * self.sizes[_inside(rows, place)].sum():
                continue  # noise-free, and already known
            added = residual * residual / variance
            explained = posterior.explained + added
            if not _within(explained / self.sizes, added / self.sizes, cap):
                return False
            if self._tells_of_few(posterior, explained, residual, variance, small):
                return False
        return True

    def _may_link(self, rows: csr_array, place: int, residual: Floats) -> bool:
        assert self.links is not None  # noqa: S101 - asked only with links
        posterior, answered = self.links.posterior, self.links.answered
        added = residual[answered] ** 2 / posterior.weigh(rows, place, residual)
        return _within(posterior.explained[answered] + added, added, self.limits.linked)

    def _tells_of_few(
        self, posterior: Posterior, explained: Floats, residual: Floats, variance: float, limit: float
    ) -> bool:
        """Whether the sum of fewer than k people in one or two cells would be explained beyond ``limit``.

        A pair can only be when one of its answers has an R2 above limit / (k - 1) and the group moves both, for what a
        group leaves alone is explained apart from it; and by Cauchy and Schwarz only when (sqrt a + sqrt b)^2 of what
        is explained of both reaches the limit and (sqrt a - sqrt b)^2 of what is not stays under the rest. Only such
        pairs are computed.
        """
        few = np.flatnonzero(self.sizes < self.threshold)
        if (explained[few] > limit).any():
            return True
        known = few[explained[few] > self.sizes[few] * limit / (self.threshold - 1)]
        if not len(known):
            return False
        moved = self._roots * residual / np.sqrt(variance)
        touched = np.abs(moved) > np.sqrt(UNNOTICED / 2)
        one, other = self._close(known[touched[known]], few[touched[few]], explained, limit)
        sums = self.sizes[one] + self.sizes[other]
        reach = np.sqrt(self.sizes * explained)
        may = (sums < self.threshold) & (one != other) & ((reach[one] + reach[other]) ** 2 > limit * sums)
        rest = np.sqrt(self.sizes * np.maximum(1 - explained, 0))
        may &= (rest[one] - rest[other]) ** 2 < (1 - limit) * sums
        may &= (moved[one] + moved[other]) ** 2 > UNNOTICED * sums
        one, other, sums = one[may], other[may], sums[may]
        shared = self._roots[one] * self._roots[other] * posterior.shared(one, other) + moved[one] * moved[other]
        return bool((reach[one] ** 2 + reach[other] ** 2 + 2 * shared > limit * sums).any())

    def _close(
        self, one: np.ndarray, other: np.ndarray, explained: Floats, limit: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of one cell of each side whose unexplained sums are alike enough to cancel each other."""
        rest = np.sqrt(self.sizes * np.maximum(1 - explained, 0))
        other = other[np.argsort(rest[other], kind="stable")]
        within = np.sqrt((1 - limit) * (self.threshold - 1)) + 1e-9
        start = np.searchsorted(rest[other], rest[one] - within)
        many = np.searchsorted(rest[other], rest[one] + within) - start
        place = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(one, many), other[np.repeat(start, many) + place]

    def _linked(self, groups: Sequence[np.ndarray], hopeful: Sequence[int]) -> tuple[csr_array, Floats]:
        if self.links is None or not hopeful:
            return csr_array((0, 0)), np.zeros((0, 0))
        links = self.links
        picked = [np.concatenate([links.columns[cell] for cell in groups[place]]) for place in hopeful]
        rows = _rows(picked, [np.ones(len(columns)) for columns in picked], len(links.answered))
        prior = linked_prior(picked, links.covariance, links.rounds, len(links.answered))
        return rows, links.posterior.residual(rows, prior)


def linked_prior(picked: Sequence[np.ndarray], covariance: Floats, rounds: int, columns: int) -> Floats:
    """G P for sums over (person, round) columns, numbered person x rounds + round, alike in time for everybody."""
    prior = np.zeros((len(picked), columns))
    for row, chosen in enumerate(picked):
        if len(chosen):
            people, moment = chosen - chosen % rounds, int(chosen[0] % rounds)
            for other in range(rounds):
                prior[row, people + other] = covariance[moment, other]
    return prior


def _rows(groups: Sequence[np.ndarray], weights: Sequence[Floats], columns: int) -> csr_array:
    ends = np.cumsum([0, *(len(group) for group in groups)])
    places = np.concatenate(groups) if groups else np.zeros(0, dtype=np.int64)
    return csr_array((np.concatenate(weights) if groups else np.zeros(0), places, ends), shape=(len(groups), columns))


def _inside(rows: csr_array, place: int) -> np.ndarray:
    return np.asarray(rows.indices[rows.indptr[place] : rows.indptr[place + 1]])


def _within(after: Floats, added: Floats, cap: float) -> bool:
    high = after > cap
    return not high.any() or bool(((added[high] < SLIGHT) & (after[high] <= cap + BEYOND)).all())


def _take(posterior: Posterior, rows: csr_array, place: int, residuals: Floats) -> None:
    """Take one row of a block in, and tell the rows behind it."""
    variance = posterior.weigh(rows, place, residuals[place])
    inside = rows.data[rows.indptr[place] : rows.indptr[place + 1]]
    if variance <= NEGLIGIBLE * float(inside @ inside):
        return
    direction = residuals[place] / np.sqrt(variance)
    posterior.take(direction)
    behind = slice(place + 1, None)
    residuals[behind] -= np.outer(rows[behind] @ direction, direction)
