"""The bank of prompts and which one is offered: plain values, no flask, no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

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
    form: str = "free"
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


def of_the_day(day: date, *, first_day: date | None) -> Prompt:
    """The first prompt of the day's block; it never asks about difficulty. `first_day` is the member's first."""
    blocks = len(bank()) // BLOCK
    size = BLOCK - 1 if _gentle(day, first_day) else BLOCK
    return _ring(day, first_day)[(day.toordinal() % blocks) * size]


def after(prompt: Prompt, day: date, *, first_day: date | None) -> Prompt:
    """The next prompt in the ring, so that of any five in a row at most one asks about difficulty."""
    ring = _ring(day, first_day)
    if prompt not in ring:
        return of_the_day(day, first_day=first_day)
    return ring[(ring.index(prompt) + 1) % len(ring)]


def lighter_than(prompt: Prompt) -> Prompt | None:
    """The lighter prompt to show beside a question about difficulty; None for any other."""
    return find(prompt.lighter) if prompt.difficult else None


def _gentle(day: date, first_day: date | None) -> bool:
    return first_day is not None and (day - first_day).days < GENTLE_DAYS


def _ring(day: date, first_day: date | None) -> tuple[Prompt, ...]:
    if _gentle(day, first_day):
        return tuple(prompt for prompt in bank() if not prompt.difficult)
    return bank()
