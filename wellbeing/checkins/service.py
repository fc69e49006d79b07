"""Answering and closing a check-in: casting is one transaction that cannot double and leaves no name on a ballot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.engine import CursorResult

from tenants import audit, clock, jobs, scope, vault
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.members import private_space
from tenants.members.models import Member
from wellbeing.checkins import access, ballots, catalog
from wellbeing.checkins.ballots import Cells
from wellbeing.checkins.instruments import Instrument, answer_in
from wellbeing.checkins.models import AudienceMember, Ballot, OwnAnswers, Participation, Wave
from wellbeing.checkins.scoring import asked_by_turns, score

RELEASE_JOB = "wave.release"
_TAKE_PART = insert_or_not(Participation.metadata.tables["participation"]).on_conflict_do_nothing()
_PUT = insert(Ballot.metadata.tables["ballot"])
_LONGEST_SCORE = "9" * 24
"""Longer than any score in a copy."""


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """A member's own copy of one check-in, opened in memory.

    `asked` names the questions behind each score where they take turns.
    """

    id: UUID
    month_on: Any
    wave: str
    scores: Mapping[str, Mapping[str, float]]
    asked: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)


class CheckinClosed(Conflict):
    """The wave closed before the answers came; they were not stored anywhere."""

    default_code = "checkin_closed"
    default_message = _l(
        "This check-in closed before your answers arrived, so they were not sent. What you chose is still below."
    )


class NothingChosen(Invalid):
    """Every item was skipped; leaving the page says the same."""

    default_code = "nothing_chosen"
    default_message = _l("Nothing is chosen yet. Answer what you like, or simply leave this page; both are fine.")


def cast(*, member: Member, wave_id: UUID, cells: Cells, keep_copy: bool) -> bool:
    """Put one ballot into the urn; False when this member had answered before, and then nothing changes.

    CheckinClosed when the wave is not open any more, NothingChosen when every cell is empty, NotFound for
    somebody who was not invited. The own copy goes into the member's private space if `keep_copy` and one is open.
    """
    return cast_into(access.casting_for(member, wave_id), member=member, cells=cells, keep_copy=keep_copy)


def cast_into(urn: tuple[Wave, AudienceMember], *, member: Member, cells: Cells, keep_copy: bool) -> bool:
    """The same for a wave and place that `access.casting_for` has looked up."""
    wave, place = urn
    if wave.state != "open" or wave.closes_at <= clock.now() or wave.public_key is None:
        raise CheckinClosed
    answers = chosen(cells)
    if not answers:
        raise NothingChosen
    if not take_part(wave_id=wave.id, member_id=member.id):
        return False
    put_ballot(wave=wave, place=place, answers=counted(wave, answers))
    if keep_copy:
        keep(member=member, wave=wave, cells=answers)
    return True


def chosen(cells: Cells) -> dict[str, dict[str, str]]:
    """Only the cells that hold an answer, by instrument."""
    kept = {key: {item: cell for item, cell in row.items() if cell} for key, row in cells.items()}
    return {key: row for key, row in kept.items() if row}


def counted(wave: Wave, answers: Cells) -> Cells:
    """The answers that go into the ballot: what a wave keeps to the member never leaves the own copy."""
    private = {part["key"] for part in wave.instruments if part.get("private")}
    return {key: row for key, row in answers.items() if key not in private}


def take_part(*, wave_id: UUID, member_id: UUID) -> bool:
    """Note the bare fact that somebody answered; False when it was noted before."""
    row = {"tenant_id": scope.require().tenant_id, "id": uuid4(), "wave_id": wave_id, "member_id": member_id}
    noted = db.session.execute(_TAKE_PART, row, execution_options={"preserve_rowcount": True})
    return isinstance(noted, CursorResult) and noted.rowcount == 1


def put_ballot(*, wave: Wave, place: AudienceMember, answers: Cells) -> None:
    """A plain insert of a sealed ballot with a random id: no member, no time, nothing returned."""
    db.session.execute(_PUT, ballots.sealed_row(wave, place, answers))


def keep(*, member: Member, wave: Wave, cells: Cells) -> bool:
    """Seal the member's own copy; False when no private space is open or a copy of this wave is there already."""
    answers = chosen(cells)
    if not answers or not private_space.open_spaces(member.id) or wave.id.hex in _kept_waves(member):
        return False
    space = private_space.writing_space(member.id)
    instruments = {one.key: one for one, _origin in catalog.instruments_of(wave)}
    told = {
        "wave_id": wave.id.hex,
        "wave": wave.name,
        "sent_on": clock.today(member.time_zone or "UTC").isoformat(),
        "instruments": {
            key: _told(instruments[key], row, _scores(instruments[key], row)) for key, row in answers.items()
        },
    }
    row_id, text = uuid4(), json.dumps(told).encode().ljust(_longest_copy(told, instruments))
    sealed = vault.seal_for_member(space, table="own_answers", row_id=row_id, plaintext=text)
    month_on = clock.today(member.time_zone or "UTC").replace(day=1)
    db.session.add(OwnAnswers(id=row_id, member_id=member.id, space_id=space.id, month_on=month_on, sealed=sealed))
    db.session.flush()
    return True


def own_copies(member: Member) -> list[OwnCopy]:
    """The member's own copies that this session can open, newest month first."""
    found = []
    for row_id, month_on, told in opened_copies(member):
        scores = {key: dict(part["scores"]) for key, part in told["instruments"].items()}
        asked = {key: part.get("asked", {}) for key, part in told["instruments"].items()}
        found.append(OwnCopy(row_id, month_on, told["wave"], scores, asked))
    return found


def forget_copy(*, member: Member, copy_id: UUID) -> None:
    """Delete one own copy; the ballot is not touched, because nothing leads to it."""
    row = db.session.scalar(select(OwnAnswers).where(OwnAnswers.id == copy_id, OwnAnswers.member_id == member.id))
    if row is None:
        raise NotFound
    db.session.delete(row)
    db.session.flush()


def close_wave(*, wave_id: UUID) -> Wave:
    """Close a wave for good and owe its release; Conflict when it is closed already."""
    wave = _locked(wave_id)
    if wave.state != "open":
        raise Conflict(_l("This check-in is closed already."), code="already_closed")
    wave.state, wave.closed_at = "closing", clock.now()
    db.session.flush()
    jobs.owe(RELEASE_JOB, wave.id, {"wave_id": str(wave.id)}, queue="tally")
    audit.record("wave.closed", wave.id, name=wave.name)
    return wave


def _locked(wave_id: UUID) -> Wave:
    """The wave as it stands once nobody casts any more."""
    asked = select(Wave).where(Wave.id == wave_id).with_for_update()
    wave = db.session.scalar(asked, execution_options={"populate_existing": True})
    if wave is None:
        raise NotFound
    return wave


def opened_copies(member: Member) -> list[tuple[UUID, Any, dict[str, Any]]]:
    """Id, month and content of every own copy that this session can open, the newest first."""
    found = []
    for space in private_space.open_spaces(member.id):
        rows = list(db.session.scalars(select(OwnAnswers).where(OwnAnswers.space_id == space.id)))
        read = vault.reader_of(space, "own_answers") if rows else None
        found += [(row.id, row.month_on, json.loads(read(row.id, row.sealed))) for row in rows if read]
    return sorted(found, key=lambda row: (row[1], row[2].get("sent_on", ""), row[2]["wave"]), reverse=True)


def _kept_waves(member: Member) -> set[str]:
    return {told["wave_id"] for _id, _month, told in opened_copies(member)}


def _told(instrument: Instrument, row: Mapping[str, str], scores: Mapping[str, object]) -> dict[str, Any]:
    """What a copy says of one instrument."""
    return {"version": instrument.version, "answers": row, "scores": scores, "asked": asked_by_turns(instrument)}


def _longest_copy(told: Mapping[str, Any], instruments: Mapping[str, Instrument]) -> int:
    """Bytes of the fullest copy of this wave: all its copies are as long, so that no size tells what was answered."""
    fullest = {
        key: _told(one, ballots.longest_cells(one), {scale.name: _LONGEST_SCORE for scale in one.scales})
        for key, one in instruments.items()
    }
    return len(json.dumps({**told, "instruments": fullest}).encode())


def _scores(instrument: Instrument, row: Mapping[str, str]) -> dict[str, float]:
    answers = {item_id: answer_in(instrument.item(item_id), cell) for item_id, cell in row.items()}
    found = score(instrument, answers)
    return {name: one.value for name, one in found.items() if one.value is not None}
