"""The words of matching: who takes part, what happened before, the rules of a round, and the plan that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Participant:
    """One person as matching sees them.

    `working_hours` are local clock times "HH:MM" (an end before the start crosses midnight); without a language nobody
    is met; `seniority` is 1–8 or None when unknown; `cadence` n means the rounds that n divides; `exclusions` are
    confidential and hold in both directions.
    """

    id: str
    unit: str = ""
    department: str = ""
    manager: str | None = None
    time_zone: str = "UTC"
    working_hours: tuple[str, str] = ("09:00", "17:00")
    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    seniority: int | None = None
    cadence: int = 1
    paused: bool = False
    exclusions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PastPairing:
    """Two or three people who were put together in an earlier round."""

    round: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules that an organization chose for its rounds; `on` is the day whose local hours count."""

    on: date
    cooldown: int = 6
    minimum_overlap_hours: float = 1.0
    allow_same_manager: bool = True
    everyones_manager: Literal["exclude", "allow"] = "exclude"
    seniority: Literal["similar", "complementary"] = "similar"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two or three people fit, as a code and what to say about it; never anything about an exclusion."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pair or trio, its score (0–1000) and its reasons, the weightiest first."""

    members: tuple[str, ...]
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who takes part but found no one; the cause is `no_partner_fits`, whatever the rule, or `nobody_else`."""

    id: str
    cause: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One round: pairings, who was left out, pairs repeated inside the cool-down, and how good the whole is.

    `score` is the sum over pairings, `upper_bound` what no plan of this many people could exceed, `seconds` CPU time.
    """

    pairings: tuple[Pairing, ...]
    left_out: tuple[LeftOut, ...]
    relaxed: tuple[tuple[str, ...], ...]
    score: int
    upper_bound: float
    seconds: float
