"""What the people of one pairing share about it, as a value, and how it becomes the bytes that are sealed: pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wellbeing.pairings.terms import Reason
from wellbeing.pairings.times import Hours

_BUCKET = 1024


@dataclass(frozen=True, slots=True)
class Meeting:
    """One agreed time; `sequence` counts every change, as calendars want it."""

    starts_at: datetime
    minutes: int
    sequence: int
    stamped_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What the others of a pairing need to know of one person: their hours and what they would like to talk about."""

    hours: Hours
    wants: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Why these people, who has agreed to how they talk, and when they meet.

    `signs` are those who did anything at all in this pairing; `titles` are the names that members chose for the entry
    in their own calendar; `thanked` are those who said thank you.
    """

    reasons: tuple[Reason, ...] = ()
    sides: Mapping[str, Side] = field(default_factory=dict)
    accepted: tuple[UUID, ...] = ()
    signs: tuple[UUID, ...] = ()
    meeting: Meeting | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    guide: str = ""
    thanked: tuple[UUID, ...] = ()

    def with_sign(self, member_id: UUID) -> Pair:
        """The same once this member has given a sign."""
        return self if member_id in self.signs else replace(self, signs=(*self.signs, member_id))

    @property
    def next_meeting(self) -> Meeting | None:
        """The agreed time, unless it was cancelled."""
        return self.meeting if self.meeting and not self.meeting.cancelled else None

    def has_met(self, now: datetime) -> bool:
        """Whether the agreed time has come."""
        return self.next_meeting is not None and self.next_meeting.starts_at <= now


def to_bytes(pair: Pair) -> bytes:
    """The pair as JSON in UTF-8, filled up with spaces."""
    content = json.dumps(asdict(pair), ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    return content + b" " * (-len(content) % _BUCKET)


def from_bytes(opened: bytes) -> Pair:
    """The pair from its JSON; the inverse of `to_bytes`."""
    kept: dict[str, Any] = json.loads(opened.decode())
    meeting = kept["meeting"]
    return Pair(
        **kept
        | {name: tuple(UUID(one) for one in kept[name]) for name in ("accepted", "signs", "thanked")}
        | {
            "reasons": tuple(Reason(one["code"], one["values"]) for one in kept["reasons"]),
            "sides": {name: Side(_hours(one["hours"]), one["wants"]) for name, one in kept["sides"].items()},
            "meeting": _meeting(meeting) if meeting else None,
        }
    )


def _hours(kept: dict[str, Any]) -> Hours:
    return Hours(kept["zone"], tuple(kept["days"]), kept["starts"], kept["ends"])


def _meeting(kept: dict[str, Any]) -> Meeting:
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "stamped_at")}
    return Meeting(**kept | moments)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
