"""Instruments as data: one versioned schema, read from TOML or JSON, checked so that every mistake is named."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from wellbeing.checkins.instrument_rules import mistakes_in
from wellbeing.checkins.mistakes import Mistake

SHIPPED = ("pulse", "cbi", "fevs_eei", "scs_sf")
"""Keys of the instruments that come with the product, in the order pages show them."""

ROUND_QUESTIONS = "coaching_round"
"""What is asked by itself at the end of a coaching round; it comes with the product and is never offered to anybody."""

PROGRAM_QUESTIONS = "program_end"
"""What is asked likewise at the end of a programme."""

OURS = frozenset({*SHIPPED, ROUND_QUESTIONS, PROGRAM_QUESTIONS})

_HERE = Path(__file__).with_name("instruments")
_MISSING = frozenset({"", "NA"})

HigherIs = Literal["better", "worse"]
Method = Literal["mean", "percent_positive", "mean_of_scales", "each"]
Kind = Literal["burnout", "engagement", "self_compassion", "pulse", "custom"]
View = Literal["", "burnout", "engagement", "levers"]
About = Literal["", "work", "person", "outcome"]


class InstrumentMistakes(ValueError):
    """An instrument file that cannot be used; `mistakes` lists all of them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(f"{m.where}: {m.code}" for m in mistakes))
        self.mistakes = mistakes


class BadAnswer(ValueError):
    """A cell that is no answer to its item; `code` is `not_an_option`, `not_a_number`, `out_of_range` or `off_step`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: `code` is what a form or a CSV cell holds; `value` is None for "do not know"."""

    code: str
    label: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Item:
    """One question: closed with `options`, or numeric with `low`, `high` and `step` (then `options` is empty)."""

    id: str
    text: str
    options: tuple[Option, ...]
    low: float
    high: float
    step: float | None
    reverse: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A question of which at most `most` answers may be chosen; each is an item of 0 and 100."""

    name: str
    text: str
    hint: str
    items: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many items a wave may ask at a time, and the order in which all of them take their turn."""

    lengths: tuple[int, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How items become one score per person on the native range `low`..`high`.

    Of an instrument of kind `pulse`, `view` names the report that a scale belongs to and `about` what it speaks of.
    """

    name: str
    title: str
    method: Method
    items: tuple[str, ...]
    of: tuple[str, ...]
    positive: tuple[float, ...]
    low: float
    high: float
    min_answered: int
    higher_is: HigherIs
    reference_sd: float
    reference_sd_source: str
    share_from: float | None
    note: str
    view: View = ""
    about: About = ""
    organization_only: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire with everything needed to show, score and publish it.

    A `private` one is answered for oneself: nothing of it gets a figure.
    """

    key: str
    version: int
    language: str
    name: str
    kind: Kind
    on_by_default: bool
    stem: str
    note: str
    missing_rule: str
    licence: str
    source: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    definition: Mapping[str, Any] = field(repr=False, hash=False)
    choices: tuple[Choice, ...] = ()
    rotation: Rotation | None = None
    private: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the questions exist in, the file's own first."""
        return (self.definition["language"], *self.definition.get("texts", {}))

    @property
    def questions(self) -> tuple[Item, ...]:
        """The items that are asked one by one; those of a choice are asked together."""
        together = {item_id for choice in self.choices for item_id in choice.items}
        return tuple(item for item in self.items if item.id not in together)

    def item(self, item_id: str) -> Item:
        """The item of that id; KeyError when there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


def read_definition(text: str) -> dict[str, Any]:
    """The mapping in a TOML or JSON text; InstrumentMistakes when it is neither."""
    stripped = text.lstrip("\ufeff").strip()
    try:
        found = json.loads(stripped) if stripped.startswith("{") else tomllib.loads(stripped)
    except (ValueError, RecursionError) as trouble:  # both readers raise ValueError, also for a number too long to read
        raise InstrumentMistakes((Mistake("file", "unreadable", {"why": str(trouble)}),)) from None
    return dict(found)


def instrument_from(definition: Mapping[str, Any]) -> Instrument:
    """A checked instrument; InstrumentMistakes with every mistake when the definition is wrong."""
    mistakes = mistakes_in(definition)
    if mistakes:
        raise InstrumentMistakes(tuple(mistakes))
    options = {name: _options(rows) for name, rows in definition.get("options", {}).items()}
    items = tuple(_item(row, options) for row in definition["items"])
    ranges = {item.id: (item.low, item.high) for item in items}
    return Instrument(
        key=definition["key"],
        version=definition["version"],
        language=definition["language"],
        name=definition["name"],
        kind=definition["kind"],
        on_by_default=definition.get("on_by_default", True),
        stem=definition.get("stem", ""),
        note=definition.get("note", ""),
        missing_rule=definition.get("missing_rule", ""),
        licence=definition["licence"],
        source=definition["source"],
        items=items,
        scales=tuple(_scale(row, ranges) for row in definition["scales"]),
        definition=dict(definition),
        choices=tuple(_choice(row) for row in definition.get("choices", ())),
        rotation=_rotation(definition.get("rotation")),
    )


def file_of(key: str) -> Path:
    """Where the file of a shipped instrument lies."""
    return _HERE / f"{key}.toml"


@cache
def shipped(key: str) -> Instrument:
    """One of the instruments of the product; KeyError for another key."""
    if key not in OURS:
        raise KeyError(key)
    return instrument_from(read_definition(file_of(key).read_text(encoding="utf-8")))


def answer_in(item: Item, cell: str) -> float | None:
    """The value of a cell on the item's own range; None when missing; BadAnswer when it is no answer."""
    text = cell.strip()
    if text in _MISSING:
        return None
    for option in item.options:
        if option.code == text:
            return option.value
    value = _number(text)
    if value is None:
        raise BadAnswer("not_an_option" if item.options else "not_a_number")
    if item.options:
        for option in item.options:
            if option.value is not None and math.isclose(option.value, value):
                return option.value
        raise BadAnswer("not_an_option")
    return _on_step(item, value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _on_step(item: Item, value: float) -> float:
    slack = 0.01 * (item.step or item.high - item.low)
    if not item.low - slack <= value <= item.high + slack:
        raise BadAnswer("out_of_range")
    if item.step is not None:
        steps = (value - item.low) / item.step
        if abs(steps - round(steps)) > 0.01:
            raise BadAnswer("off_step")
    return min(max(value, item.low), item.high)


def option_code(value: float | str) -> str:
    """What a form or a CSV cell holds for the value of an option."""
    return value if isinstance(value, str) else f"{value:g}"


def _options(rows: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(
        Option(
            code=option_code(row["value"]),
            label=row["label"],
            value=None if isinstance(row["value"], str) else float(row["value"]),
        )
        for row in rows
    )


def _item(row: Mapping[str, Any], options: Mapping[str, tuple[Option, ...]]) -> Item:
    chosen = options[row["options"]] if "options" in row else ()
    values = [option.value for option in chosen if option.value is not None]
    return Item(
        id=row["id"],
        text=row["text"],
        options=chosen,
        low=min(values) if values else float(row["low"]),
        high=max(values) if values else float(row["high"]),
        step=None if values else float(row["step"]),
        reverse=row.get("reverse", False),
    )


def _scale(row: Mapping[str, Any], ranges: Mapping[str, tuple[float, float]]) -> Scale:
    method: Method = row.get("method", "mean")
    if method in {"mean", "each"}:
        low, high = ranges[row["items"][0]]
    else:
        low, high = 0.0, 100.0
    share_from = row.get("share_from")
    return Scale(
        name=row["name"],
        title=row["title"],
        method=method,
        items=tuple(row.get("items", ())),
        of=tuple(row.get("of", ())),
        positive=tuple(float(value) for value in row.get("positive", ())),
        low=low,
        high=high,
        min_answered=row["min_answered"],
        higher_is=row["higher_is"],
        reference_sd=float(row.get("reference_sd", (high - low) / 4)),
        reference_sd_source=row.get("reference_sd_source", "A quarter of the range of the scale."),
        share_from=None if share_from is None else float(share_from),
        note=row.get("note", ""),
        view=row.get("view", ""),
        about=row.get("about", ""),
        organization_only=row.get("organization_only", False),
    )


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(row["name"], row["text"], row.get("hint", ""), tuple(row["items"]), row["most"])


def _rotation(row: Mapping[str, Any] | None) -> Rotation | None:
    return None if row is None else Rotation(tuple(row["lengths"]), tuple(row["order"]))
