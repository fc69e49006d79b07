"""The bank of prompts and which one is offered: plain values, no flask, no database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from tenants.members.my_way import MyWay
from wellbeing.journal.forms import FORMS, FREE

BLOCK = 5
GENTLE_DAYS = 7
SOURCE = Path(__file__).with_name("prompts.toml")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question; `lighter` is the id of the one that stands beside a question about difficulty.

    `form` names the form of entry that it opens, `topics` what it touches (`tenants.members.my_way.TOPICS`).
    """

    id: str
    essay: str
    text: str
    de: str
    fr: str
    es: str
    form: str = FREE
    topics: tuple[str, ...] = ()
    difficult: bool = False
    lighter: str | None = None

    def said(self, language: str) -> str:
        """The question in a language; in English where it is not asked in that one."""
        return {"de": self.de, "fr": self.fr, "es": self.es}.get(language, self.text)


@cache
def bank() -> tuple[Prompt, ...]:
    """All prompts in the order of the file: blocks of five of which only the last may ask about difficulty."""
    with SOURCE.open("rb") as source:
        rows = tomllib.load(source)["prompt"]
    return tuple(Prompt(**{**row, "topics": tuple(row.get("topics", ()))}) for row in rows)


def find(prompt_id: str | None) -> Prompt | None:
    """The prompt with this id, or None for an unknown or empty one."""
    return next((prompt for prompt in bank() if prompt.id == prompt_id), None)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a prompt is for, on which day: all that the choice follows.

    `first_day` is the member's first; `step` the prompt that a programme's step suggests, if there is one; `answered`
    and `forms` are the prompts and forms of the member's own last entries, the newest first.
    """

    day: date
    first_day: date | None = None
    way: MyWay = field(default_factory=MyWay)
    step: str | None = None
    answered: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def of_the_day(asking: Asking) -> Prompt:
    """The prompt to open with; it never asks about difficulty.

    What a programme's step suggests comes first. Else one of the day's block of five: what was answered lately is left
    out, and a form that was used in the last entries, or takes longer than the member's pace, is put behind the others.
    """
    step = find(asking.step)
    if step is not None and step.difficult:
        step = lighter_than(step, asking.way)
    if step is not None and asking.way.welcomes(step.topics) and step.id not in asking.answered:
        return step
    light = [prompt for block in _from_the_day(asking.day) for prompt in block if not prompt.difficult]
    welcome = [prompt for prompt in light if asking.way.welcomes(prompt.topics)]
    fresh = [prompt for prompt in welcome if prompt.id not in asking.answered] or welcome
    return next((prompt for prompt in fresh if _suits(prompt, asking)), fresh[0])


def after(prompt: Prompt, asking: Asking, *, light: int) -> Prompt:
    """The next prompt of the bank that may be offered.

    `light` counts the prompts without difficulty that were just shown, `prompt` included. One about difficulty comes
    only behind four of them, so of any five in a row at most one asks about it, whatever is left out and wherever one
    began.
    """
    place = bank().index(prompt)
    later = [*bank()[place + 1 :], *bank()[:place]]
    offered = [each for each in later if asking.way.welcomes(each.topics)]
    if light < BLOCK - 1 or prompt.difficult or _gentle(asking):
        offered = [each for each in offered if not each.difficult]
    return next((each for each in offered if each.id not in asking.answered), next(iter(offered), prompt))


def for_form(form: str, asking: Asking, *, following: Prompt | None = None) -> Prompt | None:
    """A light prompt that opens this form, the next one after `following`; None when there is none for it.

    Whoever chooses a form chooses its subject as well, so nothing more about difficulty is added.
    """
    light = [prompt for prompt in bank() if prompt.form == form and not prompt.difficult]
    welcome = [prompt for prompt in light if asking.way.welcomes(prompt.topics)]
    fresh = [prompt for prompt in welcome if prompt.id not in asking.answered] or welcome
    if not fresh:
        return None
    if following in fresh:
        return fresh[(fresh.index(following) + 1) % len(fresh)]
    return fresh[asking.day.toordinal() % len(fresh)]


def lighter_than(prompt: Prompt, way: MyWay | None = None) -> Prompt | None:
    """The lighter prompt to show beside a question about difficulty, one that is welcome; None for any other."""
    if not prompt.difficult:
        return None
    way = way or MyWay()
    block = bank().index(prompt) // BLOCK * BLOCK
    nearest = [find(prompt.lighter), *bank()[block : block + BLOCK], *bank()]
    return next((each for each in nearest if each and not each.difficult and way.welcomes(each.topics)), None)


def _suits(prompt: Prompt, asking: Asking) -> bool:
    used = prompt.form != FREE and prompt.form in asking.forms
    return not used and (asking.way.pace != "brief" or not FORMS[prompt.form].fields)


def _gentle(asking: Asking) -> bool:
    return asking.first_day is not None and (asking.day - asking.first_day).days < GENTLE_DAYS


def _from_the_day(day: date) -> Iterator[tuple[Prompt, ...]]:
    """The blocks, beginning with the day's; then those farthest from it, so that tomorrow still opens with another."""
    blocks = [bank()[start : start + BLOCK] for start in range(0, len(bank()), BLOCK)]
    first, half = day.toordinal() % len(blocks), len(blocks) // 2
    turned = blocks[first:] + blocks[:first]
    yield turned[0]
    yield from turned[half:] if half else ()
    yield from turned[1:half] if half else turned[1:]
