"""Past answers of another system: the same urn, the same close, and only figures remain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import func, insert, select

from tenants import audit, clock, jobs, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member
from tenants.organizations.models import Organization, Unit
from wellbeing.checkins import answers_csv, ballots, catalog, opening, wording
from wellbeing.checkins.answers_csv import Flaw, PastAnswers
from wellbeing.checkins.audience import SMALLEST_AUDIENCE, Place, path_of, tenure_band
from wellbeing.checkins.instruments import Instrument
from wellbeing.checkins.models import Ballot, Participation, Wave
from wellbeing.checkins.service import RELEASE_JOB

_AT_ONCE = 1000
_Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Chart:
    """What rows are resolved against: people by address and external id, units by their spelling."""

    people: Mapping[str, Member]
    unit_ids: Mapping[str, UUID]
    parents: Mapping[UUID, UUID | None]
    zone: str


class AnswersRefused(Invalid):
    """A file of past answers with flaws; nothing of it was stored. `sentences` names every row."""

    default_code = "answers_refused"

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        self.sentences = [wording.answer_flaw(flaw.row, flaw.column, flaw.code) for flaw in flaws]
        super().__init__(_("Nothing was imported."), fields={"answers": self.sentences})


def bring_in(*, name: str, instrument: Instrument, content: bytes) -> Wave:
    """Take in one past wave and owe its release; AnswersRefused or Conflict when anything is wrong.

    Every row is an invited person; a row with at least one answer is a ballot and a participation, unlinked like
    any other. Attributes stand in the file as they were then, else they are those of today.
    """
    organization = opening.organization_locked()
    tidy = opening.tidy_name(name)
    _refuse_name(tidy)
    sheet = answers_csv.read(content, instrument)
    placed, flaws = _placed(sheet.rows, _chart(organization.time_zone))
    if sheet.flaws or flaws:
        raise AnswersRefused(sorted([*sheet.flaws, *flaws], key=lambda flaw: flaw.row))
    if len(placed) < SMALLEST_AUDIENCE:
        raise Conflict(wording.refusal("too_few_people", {}), code="too_few_people")
    catalog.stored(instrument, origin="shipped" if _is_shipped(instrument) else "imported")
    places = [place for place, _row in placed]
    if not ballots.fit(places, [instrument]):
        raise Conflict(wording.refusal("too_long", {}), code="too_long")
    wave = _past_wave(tidy, instrument, opening.promise(organization, places, [instrument]), organization)
    ballots.give_key(wave)
    opening.invite(wave, places)
    _fill_urn(wave, instrument, [(place, row) for place, row in placed if row.cells])
    jobs.owe(RELEASE_JOB, wave.id, {"wave_id": str(wave.id)}, queue="tally")
    audit.record("answers.imported", wave.id, name=wave.name, instrument=instrument.key)
    return wave


def _past_wave(name: str, instrument: Instrument, promise: dict[str, Any], organization: Organization) -> Wave:
    now = clock.now()
    return Wave(
        id=uuid4(),
        name=name,
        instruments=[{"key": instrument.key, "version": instrument.version}],
        promise=promise | {"trial": False},
        threshold=organization.threshold,
        organization_only=promise["organization_only"],
        strict=organization.strict,
        trial=False,
        origin="imported",
        state="closing",
        opened_at=now,
        closes_at=now,
        closed_at=now,
    )


def _fill_urn(wave: Wave, instrument: Instrument, placed: Sequence[tuple[Place, PastAnswers]]) -> None:
    common = {"tenant_id": scope.require().tenant_id, "wave_id": wave.id}
    took_part: _Rows = [{**common, "id": uuid4(), "member_id": place.member_id} for place, _row in placed]
    cast: _Rows = [
        ballots.sealed_row(wave, place, {instrument.key: ballots.tidy(instrument, row.cells)}) for place, row in placed
    ]
    # by random id, so that the order of the file is in neither table
    for table, rows in ((Participation, took_part), (Ballot, cast)):
        rows.sort(key=lambda row: row["id"])
        for start in range(0, len(rows), _AT_ONCE):
            db.session.execute(insert(table), rows[start : start + _AT_ONCE])


def _placed(rows: Iterable[PastAnswers], chart: _Chart) -> tuple[list[tuple[Place, PastAnswers]], list[Flaw]]:
    found: list[tuple[Place, PastAnswers]] = []
    flaws: list[Flaw] = []
    seen: set[UUID] = set()
    today = clock.today(chart.zone)
    for row in rows:
        member = chart.people.get(row.member) or chart.people.get(row.member.lower())
        unit_id = chart.unit_ids.get(_spelled(row.unit)) if row.unit else None
        if member is None:
            flaws.append(Flaw(row.row, "member", "unknown_member"))
        elif member.id in seen:
            flaws.append(Flaw(row.row, "member", "member_twice"))
        if row.unit and unit_id is None:
            flaws.append(Flaw(row.row, "unit", "unknown_unit"))
        if member is None:
            continue
        seen.add(member.id)
        place = Place(
            member_id=member.id,
            unit_path=path_of(member.unit_id if row.unit is None else unit_id, chart.parents),
            location=member.location if row.location is None else row.location,
            tenure=tenure_band(member.hired_on, today) if row.tenure is None else row.tenure,
            job_family=member.job_family,
        )
        found.append((place, row))
    return found, flaws


def _chart(zone: str) -> _Chart:
    people: dict[str, Member] = {}
    members = list(db.session.scalars(select(Member)))
    for member in members:
        if member.external_id:
            people[member.external_id] = member
    for member in members:
        people[member.email] = member
    units = list(db.session.scalars(select(Unit)))
    return _Chart(
        people=people,
        unit_ids={_spelled(unit.path): unit.id for unit in units},
        parents={unit.id: unit.parent_id for unit in units},
        zone=zone,
    )


def _spelled(path: str) -> str:
    return "/".join("".join(name.split()).casefold() for name in path.split("/"))


def _refuse_name(name: str) -> None:
    if not 1 <= len(name) <= 120:
        raise Invalid(_("Give the check-in a name of at most 120 letters."), code="bad_name")
    if db.session.scalar(select(Wave.id).where(func.lower(Wave.name) == name.lower())) is not None:
        raise Conflict(wording.refusal("name_taken", {}), code="name_taken")


def _is_shipped(instrument: Instrument) -> bool:
    return any(
        entry.origin == "shipped" and entry.instrument.key == instrument.key and entry.instrument == instrument
        for entry in catalog.entries()
    )
