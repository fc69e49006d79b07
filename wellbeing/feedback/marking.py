"""Hints as a page shows them: by field, without those that were put away; pure, and nothing is stored or sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wellbeing.feedback import hints
from wellbeing.feedback.hints import Hint, Phrase

LANGUAGE = "en"
SOFTENED = "no_accountability"


@dataclass(frozen=True, slots=True)
class Mark:
    """One hint in a field: the words it marks, what it is about, why, and a kinder wording."""

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
    """The hints of each field in reading order, without those whose key was put away."""
    titles = hints.titles()
    found = {
        name: [_mark(text, hint, titles) for hint in hints.find(text, phrases=phrases)] for name, text in texts.items()
    }
    return {name: [mark for mark in marks if mark.key not in dismissed] for name, marks in found.items()}


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


def _mark(text: str, hint: Hint, titles: Mapping[str, str]) -> Mark:
    quote = text[hint.start : hint.end]
    return Mark(
        key=f"{hint.rule}|{' '.join(quote.lower().split())}",
        quote=quote,
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
