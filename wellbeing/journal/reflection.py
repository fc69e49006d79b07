"""What one entry says, and how it becomes the bytes that are sealed: plain values, no flask, no database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

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
    """The whole of an entry; `prompt` keeps the question as it was asked then."""

    written_at: datetime
    body: str = ""
    effort: str = ""
    kindness: str = ""
    mood: Mood = field(default_factory=Mood)
    prompt_id: str | None = None
    prompt: str = ""
    revised_at: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.body.strip() or self.effort or self.kindness or self.mood)

    @property
    def opening(self) -> str:
        """The first words, for the member's own list."""
        first = next((line for line in self.body.splitlines() if line.strip()), "") or self.effort or self.kindness
        return first if len(first) <= OPENING_LENGTH else first[: OPENING_LENGTH - 1].rstrip() + "…"

    def same_words(self, other: Reflection) -> bool:
        """Whether both say the same, whenever they were written."""
        return replace(self, written_at=other.written_at, revised_at=other.revised_at) == other


def to_bytes(reflection: Reflection) -> bytes:
    """The reflection as JSON in UTF-8, ready to be sealed."""
    record = asdict(reflection) | {
        "written_at": reflection.written_at.isoformat(),
        "revised_at": reflection.revised_at.isoformat() if reflection.revised_at else None,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_bytes(opened: bytes) -> Reflection:
    """The reflection from its JSON; the inverse of `to_bytes`."""
    record: dict[str, Any] = json.loads(opened.decode("utf-8", "surrogatepass"))
    mood = record.pop("mood")
    revised_at = record.pop("revised_at")
    return Reflection(
        **record
        | {
            "written_at": datetime.fromisoformat(record["written_at"]),
            "revised_at": datetime.fromisoformat(revised_at) if revised_at else None,
            "mood": Mood(
                energy=Energy(mood["energy"]) if mood["energy"] else None,
                pleasantness=Pleasantness(mood["pleasantness"]) if mood["pleasantness"] else None,
                word=mood["word"],
            ),
        }
    )


def local_day(moment: datetime, zone: str) -> date:
    """The day that `moment` falls on, where the member lives."""
    return moment.astimezone(ZoneInfo(zone)).date()


def month_of(moment: datetime, zone: str) -> date:
    """The first day of the month that `moment` falls in, where the member lives."""
    return local_day(moment, zone).replace(day=1)
