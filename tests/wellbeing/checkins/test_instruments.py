"""Instrument files: what ships is complete and allowed, and a wrong file is explained mistake by mistake."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

from tests.wellbeing.checkins.reference import shared_data
from wellbeing.checkins import wording
from wellbeing.checkins.instrument_rules import mistakes_in
from wellbeing.checkins.instruments import (
    SHIPPED,
    BadAnswer,
    InstrumentMistakes,
    answer_in,
    instrument_from,
    read_definition,
    shipped,
)

NUMERIC = """
schema = 1
key = "jsat"
version = 1
language = "en"
name = "Job satisfaction"
kind = "custom"
licence = "Ours."
source = "Another system."
[[items]]
id = "jsat"
text = "Job satisfaction"
low = 1
high = 5
step = 0.333333
[[scales]]
name = "jsat"
title = "Job satisfaction"
items = ["jsat"]
min_answered = 1
higher_is = "better"
"""


def numeric() -> dict[str, Any]:
    return read_definition(NUMERIC)


@pytest.mark.parametrize("key", SHIPPED)
def test_every_shipped_instrument_says_where_it_comes_from_and_who_may_use_it(key: str) -> None:
    instrument = shipped(key)
    assert instrument.source
    assert len(instrument.licence) > 60
    assert instrument.missing_rule
    assert all(scale.reference_sd_source for scale in instrument.scales)


def test_only_the_burnout_inventory_starts_switched_off() -> None:
    assert [key for key in SHIPPED if not shipped(key).on_by_default] == ["cbi"]


def test_nothing_that_must_not_ship_is_among_the_items() -> None:
    ids = {item.id for key in SHIPPED for item in shipped(key).items}
    assert not [name for name in ids if name.startswith(("cbi_c", "sscs_", "hse_", "nhs_"))]
    assert len(ids) == 32 + 13 + 15 + 12


def test_items_scales_and_scoring_agree_with_the_reference_file() -> None:
    reference = json.loads((shared_data() / "instruments.json").read_text(encoding="utf-8"))
    for key in set(SHIPPED) - {"pulse"}:
        instrument = shipped(key)
        wanted = {row["id"]: row for row in reference[key]["items"] if row.get("scale") != "client"}
        assert [item.id for item in instrument.items] == list(wanted)
        for item in instrument.items:
            text = wanted[item.id]["text"]
            assert item.text == (text.replace("agency", "organization") if key == "fevs_eei" else text)
            assert item.reverse == wanted[item.id].get("reverse", False)
        for scale in instrument.scales:
            names = [one for one, row in wanted.items() if scale.name in (row.get("scale"), row.get("subindex"))]
            assert list(scale.items) == (names or (list(wanted) if scale.name == "total" else []))
    for scale in shipped("cbi").scales:
        assert scale.min_answered == reference["cbi"]["min_answered"][scale.name]


def test_the_word_agency_was_adapted_and_the_note_says_so() -> None:
    engagement = shipped("fevs_eei")
    assert not [item for item in engagement.items if "agency" in item.text]
    assert "agency" in engagement.note


def test_only_questions_about_leaders_and_development_offer_do_not_know() -> None:
    unknown = [item.id for item in shipped("fevs_eei").items if any(one.code == "X" for one in item.options)]
    assert unknown == ["eei_Q48", "eei_Q57", "eei_Q58", "eei_Q59", "eei_Q61", "eei_Q62"]


def test_a_file_may_be_toml_or_json() -> None:
    definition = numeric()
    again = read_definition(json.dumps(definition))
    assert instrument_from(again) == instrument_from(definition)


def test_a_file_that_is_neither_is_refused_with_a_sentence() -> None:
    with pytest.raises(InstrumentMistakes) as refused:
        read_definition("key = ")
    assert refused.value.mistakes[0].code == "unreadable"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1", 1.0), ("1.666667", 1.666667), ("5", 5.0), ("3.333333", 3.333333), ("", None), ("NA", None)],
)
def test_a_numeric_item_takes_what_lies_on_its_steps(cell: str, value: float | None) -> None:
    assert answer_in(instrument_from(numeric()).items[0], cell) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0.9", "out_of_range"),
        ("5.4", "out_of_range"),
        ("1.5", "off_step"),
        ("high", "not_a_number"),
        ("nan", "not_a_number"),
    ],
)
def test_a_numeric_item_refuses_everything_else(cell: str, code: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        answer_in(instrument_from(numeric()).items[0], cell)
    assert refused.value.code == code


def test_a_closed_item_takes_option_values_only() -> None:
    item = shipped("fevs_eei").item("eei_Q57")
    assert answer_in(item, "5") == 5
    assert answer_in(item, "5.0") == 5
    assert answer_in(item, "X") is None
    for cell in ("6", "x5", "4.5"):
        with pytest.raises(BadAnswer):
            answer_in(item, cell)


def broken(path: str, value: Any) -> dict[str, Any]:
    """The good file with one entry changed; `path` reads `items.0.low`; the value Ellipsis takes the entry away."""
    definition = copy.deepcopy(numeric())
    place: Any = definition
    *before, last = path.split(".")
    for step in before:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return definition


MISTAKES: list[tuple[str, Any, str]] = [
    ("schema", 3, "wrong_schema"),
    ("key", "9 lives", "bad_id"),
    ("version", 0, "bad_version"),
    ("name", "", "needs_text"),
    ("licence", ..., "needs_text"),
    ("kind", "diagnosis", "not_one_of"),
    ("on_by_default", "yes", "needs_true_or_false"),
    ("extra", 1, "unknown_entry"),
    ("items", [], "needs_items_and_scales"),
    ("scales", "none", "needs_items_and_scales"),
    ("options", [], "needs_table"),
    ("options", {"one": [{"label": "Yes", "value": 1}]}, "needs_two_options"),
    ("options", {"two": [{"label": "Yes", "value": 1}, {"label": "X", "value": "X"}]}, "needs_two_options"),
    ("options", {"two": [{"label": "Yes", "value": 1}, {"label": "No", "value": 1}]}, "twice"),
    ("options", {"two": [{"label": "Yes", "value": []}, {"label": "No", "value": 1}]}, "option_needs_value"),
    ("items.0.id", "member", "reserved_id"),
    ("items.0.id", "a b", "bad_id"),
    ("items.0.text", " ", "needs_text"),
    ("items.0.options", "agree", "unknown_options"),
    ("items.0.step", ..., "needs_options_or_numbers"),
    ("items.0.low", 5, "low_above_high"),
    ("items.0.step", 0, "bad_step"),
    ("items.0.step", 0.3, "step_does_not_fit"),
    ("items.0.reverse", "no", "needs_true_or_false"),
    ("scales.0.name", "", "bad_id"),
    ("scales.0.items", ["other"], "unknown_items"),
    ("scales.0.items", ["jsat", "jsat"], "item_twice"),
    ("scales.0.min_answered", 2, "bad_min_answered"),
    ("scales.0.min_answered", True, "bad_min_answered"),
    ("scales.0.higher_is", "up", "not_one_of"),
    ("scales.0.method", "median", "not_one_of"),
    ("scales.0.reference_sd", -1, "bad_reference_sd"),
    ("scales.0.reference_sd", 1, "reference_sd_needs_source"),
    ("scales.0.share_from", "high", "bad_share_from"),
    ("scales.0.positive", [1], "bad_positive"),
    ("scales.0.method", "percent_positive", "bad_positive"),
]


@pytest.mark.parametrize(("path", "value", "code"), MISTAKES)
def test_each_mistake_is_named_and_has_a_sentence(path: str, value: Any, code: str, app: Any) -> None:
    found = mistakes_in(broken(path, value))
    assert code in [one.code for one in found]
    with app.test_request_context():
        assert all(": " in wording.mistake(one) for one in found)


def test_items_of_a_scale_share_one_range() -> None:
    definition = numeric()
    definition["items"].append({"id": "other", "text": "Other", "low": 0, "high": 10, "step": 1})
    definition["scales"][0]["items"] = ["jsat", "other"]
    assert [one.code for one in mistakes_in(definition)] == ["different_ranges"]


def test_several_mistakes_are_told_at_once() -> None:
    definition = broken("key", "")
    definition["version"] = "one"
    definition["items"][0]["text"] = ""
    assert [one.code for one in mistakes_in(definition)] == ["bad_id", "bad_version", "needs_text"]


# Whoever changes a text of a shipped instrument raises its version in the file, and notes both here: organizations keep
# the text that people have answered, and refuse another one under the same version.
TEXTS = {
    "pulse": (1, "d1e3f56c2d3eae62"),
    "cbi": (1, "c9d912312079896e"),
    "fevs_eei": (1, "04c9a6fcd75e223f"),
    "scs_sf": (1, "2c9bf0ae209a1d60"),
}


@pytest.mark.parametrize("key", SHIPPED)
def test_no_shipped_text_changes_without_a_new_version(key: str) -> None:
    one = shipped(key)
    text = json.dumps(dict(one.definition), sort_keys=True)
    assert (one.version, hashlib.sha256(text.encode()).hexdigest()[:16]) == TEXTS[key]
