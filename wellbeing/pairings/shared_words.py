"""Words that a pair shares, as a value, and how they become the bytes that are sealed: plain and pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What shared words are."""

    AGENDA = "agenda"
    NOTE = "note"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Words:
    """A line of the agenda, a note for the pair, or a note for oneself; from whom and when."""

    kind: Kind
    words: str
    at: datetime
    from_name: str
    number: int = 0
    with_names: str = ""


def to_bytes(words: Words) -> bytes:
    """The words as JSON in UTF-8, ready to be sealed."""
    kept = asdict(words) | {"at": words.at.isoformat()}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def from_bytes(opened: bytes) -> Words:
    """The words from their JSON; the inverse of `to_bytes`."""
    kept = json.loads(opened.decode())
    return Words(**kept | {"kind": Kind(kept["kind"]), "at": datetime.fromisoformat(kept["at"])})
