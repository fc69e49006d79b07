"""Looks a note over before it is published: names, numbers, what is private, blame, and harshness against oneself.

Pure: takes a text, its language and what colleagues are called, gives spans with reasons. It knows few words and blocks
nothing; silence says nothing about a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wellbeing.learning_notes import signs
from wellbeing.learning_notes.signs import Folded, Reason

SHORTEST_NAME = 3
"""Letters that a name has at least; shorter ones are words too often."""
# parts of names that say nothing alone
_PARTICLES = frozenset(
    {
        "and",
        "the",
        "von",
        "van",
        "der",
        "den",
        "del",
        "des",
        "las",
        "los",
        "les",
        "dos",
        "das",
        "ter",
        "ten",
        "mac",
        "bin",
    }
)
# first names that are everyday words: taken for a name with a capital within a sentence only
_EVERYDAY = frozenset(
    {"will", "mark", "may", "grace", "rose", "hope", "art", "joy", "faith", "bill", "pat", "sue", "drew", "jean", "max"}
    | {"ernst", "mai", "sol", "luz", "paz", "mar", "pierre", "claire", "aimee", "angel", "rosa", "blanca", "christian"}
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0)[\d\s()/.-]{5,}\d(?!\w)|(?<![\w.])\d(?:[\s/.-]?\d){8,}(?!\w)")
_FEWEST_DIGITS = 7
_WORD = re.compile(r"[^\W\d_]+")
_OPENING, _CLOSING, _ENDING = "'\"«„“(¿¡", "'\"»”)", ".!?…:"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text (characters from `start` to before `end`) and why to look at it again."""

    start: int
    end: int
    reason: Reason


def look_over(text: str, language: str, names: Iterable[str] = (), *, own: str = "") -> list[Span]:
    """The parts of a text that deserve a second look, in order, none within another.

    `names` are what colleagues are called, `own` is what the writer is called; parts of the own name are no hint.
    """
    folded = signs.fold(text)
    found: list[Span] = []
    for span in _all(text, folded, language, names, own):
        if not any(span.start < one.end and one.start < span.end for one in found):
            found.append(span)
    return sorted(found, key=lambda one: one.start)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those names of which a part stands in a text at all, so that a house of many people is gone through once."""
    written = frozenset(_split(text))
    return [name for name in names if not written.isdisjoint(_split(name))]


def _all(text: str, folded: Folded, language: str, names: Iterable[str], own: str) -> Iterator[Span]:
    """The surest first: what is found earlier keeps its place."""
    patterns = signs.patterns(language)
    yield from _matches(folded, _MAIL, Reason.CONTACT)
    yield from _matches(folded, patterns[Reason.DATE], Reason.DATE)
    yield from (
        Span(*folded.span(*one.span()), Reason.CONTACT)
        for one in _PHONE.finditer(folded.text)
        if sum(sign.isdigit() for sign in one.group()) >= _FEWEST_DIGITS
    )
    yield from _names(text, folded, names, own)
    for reason in signs.LISTED:
        yield from _matches(folded, patterns[reason], reason)


def _matches(folded: Folded, pattern: re.Pattern[str], reason: Reason) -> Iterator[Span]:
    for one in pattern.finditer(folded.text):
        yield Span(*folded.span(*one.span()), reason)


def _names(text: str, folded: Folded, names: Iterable[str], own: str) -> Iterator[Span]:
    words = [(one.group(), one.span()) for one in _WORD.finditer(folded.text)]
    first, later = _parts(names, frozenset(_split(own)), frozenset(word for word, _span in words))
    for word, (begins, ends) in words:
        start, end = folded.span(begins, ends)
        capital = text[start].isupper()
        if word in _EVERYDAY:
            fits = word in first | later and capital and not _opens_sentence(text, start)
        else:
            fits = word in first or (word in later and capital)
        if fits:
            yield Span(start, end, Reason.NAME)


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence or a line begins with the word at `start`; looked at backwards, so that no text takes long."""
    before = text[:start].rstrip(_OPENING)
    said = before.rstrip()
    between = before[len(said) :]
    return not said or "\n" in between or (bool(between) and said.rstrip(_CLOSING)[-1:] in _ENDING)


def _parts(names: Iterable[str], own: frozenset[str], written: frozenset[str]) -> tuple[set[str], set[str]]:
    """The first names, and the other parts of names, that stand in the text at all."""
    first: set[str] = set()
    later: set[str] = set()
    for name in names:
        parts = _split(name)
        if not written.isdisjoint(parts):
            first.update(parts[:1])
            later.update(parts[1:])
    return {part for part in first if _is_name(part, own)} & written, {
        part for part in later if _is_name(part, own)
    } & written


def _split(name: str) -> list[str]:
    return _WORD.findall(signs.folded(name))


def _is_name(part: str, own: frozenset[str]) -> bool:
    return len(part) >= SHORTEST_NAME and part not in _PARTICLES and part not in own
