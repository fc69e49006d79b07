"""How well two people fit, 0 to 1000, for whole blocks of pairs or single ones; FORBIDDEN where a hard rule holds.

Points: topics in common (100 each, at most 300), another team (100), another department (100), seniority (at most
150), novelty (200, growing back after the cool-down), common hours (at most 100 at four hours), and up to 50 drawn
from the seed, so that rounds differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellbeing.pairings.barred import Barred, Flags, Places
from wellbeing.pairings.encode import Encoded

Points = NDArray[np.int16]
FORBIDDEN = -20_000
ALLOWED = -10_000  # anything above is allowed, whatever price was taken off
TOPIC, TOPICS, TEAM, DEPARTMENT, SENIORITY, NOVELTY, OVERLAP, DRAWN = 100, 300, 100, 100, 150, 200, 100, 50
MOST = TOPICS + TEAM + DEPARTMENT + SENIORITY + NOVELTY + OVERLAP + DRAWN
ENOUGH_QUARTERS = 16
TILE = 1_024  # columns computed at once
SIMILAR = (150, 135, 110, 80, 55, 35, 15, 0)
COMPLEMENTARY = (30, 75, 120, 150, 150, 130, 110, 90)
UNKNOWN_SENIORITY = 75


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one round."""

    encoded: Encoded
    barred: Barred
    cooldown: int
    complementary: bool

    def block(self, first: int, last: int, offset: int = 0, step: int = 1) -> Points:
        """Scores of the people `first` to `last` - 1 with everybody from `offset` on in steps of `step`."""
        rows, columns = slice(first, last), np.arange(offset, len(self.encoded.ids), step)
        kinds, row = np.unique(self.encoded.kind[rows], return_inverse=True)
        between = self._between_kinds(kinds)
        score = np.empty((last - first, len(columns)), dtype=np.int16)
        for start in range(0, len(columns), TILE):
            tile = slice(offset + start * step, offset + (start + TILE) * step, step)
            self._fill(score[:, start : start + TILE], rows, tile, between, row)
        self._bar(score, first, last, offset, step)
        return score

    def _fill(self, score: Points, rows: slice, columns: slice, between: Points, row: Places) -> None:
        """Write the points of one tile that stays in the processor's cache."""
        each = self.encoded
        score[:] = _shared(each.topics[rows, None], each.topics[None, columns])
        score += np.take(between, each.kind[columns], axis=1)[row]
        for group, points in ((each.unit, TEAM), (each.department, DEPARTMENT)):
            score += _other(group[rows, None], group[None, columns], points)
        score += _drawn(each.salt[rows, None], each.salt[None, columns])
        score += np.int16(NOVELTY)

    def pairs(self, one: Places, two: Places, *, cooldown: bool = True) -> Points:
        """Scores of single pairs, equal to what `block` says; without the cool-down if asked."""
        each = self.encoded
        score = self._by_kind(each.kind[one], each.kind[two])
        score += _shared(each.topics[one], each.topics[two])
        for group, points in ((each.unit, TEAM), (each.department, DEPARTMENT)):
            score += _other(group[one], group[two], points)
        score += _drawn(each.salt[one], each.salt[two])
        met = self.barred.met.value_of(one, two)
        score += self.novelty(met)
        apart = self._line(one, two) | (self.barred.apart.value_of(one, two) > 0) | (one == two)
        if self.barred.same_manager:
            apart |= (each.manager[one] == each.manager[two]) & (each.manager[one] >= 0)
        if cooldown:
            apart |= self.resting(met)
        return np.where(apart | (score < 0), np.int16(FORBIDDEN), score)

    def novelty(self, met: Points) -> Points:
        """Points for not having met: none right after the cool-down, all of them four cool-downs (or 24 rounds) on."""
        whole = max(4 * self.cooldown, 24)
        grown = np.clip(met.astype(np.int32) - 2 - self.cooldown, 0, whole)
        return np.where(met > 0, NOVELTY * grown // whole, NOVELTY).astype(np.int16)

    def resting(self, met: Points) -> Flags:
        """Whether each pair met in the last rounds, so that it has to wait."""
        return (met > 0) & (met - 1 <= self.cooldown)

    def recency(self, one: Places, two: Places) -> Places:
        """For each pair 0, or if it met inside the cool-down how lately: from 1, the oldest, upwards."""
        met = self.barred.met.value_of(one, two)
        return np.where(self.resting(met), self.cooldown + 2 - met, 0).astype(np.int64)

    def fit_by_kind(self, one: Places, two: Places, three: Places) -> Flags:
        """Whether a language and enough hours are common to all three of each trio."""
        kinds, kind = self.encoded.kinds, self.encoded.kind
        trio = kind[one], kind[two], kind[three]
        languages = kinds.languages[trio[0]] & kinds.languages[trio[1]] & kinds.languages[trio[2]]
        hours = kinds.hours[trio[0]] & kinds.hours[trio[1]] & kinds.hours[trio[2]]
        own = np.minimum(np.minimum(kinds.own[trio[0]], kinds.own[trio[1]]), kinds.own[trio[2]])
        quarters = np.bitwise_count(hours).sum(axis=-1)
        return np.asarray(languages.any(axis=-1) & (quarters >= self._needed(own)))

    def _needed(self, own: Points) -> Points:
        wanted = self.encoded.wanted
        return np.clip(np.minimum(own, np.int16(wanted)), np.int16(min(wanted, 1)), None)

    def _between_kinds(self, kinds: Places) -> Points:
        """Points of these kinds with every kind: hours and seniority, or FORBIDDEN without hours or language."""
        return self._by_kind(kinds[:, None], np.arange(len(self.encoded.kinds.own))[None, :])

    def _by_kind(self, one: Places, two: Places) -> Points:
        kinds = self.encoded.kinds
        quarters = np.zeros(np.broadcast_shapes(one.shape, two.shape), dtype=np.int16)
        for word in range(2):
            quarters += np.bitwise_count(kinds.hours[one, word] & kinds.hours[two, word])
        talk = np.zeros(quarters.shape, dtype=bool)
        for word in range(kinds.languages.shape[1]):
            talk |= (kinds.languages[one, word] & kinds.languages[two, word]) != 0
        fits = talk & (quarters >= self._needed(np.minimum(kinds.own[one], kinds.own[two])))
        first, second = kinds.seniority[one], kinds.seniority[two]
        table = np.array(COMPLEMENTARY if self.complementary else SIMILAR, dtype=np.int16)
        seniority = np.where(
            (first > 0) & (second > 0), table[np.minimum(np.abs(first - second), 7)], np.int16(UNKNOWN_SENIORITY)
        )
        overlap = np.minimum(quarters, ENOUGH_QUARTERS) * np.int16(OVERLAP) // np.int16(ENOUGH_QUARTERS)
        return np.where(fits, seniority + overlap, np.int16(FORBIDDEN))

    def _line(self, one: Places, two: Places) -> Flags:
        low, high = self.barred.low, self.barred.high
        return ((low[one] <= two) & (two < high[one])) | ((low[two] <= one) & (one < high[two]))

    def _bar(self, score: Points, first: int, last: int, offset: int, step: int) -> None:
        """Write FORBIDDEN where single pairs are barred, and less novelty where they met long ago."""
        rows, others, met = self.barred.met.between(first, last)
        at, here = _on_grid(others, offset, step)
        score[rows[here], at[here]] += self.novelty(met[here]) - np.int16(NOVELTY)
        here &= self.resting(met)
        score[rows[here], at[here]] = FORBIDDEN
        rows, others, _value = self.barred.apart.between(first, last)
        at, here = _on_grid(others, offset, step)
        score[rows[here], at[here]] = FORBIDDEN
        if self.barred.same_manager:
            manager = self.encoded.manager
            same = (manager[first:last, None] == manager[None, offset::step]) & (manager[first:last, None] >= 0)
            score[same] = FORBIDDEN
        low, high = self.barred.low, self.barred.high
        for person in range(first, last):
            score[person - first, _grid(low[person], offset, step) : _grid(high[person], offset, step)] = FORBIDDEN
        for person in np.flatnonzero((low < last) & (high > first) & (high - low > 1)).tolist():
            if (person - offset) % step == 0 and person >= offset:
                part = slice(max(low[person] - first, 0), min(high[person], last) - first)
                score[part, (person - offset) // step] = FORBIDDEN


def _other(one: NDArray[np.int32], two: NDArray[np.int32], points: int) -> Points:
    """Points where two groups are known and differ."""
    differ: Points = (one != two).view(np.int8) * np.int16(points)
    if (one < 0).any() or (two < 0).any():
        differ *= (one >= 0) & (two >= 0)
    return differ


def _shared(one: NDArray[np.uint64], two: NDArray[np.uint64]) -> Points:
    """Points for topics in common, from masks whose last axis are words."""
    count = np.bitwise_count(one[..., 0] & two[..., 0])
    for word in range(1, one.shape[-1]):
        count += np.bitwise_count(one[..., word] & two[..., word])
    np.minimum(count, np.uint8(TOPICS // TOPIC), out=count)
    points: Points = np.multiply(count, np.int16(TOPIC), dtype=np.int16)
    return points


def _drawn(one: NDArray[np.uint16], two: NDArray[np.uint16]) -> Points:
    mixed = one ^ two
    mixed *= np.uint16(40_503)
    mixed >>= np.uint16(8)
    mixed *= np.uint16(DRAWN + 1)
    mixed >>= np.uint16(8)
    drawn: Points = mixed.view(np.int16)
    return drawn


def _grid(place: int, offset: int, step: int) -> int:
    """The first column at or behind this position."""
    return max(-(-(int(place) - offset) // step), 0)


def _on_grid(places: Places, offset: int, step: int) -> tuple[Places, Flags]:
    """The column of each position, and whether it has one."""
    return (places - offset) // step, ((places - offset) % step == 0) & (places >= offset)
