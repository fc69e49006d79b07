"""What a company wrote as a practice: its stored definition and back, one language at a time; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellbeing.practices.practice import LANGUAGES, Paragraph, Practice, Step, Words

MOST_STEPS = 12
MOST_MINUTES = 10
TITLE_LENGTH = 80
LINE_LENGTH = 300
STEP_LENGTH = 1_200


@dataclass(frozen=True, slots=True)
class StepText:
    """One step as HR types it; an empty line parts two paragraphs."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A practice in one language as HR types it."""

    title: str
    summary: str
    note: str
    closing: str
    steps: tuple[StepText, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What holds for every language: how long it takes, where it stands, and what it touches."""

    minutes: int
    need: str
    topics: tuple[str, ...]


def definition(about: About, texts: Mapping[str, Told]) -> dict[str, Any]:
    """As it is stored."""
    return {
        "minutes": about.minutes,
        "need": about.need,
        "topics": list(about.topics),
        "texts": {
            language: {
                "title": told.title,
                "summary": told.summary,
                "note": told.note,
                "closing": told.closing,
                "steps": [{"title": step.title, "text": step.text} for step in told.steps],
            }
            for language, told in texts.items()
        },
    }


def about_from(stored: Mapping[str, Any]) -> About:
    """What holds for every language, as it was stored."""
    return About(stored["minutes"], stored["need"], tuple(stored["topics"]))


def texts_from(stored: Mapping[str, Any]) -> dict[str, Told]:
    """The texts as they were stored, in the order of our languages."""
    return {
        language: Told(
            title=told["title"],
            summary=told["summary"],
            note=told["note"],
            closing=told["closing"],
            steps=tuple(StepText(step["title"], step["text"]) for step in told["steps"]),
        )
        for language in LANGUAGES
        if (told := stored["texts"].get(language))
    }


def practice_from(slug: str, stored: Mapping[str, Any]) -> Practice:
    """The practice as members meet it; its minutes are shared out evenly over its steps."""
    about = about_from(stored)
    return Practice(
        slug=slug,
        minutes=about.minutes,
        texts={language: _words(told, about.minutes) for language, told in texts_from(stored).items()},
        topics=about.topics,
        own=True,
        need=about.need,
    )


def _words(told: Told, minutes: int) -> Words:
    seconds = max(5, round(minutes * 60 / len(told.steps)))
    steps = tuple(Step(step.title, _paragraphs(step.text), seconds) for step in told.steps)
    return Words(told.title, told.summary, steps, told.closing, told.note)


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip())


def steps_from(titles: Sequence[str], texts: Sequence[str], places: Sequence[str]) -> tuple[StepText, ...]:
    """The steps of a form in the order of their numbers; one with neither title nor text is left out."""
    rows = [row for row in zip(titles, texts, places, strict=True) if row[0] or row[1].strip()]
    rows.sort(key=lambda row: int(row[2]) if row[2].isdecimal() else len(LANGUAGES) * MOST_STEPS)
    return tuple(StepText(title, text.strip()) for title, text, _place in rows)
