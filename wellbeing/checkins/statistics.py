"""What reports may know of check-ins outside the tally: facts about waves and instruments, never about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wellbeing.checkins.instruments import Instrument, ScaleFacts
from wellbeing.checkins.scoring import facts


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """An instrument as a report needs it; `scales` lists everything that gets figures."""

    key: str
    version: int
    name: str
    kind: str
    origin: str
    note: str
    missing_rule: str
    source: str
    scales: tuple[ScaleFacts, ...]


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """One wave as a release and a report speak of it."""

    id: UUID
    name: str
    state: str
    origin: str
    threshold: int
    organization_only: bool
    opened_on: date
    closed_on: date | None
    instruments: tuple[InstrumentFacts, ...]


def facts_of(instrument: Instrument, *, origin: str) -> InstrumentFacts:
    """The facts of one instrument; `origin` is `shipped` or `imported`."""
    return InstrumentFacts(
        key=instrument.key,
        version=instrument.version,
        name=instrument.name,
        kind=instrument.kind,
        origin=origin,
        note=instrument.note,
        missing_rule=instrument.missing_rule,
        source=instrument.source,
        scales=facts(instrument),
    )
