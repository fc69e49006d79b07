"""Pairs that single people may not or lately did not form: lines, managers, exclusions, and what was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellbeing.pairings.encode import Encoded
from wellbeing.pairings.lines import Lines
from wellbeing.pairings.terms import Participant, PastPairing, Policy

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PairList:
    """Pairs of positions with a value each, both ways round, sorted by the first."""

    start: Places  # (people + 1): where each person's pairs begin
    other: Places
    value: NDArray[np.int16]

    def between(self, first: int, last: int) -> tuple[Places, Places, NDArray[np.int16]]:
        """Rows (from `first`), columns and values of the pairs of the people `first` to `last` - 1."""
        part = slice(self.start[first], self.start[last])
        rows = np.repeat(np.arange(last - first), np.diff(self.start[first : last + 1]))
        return rows, self.other[part], self.value[part]

    def value_of(self, one: Places, two: Places) -> NDArray[np.int16]:
        """The value of each pair, 0 where it is not listed."""
        people = len(self.start) - 1
        keys = np.repeat(np.arange(people), np.diff(self.start)) * people + self.other
        wanted = one * people + two
        at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        if not len(keys):
            return np.zeros(len(one), dtype=np.int16)
        return np.where(keys[at] == wanted, self.value[at], np.int16(0))


@dataclass(frozen=True, slots=True)
class Barred:
    """What keeps single pairs apart: `low`, `high` the stretch of a line, `apart` for good, `met` rounds ago."""

    low: Places
    high: Places
    apart: PairList
    met: PairList  # 1 + rounds since
    same_manager: bool


def barred(
    encoded: Encoded,
    lines: Lines,
    everybody: Sequence[Participant],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
) -> Barred:
    """The barred pairs of those who take part."""
    place = {each: at for at, each in enumerate(encoded.ids)}
    low, high = encoded.low.copy(), encoded.high.copy()
    apart = {(place[each.id], place[other]) for each in encoded.people for other in each.exclusions if other in place}
    if policy.everyones_manager == "allow" and lines.top in place:
        top = place[lines.top]
        low[top], high[top] = top, top + 1
        apart |= {(top, place[each]) for each in _two_steps_below(lines.top, everybody) if each in place}
    return Barred(
        low=low,
        high=high,
        apart=_listed(((one, two, 1) for one, two in apart), len(place)),
        met=_listed(_meetings(history, place, round_number), len(place)),
        same_manager=not policy.allow_same_manager,
    )


def last_met(history: Sequence[PastPairing]) -> dict[tuple[str, str], int]:
    """The last round in which two people met, by their ids in order."""
    met: dict[tuple[str, str], int] = {}
    for past in history:
        members = sorted(past.members)
        for at, one in enumerate(members):
            for two in members[at + 1 :]:
                met[one, two] = max(past.round, met.get((one, two), 0))
    return met


def _meetings(
    history: Sequence[PastPairing], place: Mapping[str, int], round_number: int
) -> Iterable[tuple[int, int, int]]:
    for (one, two), met in last_met(history).items():
        if one in place and two in place:
            yield place[one], place[two], min(1 + round_number - met, 30_000)


def _two_steps_below(top: str | None, everybody: Sequence[Participant]) -> set[str]:
    reports = {each.id for each in everybody if each.manager == top}
    return reports | {each.id for each in everybody if each.manager in reports}


def _listed(pairs: Iterable[tuple[int, int, int]], people: int) -> PairList:
    rows = np.array([(one, two, value) for one, two, value in pairs if one != two], dtype=np.int64).reshape(-1, 3)
    both = np.concatenate([rows, rows[:, [1, 0, 2]]])
    keys, first = np.unique(both[:, 0] * max(people, 1) + both[:, 1], return_index=True)
    owner = keys // max(people, 1)
    return PairList(
        start=np.searchsorted(owner, np.arange(people + 1)),
        other=keys % max(people, 1),
        value=both[first, 2].astype(np.int16),
    )
