"""The tally: opens the urn of a closed wave, computes outside any transaction, stores the figures, empties the urn."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from reports.disclosure.candidates import Cell
from reports.releases import service
from reports.releases.counting import Counted, Surroundings, count
from reports.releases.placing import Place
from tenants import vault
from tenants.jobs import JobRun, job, owe
from tenants.members.departures import Workforce, workforce_until
from tenants.members.roles import led_units
from tenants.organizations.access import units_of
from wellbeing.checkins import tally
from wellbeing.checkins.statistics import WaveFacts, wave_by_id

LEASE = timedelta(minutes=10)
DESTROY_KEY = "wave.destroy_key"


@job("wave.release", queue="tally", lease=LEASE)
def release_wave(run: JobRun) -> None:
    """Publish a wave once; killed at any point it loses no ballot, and a second run changes nothing.

    A run that lost its lease while computing stores nothing: the run that took over does. Afterwards the wave's key and
    what the deleted rows left behind go, in jobs of their own.

    When another wave of the organization is released meanwhile, its round is missing here: nothing is stored, the job
    fails and is tried again with that round in its ledger.
    """
    wave_id = UUID(run.args["wave_id"])
    wave = wave_by_id(wave_id)
    if wave is None or wave.state != "closing":
        return
    urn = tally.open_urn(wave_id)
    number, past = service.earlier_rounds(wave)
    places = [Place(unit.id, unit.path) for unit in units_of()]
    around = Surroundings(places, led_units(), past, vault.tenant_secret("noise"), _workforce(wave))
    with run.outside_transaction():
        outcome = count(urn.wave, _counted(urn), around)
    run.hold()
    service.store(urn.wave, outcome, number=number + 1)
    tally.empty_urn(wave_id)
    owe(DESTROY_KEY, wave_id, {"wave_id": str(wave_id)}, queue="tally")


def _workforce(wave: WaveFacts) -> Workforce:
    """Everybody of the year before a check-in closed; nobody for what was imported or is a ballot at an end."""
    return workforce_until(wave.closed_on) if wave.origin == "live" and wave.closed_on else ()


def _counted(urn: tally.Urn) -> Counted:
    promised = urn.wave.breakdowns
    return Counted(
        invited=_cells(urn.invited, promised),
        answered=_cells(urn.respondents, promised),
        ballots=[(_cell(cell, promised), scores) for cell, scores in urn.ballots],
        before={one.pseudonym: one.cell.unit_path for one in urn.before},
    )


def _cells(people: Iterable[tally.Respondent], promised: Collection[str]) -> dict[str, Cell]:
    return {one.pseudonym: _cell(one.cell, promised) for one in people}


def _cell(cell: tally.Cell, promised: Collection[str]) -> Cell:
    """A frozen cell for disclosure control, without what the wave's page did not say results are shown by."""
    return Cell(
        units=tuple(str(unit) for unit in cell.unit_path),
        location=cell.location if "location" in promised else "",
        tenure=cell.tenure if "tenure" in promised else "",
        family=cell.job_family if "job_family" in promised else "",
        named=cell.groups,
    )
