"""A member's entries as one file of their own, JSON or Markdown: pure, takes what has been opened already."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_time
from flask_babel import gettext as _

from wellbeing.journal.forms import FIELDS
from wellbeing.journal.mood import word_label
from wellbeing.journal.reflection import Reflection

FORMAT = "wellbeing-journal-1"

Opened = tuple[UUID, Reflection]


def as_json(entries: Iterable[Opened], *, exported_at: datetime) -> str:
    """Everything, field by field, so that another program can read it."""
    return json.dumps(
        {
            "format": FORMAT,
            "exported_at": exported_at.isoformat(),
            "entries": [
                {
                    "id": str(entry_id),
                    "written_at": reflection.written_at.isoformat(),
                    "revised_at": reflection.revised_at.isoformat() if reflection.revised_at else None,
                    "prompt_id": reflection.prompt_id,
                    "prompt": reflection.prompt,
                    "form": reflection.form,
                    "body": reflection.body,
                    "fields": dict(reflection.fields),
                    "effort": reflection.effort,
                    "kindness": reflection.kindness,
                    "mood": {
                        "energy": reflection.mood.energy,
                        "pleasantness": reflection.mood.pleasantness,
                        "word": reflection.mood.word,
                    },
                    "tags": list(reflection.tags),
                    "in_peace": reflection.in_peace,
                }
                for entry_id, reflection in entries
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_markdown(entries: Iterable[Opened], *, zone: str) -> str:
    """The same to read: one heading an entry, the words exactly as they were typed."""
    title = _("Journal")
    pages = [f"# {title}\n"]
    pages += [_to_read(reflection, zone) for _entry_id, reflection in entries]
    return "\n".join(pages)


def _to_read(reflection: Reflection, zone: str) -> str:
    lines = [f"## {_moment(reflection.written_at.astimezone(ZoneInfo(zone)))}\n"]
    if reflection.prompt:
        lines.append(f"*{reflection.prompt}*\n")
    lines += [f"**{FIELDS[name].label}**\n\n{text}\n" for name, text in reflection.fields.items()]
    if reflection.body:
        lines.append(f"{reflection.body}\n")
    beside = {
        _("Effort"): reflection.effort,
        _("Kindness"): reflection.kindness,
        _("How it was"): mood_in_words(reflection),
        _("Tags"): ", ".join(reflection.tags),
    }
    lines += [_labelled(label, value) for label, value in beside.items() if value]
    return "\n".join(lines).rstrip() + "\n"


def _moment(local: datetime) -> str:
    day, time = format_date(local.date(), "long"), format_time(local, "short", rebase=False)
    return str(_("%(day)s at %(time)s", day=day, time=time))


def _labelled(label: str, value: str) -> str:
    said = _("%(label)s: %(value)s", label=label, value=value)
    return f"- {said}".replace("\n", "\n  ")


def mood_in_words(reflection: Reflection) -> str:
    """The mood as a short phrase in the reader's language; empty when none was noted."""
    mood = reflection.mood
    said = []
    if mood.word:
        said.append(str(word_label(mood.word)))
    if mood.energy:
        said.append(_("low energy") if mood.energy == "low" else _("high energy"))
    if mood.pleasantness:
        said.append(_("pleasant") if mood.pleasantness == "pleasant" else _("unpleasant"))
    return ", ".join(said)
