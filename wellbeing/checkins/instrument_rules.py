"""The rules of an instrument file, each broken one named with its place, so that a file is repaired in one go."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = 1
KINDS = ("burnout", "engagement", "self_compassion", "custom")
METHODS = ("mean", "percent_positive", "mean_of_scales")
REFUSED_IDS = frozenset({"member", "unit", "location", "tenure"})

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_TOP = {
    "schema", "key", "version", "language", "name", "kind", "on_by_default", "stem", "note", "missing_rule",
    "licence", "source", "options", "items", "scales",
}  # fmt: skip
_ITEM = {"id", "text", "options", "low", "high", "step", "reverse"}
_SCALE = {
    "name", "title", "method", "items", "of", "positive", "min_answered", "higher_is", "reference_sd",
    "reference_sd_source", "share_from", "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong: `where` names the place in the file, `code` the rule, `values` what to say about it."""

    where: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def mistakes_in(definition: Mapping[str, Any]) -> list[Mistake]:
    """Every mistake of an instrument definition, in the order of the file; empty when it can be used."""
    found = list(_top_mistakes(definition))
    options = definition.get("options", {})
    items: Any = definition.get("items")
    scales: Any = definition.get("scales")
    found += _options_mistakes(options)
    if not _tables(items) or not _tables(scales):
        found.append(Mistake("file", "needs_items_and_scales"))
        return found
    names = set(options) if isinstance(options, dict) else set()
    for number, item in enumerate(items, 1):
        found += _item_mistakes(f"item {item.get('id', number)}", item, names)
    found += _repeated("item", [str(item.get("id")) for item in items])
    found += _repeated("scale", [str(scale.get("name")) for scale in scales])
    if found:
        return found
    for number, scale in enumerate(scales, 1):
        found += _scale_mistakes(f"scale {scale.get('name', number)}", scale, definition)
    return found


def _top_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from _unknown("file", definition, _TOP)
    if definition.get("schema") != SCHEMA:
        yield Mistake("schema", "wrong_schema", {"schema": str(SCHEMA)})
    if not _is_id(definition.get("key")):
        yield Mistake("key", "bad_id")
    version: Any = definition.get("version")
    if not _is_whole(version) or version < 1:
        yield Mistake("version", "bad_version")
    for name in ("language", "name", "licence", "source"):
        yield from _text(name, definition.get(name), required=True)
    for name in ("stem", "note", "missing_rule"):
        yield from _text(name, definition.get(name, ""), required=False)
    yield from _one_of("kind", definition.get("kind"), KINDS)
    yield from _flag("on_by_default", definition.get("on_by_default", True))


def _options_mistakes(options: Any) -> Iterator[Mistake]:
    if not isinstance(options, dict):
        yield Mistake("options", "needs_table")
        return
    for name, rows in options.items():
        where = f"options {name}"
        if not _tables(rows) or len(rows) < 2:
            yield Mistake(where, "needs_two_options")
            continue
        for row in rows:
            yield from _unknown(where, row, {"label", "value"})
            yield from _text(where, row.get("label"), required=True)
            if not _is_number(row.get("value")) and not isinstance(row.get("value"), str):
                yield Mistake(where, "option_needs_value")
        numbers = [row["value"] for row in rows if _is_number(row.get("value"))]
        if len(numbers) < 2:
            yield Mistake(where, "needs_two_options")
        yield from _repeated(where, [str(row.get("value")) for row in rows])


def _item_mistakes(where: str, item: Mapping[str, Any], options: set[str]) -> Iterator[Mistake]:
    yield from _unknown(where, item, _ITEM)
    if not _is_id(item.get("id")):
        yield Mistake(where, "bad_id")
    elif item["id"].lower() in REFUSED_IDS:
        yield Mistake(where, "reserved_id")
    yield from _text(where, item.get("text"), required=True)
    yield from _flag(where, item.get("reverse", False))
    numeric = [name for name in ("low", "high", "step") if name in item]
    if "options" in item:
        if numeric:
            yield Mistake(where, "options_or_numbers")
        if item["options"] not in options:
            yield Mistake(where, "unknown_options", {"options": str(item["options"])})
    elif len(numeric) < 3 or not all(_is_number(item[name]) for name in numeric):
        yield Mistake(where, "needs_options_or_numbers")
    elif item["low"] >= item["high"]:
        yield Mistake(where, "low_above_high")
    elif not 0 < item["step"] <= item["high"] - item["low"]:
        yield Mistake(where, "bad_step")
    elif not _fits(item["high"] - item["low"], item["step"]):
        yield Mistake(where, "step_does_not_fit")


def _scale_mistakes(where: str, scale: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from _unknown(where, scale, _SCALE)
    if not _is_id(scale.get("name")):
        yield Mistake(where, "bad_id")
    yield from _text(where, scale.get("title"), required=True)
    for name in ("note", "reference_sd_source"):
        yield from _text(where, scale.get(name, ""), required=False)
    yield from _one_of(where, scale.get("higher_is"), ("better", "worse"))
    yield from _one_of(where, scale.get("method", "mean"), METHODS)
    members, pool = _members(scale, definition)
    if not isinstance(members, list) or not members or not all(name in pool for name in members):
        yield Mistake(where, "unknown_items")
        return
    if len(set(members)) < len(members):
        yield Mistake(where, "item_twice")
    least: Any = scale.get("min_answered")
    if not _is_whole(least) or not 1 <= least <= len(members):
        yield Mistake(where, "bad_min_answered", {"most": str(len(members))})
    yield from _number_mistakes(where, scale)
    if scale.get("method", "mean") == "mean" and len({_range(pool[name], definition) for name in members}) > 1:
        yield Mistake(where, "different_ranges")


def _number_mistakes(where: str, scale: Mapping[str, Any]) -> Iterator[Mistake]:
    deviation = scale.get("reference_sd", 1)
    if not _is_number(deviation) or deviation <= 0:
        yield Mistake(where, "bad_reference_sd")
    elif "reference_sd" in scale and not scale.get("reference_sd_source"):
        yield Mistake(where, "reference_sd_needs_source")
    if "share_from" in scale and not _is_number(scale["share_from"]):
        yield Mistake(where, "bad_share_from")
    positive = scale.get("positive", [])
    numbers = isinstance(positive, list) and all(_is_number(value) for value in positive)
    if not numbers or (scale.get("method") == "percent_positive") != bool(positive):
        yield Mistake(where, "bad_positive")


def _members(scale: Mapping[str, Any], definition: Mapping[str, Any]) -> tuple[Any, dict[str, Mapping[str, Any]]]:
    if scale.get("method") == "mean_of_scales":
        earlier = definition["scales"][: definition["scales"].index(scale)]
        return scale.get("of"), {str(row.get("name")): row for row in earlier if "of" not in row}
    return scale.get("items"), {item["id"]: item for item in definition["items"]}


def _range(item: Mapping[str, Any], definition: Mapping[str, Any]) -> tuple[float, float]:
    if "options" not in item:
        return float(item["low"]), float(item["high"])
    values = [row["value"] for row in definition["options"][item["options"]] if _is_number(row["value"])]
    return float(min(values)), float(max(values))


def _fits(width: float, step: float) -> bool:
    steps = width / step
    return abs(steps - round(steps)) <= 0.01


def _unknown(where: str, table: Mapping[str, Any], known: set[str]) -> Iterator[Mistake]:
    for name in table:
        if name not in known:
            yield Mistake(where, "unknown_entry", {"entry": str(name)})


def _text(where: str, value: Any, *, required: bool) -> Iterator[Mistake]:
    if not isinstance(value, str) or (required and not value.strip()):
        yield Mistake(where, "needs_text")


def _flag(where: str, value: Any) -> Iterator[Mistake]:
    if not isinstance(value, bool):
        yield Mistake(where, "needs_true_or_false")


def _one_of(where: str, value: Any, allowed: tuple[str, ...]) -> Iterator[Mistake]:
    if value not in allowed:
        yield Mistake(where, "not_one_of", {"allowed": ", ".join(allowed)})


def _repeated(where: str, names: list[str]) -> Iterator[Mistake]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Mistake(where, "twice", {"name": name})


def _tables(rows: Any) -> bool:
    return isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) for row in rows)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(_ID.match(value))
