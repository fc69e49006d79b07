"""The bank of prompts keeps the rules of tact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

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


def sitting(asking: prompts.Asking, taps: int, *, opened: prompts.Prompt | None = None) -> list[prompts.Prompt]:
    """What somebody sees who asks for another prompt so many times."""
    seen = [opened or prompts.of_the_day(asking)]
    light = 0 if seen[0].difficult else 1
    for _ in range(taps):
        seen.append(prompts.after(seen[-1], asking, light=light))
        light = 0 if seen[-1].difficult else light + 1
    return seen


def test_the_first_week_never_asks_about_difficulty() -> None:
    first = prompts.Asking(day=DAY, first_day=DAY)
    assert not any(prompt.difficult for prompt in sitting(first, 100))
    assert any(prompt.difficult for prompt in sitting(replace(first, first_day=DAY - timedelta(days=7)), 100))


@pytest.mark.parametrize("taps", [0, 1, 3, 4, 5, 6, 10])
@pytest.mark.parametrize("left_out", [0, 1, 2, 7])
def test_of_any_five_prompts_in_a_row_at_most_one_asks_about_difficulty(taps: int, left_out: int) -> None:
    answered = tuple(prompt.id for prompt in prompts.bank()[:: left_out or 1000])
    seen: list[prompts.Prompt] = []
    for day in range(60):
        asking = prompts.Asking(day=DAY + timedelta(days=day), answered=answered)
        elsewhere = prompts.bank()[day % len(prompts.bank())] if day % 3 == 0 else None
        seen += sitting(asking, taps, opened=elsewhere if elsewhere and not elsewhere.difficult else None)
    assert all(sum(prompt.difficult for prompt in seen[at : at + 5]) <= 1 for at in range(len(seen)))


def test_consecutive_days_open_with_different_prompts() -> None:
    opened = [prompts.of_the_day(prompts.Asking(day=DAY + timedelta(days=day))) for day in range(60)]
    assert all(one != next_one for one, next_one in pairwise(opened))


def test_what_was_answered_lately_is_not_asked_again() -> None:
    first = prompts.of_the_day(prompts.Asking(day=DAY))
    asking = prompts.Asking(day=DAY, answered=(first.id,))
    assert first not in sitting(asking, 20)
    everything = tuple(prompt.id for prompt in prompts.bank())
    assert sitting(replace(asking, answered=everything), 20), "whoever has answered all of them is asked again"


def test_a_topic_to_avoid_is_never_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = prompts.bank()
    told = tuple(replace(each, topics=("past",) if at % 2 else ()) for at, each in enumerate(ours))
    monkeypatch.setattr(prompts, "bank", lambda: told)
    asking = prompts.Asking(day=DAY, way=MyWay(avoid=frozenset({"past"})))
    for day in range(15):
        assert not any(prompt.topics for prompt in sitting(replace(asking, day=DAY + timedelta(days=day)), 40))
    for prompt in told:
        lighter = prompts.lighter_than(prompt, asking.way)
        assert lighter is None or not lighter.topics
    assert any(prompt.topics for prompt in sitting(replace(asking, way=MyWay()), 40))


def test_whoever_avoids_every_topic_is_still_asked_something() -> None:
    asking = prompts.Asking(day=DAY, way=MyWay(avoid=frozenset(TOPICS)))
    assert not any(prompt.topics for prompt in sitting(asking, 5))


def test_a_programmes_step_comes_first_unless_it_was_answered_or_asks_too_much() -> None:
    light, hard = prompts.bank()[7], next(prompt for prompt in prompts.bank() if prompt.difficult)
    asking = prompts.Asking(day=DAY, step=light.id)
    assert prompts.of_the_day(asking) == light
    assert prompts.of_the_day(replace(asking, answered=(light.id,))) != light
    assert prompts.of_the_day(replace(asking, step=hard.id)) == prompts.lighter_than(hard)
    assert prompts.of_the_day(replace(asking, step="no-such")) == prompts.of_the_day(replace(asking, step=None))


def test_a_form_of_the_last_entries_waits_and_a_brief_pace_is_asked_for_no_long_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = tuple(
        replace(each, form="pause" if at % 5 == 0 else "effort" if at % 5 == 1 else "free")
        for at, each in enumerate(prompts.bank())
    )
    monkeypatch.setattr(prompts, "bank", lambda: told)
    asking = prompts.Asking(day=DAY)
    assert prompts.of_the_day(asking).form == "pause"
    assert prompts.of_the_day(replace(asking, forms=("pause",))).form == "effort"
    assert prompts.of_the_day(replace(asking, forms=("effort", "pause"))).form == "free"
    assert prompts.of_the_day(replace(asking, way=MyWay(pace="brief"))).form == "effort"
    first = prompts.for_form("pause", asking)
    assert first is not None
    second = prompts.for_form("pause", asking, following=first)
    assert second is not None
    assert second != first
    assert {first.form, second.form} == {"pause"}
    assert prompts.for_form("mistake", asking) is None


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
