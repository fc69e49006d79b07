"""Reads an instrument for scoring from our own files, or from a plain table of items, options and groups; pure.

The plain table is JSON: `items` (each `id`, optionally `text`, `options`, `reverse`, and the group it counts in as
`scale` or `subindex`), `options` (a label's number, or several such lists by name) and `min_answered` by scale. A file
may hold several of them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wellbeing.checkins.instruments import SHIPPED, Instrument, instrument_from, shipped
from wellbeing.checkins.mistakes import is_number

POSITIVE = (4, 5)
"""Answers that count as positive in an index of percent positive (U.S. Office of Personnel Management)."""

UNKNOWN = "X"


class NoInstrument(ValueError):
    """A file without an instrument that fits; one sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Scorable:
    """An instrument with the columns that a file of answers may have besides: items of scales that are not scored."""

    instrument: Instrument
    besides: frozenset[str] = frozenset()


def scorable(found: Mapping[str, Any], header: Iterable[str]) -> Scorable:
    """The instrument in a file that these columns belong to.

    Raises InstrumentMistakes for a file of ours with mistakes, NoInstrument when nothing in the file fits.
    """
    if "schema" in found:
        return Scorable(instrument_from(found))
    tables = {"instrument": found} if "items" in found else dict(found)
    tables = {name: table for name, table in tables.items() if isinstance(table, Mapping) and _ids(table)}
    if not tables:
        raise NoInstrument("The file has no list of items with ids, so it is no instrument.")
    columns = set(header)
    name, table = max(tables.items(), key=lambda pair: len(columns & set(_ids(pair[1]))))
    if len(tables) > 1 and not columns & set(_ids(table)):
        raise NoInstrument(f"The file has the instruments {', '.join(tables)}, and no column belongs to any of them.")
    return _known(table) or Scorable(instrument_from(_definition(name, table)))


def _ids(table: Mapping[str, Any]) -> list[str]:
    items = table.get("items")
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        return []
    return [str(item["id"]) for item in items if "id" in item]


def _known(table: Mapping[str, Any]) -> Scorable | None:
    """One of the shipped instruments with its own scales, when the table has all its items with the same answers."""
    ids = set(_ids(table))
    for instrument in map(shipped, SHIPPED):
        own = {item.id for item in instrument.items}
        if own <= ids and _agrees(instrument, table):
            return Scorable(instrument, frozenset(ids - own))
    return None


def _agrees(instrument: Instrument, table: Mapping[str, Any]) -> bool:
    lists = _lists(table)
    rows = {str(item["id"]): item for item in table["items"] if "id" in item}
    for item in instrument.items:
        row = rows[item.id]
        values = sorted(lists.get(_list_of(row, lists), {}).values())
        if values != sorted(option.value for option in item.options if option.value is not None):
            return False
        if bool(row.get("reverse", False)) != item.reverse:
            return False
    return True


def _definition(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    lists = _lists(table)
    unknown = [{"label": "Do not know", "value": UNKNOWN}] if _has_unknown(table) else []
    items = [
        {
            "id": str(item.get("id")),
            "text": str(item.get("text") or item.get("id")),
            "options": _list_of(item, lists),
            "reverse": bool(item.get("reverse", False)),
        }
        for item in table["items"]
    ]
    return {
        "schema": 1,
        "key": name if name.isidentifier() and name.isascii() else "instrument",
        "version": 1,
        "language": "en",
        "name": str(table.get("name") or name),
        "kind": "custom",
        "licence": "Not stated.",
        "source": "Not stated.",
        "options": {
            each: [{"label": str(label), "value": value} for label, value in labels.items()] + unknown
            for each, labels in lists.items()
        },
        "items": items,
        "scales": _scales(table),
    }


def _lists(table: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    options = table.get("options")
    if not isinstance(options, Mapping):
        return {}
    if all(is_number(value) for value in options.values()):
        return {"answers": dict(options)}
    named = {name: labels for name, labels in options.items() if isinstance(labels, Mapping)}
    return {
        name: {label: value for label, value in labels.items() if is_number(value)} for name, labels in named.items()
    }


def _list_of(item: Mapping[str, Any], lists: Mapping[str, Any]) -> str:
    return str(item.get("options") or next(iter(lists), ""))


def _has_unknown(table: Mapping[str, Any]) -> bool:
    options = table.get("options")
    extra = options.get("extra", "") if isinstance(options, Mapping) else ""
    return isinstance(extra, str) and f"({UNKNOWN})" in extra


def _scales(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    least = table.get("min_answered")
    groups: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for item in table["items"]:
        into = parts if "subindex" in item else groups
        into.setdefault(str(item.get("subindex") or item.get("scale") or "total"), []).append(str(item.get("id")))
    scales: list[dict[str, Any]] = [
        {
            "name": name,
            "title": name,
            "items": ids,
            "min_answered": least.get(name, len(ids)) if isinstance(least, Mapping) else len(ids),
            "higher_is": "better",
        }
        for name, ids in groups.items()
    ]
    for name, ids in parts.items():
        part = {"name": name, "title": name, "items": ids, "min_answered": 1, "higher_is": "better"}
        scales.append({**part, "method": "percent_positive", "positive": list(POSITIVE)})
    if len(parts) > 1:
        index = {"name": "index", "title": "index", "of": list(parts), "min_answered": 1, "higher_is": "better"}
        scales.append({**index, "method": "mean_of_scales"})
    return scales
