"""The one door to ballots: opens the urn of a closing wave for the release, and empties it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wellbeing.checkins.instruments import ScaleFacts


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
class InstrumentFacts:
    """An instrument as a report needs it; `scales` lists everything that has values in the urn."""

    key: str
    version: int
    name: str
    kind: str
    origin: str
    note: str
    source: str
    scales: tuple[ScaleFacts, ...]


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """What a release says about its wave."""

    id: UUID
    name: str
    threshold: int
    organization_only: bool
    opened_on: datetime
    closed_on: datetime
    instruments: tuple[InstrumentFacts, ...]


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
