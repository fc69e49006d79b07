"""The four rules that the bench compares, each turning a company into figures and how exactly they are shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench import thresholds
from bench.sight import Precision, Sight, sights
from bench.simulated import Company
from reports.disclosure.table import Answer, Options, disclose

OURS = "ours"
TITLES = {"k_only": "k ≥ 5 only", "glint": "Glint rule", "culture_amp": "Culture Amp rule", OURS: "ours"}

SUITE = Precision(rounding=0.1)


@dataclass(frozen=True, slots=True)
class Release:
    """Figures of one company under one rule, what an attacker sees of them, and in how many waves an audit refused."""

    figures: list[dict[str, Any]]
    seen: Sequence[Sight]
    refused: int


def release(company: Company, rule: str, seed: int = 0, options: Options | None = None) -> Release:
    """Publish under one of TITLES; ``seed`` (of the noise) and ``options`` concern ours only.

    Raises ValueError when figures contradict each other, the answers, or what the engine says of its noise.
    """
    if rule != OURS:
        figures = thresholds.publish(company, rule, rounding=SUITE.rounding)["figures"]
        return Release(figures, sights(company, figures, SUITE), 0)
    chosen = options or Options()
    told = disclose(company.units, answers_of(company), hashlib.sha256(str(seed).encode()).digest(), chosen)
    shown = Precision(
        rounding=1.0,
        noise=chosen.sd,
        edge=30.0,
        slack=1,
        step=chosen.step,
        low=chosen.low,
        high=chosen.high,
        sd=chosen.sd,
    )
    return Release(
        told["figures"], sights(company, told["figures"], shown), len(told["audit"].get("refused_waves", ()))
    )


def answers_of(company: Company) -> list[Answer]:
    """A company's replies as the engine reads them."""
    return [Answer(one.wave, one.person, one.unit, one.location, one.tenure, one.value) for one in company.replies]
