"""Gentle words about when and how often, for the supervisor alone; computed when looked at and stored nowhere; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

FIRST_WEEKS = timedelta(weeks=6)
SILENCE = timedelta(weeks=8)
MONTH = timedelta(days=30.44)
LOOKED_AT = 4
ONLY_CORRECTING = 3
MOST = 2


class Reason(StrEnum):
    """Why a word might be due."""

    FIRST_WEEKS = "first_weeks"
    RATE = "rate"
    SILENCE = "silence"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reports to the supervisor: since when they work here, and since when both could meet on this page.

    Nothing is known of the time before, so nobody is told that they were silent then.
    """

    id: UUID
    name: str
    since: datetime
    known_since: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A note that the supervisor wrote: to whom, when, and whether it asks for a change."""

    to_id: UUID
    at: datetime
    corrective: bool


@dataclass(frozen=True, slots=True)
class Nudge:
    """One gentle word: about whom, why, and how many weeks, notes or months it rests on; 0 for nothing."""

    person: Person
    reason: Reason
    number: int


def nudges(people: Iterable[Person], written: Sequence[Written], now: datetime) -> list[Nudge]:
    """At most two nudges: who is new and has heard nothing, who hears corrections only, who has long heard nothing."""
    found = [nudge for person in people if (nudge := _about(person, written, now))]
    order = list(Reason)
    return sorted(found, key=lambda one: (order.index(one.reason), -one.number))[:MOST]


def _about(person: Person, written: Sequence[Written], now: datetime) -> Nudge | None:
    theirs = sorted((one for one in written if one.to_id == person.id), key=lambda one: one.at, reverse=True)
    here = now - person.since
    if here < FIRST_WEEKS and not theirs:
        return Nudge(person, Reason.FIRST_WEEKS, max(1, here.days // 7))
    latest = theirs[:LOOKED_AT]
    corrective = sum(one.corrective for one in latest)
    if corrective >= ONLY_CORRECTING:
        return Nudge(person, Reason.RATE, corrective)
    if not theirs:
        return Nudge(person, Reason.NOTHING, 0) if now - max(person.since, person.known_since) >= SILENCE else None
    quiet = now - theirs[0].at
    return Nudge(person, Reason.SILENCE, round(quiet / MONTH)) if quiet >= SILENCE else None
