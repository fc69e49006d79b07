"""Received feedback as a file of one's own, JSON or Markdown: pure, takes what has been opened already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from wellbeing.feedback.letter import Kind, Letter
from wellbeing.feedback.wording import moment_in

Thread = tuple[Letter, Sequence[Letter]]


def as_json(threads: Iterable[Thread], *, exported_at: datetime) -> str:
    """Every note with its answers, field by field, so that another program can read it."""
    return json.dumps(
        {
            "format": "wellbeing-feedback-1",
            "exported_at": exported_at.isoformat(),
            "notes": [_record(note) | {"answers": [_record(one) for one in answers]} for note, answers in threads],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_markdown(threads: Iterable[Thread], *, zone: str) -> str:
    """The same to read: one heading a note, the words as they were written; a `<` in them stays a sign."""
    title, meant = _("Feedback"), _("For learning. Not for appraisal, pay or discipline.")
    pages = [f"# {title}\n\n{meant}\n"]
    for note, answers in threads:
        writer = note.of_name or note.from_name
        lines = [f"## {moment_in(note.at, zone)} · {_plain(writer)}\n"]
        for part in note.parts:
            lines += [f"### {_plain(part.title)}\n", f"{_plain(part.text)}\n"]
            if part.by:
                by = _("By %(day)s", day=format_date(part.by, "long"))
                lines.append(f"- {by}\n")
        lines += [_answer(one, zone) for one in answers]
        pages.append("\n".join(lines).rstrip() + "\n")
    return "\n".join(pages)


def _answer(one: Letter, zone: str) -> str:
    said = _("Thank you") if one.kind is Kind.THANKS else one.words
    if one.talk:
        said = _("%(label)s: %(value)s", label=_("Asks to talk"), value=moment_in(one.talk.starts_at, zone))
        said = f"{said}. {one.words}".rstrip()
    text = f"{moment_in(one.at, zone)} · {one.from_name}: {said}"
    return "\n".join(f"> {line}".rstrip() for line in _plain(text).splitlines()) + "\n"


def _plain(words: str) -> str:
    """No reader of Markdown takes these words for HTML."""
    return words.replace("<", "&lt;")


def _record(one: Letter) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "at": one.at.isoformat(),
        "from": one.from_name,
        "to": one.to_name,
        "shown_from": one.of_name or None,
        "template": one.template_name or None,
        "words": one.words,
        "sections": [
            {"title": part.title, "text": part.text, "by": part.by.isoformat() if part.by else None}
            for part in one.parts
        ],
        "talk": {"starts_at": one.talk.starts_at.isoformat(), "minutes": one.talk.minutes} if one.talk else None,
    }
