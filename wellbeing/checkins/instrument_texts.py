"""An instrument in one of its languages: the same items, options and scales with the words of that language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wellbeing.checkins.instruments import Choice, Instrument, Item, Scale, option_code
from wellbeing.checkins.scale_facts import Texts

OTHERWISE = "en"
"""What somebody reads whose own language an instrument does not have."""


def language_for(instrument: Instrument, wanted: str) -> str:
    """The language in which somebody sees an instrument: their own, else English, else the one it was written in."""
    for language in (wanted, wanted.partition("-")[0], OTHERWISE):
        if language in instrument.languages:
            return language
    return instrument.definition["language"]  # type: ignore[no-any-return]


def spoken(instrument: Instrument, wanted: str) -> Instrument:
    """The instrument in the language for somebody; `language` says which one it became. Ids and values stay."""
    language = language_for(instrument, wanted)
    words = _words(instrument, language)
    if language == instrument.language:
        return instrument
    first = instrument.definition
    said = {name: words.get(name, first.get(name, "")) for name in ("name", "stem", "note", "missing_rule")}
    given = {name: words.get(name, first[name]) for name in ("licence", "source")}
    lists = {row["id"]: row.get("options", "") for row in first["items"]}
    return replace(
        instrument,
        language=language,
        **said,
        **given,
        items=tuple(_item(item, words, lists[item.id], first) for item in instrument.items),
        scales=tuple(_scale(scale, words, first) for scale in instrument.scales),
        choices=tuple(_choice(choice, words, first) for choice in instrument.choices),
    )


def scale_texts(instrument: Instrument, name: str) -> Texts:
    """Title and note of a scale in every language of the instrument; empty when there is only one."""
    if len(instrument.languages) < 2:
        return ()
    first = _row(instrument.definition["scales"], "name", name)
    found = []
    for language in instrument.languages:
        words = _words(instrument, language).get("scales", {}).get(name, first)
        found.append((language, words["title"], words.get("note", "")))
    return tuple(found)


def item_texts(instrument: Instrument, item_id: str) -> Texts:
    """The text of an item in every language of the instrument; empty when there is only one."""
    if len(instrument.languages) < 2:
        return ()
    first = _row(instrument.definition["items"], "id", item_id)["text"]
    return tuple(
        (language, _words(instrument, language).get("items", {}).get(item_id, first), "")
        for language in instrument.languages
    )


def label_texts(instrument: Instrument) -> tuple[tuple[str, str, str, str], ...]:
    """Language, name, note and source in every language of the instrument; empty when there is only one."""
    if len(instrument.languages) < 2:
        return ()
    each = (spoken(instrument, language) for language in instrument.languages)
    return tuple((one.language, one.name, one.note, one.source) for one in each)


def _words(instrument: Instrument, language: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = instrument.definition.get("texts", {}).get(language, {})
    return found


def _row(rows: list[dict[str, Any]], key: str, name: str) -> dict[str, Any]:
    return next(row for row in rows if row[key] == name)


def _item(item: Item, words: Mapping[str, Any], options: str, first: Mapping[str, Any]) -> Item:
    labels = words.get("options", {}).get(options, {})
    own = {option_code(row["value"]): row["label"] for row in first.get("options", {}).get(options, ())}
    text = words.get("items", {}).get(item.id) or _row(first["items"], "id", item.id)["text"]
    chosen = tuple(replace(one, label=labels.get(one.code, own.get(one.code, one.label))) for one in item.options)
    return replace(item, text=text, options=chosen)


def _scale(scale: Scale, words: Mapping[str, Any], first: Mapping[str, Any]) -> Scale:
    row = words.get("scales", {}).get(scale.name) or _row(first["scales"], "name", scale.name)
    return replace(scale, title=row["title"], note=row.get("note", ""))


def _choice(choice: Choice, words: Mapping[str, Any], first: Mapping[str, Any]) -> Choice:
    row = words.get("choices", {}).get(choice.name) or _row(first["choices"], "name", choice.name)
    return replace(choice, text=row["text"], hint=row.get("hint", ""))
