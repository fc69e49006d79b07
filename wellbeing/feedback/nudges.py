"""Gentle words about when and how often, for the supervisor alone; computed when looked at and stored nowhere; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

FIRST_WEEKS = timedelta(weeks=6)
SILENCE = timedelta(weeks=8)
LOOKED_AT = 4
ONLY_CORRECTING = 3
MOST = 2


class Reason(StrEnum):
    """Why a word might be due."""

    FIRST_WEEKS = "first_weeks"
    RATE = "rate"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reports to the supervisor, and since when they are here."""

    id: UUID
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A note that the supervisor wrote: to whom, when, and whether it asks for a change."""

    to_id: UUID
    at: datetime
    corrective: bool


@dataclass(frozen=True, slots=True)
class Nudge:
    """One gentle word: about whom, why, and how many weeks or notes it rests on."""

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
    quiet = now - max((one.at for one in theirs), default=person.since)
    return Nudge(person, Reason.SILENCE, quiet.days // 7) if quiet >= SILENCE else None
