"""One's own copies of check-ins as a file, JSON or Markdown: pure, takes what has been opened already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and the chosen answer in words, with the names by which a program knows them."""

    instrument: str
    item: str
    question: str
    cell: str
    answer: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A score on its native range."""

    instrument: str
    scale: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Record:
    """One check-in as its member kept it; the day is unknown for the oldest copies."""

    checkin: str
    month_on: date
    sent_on: date | None
    answers: Sequence[Answered]
    scores: Sequence[Scored]


def as_json(records: Iterable[Record], *, exported_at: datetime) -> str:
    """Every copy field by field, so that another program can read it."""
    told = {
        "format": "wellbeing-checkins-1",
        "exported_at": exported_at.isoformat(),
        "checkins": [_fields(one) for one in records],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_markdown(records: Iterable[Record]) -> str:
    """The same to read: one heading a check-in, every question with what was chosen, then the scores."""
    title, meant = _("Check-ins"), _("A score tells how a time was, not who you are.")
    pages = [f"# {title}\n\n{meant}\n"]
    for one in records:
        when = one.sent_on.isoformat() if one.sent_on else f"{one.month_on:%Y-%m}"
        lines = [f"## {when} · {_plain(one.checkin)}\n"]
        lines += [f"- {_plain(answer.question)} **{_plain(answer.answer)}**" for answer in one.answers]
        if one.scores:
            lines.append("")
            lines += [f"- {_plain(score.title)}: {format_decimal(round(score.score, 1))}" for score in one.scores]
        pages.append("\n".join(lines) + "\n")
    return "\n".join(pages)


def _plain(words: str) -> str:
    """One line, which no reader of Markdown takes for HTML."""
    return " ".join(words.replace("<", "&lt;").split())


def _fields(one: Record) -> dict[str, Any]:
    return {
        "checkin": one.checkin,
        "month": f"{one.month_on:%Y-%m}",
        "sent_on": one.sent_on.isoformat() if one.sent_on else None,
        "answers": [
            {
                "instrument": answer.instrument,
                "item": answer.item,
                "question": answer.question,
                "value": answer.cell,
                "answer": answer.answer,
            }
            for answer in one.answers
        ],
        "scores": [
            {"instrument": score.instrument, "scale": score.scale, "title": score.title, "score": score.score}
            for score in one.scores
        ],
    }
