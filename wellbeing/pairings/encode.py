"""People as arrays: kinds of people for what few values tell, one row each for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from wellbeing.pairings.hours import needed_quarters, utc_quarters
from wellbeing.pairings.lines import Lines
from wellbeing.pairings.terms import Participant, Policy

MOST_TOPICS, MOST_TOPICS_OF_MANY, MANY = 192, 128, 5_000


@dataclass(frozen=True, slots=True)
class Kinds:
    """What people of the same working time, languages and seniority share; one row a kind."""

    hours: NDArray[np.uint64]  # (kinds, 2): 96 quarter hours
    own: NDArray[np.int16]  # quarter hours of their own
    languages: NDArray[np.uint64]  # (kinds, words)
    seniority: NDArray[np.int16]  # 1–8, 0 unknown


@dataclass(frozen=True, slots=True)
class Encoded:
    """Those who take part, in the order of the chart; every array has one row a person."""

    ids: tuple[str, ...]
    people: tuple[Participant, ...]
    kinds: Kinds
    kind: NDArray[np.int64]
    topics: NDArray[np.uint64]  # (people, words): the topics that most people name
    unit: NDArray[np.int32]  # -1 unknown
    department: NDArray[np.int32]
    manager: NDArray[np.int32]
    salt: NDArray[np.uint16]
    low: NDArray[np.int64]  # own stretch of the chart, as positions here
    high: NDArray[np.int64]
    wanted: int  # common quarter hours by policy


def encode(takers: Sequence[Participant], lines: Lines, policy: Policy, round_number: int, seed: int) -> Encoded:
    """Arrays of those who take part; the same for any order of the input."""
    by_id = {each.id: each for each in takers}
    people = tuple(by_id[each] for each in lines.order if each in by_id)
    kinds, kind = _kinds(people, policy)
    place = np.flatnonzero(np.array([each in by_id for each in lines.order], dtype=bool))
    stretches = np.array([lines.stretch[each.id] for each in people], dtype=np.int64).reshape(-1, 2)
    bounds = np.searchsorted(place, stretches)
    return Encoded(
        ids=tuple(each.id for each in people),
        people=people,
        kinds=kinds,
        kind=kind,
        topics=_topics(people),
        unit=_codes([each.unit for each in people]),
        department=_codes([each.department for each in people]),
        manager=_codes([each.manager or "" for each in people]),
        salt=np.array([_salt(seed, round_number, each.id) for each in people], dtype=np.uint16),
        low=bounds[:, 0],
        high=bounds[:, 1],
        wanted=needed_quarters(policy.minimum_overlap_hours, (1 << 96) - 1),
    )


def _salt(seed: int, round_number: int, person: str) -> int:
    return int.from_bytes(blake2b(f"{seed}|{round_number}|{person}".encode(), digest_size=2).digest(), "big")


def _codes(names: Sequence[str]) -> NDArray[np.int32]:
    known = {name: code for code, name in enumerate(sorted({name for name in names if name}))}
    return np.array([known.get(name, -1) for name in names], dtype=np.int32)


def _kinds(people: Sequence[Participant], policy: Policy) -> tuple[Kinds, NDArray[np.int64]]:
    quarters: dict[tuple[str, tuple[str, str]], int] = {}
    rows: dict[tuple[int, tuple[str, ...], int], int] = {}
    kind = np.empty(len(people), dtype=np.int64)
    for place, each in enumerate(people):
        when = (each.time_zone, each.working_hours)
        if when not in quarters:
            quarters[when] = utc_quarters(*when, policy.on)
        key = (quarters[when], tuple(sorted(each.languages)), each.seniority or 0)
        kind[place] = rows.setdefault(key, len(rows))
    spoken = sorted({language for _mask, languages, _seniority in rows for language in languages})
    bit = {language: place for place, language in enumerate(spoken)}
    masks = [sum(1 << bit[language] for language in languages) for _mask, languages, _seniority in rows]
    return Kinds(
        hours=_words([mask for mask, _languages, _seniority in rows], 2),
        own=np.array([mask.bit_count() for mask, _languages, _seniority in rows], dtype=np.int16),
        languages=_words(masks, max(1, -(-len(spoken) // 64))),
        seniority=np.array([seniority for _mask, _languages, seniority in rows], dtype=np.int16),
    ), kind


def _words(masks: Sequence[int], words: int) -> NDArray[np.uint64]:
    cut = (1 << 64) - 1
    rows = [[mask >> (64 * word) & cut for word in range(words)] for mask in masks]
    return np.array(rows, dtype=np.uint64).reshape(-1, words)


def _topics(people: Sequence[Participant]) -> NDArray[np.uint64]:
    """One bit for each topic that two people or more name; of very many topics, those that most people name."""
    named = Counter(topic for each in people for topic in each.topics)
    shared = sorted((topic for topic, times in named.items() if times > 1), key=lambda topic: (-named[topic], topic))
    del shared[MOST_TOPICS_OF_MANY if len(people) > MANY else MOST_TOPICS :]
    bit = {topic: 1 << place for place, topic in enumerate(shared)}
    return _words([sum(bit.get(topic, 0) for topic in each.topics) for each in people], max(1, -(-len(shared) // 64)))
