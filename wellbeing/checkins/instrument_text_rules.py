"""The rules for what an instrument asks together or in turn, and for its texts in further languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wellbeing.checkins.mistakes import Mistake, is_id, is_number, is_whole, place, repeated, tables, text, unknown

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?\Z")
_TOP = ("name", "stem", "note", "missing_rule")
_FREE = ("licence", "source")
"""Texts that need no translation."""


def asking_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is wrong with choices and rotation; the items themselves are right."""
    ids = [item["id"] for item in definition["items"]]
    together: list[str] = []
    choices: Any = definition.get("choices", [])
    if "choices" in definition and not tables(choices):
        yield Mistake("choices", "needs_choices")
        return
    for number, choice in enumerate(choices, 1):
        where = place("choice", choice.get("name", number))
        yield from _choice_mistakes(where, choice, definition)
        together += [one for one in _list(choice.get("items")) if isinstance(one, str)]
    yield from repeated("choices", together)
    yield from repeated("choices", [*ids, *(str(choice.get("name")) for choice in choices)])
    if "rotation" in definition:
        yield from _rotation_mistakes(definition["rotation"], [one for one in ids if one not in together])


def text_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is missing in a further language, or belongs to nothing; everything else is right."""
    if not isinstance(definition["language"], str) or not _LANGUAGE.match(definition["language"]):
        yield Mistake("language", "bad_language")
    texts: Any = definition.get("texts", {})
    if not isinstance(texts, dict):
        yield Mistake("texts", "needs_languages")
        return
    for language, words in texts.items():
        where = place("texts", language)
        if not _LANGUAGE.match(language) or language == definition["language"]:
            yield Mistake(where, "bad_language")
        elif not isinstance(words, dict):
            yield Mistake(where, "needs_languages")
        else:
            yield from _words_mistakes(where, words, definition)


def _choice_mistakes(where: str, choice: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from unknown(where, choice, {"name", "text", "hint", "most", "items"})
    if not is_id(choice.get("name")):
        yield Mistake(where, "bad_id")
    yield from text(where, choice.get("text"), required=True)
    yield from text(where, choice.get("hint", ""), required=False)
    items = {item["id"]: item for item in definition["items"]}
    named = _list(choice.get("items"))
    if len(named) < 2 or not all(isinstance(one, str) and one in items for one in named):
        yield Mistake(where, "unknown_items")
        return
    if not is_whole(choice.get("most")) or not 1 <= choice["most"] <= len(named):
        yield Mistake(where, "bad_most", {"most": str(len(named))})
    for one in named:
        rows = definition["options"][items[one]["options"]] if "options" in items[one] else ()
        numbers = {row["value"] for row in rows if is_number(row["value"])}
        if numbers != {0, 100} or len(rows) != len(numbers) or items[one].get("reverse"):
            yield Mistake(place("item", one), "needs_nought_and_hundred")


def _rotation_mistakes(rotation: Any, questions: list[str]) -> Iterator[Mistake]:
    if not isinstance(rotation, dict):
        yield Mistake("rotation", "bad_rotation")
        return
    yield from unknown("rotation", rotation, {"lengths", "order"})
    lengths, order = _list(rotation.get("lengths")), _list(rotation.get("order"))
    if not lengths or not all(is_whole(one) and 1 <= one <= len(questions) for one in lengths):
        yield Mistake("rotation", "bad_lengths", {"most": str(len(questions))})
    if not all(isinstance(one, str) for one in order) or sorted(order) != sorted(questions):
        yield Mistake("rotation", "bad_rotation")


def _words_mistakes(where: str, words: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from unknown(where, words, {*_TOP, *_FREE, "items", "options", "scales", "choices"})
    for name in (*_TOP, *_FREE):
        needed = name not in _FREE and bool(str(definition.get(name, "")).strip())
        if needed or name in words:
            yield from text(f"{where}.{name}", words.get(name), required=needed)
    wanted = {item["id"]: True for item in definition["items"]}
    yield from _told(f"{where}.items", words.get("items", {}), wanted)
    options = definition.get("options", {})
    yield from unknown(f"{where}.options", _table(words.get("options", {})), set(options))
    for name, rows in options.items():
        codes = {row["value"] if isinstance(row["value"], str) else f"{row['value']:g}": True for row in rows}
        yield from _told(f"{where}.options.{name}", _table(words.get("options", {})).get(name, {}), codes)
    for kind, needs, may in (("scales", "title", "note"), ("choices", "text", "hint")):
        rows = {row["name"]: row for row in definition.get(kind, ())}
        table = _table(words.get(kind, {}))
        yield from unknown(f"{where}.{kind}", table, set(rows))
        for name, row in rows.items():
            wanted = {needs: True, may: bool(str(row.get(may, "")).strip())}
            yield from _told(f"{where}.{kind}.{name}", table.get(name, {}), wanted)


def _told(where: str, words: Any, wanted: Mapping[str, bool]) -> Iterator[Mistake]:
    """Every text that is wanted stands there; a text that is not needed may."""
    if not isinstance(words, dict):
        yield Mistake(where, "needs_texts")
        return
    yield from unknown(where, words, set(wanted))
    for name, needed in wanted.items():
        if needed or name in words:
            yield from text(f"{where}.{name}", words.get(name), required=needed)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
