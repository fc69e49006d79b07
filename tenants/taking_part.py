"""Who took part in something: told by the feature that knows to one that has to ask, while neither knows the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

COACHING_ROUND = "coaching_round"
"""Everybody who was in a pair or trio of one round."""

PROGRAM = "program"
"""Everybody whom one programme was offered to, whether they used it or not; of a sensitive one nobody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TookPart:
    """Something that was done together: its last day, the members who were in it, and what it is called.

    It has a number, or a name by language.
    """

    ended_on: date
    member_ids: frozenset[UUID]
    number: int = 0
    name: Mapping[str, str] = field(default_factory=dict)

    def named(self, language: str) -> str:
        """Its name in a language, else in English, else in whichever it has; empty for what has a number only."""
        return self.name.get(language) or self.name.get("en") or next(iter(self.name.values()), "")


Teller = Callable[[UUID], TookPart | None]

_tellers: dict[str, Teller] = {}


def told_by(what: str, teller: Teller) -> None:
    """Let a feature answer for what it runs, by its id; None for what is not there, not over, or told of to nobody."""
    _tellers[what] = teller


def who(what: str, about: UUID) -> TookPart | None:
    """Who was in it. For jobs only: so no job has to name people, and no page ever lists them."""
    return _tellers[what](about) if what in _tellers else None
