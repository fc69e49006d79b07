"""What stands against opening a wave, each as a code and what to say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from tenants import audit, clock
from tenants.db import db
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from wellbeing.checkins import catalog, choosing, rhythm, wording
from wellbeing.checkins.audience import SMALLEST_AUDIENCE, NamedGroup, Place, named_too_small
from wellbeing.checkins.models import Wave

LONGEST_OPEN = timedelta(days=60)
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that stands against opening: a code of `wording.refusal` and what to say about it."""

    code: str
    values: Mapping[str, str]


def of_people(places: Sequence[Place], groups: Mapping[str, NamedGroup]) -> list[Refusal]:
    """Too few people, help that is not confirmed, and named groups that are too small or have no name of their own."""
    if len(places) < SMALLEST_AUDIENCE:
        return [Refusal("too_few_people", {})]
    missing = help_room.help_confirmed()
    found = [Refusal("help_missing", {"countries": ", ".join(missing)})] if missing else []
    return found + _of_groups(places, groups)


def of_choice(chosen: choosing.Chosen) -> list[Refusal]:
    """A choice that an instrument does not offer, and an instrument chosen in two ways."""
    found = [Refusal("unknown_choice", {})] if chosen.unknown else []
    return found + [Refusal("chosen_twice", {"name": name}) for name in chosen.twice]


def of_instruments(organization: Organization, chosen: Sequence[catalog.Entry]) -> list[Refusal]:
    """No instrument, one that is switched off, and people who were asked too recently."""
    if not chosen:
        found = [Refusal("no_instrument", {})]
    else:
        found = [Refusal("not_enabled", {"name": entry.instrument.name}) for entry in chosen if not entry.enabled]
    return found + _of_rhythm(organization, chosen)


def of_form(organization: Organization, name: str | None, closes_on: date | None) -> list[Refusal]:
    """A name that is taken, and a last day that comes too early or too late."""
    found = []
    if name is not None:
        taken = select(Wave.id).where(func.lower(Wave.name) == name.lower())
        if db.session.scalar(taken.limit(1)) is not None:
            found.append(Refusal("name_taken", {}))
    today = clock.today(organization.time_zone)
    if closes_on is not None and closes_on <= today:
        found.append(Refusal("closes_too_early", {}))
    if closes_on is not None and closes_on > today + LONGEST_OPEN:
        found.append(Refusal("closes_too_late", {}))
    return found


def _of_groups(places: Sequence[Place], groups: Mapping[str, NamedGroup]) -> list[Refusal]:
    labels = {group.label.casefold() for group in groups.values() if 1 <= len(group.label.strip()) <= LONGEST_LABEL}
    if len(labels) < len(groups):
        return [Refusal("group_name", {})]
    return [Refusal("group_too_small", {"name": label}) for label in named_too_small(places, groups)]


def asked_before(organization: Organization) -> list[rhythm.Asked]:
    """What was asked of everybody before, whichever schedule, person or feature opened it."""
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
    return asked + [rhythm.Asked(at.astimezone(zone).date(), {}) for at in db.session.scalars(opened)]


def _of_rhythm(organization: Organization, chosen: Sequence[catalog.Entry]) -> list[Refusal]:
    wanted = {entry.instrument.key: len(entry.instrument.questions) for entry in chosen}
    free = rhythm.first_day(asked_before(organization), wanted)
    if free is None or free <= clock.today(organization.time_zone):
        return []
    return [Refusal("too_soon", {"day": wording.day(free)})]
