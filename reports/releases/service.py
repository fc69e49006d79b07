"""Storing a release: figures and ledger written, urn emptied and wave marked in one transaction, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import CursorResult

from reports.disclosure.rounds import WINDOW, Round
from reports.releases.counting import Outcome, label
from reports.releases.log import stored_log
from reports.releases.models import LedgerRound, Release, StoredFigure
from reports.releases.statistics import Figure, InstrumentLabel, ReleasedScale, Scale
from tenants import clock, jobs, scope
from tenants.db import db
from wellbeing.checkins.models import Wave
from wellbeing.checkins.statistics import WaveFacts

ANNOUNCE_JOB = "release.announce"
_AT_ONCE = 1000


class AlreadyReleased(RuntimeError):
    """Another run has stored this wave's figures; nothing of this one is kept."""


def earlier_rounds(wave: WaveFacts) -> tuple[int, list[Round]]:
    """The number of the round released last (0: none) and those that the ledger links with a wave, oldest first."""
    last = db.session.scalar(select(func.max(LedgerRound.number)))
    kept = (
        select(LedgerRound).where(LedgerRound.chain == _chain(wave)).order_by(LedgerRound.number.desc()).limit(WINDOW)
    )
    rows = db.session.scalars(kept).all()
    return last or 0, [_round(row) for row in reversed(rows)]


def store(wave: WaveFacts, outcome: Outcome, *, number: int) -> None:
    """Write the figures, the log and the ledger's round of a wave and mark it released; the caller empties the urn.

    ``number`` follows that of the last round known to the outcome; when another wave has taken it meanwhile, the
    database refuses the whole transaction. Raises AlreadyReleased when the wave is not closing any more, and then
    nothing was written.
    """
    now = clock.now()
    closing = update(Wave).where(Wave.id == wave.id, Wave.state == "closing")
    marked = db.session.execute(closing.values(state="released", released_at=now))
    if not isinstance(marked, CursorResult) or marked.rowcount != 1:
        raise AlreadyReleased
    db.session.add(_ledger_round(wave, number, outcome))
    releases = list(_releases(wave, outcome, now))
    db.session.add_all(release for release, _scale in releases)
    db.session.flush()
    rows = [row for release, one in releases for row in _stored(release.id, one)]
    for start in range(0, len(rows), _AT_ONCE):
        db.session.execute(insert(StoredFigure), rows[start : start + _AT_ONCE])
    jobs.owe(ANNOUNCE_JOB, wave.id, {"wave_id": str(wave.id)})


def _round(row: LedgerRound) -> Round:
    people = tuple(pseudonym.hex() for pseudonym in row.respondents)
    return Round(people, tuple(tuple(group) for group in row.groups))


def _chain(wave: WaveFacts) -> str:
    return wave.origin if wave.stands_apart else "checkin"


def _ledger_round(wave: WaveFacts, number: int, outcome: Outcome) -> LedgerRound:
    return LedgerRound(
        id=uuid4(),
        wave_id=wave.id,
        chain=_chain(wave),
        number=number,
        respondents=[bytes.fromhex(pseudonym) for pseudonym in outcome.round.respondents],
        groups=[list(group) for group in outcome.round.groups],
        r2=outcome.linked_r2,
    )


def _releases(wave: WaveFacts, outcome: Outcome, now: datetime) -> Iterator[tuple[Release, ReleasedScale]]:
    labels = {one.key: label(one) for one in wave.instruments}
    settings = {
        "wave": wave.name,
        "opened_on": wave.opened_on.isoformat(),
        "closed_on": (wave.closed_on or wave.opened_on).isoformat(),
        "threshold": wave.threshold,
        "organization_only": wave.organization_only,
        "origin": wave.origin,
        "log": stored_log(outcome.log),
    }
    if wave.named_groups:
        settings["groups"] = dict(sorted(wave.named_groups.items()))
    for order, one in enumerate(outcome.scales):
        instrument = labels.get(one.scale.instrument) or _own_label(one.scale)
        names = outcome.related.get((one.scale.instrument, one.scale.name))
        release = Release(
            id=uuid4(),
            wave_id=wave.id,
            instrument=one.scale.instrument,
            scale=one.scale.name,
            labels={"order": order, "scale": asdict(one.scale), "instrument": asdict(instrument)},
            settings=settings | ({"related": [list(name) for name in names]} if names else {}),
            released_at=now,
        )
        yield release, one


def _stored(release_id: UUID, one: ReleasedScale) -> Iterator[dict[str, Any]]:
    tenant_id = scope.require().tenant_id
    for figure in one.figures:
        yield {"tenant_id": tenant_id, "id": uuid4(), "release_id": release_id, **_columns(figure)}


def _columns(figure: Figure) -> dict[str, Any]:
    columns = asdict(figure)
    columns["unit_ids"] = list(figure.unit_ids)
    columns["bands"] = None if figure.bands is None else list(figure.bands)
    return columns


def _own_label(scale: Scale) -> InstrumentLabel:
    """The label of what is counted and not asked: the response rate, turnover."""
    return InstrumentLabel(scale.instrument, 1, scale.title, scale.instrument, "", "")
