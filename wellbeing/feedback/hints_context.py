"""What surrounds a phrase in a draft: its sentence, quotation, denial, condition, and the facts worth keeping."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from wellbeing.feedback import hints_words

_PLAIN = {ord(each): "'" for each in "’‘ʼ´`′"}
_PLAIN |= {ord(each): '"' for each in "“”„«»″"}
_PLAIN |= {ord(each): "-" for each in "‐‑–—"}
_PLAIN |= {ord(each): " " for each in "\u00a0\u2009\u202f\t\r\n"}
_END = re.compile(
    r"""(?:
        (?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)(?<!\be\.g)(?<!\bi\.e)(?<!\bno)\.+["')\]]*(?=\s|$)
      | [!?]+["')\]]*(?=\s|$)
      | \n\s*\n
      | (?<=[:,;])\s*\n
      | \n\s*(?=[-*•\d])
    )\s*""",
    re.VERBOSE,
)
_BEGINNING = re.compile(r"(?<![\w'])\w+")
_WORD = re.compile(r"\w+(?:'\w+)?")
_QUOTED = re.compile(r"""" [^"]{2,}? " | (?<![\w.])'(?=\w) (?:[^'"]|(?<=\w)'(?=\w)){3,}? '(?!\w)""", re.VERBOSE)
_REHEARSED = re.compile(
    r"\b(?:i(?:'d| would| will|'ll)? (?:want to |like to )?(?:say|tell)\b[^\"]{0,30}|message|script|note|draft)\W*$"
)
GUARDS = hints_words.SOURCE.with_name("guards.toml")
_DUE = re.compile(r"\b(?:by|until|before|on|at|since|from|due(?: on)?|every|after) (?:the )?$")


AROUND = 160
"""How far before a phrase its denial, condition or due word is looked for (characters)."""

MOST_FACTS = 3
"""Facts that a kinder wording asks to keep."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft: where it stands, its lower-case text with plain quotes, and as written; equal lengths.

    `quotes` are the places of quoted passages and `words` its words with the places at which they begin.
    """

    start: int
    end: int
    text: str
    written: str
    quotes: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, str], ...]


def lowered(text: str) -> str:
    """The text in lower case with plain quotes, dashes and spaces, character for character."""
    plain = text.translate(_PLAIN)
    low = plain.lower()
    if len(low) == len(plain):
        return low
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in plain)


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(lowered(text))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a draft; a blank line, a list mark or a line's end after a comma also ends one."""
    low = lowered(text)
    written = text.translate(_PLAIN)
    quotes = _quotes(low)
    begin = 0
    for end in [*(match.end() for match in _END.finditer(_with_lines(low, text))), len(text)]:
        while begin < end and low[begin] == " ":
            begin += 1
        if begin < end:
            inside = tuple((start - begin, stop - begin) for start, stop in quotes if start < end and stop > begin)
            yield Sentence(begin, end, low[begin:end], written[begin:end], inside, _places(low[begin:end]))
        begin = end


def excused(sentence: Sentence, start: int, end: int, guards: frozenset[str]) -> bool:
    """Whether the span is somebody else's words, denied, conditional or about the writer, as far as `guards` ask."""
    if "quoted" in guards and any(begin <= start and end <= stop for begin, stop in sentence.quotes):
        return True
    before = sentence.text[max(0, start - AROUND) : start]
    if any(_guard(name).search(before) for name in ("denied", "conditional", "own") if name in guards):
        return True
    return any(_holds(name, sentence.text) for name in ("positive", "softened") if name in guards)


def names_a_time(text: str) -> bool:
    """Whether a text says when: a day, a date, an hour or a period."""
    return _guard("time").search(lowered(text)) is not None


def with_facts(kinder: str, sentence: str, span: tuple[int, int], offset: int) -> str:
    """The kinder wording, asking to keep the dates and figures that the sentence already names."""
    kept: dict[str, None] = {}
    for begin, end in _facts(sentence):
        if not (span[0] <= offset + begin and offset + end <= span[1]):
            kept[sentence[begin:end]] = None
        if len(kept) == MOST_FACTS:
            break
    if not kept:
        return kinder
    return f"{kinder} Keep {', '.join(f'“{each}”' for each in kept)}."


@lru_cache(maxsize=256)
def _facts(sentence: str) -> tuple[tuple[int, int], ...]:
    """Where a sentence names dates and figures, with the word that makes them due."""
    low = lowered(sentence)
    found = sorted(match.span() for name in ("time", "figure") for match in _guard(name).finditer(low))
    places = []
    for start, end in found:
        near = max(0, start - AROUND)
        due = _DUE.search(low[near:start])
        places.append((near + due.start() if due else start, end))
    return tuple(places)


@lru_cache(maxsize=512)
def _holds(name: str, text: str) -> bool:
    return _guard(name).search(text) is not None


def _places(sentence: str) -> tuple[tuple[int, str], ...]:
    return tuple((match.start(), match.group()) for match in _BEGINNING.finditer(sentence))


def _with_lines(low: str, text: str) -> str:
    """The lower-case text with its line ends put back."""
    if "\n" not in text:
        return low
    return "".join("\n" if written == "\n" else plain for plain, written in zip(low, text, strict=True))


def _quotes(low: str) -> tuple[tuple[int, int], ...]:
    """Quoted passages; none when the draft as a whole is put in quotes, or the writer rehearses the own words."""
    found = [match.span() for match in _QUOTED.finditer(low)]
    total = len(low.strip()) or 1
    return tuple(
        (start, end) for start, end in found if (end - start) / total < 0.7 and not _REHEARSED.search(low[:start])
    )


@cache
def _guard(name: str) -> re.Pattern[str]:
    source = _source()
    pattern = rf"\b(?:{'|'.join(source[name])})"
    if f"{name}_filler" in source:
        pattern += rf"(?: {source[f'{name}_filler']})* $"
    elif name == "conditional":
        pattern += " $"
    else:
        pattern += r"(?!\w)"
    return re.compile(hints_words.with_macros(pattern, source["macros"]))


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads(GUARDS.read_text(encoding="utf-8"))
