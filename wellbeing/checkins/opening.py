"""Opening a wave: what stands against it, what it will promise, and the freezing of its audience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select

from tenants import audit, clock, scope
from tenants.db import db
from tenants.errors import Conflict
from tenants.members.models import Member
from tenants.notices import service as notices
from tenants.organizations import access as organizations
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from wellbeing.checkins import catalog, rhythm, wording
from wellbeing.checkins.audience import SMALLEST_AUDIENCE, UNITS_FROM, Person, Place, freeze, units_with_figures
from wellbeing.checkins.instruments import Instrument
from wellbeing.checkins.kinds import OPEN
from wellbeing.checkins.models import AudienceMember, Wave

LONGEST_OPEN = timedelta(days=60)
WORDING = 1
"""Version of the sentences in which pages put a promise; a change of their meaning raises it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that stands against opening: a code of `wording.refusal` and what to say about it."""

    code: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A wave before it opens: its promise, the places of its audience, and every refusal."""

    instruments: tuple[Instrument, ...]
    places: tuple[Place, ...]
    promise: Mapping[str, Any]
    refusals: tuple[Refusal, ...]


def plan(*, instruments: Sequence[str], closes_on: date | None, name: str | None = None) -> Plan:
    """What opening now would do, without doing it; the page shows this before HR decides."""
    organization = organizations.organization()
    chosen = [entry for entry in catalog.entries() if entry.origin == "shipped" and entry.instrument.key in instruments]
    places = _places(organization)
    refusals = [
        *_people_refusals(places),
        *_instrument_refusals(chosen),
        *_rhythm_refusals(organization, chosen),
        *_form_refusals(organization, name, closes_on),
    ]
    using = tuple(entry.instrument for entry in chosen)
    return Plan(using, tuple(places), promise(organization, places, using), tuple(refusals))


def open_wave(*, name: str, instruments: Sequence[str], closes_on: date, schedule_id: UUID | None = None) -> Wave:
    """Open a wave for everybody who has not left; Conflict with a sentence when something stands against it.

    The organization's row is locked, so that two people who open at once do not both succeed.
    """
    organization = organization_locked()
    planned = plan(instruments=instruments, closes_on=closes_on, name=name)
    if planned.refusals:
        first = planned.refusals[0]
        raise Conflict(wording.refusal(first.code, first.values), code=first.code)
    for instrument in planned.instruments:
        catalog.stored(instrument, origin="shipped")
    wave = Wave(
        id=uuid4(),
        name=tidy_name(name),
        instruments=[{"key": one.key, "version": one.version} for one in planned.instruments],
        promise=dict(planned.promise) | {"closes_on": closes_on.isoformat()},
        threshold=organization.threshold,
        organization_only=planned.promise["organization_only"],
        trial=organization.launched_at is None,
        origin="live",
        schedule_id=schedule_id,
        state="open",
        opened_at=clock.now(),
        closes_at=rhythm.closing_of(closes_on, organization.time_zone),
    )
    db.session.add(wave)
    db.session.flush()
    invite(wave, planned.places)
    invited = [place.member_id for place in planned.places]
    notices.notify_all(invited, OPEN, wave=str(wave.id), closes_on=closes_on.isoformat())
    audit.record("wave.opened", wave.id, name=wave.name, scheduled="yes" if schedule_id else "no")
    return wave


def organization_locked() -> Organization:
    """The organization's row as it stands once nobody else opens or closes anything in it."""
    asked = select(Organization).where(Organization.tenant_id == scope.require().tenant_id).with_for_update()
    return db.session.scalars(asked, execution_options={"populate_existing": True}).one()


def invite(wave: Wave, places: Sequence[Place]) -> None:
    """Write down the frozen audience of a wave."""
    tenant_id = scope.require().tenant_id
    rows = [
        {
            "tenant_id": tenant_id,
            "id": uuid4(),
            "wave_id": wave.id,
            "member_id": place.member_id,
            "unit_path": list(place.unit_path),
            "location": place.location,
            "tenure": place.tenure,
        }
        for place in places
    ]
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(AudienceMember), rows[start : start + 1000])


def promise(organization: Organization, places: Sequence[Place], instruments: Sequence[Instrument]) -> dict[str, Any]:
    """What the page before the first item will say, as values; stored with the wave and never changed."""
    organization_only = len(places) < UNITS_FROM
    shown = frozenset() if organization_only else units_with_figures(places, threshold=organization.threshold)
    return {
        "wording": WORDING,
        "organization": organization.name,
        "audience": len(places),
        "threshold": organization.threshold,
        "smallest_group": organization.threshold,
        "organization_only": organization_only,
        "units": [unit.path for unit in organizations.units_of() if unit.id in shown],
        "instruments": [{"key": one.key, "name": one.name, "items": len(one.items)} for one in instruments],
        "deleted": "at_close",
        "trial": organization.launched_at is None,
    }


def tidy_name(name: str) -> str:
    """A wave's name without stray spaces."""
    return " ".join(name.split())


def _places(organization: Organization) -> list[Place]:
    earlier = set(
        db.session.scalars(
            select(AudienceMember.member_id)
            .join(Wave, (Wave.id == AudienceMember.wave_id) & (Wave.tenant_id == AudienceMember.tenant_id))
            .where(Wave.origin == "live")
            .distinct()
        )
    )
    people = [
        Person(
            id=member.id,
            unit_id=member.unit_id,
            location=member.location,
            hired_on=member.hired_on,
            activated_at=member.activated_at,
            unit_since=member.unit_since,
            was_invited=member.id in earlier,
        )
        for member in db.session.scalars(select(Member).where(Member.left_at.is_(None)).order_by(Member.id))
    ]
    return freeze(
        people,
        {unit.id: unit.parent_id for unit in organizations.units_of()},
        opened_at=clock.now(),
        opened_on=clock.today(organization.time_zone),
        first_import_at=organization.first_import_at,
        first_wave=not earlier,
    )


def _people_refusals(places: Sequence[Place]) -> list[Refusal]:
    if len(places) < SMALLEST_AUDIENCE:
        return [Refusal("too_few_people", {})]
    missing = help_room.help_confirmed()
    return [Refusal("help_missing", {"countries": ", ".join(missing)})] if missing else []


def _instrument_refusals(chosen: Sequence[catalog.Entry]) -> list[Refusal]:
    if not chosen:
        return [Refusal("no_instrument", {})]
    return [Refusal("not_enabled", {"name": entry.instrument.name}) for entry in chosen if not entry.enabled]


def _rhythm_refusals(organization: Organization, chosen: Sequence[catalog.Entry]) -> list[Refusal]:
    zone = ZoneInfo(organization.time_zone)
    live = db.session.scalars(select(Wave).where(Wave.origin == "live"))
    asked = [
        rhythm.Asked(
            wave.opened_at.astimezone(zone).date(),
            {part["key"]: part["items"] for part in wave.promise["instruments"]},
        )
        for wave in live
    ]
    # a trial is erased at the launch, yet it was asked: asking anew at once would tell the answer of who left between
    opened = select(audit.AuditEvent.at).where(
        audit.AuditEvent.action == "wave.opened", audit.AuditEvent.at > clock.now() - timedelta(days=15)
    )
    asked += [rhythm.Asked(at.astimezone(zone).date(), {}) for at in db.session.scalars(opened)]
    free = rhythm.first_day(asked, {entry.instrument.key: len(entry.instrument.items) for entry in chosen})
    if free is None or free <= clock.today(organization.time_zone):
        return []
    return [Refusal("too_soon", {"day": wording.day(free)})]


def _form_refusals(organization: Organization, name: str | None, closes_on: date | None) -> list[Refusal]:
    found = []
    if name is not None:
        taken = select(Wave.id).where(func.lower(Wave.name) == tidy_name(name).lower())
        if db.session.scalar(taken.limit(1)) is not None:
            found.append(Refusal("name_taken", {}))
    today = clock.today(organization.time_zone)
    if closes_on is not None and closes_on <= today:
        found.append(Refusal("closes_too_early", {}))
    if closes_on is not None and closes_on > today + LONGEST_OPEN:
        found.append(Refusal("closes_too_late", {}))
    return found
