"""What readers get: how far shown means lie from true ones, and how many units have a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from bench.sight import Sight
from bench.simulated import Company


@dataclass(frozen=True, slots=True)
class Use:
    """Sums over waves and companies.

    ``error_large`` and ``error_middle`` are absolute errors of means (points) of groups of 30 or more and of 10-29
    answers, ``large`` and ``middle`` the numbers of such groups. ``units`` are organization units with at least k
    answers, ``shown`` those of them with a figure of their own. ``refused`` are the ``waves`` in which an audit
    refused a breakdown.
    """

    error_large: float = 0.0
    large: int = 0
    error_middle: float = 0.0
    middle: int = 0
    units: int = 0
    shown: int = 0
    refused: int = 0
    waves: int = 0

    def __add__(self, other: Use) -> Use:
        """Everything is added."""
        return Use(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


def use(company: Company, figures: Sequence[dict[str, Any]], seen: Sequence[Sight], refused: int, k: int = 5) -> Use:
    """What one company's figures are worth. A mean shown as a bound counts with the bound."""
    size = np.concatenate([one.member.sum(axis=1) for one in seen])
    shown = np.concatenate([one.total for one in seen]) / np.maximum(size, 1)
    true = np.concatenate([one.member @ one.truth for one in seen]) / np.maximum(size, 1)
    error = np.abs(shown - true)
    large, middle = size >= 30, (size >= 10) & (size < 30)
    counts: Counter[tuple[int, str]] = Counter()
    for one in company.replies:
        at: str | None = one.unit if one.value is not None else None
        while at is not None:
            counts[one.wave, at] += 1
            at = company.units[at]
    enough = {place for place, count in counts.items() if count >= k}
    own = {
        (figure["wave"], figure["key"].get("unit"))
        for figure in figures
        if figure["kind"] == "org" and figure["status"] == "published"
    }
    return Use(
        error_large=float(error[large].sum()),
        large=int(large.sum()),
        error_middle=float(error[middle].sum()),
        middle=int(middle.sum()),
        units=len(enough),
        shown=len(enough & own),
        refused=refused,
        waves=len(seen),
    )
