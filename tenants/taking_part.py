"""Who took part in something: told by the feature that knows to one that has to ask, while neither knows the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

COACHING_ROUND = "coaching_round"


@dataclass(frozen=True, slots=True)
class TookPart:
    """Something that was done together: its number, its last day, and the members who were in it."""

    number: int
    ended_on: date
    member_ids: frozenset[UUID]


Teller = Callable[[UUID], TookPart | None]

_tellers: dict[str, Teller] = {}


def told_by(what: str, teller: Teller) -> None:
    """Let a feature answer for what it runs, by its id; None for what is not there or not over."""
    _tellers[what] = teller


def who(what: str, about: UUID) -> TookPart | None:
    """Who was in it. For jobs only: so no job has to name people, and no page ever lists them."""
    return _tellers[what](about) if what in _tellers else None
