"""Hints as a page shows them: by field, without those that were put away; pure, and nothing is stored or sent.

Of hints that overlap one stays, so no word is told off twice. Places at which the same rule gives the same reason
share a key, and a page shows one card per key, the first `OPEN_CARDS` openly and the others folded away.

A key is the rule and, per place, a short digest of the field, the sentence and the words. What is put away stays
away in that sentence and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from wellbeing.feedback import hints
from wellbeing.feedback.hints import Hint, Phrase
from wellbeing.feedback.hints_context import sentences

LANGUAGE = "en"
SOFTENED = "no_accountability"
OPEN_CARDS = 5
MOST_PLACES = 12
"""Places on one card; with it a key stays below 200 characters."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a hint in a field: its words, what it is about, why, and a kinder wording; a key makes a card."""

    key: str
    quote: str
    title: str
    start: int
    end: int
    category: str
    severity: str
    rule: str
    reason: str
    kinder: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not."""

    text: str
    marked: bool


def marks_in(
    texts: Mapping[str, str], *, phrases: Sequence[Phrase] = (), dismissed: Collection[str] = ()
) -> dict[str, list[Mark]]:
    """The hints of each field card by card, without the places that were put away.

    The first cards are the most severe ones; these and those after them each stand in reading order.
    """
    titles, away = hints.titles(), set(_places_of(dismissed))
    return {name: _marks(name, text, hints.find(text, phrases=phrases), titles, away) for name, text in texts.items()}


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """A text cut where marks begin and end; marks that overlap become one stretch."""
    cut: list[Piece] = []
    at = 0
    for start, end in _stretches(marks):
        cut += [Piece(text[at:start], marked=False), Piece(text[start:end], marked=True)]
        at = end
    cut.append(Piece(text[at:], marked=False))
    return [piece for piece in cut if piece.text]


def phrases_from(rows: Iterable[tuple[str, str, str]]) -> list[Phrase]:
    """An organization's own phrases (words, reason, kinder wording) as the hints take them."""
    return [Phrase(text=text, reason=reason, kinder=kinder) for text, reason, kinder in rows]


_Placed = tuple[Hint, str]


def _marks(
    field: str, text: str, found: Sequence[Hint], titles: Mapping[str, str], away: Collection[str]
) -> list[Mark]:
    around = [(one.start, one.end) for one in sentences(text)]
    cards: dict[tuple[str, str], list[_Placed]] = {}
    for hint in _apart(found):
        place = _place(field, text, hint, around)
        if place not in away:
            cards.setdefault((hint.rule, hint.reason), []).append((hint, place))
    return [
        _mark(text, hint, titles, key=f"{hint.rule}|{'.'.join(dict.fromkeys(place for _hint, place in card))}")
        for card in _most_severe_first([part for card in cards.values() for part in _parts(card)])
        for hint, _own_place in card
    ]


def _parts(card: list[_Placed]) -> list[list[_Placed]]:
    return [card[at : at + MOST_PLACES] for at in range(0, len(card), MOST_PLACES)]


def _apart(found: Iterable[Hint]) -> list[Hint]:
    """Hints that do not overlap: the most severe stays, then the longest."""
    kept: list[Hint] = []
    for hint in sorted(found, key=lambda each: (-_severity(each), each.start - each.end, each.start)):
        if all(hint.end <= other.start or other.end <= hint.start for other in kept):
            kept.append(hint)
    return sorted(kept, key=lambda each: each.start)


def _most_severe_first(cards: list[list[_Placed]]) -> list[list[_Placed]]:
    """The cards that stand openly, then the others, both in reading order."""
    first = sorted(range(len(cards)), key=lambda at: -_severity(cards[at][0][0]))[:OPEN_CARDS]
    openly = [cards[at] for at in sorted(first)]
    return openly + [card for at, card in enumerate(cards) if at not in first]


def _severity(hint: Hint) -> int:
    return hints.SEVERITIES.index(hint.severity)


def _place(field: str, text: str, hint: Hint, around: Iterable[tuple[int, int]]) -> str:
    """A digest of a field, the sentence around a hint and the words it marks; case and spaces do not matter."""
    start, end = next(((one, other) for one, other in around if one <= hint.start < other), (hint.start, hint.end))
    said = (" ".join(words.lower().split()) for words in (field, text[start:end], text[hint.start : hint.end]))
    return blake2b("\0".join(said).encode("utf-8", "replace"), digest_size=5).hexdigest()


def _places_of(dismissed: Iterable[str]) -> Iterator[str]:
    for key in dismissed:
        _rule, _bar, places = key.rpartition("|")
        yield from places.split(".")


def _mark(text: str, hint: Hint, titles: Mapping[str, str], *, key: str) -> Mark:
    return Mark(
        key=key,
        quote=text[hint.start : hint.end],
        title=titles.get(hint.category, hint.category),
        start=hint.start,
        end=hint.end,
        category=hint.category,
        severity=hint.severity,
        rule=hint.rule,
        reason=hint.reason,
        kinder=hint.kinder,
    )


def _stretches(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
