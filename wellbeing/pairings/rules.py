"""The rules that HR chose for one round, as they are stored with it: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from wellbeing.pairings.terms import Policy


@dataclass(frozen=True, slots=True)
class Rules:
    """How long a round is (weeks), after how many rounds two people may meet again, and who may meet at all."""

    weeks: int = 4
    cooldown: int = 6
    minimum_hours: float = 1.0
    allow_same_manager: bool = True
    everyones_manager: Literal["exclude", "allow"] = "exclude"
    seniority: Literal["similar", "complementary"] = "similar"

    def policy(self, on: date) -> Policy:
        """The same for matching, for the day whose hours count."""
        return Policy(
            on=on,
            cooldown=self.cooldown,
            minimum_overlap_hours=self.minimum_hours,
            allow_same_manager=self.allow_same_manager,
            everyones_manager=self.everyones_manager,
            seniority=self.seniority,
        )


def stored(rules: Rules) -> dict[str, Any]:
    """The rules as values of JSON."""
    return asdict(rules)


def of(kept: Mapping[str, Any]) -> Rules:
    """The rules of a stored round."""
    return Rules(**kept)
