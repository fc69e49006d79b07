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

import numpy as np
from sqlalchemy import delete, or_, select, update

from tenants import vault
from tenants.db import db
from wellbeing.checkins import catalog, sealing
from wellbeing.checkins.ballots import KEY_TABLE, Cells
from wellbeing.checkins.instruments import Instrument, answer_in
from wellbeing.checkins.models import APART, AudienceMember, Ballot, Participation, UnsealedBallot, Wave, WaveKey
from wellbeing.checkins.scoring import columns_of, published_of
from wellbeing.checkins.statistics import WaveFacts, wave_facts

_shuffle = random.SystemRandom().shuffle


class UrnMismatch(RuntimeError):
    """Ballots and participation do not agree in number in some cell of frozen attributes: nothing may be counted."""


class UrnBroken(RuntimeError):
    """A ballot that does not open, or no key to open it: nothing may be counted."""


class UrnNotClosed(RuntimeError):
    """The wave is not closing: an open urn is never looked into, an emptied one holds nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Frozen attributes as they stood when the wave opened; `unit_path` runs from the root to the unit.

    `groups` are the keys of named groups, in ascending order; an empty text means unknown.
    """

    unit_path: tuple[UUID, ...]
    location: str = ""
    tenure: str = ""
    job_family: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person without a name: the same pseudonym in every wave, HMAC(tenant secret, member id)."""

    pseudonym: str
    cell: Cell


Scores = Mapping[tuple[str, str], float]
"""All scores of one ballot by instrument and scale, each on the native range of its scale."""


@dataclass(frozen=True, slots=True)
class Urn:
    """Everything of one wave: who answered (pseudonyms), who was invited, and the shuffled ballots with their scores.

    A ballot and a respondent can be matched by cell only, never one by one. `before` is the audience of the
    check-in released last, empty when there was none and for a ballot at the end of something.
    """

    wave: WaveFacts
    respondents: tuple[Respondent, ...]
    invited: tuple[Respondent, ...]
    ballots: tuple[tuple[Cell, Scores], ...]
    before: tuple[Respondent, ...]

    def values(self, instrument: str, scale: str) -> list[tuple[Cell, float]]:
        """One value for each ballot that has a score on a scale."""
        return [(cell, scores[instrument, scale]) for cell, scores in self.ballots if (instrument, scale) in scores]


def open_urn(wave_id: UUID) -> Urn:
    """Read everything of a closing wave, under the tally login only.

    Raises UrnNotClosed unless the wave is closing, UrnBroken when a ballot does not open, UrnMismatch when counts
    differ in a cell. Pseudonyms are HMAC-SHA256(tenant secret, member id) in hex. Who answered and what was answered
    are asked for apart and never by row number or transaction; people and ballots are shuffled anew each time.
    """
    wave = db.session.scalar(select(Wave).where(Wave.id == wave_id))
    if wave is None or wave.state != "closing":
        raise UrnNotClosed
    invited = list(db.session.scalars(select(AudienceMember).where(AudienceMember.wave_id == wave_id)))
    answered = set(db.session.scalars(select(Participation.member_id).where(Participation.wave_id == wave_id)))
    ballots = [*_opened(wave), *_unsealed(wave)]
    took_part = [row for row in invited if row.member_id in answered]
    cast = Counter(cell for cell, _answers in ballots)
    if Counter(map(_cell, took_part)) != cast or len(took_part) != len(answered):
        raise UrnMismatch
    secret = vault.tenant_secret("respondent")
    return Urn(
        wave=wave_facts(wave),
        respondents=_pseudonymous(took_part, secret),
        invited=_pseudonymous(invited, secret),
        ballots=_scored([one for one, _origin in catalog.instruments_of(wave)], ballots),
        before=() if wave.origin in APART else _pseudonymous(_audience_before(), secret),
    )


def empty_urn(wave_id: UUID) -> None:
    """Delete every ballot of a wave and the fact of who answered, in the transaction that stores its figures.

    Where people stood in earlier waves goes too: the next release compares with this wave only. That somebody was asked
    remains, so that nobody is asked too often; but who was in a coaching round or was offered a programme does not, and
    it compares with nothing.
    """
    for table in (Ballot, UnsealedBallot, Participation):
        db.session.execute(delete(table).where(table.wave_id == wave_id))
    if db.session.scalar(select(Wave.origin).where(Wave.id == wave_id)) in APART:
        db.session.execute(delete(AudienceMember).where(AudienceMember.wave_id == wave_id))
        return
    released = select(Wave.id).where(Wave.state == "released", Wave.id != wave_id)
    nowhere = {"unit_path": [], "location": "", "tenure": "", "job_family": "", "groups": []}
    somewhere = or_(*(getattr(AudienceMember, name) != nothing for name, nothing in nowhere.items()))
    earlier = update(AudienceMember).where(AudienceMember.wave_id.in_(released), somewhere)
    db.session.execute(earlier.values(nowhere), execution_options={"synchronize_session": False})


def _opened(wave: Wave) -> list[tuple[Cell, Cells]]:
    """The sealed ballots, opened in the order of their random ids: that of their arrival is asked for nowhere."""
    asked = select(Ballot.id, Ballot.sealed).where(Ballot.wave_id == wave.id).order_by(Ballot.id)
    rows = db.session.execute(asked).all()
    if not rows:
        return []
    key = db.session.scalar(select(WaveKey).where(WaveKey.wave_id == wave.id))
    if key is None:
        raise UrnBroken
    try:
        private = vault.open_for_tenant(key.wrapped, table=KEY_TABLE, row_id=key.id)
        opened = sealing.opener(private, tenant_id=wave.tenant_id, wave_id=wave.id)
        return [_parts(opened(row.id, row.sealed)) for row in rows]
    except (vault.SealBroken, sealing.DoesNotOpen) as broken:
        raise UrnBroken from broken


def _parts(content: Mapping[str, Any]) -> tuple[Cell, Cells]:
    units = tuple(UUID(unit) for unit in content["units"])
    cell = Cell(units, content["location"], content["tenure"], content["family"], tuple(content["groups"]))
    return cell, content["answers"]


def _unsealed(wave: Wave) -> list[tuple[Cell, Cells]]:
    """Ballots from before ballots were sealed."""
    rows = db.session.scalars(select(UnsealedBallot).where(UnsealedBallot.wave_id == wave.id))
    return [(_cell(row), row.answers) for row in rows]


def _pseudonymous(rows: Iterable[AudienceMember], secret: bytes) -> tuple[Respondent, ...]:
    found = []
    for row in rows:
        pseudonym = hmac.new(secret, row.member_id.bytes, hashlib.sha256).hexdigest()
        found.append(Respondent(pseudonym, _cell(row)))
    _shuffle(found)
    return tuple(found)


def _audience_before() -> Sequence[AudienceMember]:
    checkins = select(Wave.id).where(Wave.state == "released", Wave.origin.not_in(APART))
    last = checkins.order_by(Wave.released_at.desc(), Wave.id).limit(1)
    wave_id = db.session.scalar(last)
    return db.session.scalars(select(AudienceMember).where(AudienceMember.wave_id == wave_id)).all() if wave_id else ()


def _scored(
    instruments: Sequence[Instrument], ballots: Sequence[tuple[Cell, Cells]]
) -> tuple[tuple[Cell, Scores], ...]:
    scores: list[dict[tuple[str, str], float]] = [{} for _ballot in ballots]
    for instrument in instruments:
        columns = columns_of(instrument, [_answers(instrument, answers) for _cell, answers in ballots])
        for name, column in published_of(instrument, columns).items():
            for place in np.flatnonzero(~np.isnan(column)):
                scores[place][instrument.key, name] = float(column[place])
    found = [(cell, own) for (cell, _answers), own in zip(ballots, scores, strict=True)]
    _shuffle(found)
    return tuple(found)


def _answers(instrument: Instrument, ballot: Cells) -> dict[str, float | None]:
    cells = ballot.get(instrument.key, {})
    return {item_id: answer_in(instrument.item(item_id), cell) for item_id, cell in cells.items()}


def _cell(row: AudienceMember | UnsealedBallot) -> Cell:
    return Cell(tuple(row.unit_path), row.location, row.tenure, row.job_family, tuple(sorted(row.groups)))
