"""The tally: opens the urn of a closed wave, computes outside any transaction, stores the figures, empties the urn."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from reports.releases import service
from reports.releases.counting import Counted, Place, count
from tenants.jobs import JobRun, job
from tenants.organizations.access import units_of
from wellbeing.checkins import tally
from wellbeing.checkins.statistics import wave_by_id

LEASE = timedelta(minutes=10)


@job("wave.release", queue="tally", lease=LEASE)
def release_wave(run: JobRun) -> None:
    """Publish a wave once; killed at any point it loses no ballot, and a second run changes nothing."""
    wave_id = UUID(run.args["wave_id"])
    wave = wave_by_id(wave_id)
    if wave is None or wave.state != "closing":
        return
    urn = tally.open_urn(wave_id)
    places = [Place(unit.id, unit.path) for unit in units_of()]
    with run.outside_transaction():
        scales = count(urn.wave, _counted(urn), places)
    service.store(urn.wave, scales)
    tally.empty_urn(wave_id)


def _counted(urn: tally.Urn) -> Counted:
    return Counted(
        invited=[one.unit_path for one in urn.invited],
        answered=[one.unit_path for one in urn.respondents],
        values={key: [(cell.unit_path, value) for cell, value in found] for key, found in urn.scores.items()},
    )
