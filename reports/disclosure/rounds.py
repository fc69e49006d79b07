"""Earlier rounds in the ledger: the same people answer again, and what is published adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from reports.disclosure.ledger import Links, linked_prior
from reports.disclosure.noise import VARIANCE
from reports.disclosure.posterior import Floats, Posterior

WINDOW = 8
"""Rounds that are linked exactly, the one at hand included."""

LASTING, FADING = 0.54, 0.5
"""A person's answers of two rounds h apart correlate by 0.54 + 0.46 x 0.5^h: 0.77 next to each other, 0.54 at last."""


@dataclass(frozen=True, slots=True)
class Round:
    """One published round as the ledger keeps it: who answered (pseudonyms) and which groups were published.

    ``groups`` hold places in ``respondents``. It says nothing about what anybody answered.
    """

    respondents: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]


def covariance(rounds: int) -> Floats:
    """Prior correlation of one person's answers between rounds (rounds x rounds)."""
    apart = np.abs(np.subtract.outer(np.arange(rounds), np.arange(rounds)))
    return np.asarray(LASTING + (1 - LASTING) * FADING**apart)


def later_bound(r2: float) -> float:
    """The most that an answer can be explained by once its round has left the window.

    Later rounds tell of it only through what lasts in a person; were every later answer explained to the linked
    limit with its slack (0.65), they would add the precision of q = 0.54 x 0.65 to the precision it has.
    """
    lasting = LASTING * 0.65
    return 1 - 1 / (1 + r2 / (1 - r2) + lasting / (1 - lasting))


def link(past: Sequence[Round], cells: Mapping[int, Sequence[str]]) -> Links | None:
    """The posterior after the last seven rounds, with columns for the round at hand; None when there are none.

    ``cells`` names the respondents of each cell of the round at hand, by its place from 0 on. Cost: rows^2 x columns,
    rows being all groups published in the window and columns the people in it times the rounds; so a further round
    costs at most its own size times eight.
    """
    earlier = list(past[-(WINDOW - 1) :])
    if not earlier:
        return None
    moments = len(earlier) + 1
    here = [person for place in sorted(cells) for person in cells[place]]
    people = sorted({*here, *(person for one in earlier for person in one.respondents)})
    place_of = {person: place for place, person in enumerate(people)}
    prior_of_one = covariance(moments)
    answered = np.zeros(len(people) * moments, dtype=bool)
    picked: list[np.ndarray] = []
    for moment, one in enumerate(earlier):
        columns = np.array([place_of[person] * moments + moment for person in one.respondents], dtype=np.int64)
        answered[columns] = True
        picked += [columns[list(group)] for group in one.groups]
    now = [
        np.array([place_of[person] * moments + moments - 1 for person in cells[place]], dtype=np.int64)
        for place in sorted(cells)
    ]
    answered[np.concatenate(now)] = True
    ends = np.cumsum([0, *(len(columns) for columns in picked)])
    places = np.concatenate([*picked, np.zeros(0, dtype=np.int64)])
    rows = csr_array((np.ones(len(places)), places, ends), shape=(len(picked), len(answered)))
    prior = linked_prior(picked, prior_of_one, moments, len(answered))
    return Links(Posterior.given(rows, prior, VARIANCE), answered, now, prior_of_one, moments)
