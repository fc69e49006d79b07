"""The one door to ballots: opens the urn of a closing wave for the release, and empties it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from wellbeing.checkins.statistics import WaveFacts


@dataclass(frozen=True, slots=True)
class Cell:
    """Frozen attributes as they stood when the wave opened; `unit_path` runs from the root to the unit."""

    unit_path: tuple[UUID, ...]
    location: str | None
    tenure: str | None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person without a name: the same pseudonym in every wave, HMAC(tenant secret, member id)."""

    pseudonym: str
    unit_path: tuple[UUID, ...]
    location: str | None
    tenure: str | None


@dataclass(frozen=True, slots=True)
class Urn:
    """Everything of one wave: who answered (pseudonyms), who was invited, and shuffled scores by scale.

    `scores[(instrument_key, scale)]` holds one `(cell, value)` per ballot that has a score, on the native
    range of the scale; a ballot and a respondent can be matched by cell only, never one by one.
    """

    wave: WaveFacts
    respondents: tuple[Respondent, ...]
    invited: tuple[Respondent, ...]
    scores: dict[tuple[str, str], tuple[tuple[Cell, float], ...]]
