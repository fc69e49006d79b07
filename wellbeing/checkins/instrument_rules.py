"""The rules of an instrument file, each broken one named with its place, so that a file is repaired in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wellbeing.checkins.instrument_text_rules import asking_mistakes, text_mistakes
from wellbeing.checkins.mistakes import (
    Mistake,
    flag,
    is_id,
    is_number,
    is_whole,
    one_of,
    place,
    repeated,
    tables,
    text,
    unknown,
)

SCHEMAS = (1, 2)
"""The second version added texts in several languages, choices, rotation, and the `each` method."""

KINDS = ("burnout", "engagement", "self_compassion", "pulse", "custom")
METHODS = ("mean", "percent_positive", "mean_of_scales", "each")
VIEWS = ("burnout", "engagement", "levers")
ABOUT = ("work", "person", "outcome")
REFUSED_KEYS = frozenset({"participation"})
"""The name under which response rates are released."""

REFUSED_IDS = frozenset({"member", "unit", "location", "tenure"})

_CODE = re.compile(r"[A-Za-z][A-Za-z_]{0,15}\Z")
_TOP = {
    "schema", "key", "version", "language", "name", "kind", "on_by_default", "stem", "note", "missing_rule",
    "licence", "source", "options", "items", "scales",
}  # fmt: skip
_SECOND = {"texts", "choices", "rotation"}
_ITEM = {"id", "text", "options", "low", "high", "step", "reverse"}
_SCALE = {
    "name", "title", "method", "items", "of", "positive", "min_answered", "higher_is", "reference_sd",
    "reference_sd_source", "share_from", "note",
}  # fmt: skip
_SCALE_SECOND = {"view", "about", "organization_only"}


def mistakes_in(definition: Mapping[str, Any]) -> list[Mistake]:
    """Every mistake of an instrument definition, in the order of the file; empty when it can be used."""
    found = list(_top_mistakes(definition))
    options = definition.get("options", {})
    items: Any = definition.get("items")
    scales: Any = definition.get("scales")
    found += _options_mistakes(options)
    if not tables(items) or not tables(scales):
        found.append(Mistake("file", "needs_items_and_scales"))
        return found
    names = set(options) if isinstance(options, dict) else set()
    for number, item in enumerate(items, 1):
        found += _item_mistakes(place("item", item.get("id", number)), item, names)
    found += repeated("item", [str(item.get("id")) for item in items])
    found += repeated("scale", [str(scale.get("name")) for scale in scales])
    if found:
        return found
    for number, scale in enumerate(scales, 1):
        found += _scale_mistakes(place("scale", scale.get("name", number)), scale, definition)
    found = found or list(repeated("figures", _figure_names(definition)))
    found = found or list(asking_mistakes(definition))
    return found or list(text_mistakes(definition))


def _top_mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from unknown("file", definition, _TOP | (_SECOND if definition.get("schema") == SCHEMAS[-1] else set()))
    if definition.get("schema") not in SCHEMAS or not is_whole(definition.get("schema")):
        yield Mistake("schema", "wrong_schema", {"first": str(SCHEMAS[0]), "second": str(SCHEMAS[1])})
    if not is_id(definition.get("key")):
        yield Mistake("key", "bad_id")
    elif definition["key"].lower() in REFUSED_KEYS:
        yield Mistake("key", "reserved_key")
    version: Any = definition.get("version")
    if not is_whole(version) or version < 1:
        yield Mistake("version", "bad_version")
    for name in ("language", "name", "licence", "source"):
        yield from text(name, definition.get(name), required=True)
    for name in ("stem", "note", "missing_rule"):
        yield from text(name, definition.get(name, ""), required=False)
    yield from one_of("kind", definition.get("kind"), KINDS)
    yield from flag("on_by_default", definition.get("on_by_default", True))


def _options_mistakes(options: Any) -> Iterator[Mistake]:
    if not isinstance(options, dict):
        yield Mistake("options", "needs_table")
        return
    for name, rows in options.items():
        where = place("options", name)
        if not tables(rows) or len(rows) < 2:
            yield Mistake(where, "needs_two_options")
            continue
        for row in rows:
            yield from unknown(where, row, {"label", "value"})
            yield from text(where, row.get("label"), required=True)
            if not is_number(row.get("value")) and not _is_unknown(row.get("value")):
                yield Mistake(where, "option_needs_value")
        numbers = [row["value"] for row in rows if is_number(row.get("value"))]
        if len(numbers) < 2:
            yield Mistake(where, "needs_two_options")
        yield from repeated(where, [_code(row.get("value")) for row in rows])


def _item_mistakes(where: str, item: Mapping[str, Any], options: set[str]) -> Iterator[Mistake]:
    yield from unknown(where, item, _ITEM)
    if not is_id(item.get("id")):
        yield Mistake(where, "bad_id")
    elif item["id"].lower() in REFUSED_IDS:
        yield Mistake(where, "reserved_id")
    yield from text(where, item.get("text"), required=True)
    yield from flag(where, item.get("reverse", False))
    numeric = [name for name in ("low", "high", "step") if name in item]
    if "options" in item:
        if numeric:
            yield Mistake(where, "options_or_numbers")
        if not isinstance(item["options"], str) or item["options"] not in options:
            yield Mistake(where, "unknown_options", {"options": str(item["options"])})
    elif len(numeric) < 3 or not all(is_number(item[name]) for name in numeric):
        yield Mistake(where, "needs_options_or_numbers")
    elif item["low"] >= item["high"]:
        yield Mistake(where, "low_above_high")
    elif not 0 < item["step"] <= item["high"] - item["low"]:
        yield Mistake(where, "bad_step")
    elif not _fits(item["high"] - item["low"], item["step"]):
        yield Mistake(where, "step_does_not_fit")


def _scale_mistakes(where: str, scale: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from unknown(where, scale, _SCALE | (_SCALE_SECOND if definition["schema"] == SCHEMAS[-1] else set()))
    if not is_id(scale.get("name")):
        yield Mistake(where, "bad_id")
    yield from text(where, scale.get("title"), required=True)
    for name in ("note", "reference_sd_source"):
        yield from text(where, scale.get(name, ""), required=False)
    yield from one_of(where, scale.get("higher_is"), ("better", "worse"))
    if scale.get("method", "mean") not in METHODS:
        yield from one_of(where, scale["method"], METHODS)
        return
    yield from _view_mistakes(where, scale, definition)
    members, pool = _members(scale, definition)
    other = "items" if scale.get("method") == "mean_of_scales" else "of"
    if other in scale:
        yield Mistake(where, "unknown_entry", {"entry": other})
    if not isinstance(members, list) or not members or not all(isinstance(one, str) and one in pool for one in members):
        yield Mistake(where, "unknown_items")
        return
    if len(set(members)) < len(members):
        yield Mistake(where, "item_twice")
    least: Any = scale.get("min_answered")
    if not is_whole(least) or not 1 <= least <= len(members):
        yield Mistake(where, "bad_min_answered", {"most": str(len(members))})
    yield from _number_mistakes(where, scale)
    yield from _range_mistakes(where, scale, [pool[name] for name in members], definition)


def _range_mistakes(
    where: str, scale: Mapping[str, Any], parts: list[Mapping[str, Any]], definition: Mapping[str, Any]
) -> Iterator[Mistake]:
    method = scale.get("method", "mean")
    if method == "mean_of_scales":
        if not all(_is_hundred(part, definition) for part in parts):
            yield Mistake(where, "different_ranges")
        return
    ranges = {_range(part, definition) for part in parts}
    if method in {"mean", "each"} and len(ranges) > 1:
        yield Mistake(where, "different_ranges")
    if method == "each" and "share_from" in scale:
        yield Mistake(where, "bad_share_from")
    if method == "each" and ranges != {(0.0, 100.0)}:
        yield Mistake(where, "needs_nought_and_hundred")


def _figure_names(definition: Mapping[str, Any]) -> list[str]:
    """The names under which figures will be stored: of scales, of shares, and of items that count for themselves."""
    found = []
    for scale in definition["scales"]:
        found.append(scale["name"])
        if "share_from" in scale:
            found.append(f"{scale['name']}_{scale['share_from']:g}_or_more".replace(".", "_"))
        if scale.get("method") in {"percent_positive", "each"}:
            found += scale["items"]
    return found


def _view_mistakes(where: str, scale: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[Mistake]:
    if definition.get("kind") == "pulse":
        yield from one_of(where, scale.get("view"), VIEWS)
    elif "view" in scale or "about" in scale:
        yield Mistake(where, "pulse_only")
    if "about" in scale:
        yield from one_of(where, scale["about"], ABOUT)
    yield from flag(where, scale.get("organization_only", False))


def _number_mistakes(where: str, scale: Mapping[str, Any]) -> Iterator[Mistake]:
    deviation = scale.get("reference_sd", 1)
    if not is_number(deviation) or deviation <= 0:
        yield Mistake(where, "bad_reference_sd")
    elif "reference_sd" in scale and not scale.get("reference_sd_source"):
        yield Mistake(where, "reference_sd_needs_source")
    if "share_from" in scale and not is_number(scale["share_from"]):
        yield Mistake(where, "bad_share_from")
    positive = scale.get("positive", [])
    numbers = isinstance(positive, list) and all(is_number(value) for value in positive)
    if not numbers or (scale.get("method") == "percent_positive") != bool(positive):
        yield Mistake(where, "bad_positive")


def _members(scale: Mapping[str, Any], definition: Mapping[str, Any]) -> tuple[Any, dict[str, Mapping[str, Any]]]:
    if scale.get("method") == "mean_of_scales":
        earlier = definition["scales"][: definition["scales"].index(scale)]
        plain = [row for row in earlier if row.get("method", "mean") in {"mean", "percent_positive"}]
        return scale.get("of"), {str(row.get("name")): row for row in plain}
    return scale.get("items"), {item["id"]: item for item in definition["items"]}


def _is_hundred(scale: Mapping[str, Any], definition: Mapping[str, Any]) -> bool:
    """Whether a scale lies on 0-100, as a mean of scales does."""
    if scale.get("method") == "percent_positive":
        return True
    items = {item["id"]: item for item in definition["items"]}
    named = [name for name in scale.get("items") or () if isinstance(name, str) and name in items]
    return all(_range(items[name], definition) == (0.0, 100.0) for name in named)


def _range(item: Mapping[str, Any], definition: Mapping[str, Any]) -> tuple[float, float]:
    if "options" not in item:
        return float(item["low"]), float(item["high"])
    values = [row["value"] for row in definition["options"][item["options"]] if is_number(row["value"])]
    return float(min(values)), float(max(values))


def _fits(width: float, step: float) -> bool:
    steps = width / step
    return abs(steps - round(steps)) <= 0.01


def _is_unknown(value: Any) -> bool:
    """A text that stands for "do not know": a short code that cannot be taken for a number or a missing cell."""
    return isinstance(value, str) and value != "NA" and bool(_CODE.match(value))


def _code(value: Any) -> str:
    return f"{value:g}" if is_number(value) else str(value)
