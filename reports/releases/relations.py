"""Which working conditions go with an outcome: for the whole organization, in order, and never by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import rankdata

from wellbeing.checkins.scale_facts import ScaleFacts

Name = tuple[str, str]
"""Instrument and scale."""

FEWEST = 100
"""Ballots that have both the outcome and the condition."""

CLEAR = 0.2
"""Smallest rank correlation, in size, that is told."""

MOST = 3


def outcomes(kinds: Mapping[str, str], scales: Sequence[ScaleFacts]) -> list[Name]:
    """The scales that stand for an outcome: burnout, the engagement index, and what our pulse calls an outcome.

    ``kinds`` are those of the instruments by key.
    """
    found = []
    for one in scales:
        kind = kinds[one.instrument]
        is_one = kind == "burnout" or (kind == "engagement" and one.whole) or one.about == "outcome"
        if one.kind == "score" and is_one:
            found.append((one.instrument, one.name))
    return found


def conditions(outcome: Name, kinds: Mapping[str, str], scales: Sequence[ScaleFacts]) -> list[Name]:
    """The scales that may go with an outcome: scores of other instruments about work, outcomes and wholes left out.

    Self-compassion is left out as well, and what our pulse asks about the person: reports look at working conditions
    first. Conditions of the pulse may go with its own outcomes.
    """
    left_out = set(outcomes(kinds, scales))
    return [
        (one.instrument, one.name)
        for one in scales
        if one.kind == "score"
        and not one.whole
        and (one.instrument != outcome[0] or one.about == "work")
        and one.about in {"", "work"}
        and kinds[one.instrument] != "self_compassion"
        and (one.instrument, one.name) not in left_out
    ]


def related(
    ballots: Sequence[Mapping[Name, float]], kinds: Mapping[str, str], scales: Sequence[ScaleFacts]
) -> dict[Name, tuple[Name, ...]]:
    """For each outcome the names of at most three conditions that clearly go with it, the closest first.

    Spearman's rank correlation with mean ranks for ties; nothing is told of fewer than 100 ballots that have both.
    Source: Spearman, American Journal of Psychology 15 (1904).
    """
    found = {}
    for outcome in outcomes(kinds, scales):
        sizes = {name: abs(_correlation(ballots, outcome, name)) for name in conditions(outcome, kinds, scales)}
        clear = sorted((name for name, size in sizes.items() if size >= CLEAR), key=lambda name: (-sizes[name], name))
        if clear:
            found[outcome] = tuple(clear[:MOST])
    return found


def _correlation(ballots: Sequence[Mapping[Name, float]], one: Name, other: Name) -> float:
    """Rank correlation over the ballots that have both; 0 for too few of them or without any spread."""
    both = [(scores[one], scores[other]) for scores in ballots if one in scores and other in scores]
    if len(both) < FEWEST:
        return 0.0
    ranks = [rankdata(values) for values in zip(*both, strict=True)]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
