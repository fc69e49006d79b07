"""What a member keeps after a practice, and how it becomes the bytes that are sealed: plain values, no database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tenants.signs import whole

NOTE_LENGTH = 20_000
WORDS_LENGTH = 5_000
OPENING_LENGTH = 120
MOST_FIELDS = 20
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filled:
    """One field of the practice as it was asked then, with what the member wrote in it."""

    id: str
    label: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A note: after which practice, what stood in its fields, and a few words besides."""

    kept_at: datetime
    slug: str
    title: str
    fields: tuple[Filled, ...] = ()
    note: str = ""
    revised_at: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.note.strip() or any(one.words.strip() for one in self.fields))

    @property
    def opening(self) -> str:
        """The first words, for the member's own list."""
        said = (line for text in (self.note, *(one.words for one in self.fields)) for line in text.splitlines())
        first = next((line for line in said if line.strip()), "")
        return first if len(first) <= OPENING_LENGTH else first[: OPENING_LENGTH - 1].rstrip() + "…"

    def same_words(self, other: Kept) -> bool:
        """Whether both say the same, whenever they were kept."""
        return replace(self, kept_at=other.kept_at, revised_at=other.revised_at) == other


def to_record(kept: Kept) -> dict[str, Any]:
    """The note as JSON knows it."""
    return asdict(kept) | {
        "kept_at": kept.kept_at.isoformat(),
        "revised_at": kept.revised_at.isoformat() if kept.revised_at else None,
        "fields": [asdict(one) for one in kept.fields],
    }


def from_record(record: dict[str, Any]) -> Kept:
    """The inverse of `to_record`; KeyError, TypeError or ValueError where something does not fit."""
    revised_at, fields = record.get("revised_at"), list(record["fields"])
    if len(fields) > MOST_FIELDS:
        raise ValueError("more fields than a practice has")
    return Kept(
        kept_at=_moment(record["kept_at"]),
        slug=_text(record["slug"], 64),
        title=_text(record["title"], 200),
        fields=tuple(
            Filled(_text(one["id"], 64), _text(one["label"], 500), _text(one["words"], WORDS_LENGTH)) for one in fields
        ),
        note=_text(record["note"], NOTE_LENGTH),
        revised_at=_moment(revised_at) if revised_at else None,
    )


def to_bytes(kept: Kept) -> bytes:
    """The note in UTF-8, ready to be sealed."""
    return json.dumps(to_record(kept), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_bytes(opened: bytes) -> Kept:
    """The note as it was sealed."""
    return from_record(json.loads(opened.decode("utf-8", "surrogatepass")))


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("a moment that no clock here has shown")
    return moment


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"no text of at most {longest} characters")
    return whole(value)
