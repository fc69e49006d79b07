"""A member's place in their programmes: what they did with each, to and from the one text that is sealed; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from wellbeing.programs.content import LONGEST, MOST_STEPS

DONE, LEFT_OUT, OPEN = "done", "left_out", "open"
MARKS = (DONE, LEFT_OUT, OPEN)
"""What a step may be for a member; the first two are worth the same."""

MOST = 24
"""Programmes that are remembered at most; those that were not touched for longest drop out."""
MOST_MARKS = LONGEST * MOST_STEPS
LONGEST_ID = 40
BLOCK = 1024
"""The text is filled up to whole blocks, so that its length says nothing about a step."""


class Unreadable(ValueError):
    """The name of the field that cannot be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a member did with one programme.

    `first_on` is the first day of their weeks, kept when they first touched it. Home goes on from the week `onward`;
    in the week `answered` they were last asked where to go on. `aside` is laid aside, `stepped_on` the day of the last
    step that is done or left out.
    """

    first_on: date | None = None
    joined: bool = False
    aside: bool = False
    done: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    onward: int = 1
    answered: int = 0
    touched_on: date | None = None
    stepped_on: date | None = None

    @property
    def begun(self) -> bool:
        """Whether the member ever touched it."""
        return self.first_on is not None

    def mark_of(self, step_id: str) -> str:
        """One of `MARKS`."""
        return DONE if step_id in self.done else LEFT_OUT if step_id in self.left_out else OPEN

    def marked(self, step_id: str, mark: str, on: date) -> Place:
        """The same with this mark on a step in place of any other."""
        return replace(
            self,
            stepped_on=None if mark == OPEN else on,
            done=self.done | {step_id} if mark == DONE else self.done - {step_id},
            left_out=self.left_out | {step_id} if mark == LEFT_OUT else self.left_out - {step_id},
        )


Places = Mapping[UUID, Place]


def to_bytes(places: Places) -> bytes:
    """As it is sealed: the newest ones, filled up to whole blocks."""
    kept = {str(program_id): to_record(place) for program_id, place in bounded(places).items()}
    text = json.dumps(kept, separators=(",", ":")).encode()
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def from_bytes(text: bytes) -> dict[UUID, Place]:
    """As it was sealed."""
    return {UUID(program_id): from_record(record) for program_id, record in json.loads(text).items()}


def bounded(places: Places) -> dict[UUID, Place]:
    """At most `MOST` of them, the newest touched ones."""
    newest = sorted(places.items(), key=lambda one: (one[1].touched_on or date.min, str(one[0])), reverse=True)
    return dict(newest[:MOST])


def merged(several: Iterable[Places]) -> dict[UUID, Place]:
    """What several private spaces say together; of a programme that several know, the first says what holds."""
    found: dict[UUID, Place] = {}
    for places in several:
        found = dict(places) | found
    return found


def to_record(place: Place) -> dict[str, Any]:
    """One place as values of JSON."""
    return {
        "first_on": place.first_on.isoformat() if place.first_on else None,
        "joined": place.joined,
        "laid_aside": place.aside,
        "done": sorted(place.done),
        "left_out": sorted(place.left_out),
        "onward": place.onward,
        "answered": place.answered,
        "touched_on": place.touched_on.isoformat() if place.touched_on else None,
        "stepped_on": place.stepped_on.isoformat() if place.stepped_on else None,
    }


def from_record(record: Mapping[str, Any]) -> Place:
    """The inverse of `to_record`; Unreadable names the first field that is none of ours."""
    done, left_out = _marks(record, "done"), _marks(record, "left_out")
    return Place(
        first_on=_day(record, "first_on"),
        joined=_yes_or_no(record, "joined"),
        aside=_yes_or_no(record, "laid_aside"),
        done=done,
        left_out=left_out - done,
        onward=_week(record, "onward", 1),
        answered=_week(record, "answered", 0),
        touched_on=_day(record, "touched_on"),
        stepped_on=_day(record, "stepped_on"),
    )


def _day(record: Mapping[str, Any], name: str) -> date | None:
    value = record.get(name)
    try:
        return None if value is None else date.fromisoformat(value)
    except (ValueError, TypeError):
        raise Unreadable(name) from None


def _yes_or_no(record: Mapping[str, Any], name: str) -> bool:
    value = record.get(name, False)
    if not isinstance(value, bool):
        raise Unreadable(name)
    return value


def _marks(record: Mapping[str, Any], name: str) -> frozenset[str]:
    value = record.get(name, [])
    if not isinstance(value, list) or len(value) > MOST_MARKS:
        raise Unreadable(name)
    if not all(isinstance(one, str) and 0 < len(one) <= LONGEST_ID and one.isprintable() for one in value):
        raise Unreadable(name)
    return frozenset(value)


def _week(record: Mapping[str, Any], name: str, lowest: int) -> int:
    value = record.get(name, lowest)
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= LONGEST:
        raise Unreadable(name)
    return value
