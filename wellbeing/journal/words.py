"""An entry between what a form sends and what a page shows, in the reader's language and time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import format_date, ngettext

from tenants.http import FormState
from tenants.languages import in_force
from wellbeing.journal import mood, prompts
from wellbeing.journal.exporting import mood_in_words
from wellbeing.journal.finding import Question
from wellbeing.journal.forms import FIELDS, FREE, Form, fields_shown, form_of
from wellbeing.journal.reflection import Reflection, in_order, local_day
from wellbeing.journal.searching import Query, snippet


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
        form=given["form"] or FREE,
        fields=in_order(given["fields"]),
        tags=given["tags"],
    )


def question_from(given: dict[str, Any]) -> Question:
    """What is looked for, from loaded fields."""
    return Question(given["words"], given["tag"], f"{given['month']:%Y-%m}" if given["month"] else "")


def shown(words: Reflection, zone: str) -> dict[str, Any]:
    """What a page about one entry needs."""
    return {
        "words": words,
        "mood": mood_in_words(words),
        "written_on": day(words.written_at, zone),
        "revised_on": day(words.revised_at, zone) if words.revised_at else "",
        "chosen_is_listed": mood.is_listed(words.mood.word),
        "form_name": form_of(words.form).name if words.form != FREE else "",
        "answers": [(FIELDS[name].label, text) for name, text in words.fields.items()],
    }


def asked_for(form: Form, typed: FormState | None, kept: Reflection | None = None) -> dict[str, Any]:
    """What the private fields of a form need: the form itself, and its fields with those that hold words already."""
    written = dict(kept.fields) if kept else {}
    if typed:
        written |= {name: str(typed.value(name)) for name in FIELDS if typed.value(name)}
    return {"entry_form": form, "form_fields": fields_shown(form, written)}


def row(entry_id: UUID, words: Reflection, zone: str) -> dict[str, Any]:
    """What the list of a month shows of an entry."""
    return {
        "id": entry_id,
        "written_on": day(words.written_at, zone),
        "opening": words.opening,
        "mood": mood_in_words(words),
        "effort": bool(words.effort),
        "kindness": bool(words.kindness),
        "form_name": form_of(words.form).name if words.form != FREE else "",
        "tags": words.tags,
        "day": local_day(words.written_at, zone),
    }


def as_fields(entry_id: UUID, revision: int, words: Reflection) -> dict[str, Any]:
    """What the API says of an entry."""
    return {
        "id": entry_id,
        "revision": revision,
        "written_at": words.written_at,
        "revised_at": words.revised_at,
        "prompt": words.prompt,
        "form": words.form,
        "body": words.body,
        "effort": words.effort,
        "kindness": words.kindness,
        "mood": words.mood,
        "tags": words.tags,
    } | {name: words.fields.get(name, "") for name in FIELDS}


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


def found(entry_id: UUID, words: Reflection, query: Query, zone: str) -> dict[str, Any]:
    """What the list of what was found shows of an entry."""
    return row(entry_id, words, zone) | {"pieces": snippet(words, query)}


def as_options(tags: Iterable[str]) -> list[tuple[str, str]]:
    """Tags to choose from, each once."""
    return [(tag, tag) for tag in dict.fromkeys(tags)]


def period_label(first: date, by: str) -> str:
    """A week or a month as a page names it."""
    if by == "months":
        return month_label(first)
    return str(format_date(first, "d MMM"))


def back_label(unit: str, back: int) -> str:
    """How long ago a day lies on which something was written."""
    if unit == "years":
        return str(ngettext("A year ago today", "%(num)s years ago today", back))
    return str(ngettext("A month ago today", "%(num)s months ago today", back))
