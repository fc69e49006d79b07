"""What is being written, as a value, and how it becomes the bytes that are sealed: plain and pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wellbeing.feedback import forms
from wellbeing.feedback.forms import Template
from wellbeing.feedback.letter import Part


@dataclass(frozen=True, slots=True)
class Draft:
    """A note in the making: for whom, with which version of a template, and the words and days by section.

    `dismissed` holds the hints that were put away; they stay here and go with the draft.
    """

    to_id: UUID
    template: str
    version: int
    language: str
    kept_at: datetime
    words: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    remind: bool = False
    dismissed: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (any(words.strip() for words in self.words.values()) or self.days)

    def same_words(self, other: Draft) -> bool:
        """Whether both say the same, whenever they were kept."""
        return replace(self, kept_at=other.kept_at) == other


def parts_of(draft: Draft, template: Template) -> tuple[Part, ...]:
    """The filled sections in the order of the template, with their titles in the language of the draft."""
    titles = template.words(draft.language).sections
    return tuple(
        Part(one.id, titles[one.id].title, draft.words[one.id].strip(), draft.days.get(one.id) if one.step else None)
        for one in template.sections
        if draft.words.get(one.id, "").strip()
    )


def opening_of(draft: Draft, template: Template) -> str:
    """The first words, for the writer's own list."""
    first = next((part.text for part in parts_of(draft, template)), "")
    line = next(iter(first.splitlines()), "")
    return line if len(line) <= 90 else line[:89].rstrip() + "…"


def missing(draft: Draft, template: Template) -> tuple[list[str], list[str]]:
    """The sections that still need words, and the next steps that still need a what or a by when."""
    return forms.missing_words(template, draft.words), forms.missing_steps(template, draft.words, draft.days)


def to_bytes(draft: Draft) -> bytes:
    """The draft as JSON in UTF-8, ready to be sealed."""
    return json.dumps(asdict(draft), ensure_ascii=False, separators=(",", ":"), default=_plain).encode(
        "utf-8", "replace"
    )


def from_bytes(opened: bytes) -> Draft:
    """The draft from its JSON; the inverse of `to_bytes`."""
    kept: dict[str, Any] = json.loads(opened.decode())
    return Draft(
        **kept
        | {
            "to_id": UUID(kept["to_id"]),
            "kept_at": datetime.fromisoformat(kept["kept_at"]),
            "days": {name: date.fromisoformat(day) for name, day in kept["days"].items()},
            "dismissed": tuple(kept["dismissed"]),
        }
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
