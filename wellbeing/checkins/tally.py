"""The one door to ballots: opens the urn of a closing wave for the release, and empties it afterwards."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from tenants import vault
from tenants.db import db
from wellbeing.checkins import catalog
from wellbeing.checkins.instruments import Instrument, answer_in
from wellbeing.checkins.models import AudienceMember, Ballot, Participation, Wave
from wellbeing.checkins.scoring import facts, published
from wellbeing.checkins.statistics import WaveFacts, wave_facts

_shuffle = random.SystemRandom().shuffle


class UrnMismatch(RuntimeError):
    """Ballots and participation do not agree in number in some cell of frozen attributes: nothing may be counted."""


class UrnNotClosed(RuntimeError):
    """The wave is not closing: an open urn is never looked into, an emptied one holds nothing."""


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


def open_urn(wave_id: UUID) -> Urn:
    """Read everything of a closing wave, under the tally login only.

    Raises UrnNotClosed unless the wave is closing, UrnMismatch when counts differ in a cell. Pseudonyms are
    HMAC-SHA256(tenant secret, member id) in hex; the order of people and of ballots is shuffled anew each time.
    """
    wave = db.session.scalar(select(Wave).where(Wave.id == wave_id))
    if wave is None or wave.state != "closing":
        raise UrnNotClosed
    invited = list(db.session.scalars(select(AudienceMember).where(AudienceMember.wave_id == wave_id)))
    answered = set(db.session.scalars(select(Participation.member_id).where(Participation.wave_id == wave_id)))
    ballots = list(db.session.scalars(select(Ballot).where(Ballot.wave_id == wave_id)))
    took_part = [row for row in invited if row.member_id in answered]
    if Counter(map(_cell, took_part)) != Counter(map(_cell, ballots)) or len(took_part) != len(answered):
        raise UrnMismatch
    secret = vault.tenant_secret("respondent")
    return Urn(
        wave=wave_facts(wave),
        respondents=_pseudonymous(took_part, secret),
        invited=_pseudonymous(invited, secret),
        scores=_scores([one for one, _origin in catalog.instruments_of(wave)], ballots),
    )


def empty_urn(wave_id: UUID) -> None:
    """Delete every ballot of a wave and the fact of who answered, in the transaction that stores its figures."""
    db.session.execute(delete(Ballot).where(Ballot.wave_id == wave_id))
    db.session.execute(delete(Participation).where(Participation.wave_id == wave_id))


def _pseudonymous(rows: Iterable[AudienceMember], secret: bytes) -> tuple[Respondent, ...]:
    found = []
    for row in rows:
        cell = _cell(row)
        pseudonym = hmac.new(secret, row.member_id.bytes, hashlib.sha256).hexdigest()
        found.append(Respondent(pseudonym, cell.unit_path, cell.location, cell.tenure))
    _shuffle(found)
    return tuple(found)


def _scores(
    instruments: Sequence[Instrument], ballots: Sequence[Ballot]
) -> dict[tuple[str, str], tuple[tuple[Cell, float], ...]]:
    found: dict[tuple[str, str], list[tuple[Cell, float]]] = {
        (one.key, fact.name): [] for one in instruments for fact in facts(one)
    }
    for ballot in ballots:
        cell = _cell(ballot)
        for instrument in instruments:
            for name, value in published(instrument, _answers(instrument, ballot.answers)).items():
                found[instrument.key, name].append((cell, value))
    for values in found.values():
        _shuffle(values)
    return {key: tuple(values) for key, values in found.items()}


def _answers(instrument: Instrument, ballot: Mapping[str, Any]) -> dict[str, float | None]:
    cells: Mapping[str, str] = ballot.get(instrument.key, {})
    return {item_id: answer_in(instrument.item(item_id), cell) for item_id, cell in cells.items()}


def _cell(row: AudienceMember | Ballot) -> Cell:
    return Cell(tuple(row.unit_path), row.location or None, row.tenure or None)
