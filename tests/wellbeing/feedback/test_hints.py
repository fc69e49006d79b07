"""Hints mark what hurts, leave ordinary work prose alone, and say how to keep the fact."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.feedback import hints, hints_rules, hints_words
from wellbeing.feedback.hints import Phrase

RULES = [pytest.param(rule, id=f"{rule.category}-{rule.id}") for rule in hints_rules.all_rules()]


def marked(text: str) -> list[str]:
    return [text[hint.start : hint.end] for hint in hints.find(text)]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_on_its_sentences_and_every_rule_is_silent_on_its_others(rule: hints_rules.Rule) -> None:
    assert len(rule.fires) >= 3
    assert len(rule.silent) >= 3
    for sentence in rule.fires:
        assert rule.id in {hint.rule for hint in hints.raised(sentence, everything=True)}, sentence
        assert hints.find(sentence, everything=True), sentence
    for sentence in rule.silent:
        assert hints.find(sentence) == [], sentence
        assert rule.id not in {hint.rule for hint in hints.raised(sentence, everything=True)}, sentence


def test_rules_are_whole() -> None:
    rules = hints_rules.all_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert {rule.severity for rule in rules} <= set(hints.SEVERITIES)
    assert {rule.category for rule in rules} >= hints.HARSH
    for rule in rules:
        assert rule.reason.endswith(".")
        assert rule.kinder
        assert rule.category in hints.titles()


def test_the_lexicon_is_wide_and_inflected() -> None:
    assert hints_words.size() >= 500
    assert "cut corners" in hints_words.classes()["misdeed"]
    assert "cutting corners" in hints_words.classes()["misdeed_gerund"]
    assert "sabotaged" in hints_words.classes()["harm_past"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The report was two days late and the client noticed; please send me a plan by Friday.",
        "In Monday's call you interrupted Lena three times, and she stopped talking.",
        "Of 20 tickets due, 11 closed on time; our standard is 18. What got in the way?",
        "You raised your voice at Omar in front of a client; I need that to stop, and I want to hear what led to it.",
        "If this goes on, the next step in our policy is a written note, and I want to avoid that with you.",
        "You missed the safety briefing on the 4th and the 11th; it is required before each shift.",
    ],
)
def test_a_corrective_but_respectful_note_is_silent(sentence: str) -> None:
    assert hints.find(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "You are not lazy.",
        "He said I was lazy.",
        "I never said you were careless.",
        "I don't think you did it on purpose.",
        "The guest wrote “you are all idiots” and hung up.",
        "I was careless with the figures last month.",
        "We use lazy loading on the first page.",
        "Please remove the dead code and kill the process.",
        "The checklist is idiot-proof.",
        "Three failed tests block the release.",
        "The bug is stupid, but the fix is small.",
        "I am always glad to talk.",
        "You always help the new people.",
        "Never hesitate to ask.",
        "She is lazy, says the rumour.",
    ],
)
def test_denial_quotation_the_own_self_and_things_are_left_alone(sentence: str) -> None:
    assert hints.find(sentence) == []


def test_a_draft_that_is_quoted_as_a_whole_is_still_read() -> None:
    assert marked("“You are lazy and rude.”") == ["You are lazy and rude"]
    assert marked('I would say: "You are lazy."') == ["You are lazy"]


def test_places_are_those_of_the_text_as_written() -> None:
    text = "Dear İbrahim 👩‍👩‍👧,\r\nI saw the file.\n\nYou’re lazy — and you never answer."
    assert marked(text) == ["You’re lazy", "never"]


def test_overlapping_hints_of_a_category_become_the_most_severe_one() -> None:
    found = hints.find("You are a lazy, selfish liar.")
    assert [hint.severity for hint in found if hint.category == "label"] == ["high"]
    for category in {hint.category for hint in found}:
        of_it = [hint for hint in found if hint.category == category]
        assert all(one.end <= other.start for one, other in pairwise(of_it))


def test_harsh_categories_that_agree_on_a_span_mark_it_once() -> None:
    found = hints.find("I feel like you don't respect my time.")
    assert len({(hint.start, hint.end) for hint in found}) == len(found)


def test_a_kinder_wording_keeps_the_facts_that_stand_beside() -> None:
    (hint,) = hints.find("You are careless: 12 errors in the April sheet, please correct it by Friday noon.")
    assert "“12 errors”" in hint.kinder
    assert "“by Friday”" in hint.kinder


def test_an_organizations_phrases_are_found_whole_in_any_case() -> None:
    house = [
        Phrase("low hanging fruit", "We say quick wins.", "Say: quick win."),
        Phrase("synerg*", "Say what you mean."),
    ]
    text = "Synergies are low  hanging fruit; a lowhangingfruit is not."
    found = [text[hint.start : hint.end] for hint in hints.find(text, phrases=house)]
    assert found == ["Synergies"]
    assert hints.find("LOW HANGING FRUIT", phrases=house)[0].reason == "We say quick wins."
    assert hints.find("anything", phrases=[Phrase("*", "Empty."), Phrase(" ", "Empty.")]) == []


def test_habits_are_marked_only_when_asked_for() -> None:
    text = "Good talk, but it was long."
    assert hints.find(text) == []
    assert [hint.category for hint in hints.find(text, everything=True)] == ["but"]


@pytest.mark.parametrize("step", ["", "  ", "soon", "Try to improve your planning", "…"])
def test_a_correction_whose_next_step_says_too_little_asks_what_and_by_when(step: str) -> None:
    hint = hints.missing_next_step(step)
    assert hint is not None
    assert "by when" in hint.kinder


def test_a_next_step_with_a_day_is_enough_and_a_day_of_its_own_field_counts() -> None:
    assert hints.missing_next_step("Send me the plan by Friday") is None
    assert hints.missing_next_step("Send me the plan", due=False) is None


@given(st.text(max_size=400))
def test_any_text_is_read_without_failing_and_gives_the_same_hints_again(text: str) -> None:
    found = hints.find(text, everything=True)
    assert found == hints.find(text, everything=True)
    assert all(0 <= hint.start < hint.end <= len(text) for hint in found)
    assert found == sorted(found, key=lambda hint: (hint.start, hint.end))


@pytest.mark.parametrize(
    "words", ["you are really really so very ", "you ", "never ", "stop being so ", "! ", '"a ', "A B "]
)
@pytest.mark.timeout(60)
def test_no_text_takes_for_ever(words: str) -> None:
    text = (words * 1000)[:4000]
    assert len(hints.find(text)) <= hints.MOST_IN_SENTENCE * max(1, text.count("!"))


def test_words_repeated_without_end_bring_hints_with_an_end() -> None:
    endless = "you are so lazy on 10 march at 12:30 " * 100
    found = hints.find(endless)
    assert 0 < len(found) <= hints.MOST_IN_SENTENCE
    assert all(one.kinder.count("“") <= 12 for one in found)
    assert hints.find(endless + ". You are a disaster.")[-1].start > len(endless), "the next sentence has its own"
