"""The further rules of an instrument that a company writes itself: closed, short, and nothing that tells a person."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wellbeing.checkins.instruments import OURS
from wellbeing.checkins.mistakes import Mistake, place

MOST_BYTES = 200_000
MOST_ITEMS = 30
MOST_OPTIONS = 10
MOST_SCALES = 15
MOST_LANGUAGES = 8
LONGEST = {"item": 300, "label": 120, "name": 120, "other": 800}
"""Most letters of a question, of an answer, of a name or title, and of any other text."""

_WORDS = Path(__file__).with_name("refused_words.toml")
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
    """What would thin out the noise that protects answers: a spread of one's own, an item counted in many scales."""
    for scale in definition["scales"]:
        if "reference_sd" in scale:
            yield Mistake(place("scale", scale["name"]), "own_spread")
    used = Counter(item for scale in definition["scales"] for item in scale.get("items", ()))
    for item, times in used.items():
        if times > 1:
            yield Mistake(place("item", item), "in_two_scales")
    parts = Counter(name for scale in definition["scales"] for name in scale.get("of", ()))
    for name, times in parts.items():
        if times > 1:
            yield Mistake(place("scale", name), "in_two_scales")


def _text_mistakes(where: str, text: str) -> Iterator[Mistake]:
    most = LONGEST[_measure(where)]
    if len(text) > most:
        yield Mistake(where, "too_long", {"most": str(most)})
    plain = _plain(text)
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


def _plain(text: str) -> str:
    """A text without capitals, accents and signs, its words apart by single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())
