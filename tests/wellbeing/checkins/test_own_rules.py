"""What a company's own instrument may hold: every mistake is explained, and no file at all breaks the reader."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from wellbeing.checkins import wording
from wellbeing.checkins.instrument_rules import mistakes_in
from wellbeing.checkins.instruments import instrument_from, read_definition, shipped
from wellbeing.checkins.own_pages import SAMPLE
from wellbeing.checkins.own_rules import own_mistakes, refused_subjects


def sample() -> dict[str, Any]:
    return read_definition(SAMPLE)


def broken(path: str, value: Any, definition: dict[str, Any] | None = None) -> dict[str, Any]:
    """The sample with one entry changed; `path` reads `items.0.text`."""
    changed = copy.deepcopy(definition or sample())
    place: Any = changed
    *before, last = path.split(".")
    for step in before:
        place = place[int(step)] if step.isdigit() else place.setdefault(step, {})
    place[int(last) if last.isdigit() else last] = value
    return changed


def test_the_sample_on_the_page_is_right() -> None:
    assert mistakes_in(sample()) == []
    assert own_mistakes(sample()) == []


def with_item(**item: Any) -> list[dict[str, Any]]:
    return [sample()["items"][0], {"id": "more", "text": "More?", **item}]


OWN: list[tuple[str, Any, str]] = [
    ("key", "CBI", "shipped_key"),
    ("key", "pulse", "shipped_key"),
    ("kind", "burnout", "own_kind"),
    ("items.0.text", "x" * 301, "too_long"),
    ("name", "x" * 121, "too_long"),
    ("stem", "x" * 801, "too_long"),
    ("options.agree.0.label", "x" * 121, "too_long"),
    ("options.agree", [{"label": f"{n}", "value": n} for n in range(11)], "too_many"),
    ("items", with_item(low=0, high=10, step=1), "own_closed"),
    ("scales.0.reference_sd", 0.001, "own_spread"),
    # no question of yes or no in the dress of one with more answers, which gets less noise
    ("options.agree.1.value", 1.001, "own_uneven"),
    ("options.agree.1.value", 2.5, "own_uneven"),
]


def test_several_questions_of_yes_or_no_are_no_scale_of_many_answers() -> None:
    two = [{"label": "No", "value": 0}, {"label": "Yes", "value": 1}]
    first = sample()["items"][0]
    together = broken("items", [first, {"id": "more", "text": "More?", "options": first["options"]}])
    together = broken("scales", [{**sample()["scales"][0], "items": [first["id"], "more"]}], together)
    assert own_mistakes(together) == []
    assert [one.code for one in own_mistakes(broken("options.agree", two, together))] == ["own_yes_no"]
    assert own_mistakes(broken("options.agree", two)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Are you preg\u034fnant?", "bad_sign"),
        ("Are you preg\u3164nant?", "bad_sign"),
        ("Are you preg\ufe00nant?", "bad_sign"),
        ("Are you pr\u0435gn\u0430nt?", "bad_sign"),  # two letters are Cyrillic
        ("Are you preg\ufe0fnant?", "asks_diagnosis"),
    ],
)
def test_no_word_hides_behind_signs_that_nobody_sees(text: str, code: str) -> None:
    assert code in {one.code for one in own_mistakes(broken("items.0.text", text))}


PLAIN = ("Does the β version of our tools help? ❤️", "Помогают ли инструменты, например VPN?", "Ça va, naïveté, Größe")


@pytest.mark.parametrize("text", PLAIN)
def test_other_scripts_and_accents_are_no_disguise(text: str) -> None:
    assert own_mistakes(broken("items.0.text", text)) == []


@pytest.mark.parametrize(("path", "value", "code"), OWN)
def test_each_further_rule_is_named_and_has_a_sentence(path: str, value: Any, code: str, app: Flask) -> None:
    definition = broken(path, value)
    if code == "own_spread":
        definition["scales"][0]["reference_sd_source"] = "Ours."
    assert mistakes_in(definition) == []
    found = own_mistakes(definition)
    assert [one.code for one in found] == [code]
    with app.test_request_context():
        assert all(": " in wording.mistake(one) for one in found)


def test_one_answer_counts_in_one_scale_and_no_scale_in_two_means() -> None:
    second = {"name": "again", "title": "Again", "items": ["tools_fit"], "min_answered": 1, "higher_is": "better"}
    definition = broken("scales", [*sample()["scales"], second])
    assert [one.code for one in own_mistakes(definition)] == ["in_two_scales"]


ASKED = [
    ("identity", "Please tell us your age group."),
    ("identity", "Which department are you in?"),
    ("identity", "Wie alt bist du?"),
    ("identity", "Dein Geschlecht"),
    ("identity", "Quel âge as-tu ?"),
    ("identity", "¿Cuántos años tienes?"),
    ("diagnosis", "Have you been DIAGNOSED with anything?"),
    ("diagnosis", "Ich nehme Medikamente."),
    ("diagnosis", "J’ai une maladie."),
    ("diagnosis", "¿Tienes una enfermedad crónica?"),
    ("union", "I am a trade-union member."),
    ("union", "Ich bin in der Gewerkschaft."),
    ("union", "Je suis syndiqué."),
    ("union", "Estoy en un sindicato."),
    ("religion", "My religion is respected."),
    ("religion", "Die Kirche ist mir wichtig."),
    ("religion", "Je vais à l’église."),
    ("religion", "Soy católica."),
    ("origin", "What is your nation\u00adality?".replace("\u00ad", "")),
    ("origin", "Meine Herkunft spielt eine Rolle."),
    ("origin", "Ta couleur de peau"),
    ("origin", "Mi nacionalidad"),
]


@pytest.mark.parametrize(("subject", "text"), ASKED)
def test_what_nobody_may_ask_is_found_in_four_languages_wherever_it_stands(subject: str, text: str, app: Flask) -> None:
    for path in ("items.0.text", "options.agree.0.label", "name", "scales.0.title", "stem"):
        found = own_mistakes(broken(path, text))
        assert f"asks_{subject}" in [one.code for one in found], path
        with app.test_request_context():
            assert all("“" in wording.mistake(one) for one in found)


FINE = [
    "I can name what is wrong.",
    "My manager is patient with me.",
    "I have faith in how we decide.",
    "Besprechungen behindern meine Arbeit.",
    "Mein Team sucht gemeinsam nach Lösungen.",
    "Unser Team ist divers.",
    "L’union de notre équipe fait la force.",
    "Je connais l’origine de ce problème.",
    "Las reuniones tienen sentido.",
    "I get paid fairly for my work.",
]


@pytest.mark.parametrize("text", FINE)
def test_ordinary_sentences_about_work_pass(text: str) -> None:
    assert own_mistakes(broken("items.0.text", text)) == []


def test_our_own_pulse_would_pass_the_words_it_asks_of_others() -> None:
    pulse = shipped("pulse").definition
    assert [one for one in own_mistakes(pulse) if one.code.startswith("asks_")] == []
    assert {subject for subject, _pattern in refused_subjects()} == {
        "identity", "diagnosis", "union", "religion", "origin",
    }  # fmt: skip


FURTHER: list[tuple[str, Any, str]] = [
    ("texts", {"de": {}}, "needs_text"),
    ("texts", {"deutsch!": {}}, "bad_language"),
    ("texts", {"en": {}}, "bad_language"),
    ("texts", ["de"], "needs_languages"),
    ("texts", {"de": []}, "needs_languages"),
    ("texts", {"de": {"items": []}}, "needs_texts"),
    ("texts", {"de": {"items": {"other": "Anders"}}}, "unknown_entry"),
    ("language", "english please", "bad_language"),
    ("name", "A\u202ename", "bad_sign"),
    ("name", "A\x00name", "bad_sign"),
    ("name", "\ud800", "bad_sign"),
    ("key", "participation", "reserved_key"),
    ("options.agree.0.value", "5", "option_needs_value"),
    ("options.agree.0.value", "NA", "option_needs_value"),
    ("options.agree.0.value", 10**400, "option_needs_value"),
    ("scales.0.method", "each", "needs_nought_and_hundred"),
    ("scales.0.of", ["tools"], "unknown_entry"),
    ("scales.0.items", [["tools_fit"]], "unknown_items"),
    ("scales.0.view", "burnout", "pulse_only"),
    ("scales.0.organization_only", "yes", "needs_true_or_false"),
    ("choices", {"name": "x"}, "needs_choices"),
    ("choices", [{"name": "c", "text": "C?", "most": 3, "items": ["tools_fit", "tools_fit"]}], "bad_most"),
    ("choices", [{"name": "c", "text": "C?", "most": 1, "items": ["tools_fit", "x"]}], "unknown_items"),
    ("rotation", {"lengths": [2], "order": ["tools_fit"]}, "bad_lengths"),
    ("rotation", {"lengths": [1], "order": []}, "bad_rotation"),
    ("rotation", 3, "bad_rotation"),
]


@pytest.mark.parametrize(("path", "value", "code"), FURTHER)
def test_the_second_version_of_the_schema_names_its_mistakes(path: str, value: Any, code: str, app: Flask) -> None:
    found = mistakes_in(broken(path, value))
    assert code in [one.code for one in found]
    with app.test_request_context():
        assert all(": " in wording.mistake(one) for one in found)


def test_figures_of_one_instrument_never_share_a_name() -> None:
    definition = broken("scales.0.name", "tools_fit")
    definition["scales"][0] |= {"method": "percent_positive", "positive": [3]}
    assert [one.code for one in mistakes_in(definition)] == ["twice"]


def test_a_language_that_is_left_out_in_one_place_is_missing_there() -> None:
    definition = copy.deepcopy(dict(shipped("pulse").definition))
    del definition["texts"]["fr"]["items"]["stay_2"]
    del definition["texts"]["es"]["scales"]["stay"]["note"]
    definition["texts"]["de"]["choices"]["help_most"]["text"] = " "
    assert {(one.where, one.code) for one in mistakes_in(definition)} == {
        ("texts fr.items.stay_2", "needs_text"),
        ("texts es.scales.stay.note", "needs_text"),
        ("texts de.choices.help_most.text", "needs_text"),
    }


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PATHS = [
    *sample(), "texts", "choices", "rotation", "options.agree", "options.agree.0", "options.agree.0.value",
    "items.0", "items.0.options", "items.0.id", "items.0.reverse", "scales.0", "scales.0.items", "scales.0.method",
    "scales.0.of", "scales.0.name", "scales.0.positive", "scales.0.share_from", "scales.0.min_answered",
]  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(PATHS), ANYTHING)
def test_nothing_that_a_file_can_hold_breaks_the_reader(path: str, value: Any) -> None:
    definition = broken(path, value)
    found = mistakes_in(definition)
    if not found:
        found = own_mistakes(definition)
        instrument = instrument_from(definition)
        assert instrument.items
        json.dumps(instrument.definition)
    assert all(wording.mistake(one) for one in found)


SECOND = ["texts", "choices", "rotation", "texts.de", "texts.de.items", "texts.de.options", "texts.de.options.true",
          "texts.de.scales", "texts.de.scales.stay", "texts.de.choices", "texts.de.name", "choices.0.items",
          "choices.0.most", "rotation.lengths", "rotation.order"]  # fmt: skip


@settings(max_examples=200)
@given(st.sampled_from(SECOND), ANYTHING)
def test_nothing_in_a_second_language_breaks_the_reader_either(path: str, value: Any) -> None:
    found = mistakes_in(broken(path, value, dict(shipped("pulse").definition)))
    assert all(wording.mistake(one) for one in found)
