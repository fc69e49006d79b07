"""Opening a wave: what it will promise, and the freezing of its audience."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from tenants import audit, clock, jobs, scope
from tenants.db import db
from tenants.errors import Conflict
from tenants.members.models import Member
from tenants.notices import service as notices
from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from wellbeing.checkins import ballots, catalog, choosing, obstacles, rhythm, wording
from wellbeing.checkins.audience import UNITS_FROM, NamedGroup, Person, Place, freeze, units_with_figures
from wellbeing.checkins.instruments import SHIPPED, Instrument
from wellbeing.checkins.kinds import OPEN
from wellbeing.checkins.models import AudienceMember, Wave

NO_GROUPS: Mapping[str, NamedGroup] = {}
KEEP_TIME = "checkins.keep_time"
WORDING = 2
"""Version of the sentences in which pages put a promise; a change of their meaning raises it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A wave before it opens: its promise, the places of its audience, and every refusal."""

    instruments: tuple[Instrument, ...]
    places: tuple[Place, ...]
    promise: Mapping[str, Any]
    refusals: tuple[obstacles.Refusal, ...]


def plan(
    *,
    instruments: Sequence[str],
    closes_on: date | None,
    name: str | None = None,
    groups: Mapping[str, NamedGroup] = NO_GROUPS,
) -> Plan:
    """What opening now would do, without doing it; the page shows this before HR decides."""
    organization = organizations.organization()
    chosen = choosing.choose(instruments)
    places = places_of(organization, groups)
    refusals = [
        *obstacles.of_people(places, groups),
        *obstacles.of_instruments(organization, chosen.entries),
        *obstacles.of_choice(chosen),
        *obstacles.of_form(organization, None if name is None else tidy_name(name), closes_on),
    ]
    using = tuple(entry.instrument for entry in chosen.entries)
    if not ballots.fit(places, using):
        refusals.append(obstacles.Refusal("too_long", {}))
    own = {entry.instrument.key for entry in chosen.entries if entry.origin == "own"}
    return Plan(using, tuple(places), promise(organization, places, using, groups, own=own), tuple(refusals))


def open_wave(
    *,
    name: str,
    instruments: Sequence[str],
    closes_on: date,
    schedule_id: UUID | None = None,
    groups: Mapping[str, NamedGroup] = NO_GROUPS,
    remind_before: int | None = None,
) -> Wave:
    """Open a wave for everybody who has not left; Conflict with a sentence when something stands against it.

    Who is away or pauses is in the audience like everybody else: if absence took people out, marking all but a few as
    away would make a group of these few. `remind_before` is the number of working days from the one reminder to the
    last day, None for no reminder. A feature may register named ``groups``, which get figures of their own under the
    same rules. The organization's row is locked, so that two people who open at once do not both succeed.
    """
    organization = organization_locked()
    planned = plan(instruments=instruments, closes_on=closes_on, name=name, groups=groups)
    if planned.refusals:
        first = planned.refusals[0]
        raise Conflict(wording.refusal(first.code, first.values), code=first.code)
    for instrument in planned.instruments:
        if instrument.key in SHIPPED:
            catalog.stored(instrument, origin="shipped")
    wave = Wave(
        id=uuid4(),
        name=tidy_name(name),
        instruments=[choosing.stored_part(one) for one in planned.instruments],
        promise=dict(planned.promise) | {"closes_on": closes_on.isoformat()},
        threshold=organization.threshold,
        organization_only=planned.promise["organization_only"],
        strict=organization.strict,
        named_groups={key: group.label for key, group in groups.items()},
        trial=organization.launched_at is None,
        origin="live",
        schedule_id=schedule_id,
        state="open",
        opened_at=clock.now(),
        closes_at=rhythm.closing_of(closes_on, organization.time_zone),
        remind_on=reminder_on(organization, closes_on, remind_before),
    )
    ballots.give_key(wave)
    invite(wave, planned.places)
    invited = [place.member_id for place in planned.places]
    notices.notify_all(invited, OPEN, wave=str(wave.id), closes_on=closes_on.isoformat())
    jobs.owe(KEEP_TIME, f"{wave.id} opened")  # the mails of those whose morning it is
    audit.record("wave.opened", wave.id, name=wave.name, scheduled="yes" if schedule_id else "no")
    return wave


def reminder_on(organization: Organization, closes_on: date, before: int | None) -> date | None:
    """The day on which a wave that opens today would remind everybody."""
    today = clock.today(organization.time_zone)
    off = organizations.days_off().for_zone(None, home=organization.time_zone)
    return rhythm.reminder_on(today, closes_on, before=before, working_days=organization.working_days, days_off=off)


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
            **attributes(place),
        }
        for place in places
    ]
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(AudienceMember), rows[start : start + 1000])


def attributes(place: Place) -> dict[str, Any]:
    """What the audience carries besides the units."""
    return {
        "location": place.location,
        "tenure": place.tenure,
        "job_family": place.job_family,
        "groups": list(place.groups),
    }


def promise(
    organization: Organization,
    places: Sequence[Place],
    instruments: Sequence[Instrument],
    groups: Mapping[str, NamedGroup] = NO_GROUPS,
    own: Collection[str] = (),
) -> dict[str, Any]:
    """What the page before the first item will say, as values; stored with the wave and never changed.

    ``own`` are the keys of the instruments that the organization wrote itself.
    """
    organization_only = len(places) < UNITS_FROM
    shown = frozenset() if organization_only else units_with_figures(places, threshold=organization.threshold)
    return {
        "wording": WORDING,
        "organization": organization.name,
        "audience": len(places),
        "threshold": organization.threshold,
        "smallest_group": organization.threshold,
        "organization_only": organization_only,
        "strict": organization.strict,
        "units": [unit.path for unit in organizations.units_of() if unit.id in shown],
        "breakdowns": [] if organization_only else breakdowns(places),
        "groups": [] if organization_only else sorted(group.label for group in groups.values()),
        "instruments": [choosing.promised_part(one, own) for one in instruments],
        "sealed": True,
        "deleted": "at_close",
        "trial": organization.launched_at is None,
    }


def tidy_name(name: str) -> str:
    """A wave's name without stray spaces."""
    return " ".join(name.split())


def breakdowns(places: Sequence[Place]) -> list[str]:
    """By what else than units results are shown: whichever of location, tenure and job family are known."""
    return [name for name in ("location", "tenure", "job_family") if any(getattr(place, name) for place in places)]


def places_of(organization: Organization, groups: Mapping[str, NamedGroup]) -> list[Place]:
    """Where everybody who has not left would count in a wave that opens now, and in which of these groups."""
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
            job_family=member.job_family,
            placed_since=member.placed_since,
        )
        for member in db.session.scalars(select(Member).where(Member.left_at.is_(None)).order_by(Member.id))
    ]
    return freeze(
        people,
        {unit.id: unit.parent_id for unit in organizations.units_of()},
        named=groups,
        opened_at=clock.now(),
        opened_on=clock.today(organization.time_zone),
        first_import_at=organization.first_import_at,
        first_wave=not earlier,
    )
