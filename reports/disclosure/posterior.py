"""What published sums tell of single answers: the linear-Gaussian posterior, one row added at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse import csr_array

Floats = NDArray[np.float64]

NEGLIGIBLE = 1e-7
"""Below this share of a row's own variance the row says nothing new (noise-free)."""


FEW_PAIRS = 16
"""Below this many pairs of one unknown their covariances are not worth keeping."""


class Posterior:
    """Shares of prior variance explained by the rows taken in so far.

    Columns are standardized unknowns (prior variance 1), rows are published sums with noise variance ``noise`` in
    units of one answer's prior variance. With the prior covariance P and rows G the factor kept is
    W = L^-1 G P where L L' = G P G' + noise; then the explained covariance is W' W, and ``explained`` its diagonal.
    A row costs 2 x rows x columns operations to weigh, done for a block of rows at once; memory is 8 x rows x
    columns bytes. Source: Gaussian conditioning, e.g. Rasmussen and Williams, Gaussian Processes (2006), A.2;
    used on linked releases as in Dwork, McSherry and Talwar, STOC 2007 (reconstruction from noisy sums).
    """

    def __init__(self, columns: int, noise: float) -> None:
        self.noise = noise
        self.explained: Floats = np.zeros(columns)
        self._factor: Floats = np.empty((columns, 64))  # transposed, so that one unknown's entries lie together
        self._rows = 0
        self._worked_out: dict[int, tuple[int, Floats]] = {}

    @classmethod
    def given(cls, rows: csr_array, prior: Floats, noise: float) -> Posterior:
        """The posterior after many rows at once; ``prior`` is G P, dense."""
        made = cls(prior.shape[1], noise)
        if prior.shape[0]:
            covariance = np.asarray(rows @ prior.T) + noise * np.eye(prior.shape[0])
            factor = solve_triangular(cholesky(covariance, lower=True), prior, lower=True, check_finite=False)
            made._factor, made._rows = np.ascontiguousarray(factor.T), factor.shape[0]
            made.explained = np.einsum("rc,rc->c", factor, factor)
        return made

    @property
    def factor(self) -> Floats:
        """W transposed, columns x rows; a view."""
        return self._factor[:, : self._rows]

    def residual(self, rows: csr_array, prior: Floats) -> Floats:
        """Covariance of each new row's sum with every unknown after what is known (rows x columns)."""
        if not self._rows:
            return prior.copy()
        known = np.asarray(rows @ self.factor)
        return np.asarray(prior - known @ self.factor.T)

    def weigh(self, weights: csr_array, place: int, residual: Floats) -> float:
        """Variance of a row's published sum after what is known, its noise included."""
        start, stop = weights.indptr[place], weights.indptr[place + 1]
        inside = residual[weights.indices[start:stop]] @ weights.data[start:stop]
        return float(inside) + self.noise

    def shared(self, one: np.ndarray, other: np.ndarray) -> Floats:
        """Explained covariance of pairs of unknowns; what was worked out for one unknown is kept and only continued."""
        found = np.empty(len(one))
        if not len(one):
            return found
        order = np.argsort(one, kind="stable")
        unknowns, starts = np.unique(one[order], return_index=True)
        for unknown, pairs in zip(unknowns, np.split(order, starts[1:]), strict=True):
            if len(pairs) < FEW_PAIRS:
                found[pairs] = self.factor[other[pairs]] @ self.factor[unknown]
            else:
                found[pairs] = self._with(int(unknown))[other[pairs]]
        return found

    def _with(self, unknown: int) -> Floats:
        """Explained covariance of one unknown with all others."""
        rows, known = self._worked_out.get(unknown, (0, None))
        if known is None:
            known = np.zeros(len(self.explained))
        if rows < self._rows:
            known += self.factor[:, rows:] @ self.factor[unknown, rows:]
        self._worked_out[unknown] = self._rows, known
        return known

    def take(self, direction: Floats) -> None:
        """Add the row whose residual covariance over its standard deviation is ``direction``."""
        columns, room = self._factor.shape
        if self._rows == room:
            wider = np.empty((columns, 2 * room))
            wider[:, :room] = self._factor
            self._factor = wider
        self._factor[:, self._rows] = direction
        self._rows += 1
        self.explained += direction * direction
