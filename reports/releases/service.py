"""Storing a release: figures written, urn emptied and wave marked in one transaction, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from reports.releases.counting import label
from reports.releases.models import Release, StoredFigure
from reports.releases.statistics import PARTICIPATION, InstrumentLabel, ReleasedScale
from tenants import clock, jobs
from tenants.db import db
from wellbeing.checkins.models import Wave
from wellbeing.checkins.statistics import WaveFacts

CONTROL = "threshold and complementary suppression over unit and parent"
ANNOUNCE_JOB = "release.announce"


class AlreadyReleased(RuntimeError):
    """Another run has stored this wave's figures; nothing of this one is kept."""


def store(wave: WaveFacts, scales: Sequence[ReleasedScale]) -> None:
    """Write every release and figure of a wave and mark it released; the caller empties the urn beside it.

    Raises AlreadyReleased when the wave is not closing any more, and then nothing was written.
    """
    now = clock.now()
    closing = update(Wave).where(Wave.id == wave.id, Wave.state == "closing")
    marked = db.session.execute(closing.values(state="released", released_at=now))
    if not isinstance(marked, CursorResult) or marked.rowcount != 1:
        raise AlreadyReleased
    labels = {one.key: label(one) for one in wave.instruments}
    settings = {
        "wave": wave.name,
        "opened_on": wave.opened_on.isoformat(),
        "closed_on": (wave.closed_on or wave.opened_on).isoformat(),
        "threshold": wave.threshold,
        "organization_only": wave.organization_only,
        "origin": wave.origin,
        "control": CONTROL,
    }
    for order, one in enumerate(scales):
        instrument = labels.get(one.scale.instrument) or _participation_label()
        release = Release(
            id=uuid4(),
            wave_id=wave.id,
            instrument=one.scale.instrument,
            scale=one.scale.name,
            labels={"order": order, "scale": asdict(one.scale), "instrument": asdict(instrument)},
            settings=settings,
            released_at=now,
        )
        db.session.add(release)
        db.session.flush()
        db.session.add_all(_stored(release.id, one))
    db.session.flush()
    jobs.owe(ANNOUNCE_JOB, wave.id, {"wave_id": str(wave.id)})


def _stored(release_id: UUID, one: ReleasedScale) -> list[StoredFigure]:
    return [
        StoredFigure(
            id=uuid4(),
            release_id=release_id,
            kind="unit" if figure.unit_id else "org",
            unit_id=figure.unit_id,
            unit_path=figure.unit_path,
            position=figure.position,
            n_band=figure.n_band,
            value=figure.value,
            bound=figure.bound,
            status=figure.status,
            reason=figure.reason,
        )
        for figure in one.figures
    ]


def _participation_label() -> InstrumentLabel:
    return InstrumentLabel(PARTICIPATION, 1, "Response rate", PARTICIPATION, "", "")
