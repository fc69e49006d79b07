"""What one entry says, and how it becomes the bytes that are sealed: plain values, no flask, no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wellbeing.journal.forms import FIELDS, FREE
from wellbeing.journal.mood import Energy, Mood, Pleasantness

BODY_LENGTH = 100_000
LINE_LENGTH = 1_000
OPENING_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where and since when a member is here: the time zone, and the first day."""

    zone: str
    first_day: date | None


@dataclass(frozen=True, slots=True)
class Reflection:
    """The whole of an entry; `prompt` keeps the question as it was asked then, `fields` what a form asked for.

    `in_peace` keeps it out of "on this day" for good.
    """

    written_at: datetime
    body: str = ""
    effort: str = ""
    kindness: str = ""
    mood: Mood = field(default_factory=Mood)
    prompt_id: str | None = None
    prompt: str = ""
    revised_at: datetime | None = None
    form: str = FREE
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    in_peace: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        texts = (self.body, *self.fields.values(), self.effort, self.kindness)
        return not (self.mood or any(text.strip() for text in texts))

    @property
    def opening(self) -> str:
        """The first words, for the member's own list."""
        written = (*self.fields.values(), self.body, self.effort, self.kindness)
        first = next((line for text in written for line in text.splitlines() if line.strip()), "")
        return first if len(first) <= OPENING_LENGTH else first[: OPENING_LENGTH - 1].rstrip() + "…"

    def same_words(self, other: Reflection) -> bool:
        """Whether both say the same, whenever they were written."""
        dates = replace(self, written_at=other.written_at, revised_at=other.revised_at)
        return replace(dates, in_peace=other.in_peace) == other


def to_bytes(reflection: Reflection) -> bytes:
    """The reflection as JSON in UTF-8, ready to be sealed."""
    record = asdict(reflection) | {
        "written_at": reflection.written_at.isoformat(),
        "revised_at": reflection.revised_at.isoformat() if reflection.revised_at else None,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_bytes(opened: bytes) -> Reflection:
    """The reflection from its JSON; entries from before there were forms and tags have neither."""
    record: dict[str, Any] = json.loads(opened.decode("utf-8", "surrogatepass"))
    mood, revised_at = record["mood"], record["revised_at"]
    return Reflection(
        written_at=datetime.fromisoformat(record["written_at"]),
        body=record["body"],
        effort=record["effort"],
        kindness=record["kindness"],
        mood=Mood(
            energy=Energy(mood["energy"]) if mood["energy"] else None,
            pleasantness=Pleasantness(mood["pleasantness"]) if mood["pleasantness"] else None,
            word=mood["word"],
        ),
        prompt_id=record["prompt_id"],
        prompt=record["prompt"],
        revised_at=datetime.fromisoformat(revised_at) if revised_at else None,
        form=record.get("form", FREE),
        fields=in_order(record.get("fields", {})),
        tags=tuple(record.get("tags", ())),
        in_peace=record.get("in_peace", False),
    )


def in_order(written: Mapping[str, str]) -> dict[str, str]:
    """The fields that hold words, in the order in which the forms ask for them."""
    return {name: written[name] for name in FIELDS if written.get(name)}


def local_day(moment: datetime, zone: str) -> date:
    """The day that `moment` falls on, where the member lives."""
    return moment.astimezone(ZoneInfo(zone)).date()


def month_of(moment: datetime, zone: str) -> date:
    """The first day of the month that `moment` falls in, where the member lives."""
    return local_day(moment, zone).replace(day=1)
