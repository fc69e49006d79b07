"""What a learning note says, as values, and how they become the bytes that are sealed: plain and pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

PARTS = ("happened", "kind", "useful", "differently")
LONGEST = 1_500
"""Characters of a whole note: half a page, so that people read it to the end."""
LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True)
class Story:
    """A note: what happened, what was kind, what was useful, what is done differently now, and its language."""

    happened: str = ""
    kind: str = ""
    useful: str = ""
    differently: str = ""
    language: str = "en"

    @property
    def parts(self) -> Mapping[str, str]:
        """The four parts by name, without blanks around them."""
        return {name: getattr(self, name).strip() for name in PARTS}

    @property
    def empty(self) -> bool:
        """Whether nothing is written yet."""
        return not any(self.parts.values())

    @property
    def missing(self) -> list[str]:
        """The parts that are still empty."""
        return [name for name, words in self.parts.items() if not words]

    @property
    def too_long(self) -> int:
        """By how many characters the whole is longer than half a page; 0 when it fits."""
        return max(0, sum(len(words) for words in self.parts.values()) - LONGEST)

    @property
    def opening(self) -> str:
        """The first line, shortened, for a list."""
        line = next(iter(self.happened.strip().splitlines()), "")
        return shorten(line, 90)


def shorten(line: str, longest: int) -> str:
    """A line of at most so many characters, cut between words where there is such a place."""
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    return (kept.rpartition(" ")[0].rstrip() or kept) + "…"


@dataclass(frozen=True, slots=True)
class Draft:
    """A story in the making: for which unit (None: everybody who reports to the writer), and when it was kept."""

    story: Story
    unit_id: UUID | None
    kept_at: datetime

    def same_words(self, other: Draft) -> bool:
        """Whether both say the same to the same people, whenever they were kept."""
        return replace(self, kept_at=other.kept_at) == other


@dataclass(frozen=True, slots=True)
class Answer:
    """A few words of a reader: to whom, from whom, when (aware)."""

    words: str
    at: datetime
    from_name: str
    to_name: str


def story_bytes(story: Story) -> bytes:
    """A story as JSON in UTF-8, ready to be sealed."""
    return _bytes(asdict(story))


def story_from(opened: bytes) -> Story:
    """The inverse of `story_bytes`."""
    return Story(**json.loads(opened.decode()))


def draft_bytes(draft: Draft) -> bytes:
    """A draft as JSON in UTF-8, ready to be sealed."""
    unit = str(draft.unit_id) if draft.unit_id else None
    return _bytes({"story": asdict(draft.story), "unit": unit, "kept_at": draft.kept_at.isoformat()})


def draft_from(opened: bytes) -> Draft:
    """The inverse of `draft_bytes`."""
    kept: dict[str, Any] = json.loads(opened.decode())
    unit_id = UUID(kept["unit"]) if kept["unit"] else None
    return Draft(Story(**kept["story"]), unit_id, datetime.fromisoformat(kept["kept_at"]))


def answer_bytes(answer: Answer) -> bytes:
    """An answer as JSON in UTF-8, ready to be sealed."""
    return _bytes(asdict(answer) | {"at": answer.at.isoformat()})


def answer_from(opened: bytes) -> Answer:
    """The inverse of `answer_bytes`."""
    kept = json.loads(opened.decode())
    return Answer(**kept | {"at": datetime.fromisoformat(kept["at"])})


def _bytes(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
