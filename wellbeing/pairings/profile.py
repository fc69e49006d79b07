"""What one member wants of peer coaching, as a value, and how it becomes the bytes that are sealed: plain and pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

CADENCES = (1, 2, 4)
SILENT_ROUNDS = 3
"""After so many rounds without a sign the member is asked whether to go on, and pauses without an answer."""

_BUCKET = 1024


@dataclass(frozen=True, slots=True)
class NotWith:
    """A colleague with whom a member does not want to be paired: the address as typed, and who that was, if anybody."""

    address: str
    member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Topics, hours and wishes of one member.

    `starts` and `ends` are local clock times on the weekdays `days` (1 = Monday). `paused_until` without a day is a
    pause for good. `ended_with` are people with whom the member ended a pairing for good. `skips` are rounds that the
    member leaves out, `silent` the rounds without a sign, `waiting_in` the round in which they wait for a partner.
    """

    joined: bool = True
    topics: tuple[str, ...] = ()
    wants: str = ""
    languages: tuple[str, ...] = ()
    cadence: int = 1
    days: tuple[int, ...] = (1, 2, 3, 4, 5)
    starts: str = "09:00"
    ends: str = "17:00"
    paused: bool = False
    paused_until: date | None = None
    not_with: tuple[NotWith, ...] = ()
    ended_with: tuple[UUID, ...] = ()
    skips: tuple[UUID, ...] = ()
    silent: int = 0
    asked: bool = False
    rested: bool = False
    waiting_in: UUID | None = None
    waiting_told: bool = False

    def rests_on(self, day: date) -> bool:
        """Whether the member pauses on a day."""
        return self.paused and (self.paused_until is None or day <= self.paused_until)

    def takes_part(self, *, round_id: UUID, on: date, number: int, last_number: int | None) -> bool:
        """Whether a round is for this member: joined, not at rest, not skipped, and due by the chosen cadence."""
        if not self.joined or self.rests_on(on) or round_id in self.skips:
            return False
        return last_number is None or number - last_number >= self.cadence

    @property
    def to_be_asked(self) -> bool:
        """Whether the kind question waits for an answer."""
        return self.asked and self.silent >= SILENT_ROUNDS

    def excluded(self, by_address: Mapping[str, UUID]) -> frozenset[UUID]:
        """Everybody with whom this member is never paired."""
        named = (one.member_id or by_address.get(one.address) for one in self.not_with)
        return frozenset(self.ended_with) | {one for one in named if one is not None}


def named(addresses: Iterable[str], known: Iterable[NotWith], by_address: Mapping[str, UUID]) -> tuple[NotWith, ...]:
    """The people behind typed addresses; whoever was found once stays the same, whatever their address becomes."""
    before = {one.address: one.member_id for one in known}
    tidy = dict.fromkeys(address.strip().lower() for address in addresses if address.strip())
    return tuple(NotWith(address, before.get(address) or by_address.get(address)) for address in tidy)


def to_bytes(profile: Profile) -> bytes:
    """The profile as JSON in UTF-8, filled up with spaces, so that its length tells next to nothing."""
    told = json.dumps(asdict(profile), ensure_ascii=False, separators=(",", ":"), default=_plain)
    content = told.encode("utf-8", "replace")  # half a sign that was typed is no reason to lose the rest
    return content + b" " * (-len(content) % _BUCKET)


def from_bytes(opened: bytes) -> Profile:
    """The profile from its JSON; the inverse of `to_bytes`."""
    kept: dict[str, Any] = json.loads(opened.decode())
    return Profile(
        **kept
        | {name: tuple(kept[name]) for name in ("topics", "languages", "days")}
        | {
            "paused_until": date.fromisoformat(kept["paused_until"]) if kept["paused_until"] else None,
            "not_with": tuple(NotWith(one["address"], _id(one["member_id"])) for one in kept["not_with"]),
            "ended_with": tuple(UUID(one) for one in kept["ended_with"]),
            "skips": tuple(UUID(one) for one in kept["skips"]),
            "waiting_in": _id(kept["waiting_in"]),
        }
    )


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
