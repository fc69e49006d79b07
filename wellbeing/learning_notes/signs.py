"""The words that notes are looked over for, by language and reason, folded as texts are folded: plain and pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("signs.toml")
FIRST = "en"
_ALIKE = {"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " "}
_TRANSLATED = str.maketrans(_ALIKE)


class Reason(StrEnum):
    """Why a part of a note is worth a second look."""

    NAME = "name"
    CONTACT = "contact"
    DATE = "date"
    HEALTH = "health"
    FAMILY = "family"
    LEGAL = "legal"
    BLAME = "blame"
    HARSH = "harsh"


LISTED = (Reason.HEALTH, Reason.FAMILY, Reason.LEGAL, Reason.BLAME, Reason.HARSH)
"""The reasons that have words of their own in each language."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without capitals and accents, and where each of its characters stands in the text as it was typed."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text as typed that a part of the folded one stands for."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text sign by sign: `Größe` becomes `grosse`, and every sign knows where it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFD", _ALIKE.get(sign, sign).casefold()):
            if not unicodedata.combining(one):
                signs.append(one)
                places.append(place)
    return Folded("".join(signs), tuple(places))


def folded(text: str) -> str:
    """A text folded likewise, for what needs no places: many names."""
    if text.isascii():
        return text.lower()
    alike = text.translate(_TRANSLATED).casefold()
    return "".join(sign for sign in unicodedata.normalize("NFD", alike) if not unicodedata.combining(sign))


@cache
def patterns(language: str) -> Mapping[Reason, re.Pattern[str]]:
    """What to look for in folded texts of a language; of one that is not here, what stands for English."""
    table = _tables().get(language) or _tables()[FIRST]
    return {reason: _words(table[reason]) for reason in LISTED} | {Reason.DATE: _dates(table["months"])}


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    with SOURCE.open("rb") as source:
        return tomllib.load(source)


def languages() -> frozenset[str]:
    """The languages that have words of their own."""
    return frozenset(_tables())


def _words(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted((fold(word).text for word in words), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(_word(one) for one in longest_first) + r")(?!\w)")


def _word(word: str) -> str:
    stem = re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+")
    return stem + (r"\w*" if word.endswith("*") else "")


def _dates(months: Iterable[str]) -> re.Pattern[str]:
    """A day with its month in words, or a date in numbers that has a year or a full stop after each number."""
    named = "|".join(fold(month).text for month in months)
    day, year = r"(?:[12]\d|3[01]|0?[1-9])", r"(?:\d{4}|\d{2})"
    in_numbers = rf"\d{{4}}-\d\d-\d\d|{day}/\d{{1,2}}/{year}|{day}\.\s?(?:1[0-2]|0?[1-9])\.(?:\s?{year}(?!\d))?"
    in_words = (
        rf"{day}(?:\.|st|nd|rd|th|er|o|º)?\s+(?:de\s+|of\s+)?(?:{named})|(?:{named})\s+{day}(?:st|nd|rd|th)?(?!\d)"
    )
    return re.compile(rf"(?<![\w.])(?:{in_numbers}|{in_words})(?!\w)")
