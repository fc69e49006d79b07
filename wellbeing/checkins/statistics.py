"""What reports may know of check-ins outside the tally: facts about waves and instruments, never about people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tenants.db import db
from tenants.organizations.access import organization
from wellbeing.checkins import access, catalog
from wellbeing.checkins.instrument_texts import label_texts
from wellbeing.checkins.instruments import Instrument
from wellbeing.checkins.models import APART, PROGRAM, Wave
from wellbeing.checkins.publishable import facts
from wellbeing.checkins.scale_facts import ScaleFacts


@dataclass(frozen=True, slots=True)
class InstrumentFacts:
    """An instrument as a report needs it; `scales` lists everything that gets figures.

    `texts` are language, name, note and source in every language that it has.
    """

    key: str
    version: int
    name: str
    kind: str
    origin: str
    note: str
    missing_rule: str
    source: str
    scales: tuple[ScaleFacts, ...]
    texts: tuple[tuple[str, str, str, str], ...] = ()
    licence: str = ""


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """One wave as a release and a report speak of it; `named_groups` are labels by key.

    `breakdowns` are the attributes besides the unit by which its page promised results.
    """

    id: UUID
    name: str
    state: str
    origin: str
    threshold: int
    organization_only: bool
    strict: bool
    named_groups: Mapping[str, str]
    breakdowns: frozenset[str]
    opened_on: date
    closed_on: date | None
    instruments: tuple[InstrumentFacts, ...]

    @property
    def stands_apart(self) -> bool:
        """Whether it asked at the end of a coaching round or a programme, and so stands apart from check-ins."""
        return self.origin in APART


def facts_of(instrument: Instrument, *, origin: str) -> InstrumentFacts:
    """The facts of one instrument; `origin` is `shipped`, `imported` or `own`."""
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
        texts=label_texts(instrument),
        licence=" ".join(instrument.licence.split()),
    )


def waves(*, state: str | None = None) -> tuple[WaveFacts, ...]:
    """The organization's waves, newest first; only those of one state when it is given."""
    asked = select(Wave).order_by(Wave.opened_at.desc(), Wave.name)
    return tuple(wave_facts(wave) for wave in db.session.scalars(asked.where(Wave.state == state) if state else asked))


def wave_named(name: str) -> WaveFacts | None:
    """The wave of that name, or None."""
    wave = db.session.scalar(select(Wave).where(Wave.name == " ".join(name.split())))
    return wave_facts(wave) if wave else None


def wave_by_id(wave_id: UUID) -> WaveFacts | None:
    """The wave of that id, or None."""
    wave = db.session.scalar(select(Wave).where(Wave.id == wave_id))
    return wave_facts(wave) if wave else None


def ballot_of_program(program_id: UUID) -> UUID | None:
    """The wave that asked at the end of a programme, counted or not; None when nothing was asked."""
    found = access.ballot_about(PROGRAM, program_id)
    return found.id if found else None


def wave_facts(wave: Wave) -> WaveFacts:
    """A wave in the words of a report; days are those of the organization's time zone."""
    zone = ZoneInfo(organization().time_zone)
    return WaveFacts(
        id=wave.id,
        name=wave.name,
        state=wave.state,
        origin=wave.origin,
        threshold=wave.threshold,
        organization_only=wave.organization_only,
        strict=wave.strict,
        named_groups=dict(wave.named_groups),
        breakdowns=frozenset(wave.promise.get("breakdowns", ())),
        opened_on=wave.opened_at.astimezone(zone).date(),
        closed_on=wave.closed_at.astimezone(zone).date() if wave.closed_at else None,
        instruments=tuple(facts_of(one, origin=origin) for one, origin in catalog.instruments_of(wave)),
    )
