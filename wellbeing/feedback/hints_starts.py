"""Which words a pattern can begin with, so that a rule is tried only where one of them stands."""

from __future__ import annotations

from collections.abc import Iterator

_ZERO_WIDTH = ("?!", "?=", "?<!", "?<=")
_ESCAPED_ZERO_WIDTH = "bB"
_ESCAPED_WORD = "wWdDsS"


class Unknown(Exception):
    """The pattern may begin with anything."""


class _Prefixes:
    """Beginnings of a match: `open` may grow by further letters, `closed` are whole words."""

    def __init__(self, open_: frozenset[str], closed: frozenset[str] = frozenset()) -> None:
        self.open = open_
        self.closed = closed

    def __or__(self, other: _Prefixes) -> _Prefixes:
        return _Prefixes(self.open | other.open, self.closed | other.closed)

    def grown(self, letter: str) -> _Prefixes:
        if letter.isalnum() or letter == "_":
            return _Prefixes(frozenset(each + letter for each in self.open), self.closed)
        if "" in self.open:
            raise Unknown
        return _Prefixes(frozenset(), self.closed | self.open)


def first_words(pattern: str) -> frozenset[str] | None:
    """The lower-case words with which a match of the pattern can begin; None when they cannot be told.

    `pattern` is a regular expression of literals, groups, look-arounds, classes and quantifiers, without flags.
    """
    try:
        reached = _alternatives(iter(_tokens(pattern)), _Prefixes(frozenset({""})))
    except Unknown:
        return None
    words = reached.open | reached.closed
    return None if "" in words else words


def _alternatives(tokens: Iterator[tuple[str, str]], before: _Prefixes) -> _Prefixes:
    """Read up to the end of the group; what each alternative makes of `before`."""
    reached: _Prefixes | None = None
    current = before
    last = before
    for kind, text in tokens:
        if kind == ")":
            break
        if kind == "|":
            reached = current if reached is None else reached | current
            current = last = before
        elif kind == "quantifier":
            if text[0] in "?*" or text.startswith("{0"):
                current = current | last
        else:
            last, current = current, _atom(kind, text, tokens, current)
    return current if reached is None else reached | current


def _atom(kind: str, text: str, tokens: Iterator[tuple[str, str]], before: _Prefixes) -> _Prefixes:
    if kind == "look":
        depth = 1
        while depth:
            inner, _text = next(tokens)
            depth += {"(": 1, "look": 1, ")": -1}.get(inner, 0)
        return before
    if kind == "(":
        return _alternatives(tokens, before)
    if kind == "literal":
        return before.grown(text) if before.open else before
    if kind == "class" and before.open:
        if set(text) <= set("- '’,;:"):
            return before.grown(" ")
        raise Unknown
    return before


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        size = 1
        if letter == "\\":
            size = 2
            yield _escaped(pattern[place + 1])
        elif letter == "[":
            size = pattern.index("]", place) - place + 1
            yield "class", pattern[place + 1 : place + size - 1]
        elif letter == "(":
            size, kind = _opening(pattern, place)
            yield kind, ""
        elif letter in ")|":
            yield letter, ""
        elif letter in "?*+{":
            size = pattern.index("}", place) - place + 1 if letter == "{" else 1
            quantifier = pattern[place : place + size]
            size += pattern[place + size : place + size + 1] == "?"
            yield "quantifier", quantifier
        elif letter == ".":
            yield "class", letter
        elif letter not in "^$":
            yield "literal", letter
        place += size


def _escaped(letter: str) -> tuple[str, str]:
    if letter in _ESCAPED_ZERO_WIDTH:
        return "nothing", ""
    return ("class", "\\" + letter) if letter in _ESCAPED_WORD else ("literal", letter)


def _opening(pattern: str, place: int) -> tuple[int, str]:
    for look in _ZERO_WIDTH:
        if pattern.startswith(look, place + 1):
            return 1 + len(look), "look"
    if pattern.startswith("?P<", place + 1):
        return pattern.index(">", place) - place + 1, "("
    return (3 if pattern.startswith("?:", place + 1) else 1), "("
