"""The bank of prompts keeps the rules of tact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenants.languages import LANGUAGES
from tenants.members.my_way import TOPICS, MyWay
from wellbeing.journal import prompts

DAY = date(2026, 3, 2)


def test_the_bank_comes_in_blocks_of_five_with_at_most_one_about_difficulty() -> None:
    bank = prompts.bank()
    assert len(bank) % prompts.BLOCK == 0
    for start in range(0, len(bank), prompts.BLOCK):
        assert [prompt.difficult for prompt in bank[start : start + prompts.BLOCK]][:-1] == [False] * 4


def test_ids_are_unique_and_every_prompt_names_a_row_of_the_essay() -> None:
    bank = prompts.bank()
    assert len({prompt.id for prompt in bank}) == len(bank)
    assert {prompt.essay for prompt in bank} <= {f"E{row}" for row in range(1, 22)}


def test_the_bank_is_rich_and_every_prompt_says_its_form_and_what_it_touches() -> None:
    bank = prompts.bank()
    assert len(bank) >= 120
    assert {prompt.form for prompt in bank} == {"free", "effort", "pause", "mistake"}
    assert {topic for prompt in bank for topic in prompt.topics} == TOPICS.keys()
    rows = [prompt.essay for prompt in bank]
    assert all(rows.count(f"E{row}") >= 3 for row in range(1, 22))


def test_whoever_leaves_every_topic_in_peace_still_has_plenty_to_choose_from() -> None:
    way = MyWay(avoid=frozenset(TOPICS))
    left = [prompt for prompt in prompts.bank() if way.welcomes(prompt.topics)]
    assert len(left) >= 80
    assert {prompt.form for prompt in left} == {"free", "effort", "pause", "mistake"}


def test_a_lighter_prompt_touches_nothing_that_the_difficult_one_does_not() -> None:
    for prompt in prompts.bank():
        lighter = prompts.lighter_than(prompt)
        assert lighter is None or set(lighter.topics) <= set(prompt.topics), prompt.id


def test_a_prompt_about_difficulty_has_a_lighter_one_beside_it_and_others_have_none() -> None:
    for prompt in prompts.bank():
        lighter = prompts.lighter_than(prompt)
        assert (lighter is not None) == prompt.difficult
        assert lighter is None or not lighter.difficult


@pytest.mark.parametrize("words", ["patient", "therap", "thérap", "terap", "treatment", "diagnos", "diagnós", "!"])
def test_no_prompt_promises_medicine_or_shouts(words: str) -> None:
    assert not [
        prompt.id for prompt in prompts.bank() if any(words in prompt.said(language).lower() for language in LANGUAGES)
    ]


def test_the_first_week_never_asks_about_difficulty() -> None:
    shown = prompts.of_the_day(DAY, first_day=DAY)
    for _ in range(100):
        assert not shown.difficult
        shown = prompts.after(shown, DAY, first_day=DAY)


@pytest.mark.parametrize("taps", [1, 2, 3, 4, 5, 6, 11])
def test_of_any_five_prompts_in_a_row_at_most_one_asks_about_difficulty(taps: int) -> None:
    seen = []
    for day in range(60):
        today = DAY + timedelta(days=day)
        shown = prompts.of_the_day(today, first_day=None)
        for _ in range(taps):
            seen.append(shown.difficult)
            shown = prompts.after(shown, today, first_day=None)
    assert all(sum(seen[at : at + 5]) <= 1 for at in range(len(seen)))


def test_consecutive_days_open_with_different_prompts() -> None:
    first = prompts.of_the_day(DAY, first_day=None)
    assert prompts.of_the_day(DAY + timedelta(days=1), first_day=None) != first


def test_a_prompt_that_is_not_offered_today_leads_back_to_the_one_of_the_day() -> None:
    difficult = next(prompt for prompt in prompts.bank() if prompt.difficult)
    assert prompts.after(difficult, DAY, first_day=DAY) == prompts.of_the_day(DAY, first_day=DAY)


def test_an_unknown_prompt_is_none() -> None:
    assert prompts.find("no-such") is None
    assert prompts.find(None) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_one_question_of_its_own_in_every_language(language: str) -> None:
    said = [prompt.said(language) for prompt in prompts.bank()]
    assert all("?" in question and question == question.strip() for question in said)
    assert len(set(said)) == len(said)
    if language != "en":
        assert not set(said) & {prompt.text for prompt in prompts.bank()}


def test_a_language_that_no_prompt_speaks_gets_the_english_one() -> None:
    assert prompts.bank()[0].said("tlh") == prompts.bank()[0].text
