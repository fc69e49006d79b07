"""What passes between two people as one value, and how it becomes the bytes that are sealed: plain and pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    """What a letter is."""

    NOTE = "note"
    THANKS = "thanks"
    VIEW = "view"
    TALK = "talk"
    REQUEST = "request"
    SHARED = "shared"


ANSWERS = frozenset({Kind.THANKS, Kind.VIEW, Kind.TALK})


@dataclass(frozen=True, slots=True)
class Part:
    """One filled section of a note: its title then, the words, and a day if it is a next step."""

    id: str
    title: str
    text: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """When somebody would like to talk (aware) and for how many minutes."""

    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Shown:
    """To whom a note is shown: the person and their copy."""

    reader_id: UUID
    copy_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A note, an answer, a request or a note shown to somebody; it never changes once it is delivered.

    `at` is the moment of delivery. `from_name` and `to_name` are what people were called then. `on_line` says that
    the reader reported to the writer; `of_name` names who wrote a note that is shown on, and `written_at` says when
    that note was delivered, since `at` is then the moment of showing.
    """

    kind: Kind
    at: datetime
    from_name: str
    to_id: UUID
    to_name: str
    words: str = ""
    template: str = ""
    version: int = 1
    template_name: str = ""
    language: str = "en"
    corrective: bool = False
    on_line: bool = False
    remind: bool = False
    of_name: str = ""
    parts: tuple[Part, ...] = ()
    talk: Talk | None = None
    written_at: datetime | None = None

    @property
    def by(self) -> date | None:
        """The day of the next step, if there is one."""
        return next((part.by for part in self.parts if part.by), None)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader did with their own copy, for themselves alone."""

    aside: bool = False
    shown: tuple[Shown, ...] = ()


def to_bytes(letter: Letter, marks: Marks | None = None) -> bytes:
    """A letter with its reader's marks as JSON in UTF-8, ready to be sealed."""
    record = {"letter": asdict(letter), "marks": asdict(marks or Marks())}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=_plain).encode("utf-8", "replace")


def from_bytes(opened: bytes) -> tuple[Letter, Marks]:
    """The letter and the marks from their JSON; the inverse of `to_bytes`."""
    record: dict[str, Any] = json.loads(opened.decode())
    kept, marks = record["letter"], record["marks"]
    letter = Letter(
        **kept
        | {
            "kind": Kind(kept["kind"]),
            "at": datetime.fromisoformat(kept["at"]),
            "to_id": UUID(kept["to_id"]),
            "parts": tuple(Part(**part | {"by": _day(part["by"])}) for part in kept["parts"]),
            "talk": _talk(kept["talk"]),
            "written_at": _moment(kept.get("written_at")),
        }
    )
    shown = tuple(Shown(UUID(one["reader_id"]), UUID(one["copy_id"]), one["name"]) for one in marks["shown"])
    return letter, Marks(aside=marks["aside"], shown=shown)


def shown_on(letter: Letter, *, at: datetime, from_name: str, to_id: UUID, to_name: str) -> Letter:
    """The same words as a letter to a third person whom the reader chose."""
    return replace(
        letter,
        kind=Kind.SHARED,
        at=at,
        from_name=from_name,
        to_id=to_id,
        to_name=to_name,
        of_name=letter.from_name,
        written_at=letter.at,
        on_line=False,
        remind=False,
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _talk(kept: dict[str, Any] | None) -> Talk | None:
    return Talk(datetime.fromisoformat(kept["starts_at"]), kept["minutes"]) if kept else None
