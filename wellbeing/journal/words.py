"""An entry between what a form sends and what a page shows, in the reader's language and time zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import format_date

from tenants.languages import in_force
from wellbeing.journal import mood, prompts
from wellbeing.journal.exporting import mood_in_words
from wellbeing.journal.reflection import Reflection, local_day


def reflection_from(given: dict[str, Any], written_at: datetime) -> Reflection:
    """A reflection from loaded fields; the prompt is kept in the words it was asked in."""
    asked = prompts.find(given["prompt"])
    return Reflection(
        written_at=written_at,
        body=given["body"],
        effort=given["effort"],
        kindness=given["kindness"],
        mood=mood.mood_from(given["energy"], given["pleasantness"], given["word"], given["own_word"]),
        prompt_id=asked.id if asked else None,
        prompt=asked.said(in_force()) if asked else "",
    )


def shown(words: Reflection, zone: str) -> dict[str, Any]:
    """What a page about one entry needs."""
    return {
        "words": words,
        "mood": mood_in_words(words),
        "written_on": day(words.written_at, zone),
        "revised_on": day(words.revised_at, zone) if words.revised_at else "",
        "chosen_is_listed": mood.is_listed(words.mood.word),
    }


def row(entry_id: UUID, words: Reflection, zone: str) -> dict[str, Any]:
    """What the list of a month shows of an entry."""
    return {
        "id": entry_id,
        "written_on": day(words.written_at, zone),
        "opening": words.opening,
        "mood": mood_in_words(words),
        "effort": bool(words.effort),
        "kindness": bool(words.kindness),
    }


def as_fields(entry_id: UUID, revision: int, words: Reflection) -> dict[str, Any]:
    """What the API says of an entry."""
    return {
        "id": entry_id,
        "revision": revision,
        "written_at": words.written_at,
        "revised_at": words.revised_at,
        "prompt": words.prompt,
        "body": words.body,
        "effort": words.effort,
        "kindness": words.kindness,
        "mood": words.mood,
    }


def mood_choices() -> dict[str, Any]:
    """The two small choices and the words for each pair of them."""
    return {
        "energy_options": [(str(choice), label) for choice, label in mood.ENERGY_LABELS.items()],
        "pleasantness_options": [(str(choice), label) for choice, label in mood.PLEASANTNESS_LABELS.items()],
        "word_groups": [
            {
                "energy": str(energy),
                "pleasantness": str(pleasantness),
                "label": mood.GROUP_LABELS[energy, pleasantness],
                "options": list(words.items()),
            }
            for (energy, pleasantness), words in mood.WORDS.items()
        ],
    }


def day(moment: datetime, zone: str) -> str:
    """A day as the reader's language writes it, with the weekday."""
    return str(format_date(local_day(moment, zone), "full"))


def month_label(on: date) -> str:
    """A month as the reader's language writes it."""
    return str(format_date(on, "LLLL yyyy"))
