"""The further rules of an instrument that a company writes itself: closed, short, and nothing that tells a person."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from math import isclose
from pathlib import Path
from typing import Any

from wellbeing.checkins.instruments import OURS
from wellbeing.checkins.mistakes import Mistake, is_number, place

MOST_BYTES = 200_000
MOST_ITEMS = 30
MOST_OPTIONS = 10
MOST_SCALES = 15
MOST_LANGUAGES = 8
LONGEST = {"item": 300, "label": 120, "name": 120, "other": 800}
"""Most letters of a question, of an answer, of a name or title, and of any other text."""

_WORDS = Path(__file__).with_name("refused_words.toml")
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0))
}
"""Signs that count as letters or accents and show nothing; what makes an emoji colourful (U+FE0F) is none of them."""
_NAMES = frozenset({"name", "title"})


def own_mistakes(definition: Mapping[str, Any]) -> list[Mistake]:
    """Every further mistake in a definition that is right as an instrument, in the order of the file."""
    return [
        *_frame_mistakes(definition),
        *_size_mistakes(definition),
        *_spread_mistakes(definition),
        *(mistake for where, text in texts_of(definition) for mistake in _text_mistakes(where, text)),
    ]


def list_mistakes(definition: Mapping[str, Any]) -> list[Mistake]:
    """Lists that are far too long, whatever stands in them: found before anything else is looked at."""
    return [
        Mistake(name, "too_many", {"most": str(most)})
        for name, most in (("items", MOST_ITEMS), ("scales", MOST_SCALES))
        if isinstance(definition.get(name), list) and len(definition[name]) > most
    ]


def texts_of(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text that people would read, with its place."""
    for name in ("name", "stem", "note", "missing_rule", "licence", "source"):
        if definition.get(name):
            yield name, definition[name]
    for name, rows in definition.get("options", {}).items():
        yield from ((place("options", name) + ".label", row["label"]) for row in rows)
    for item in definition["items"]:
        yield place("item", item["id"]), item["text"]
    for kind, names in (("scale", ("title", "note")), ("choice", ("text", "hint"))):
        for row in definition.get(f"{kind}s", ()):
            yield from ((f"{place(kind, row['name'])}.{name}", row[name]) for name in names if row.get(name))
    for language, words in definition.get("texts", {}).items():
        yield from _below(f"texts.{language}", words)


@cache
def refused_subjects() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What may not be asked about: each subject with the pattern of its words in four languages."""
    with _WORDS.open("rb") as file:
        table = tomllib.load(file)
    found = []
    for subject, by_language in table.items():
        words = sorted({word for words in by_language.values() for word in words}, key=lambda word: (-len(word), word))
        parts = [re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words]
        found.append((subject, re.compile(rf"\b(?:{'|'.join(parts)})\b")))
    return tuple(found)


def _frame_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    if definition["key"].lower() in OURS:
        yield Mistake("key", "shipped_key", {"key": definition["key"]})
    if definition["kind"] != "custom":
        yield Mistake("kind", "own_kind")
    for name in ("rotation", "choices"):
        if name in definition:
            yield Mistake(name, "own_asking")
    for scale in definition["scales"]:
        if scale.get("method") == "each":
            yield Mistake(place("scale", scale["name"]), "own_asking")
    for item in definition["items"]:
        if "options" not in item:
            yield Mistake(place("item", item["id"]), "own_closed")


def _size_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    counts = (
        ("texts", len(definition.get("texts", {})), MOST_LANGUAGES),
        *((place("options", name), len(rows), MOST_OPTIONS) for name, rows in definition.get("options", {}).items()),
    )
    for where, count, most in counts:
        if count > most:
            yield Mistake(where, "too_many", {"most": str(most)})


def _spread_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    """What would thin out the noise that protects answers: a spread of one's own, an item counted in many scales.

    Numbers that lie unevenly would make a question of yes or no look like one of many answers, which gets less noise
    and is shown of fewer people; so would several such questions in one scale of which all but one stay empty.
    """
    for scale in definition["scales"]:
        if "reference_sd" in scale:
            yield Mistake(place("scale", scale["name"]), "own_spread")
    for name, rows in definition.get("options", {}).items():
        if not _evenly_apart([row["value"] for row in rows if is_number(row["value"])]):
            yield Mistake(place("options", name), "own_uneven")
    yield from _yes_no_mistakes(definition)
    used = Counter(item for scale in definition["scales"] for item in scale.get("items", ()))
    for item, times in used.items():
        if times > 1:
            yield Mistake(place("item", item), "in_two_scales")
    parts = Counter(name for scale in definition["scales"] for name in scale.get("of", ()))
    for name, times in parts.items():
        if times > 1:
            yield Mistake(place("scale", name), "in_two_scales")


def _yes_no_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    of_two = {name for name, rows in definition.get("options", {}).items() if _numbers(rows) == 2}
    asked = {item["id"]: item.get("options") for item in definition["items"]}
    for scale in definition["scales"]:
        items = scale.get("items", ())
        if len(items) > 1 and all(asked[item] in of_two for item in items):
            yield Mistake(place("scale", scale["name"]), "own_yes_no")


def _numbers(rows: list[dict[str, Any]]) -> int:
    return sum(is_number(row["value"]) for row in rows)


def _evenly_apart(numbers: list[float]) -> bool:
    apart = [high - low for low, high in pairwise(sorted(numbers))]
    return all(isclose(one, apart[0], rel_tol=1e-6) for one in apart)


def _text_mistakes(where: str, text: str) -> Iterator[Mistake]:
    most = LONGEST[_measure(where)]
    if len(text) > most:
        yield Mistake(where, "too_long", {"most": str(most)})
    plain = _plain(text)
    if _is_in_disguise(text):
        yield Mistake(where, "bad_sign")
    for subject, pattern in refused_subjects():
        for word in dict.fromkeys(pattern.findall(plain)):
            yield Mistake(where, f"asks_{subject}", {"word": word})


def _measure(where: str) -> str:
    if where.startswith("item ") or ".items." in where:
        return "item"
    if where.endswith(".label") or ".options." in where:
        return "label"
    return "name" if where.rsplit(".", 1)[-1] in _NAMES else "other"


def _below(where: str, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        if isinstance(value, dict):
            yield from _below(f"{where}.{name}", value)
        else:
            yield f"{where}.{name}"[:160], value


def _is_in_disguise(text: str) -> bool:
    """Whether a sign shows nothing, or a word borrows letters that look alike from another script."""
    if any(sign in _UNSEEN for sign in text):
        return True
    scripts = ({_script(sign) for sign in word if sign.isalpha()} & _ALIKE for word in re.split(r"[\W\d_]+", text))
    return any(len(found) > 1 for found in scripts)


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]


def _plain(text: str) -> str:
    """A text without capitals, accents and signs, its words apart by single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in bare if not unicodedata.category(sign).startswith("M"))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())
