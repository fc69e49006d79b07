"""The mails of a wave: an invitation and at most one reminder, to everybody, in the same words, at their own morning.

Whether somebody has answered is never looked at here. It runs in a job with no member in force, so that it may read on
which weekday each member wants to hear of check-ins; what is owed already is passed over, so running it twice, late or
on two machines sends nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from tenants import clock
from tenants.db import db
from tenants.members import absence
from tenants.members.models import Member
from tenants.notices import service as notices
from tenants.notices import tact
from tenants.notices.hours import hours_in
from tenants.organizations import access as organizations
from tenants.organizations.days_off import DaysOff
from tenants.organizations.models import Organization
from wellbeing.checkins import access
from wellbeing.checkins.kinds import MAIL
from wellbeing.checkins.models import AudienceMember, Wave

Chosen = tuple[str, int | None]
"""Time zone and weekday: people who share both are written to at the same moment."""


def send_due(organization: Organization) -> None:
    """Owe every mail of an open wave whose moment has come and that was not owed before."""
    waves = access.open_waves()
    weekdays = absence.weekdays() if waves else {}
    off = organizations.days_off() if waves else DaysOff()
    for wave in waves:
        people = _people(wave, organization, weekdays)
        for occasion in ("invitation", "reminder"):
            due = [
                member_id
                for chosen, member_ids in people.items()
                if _is_due(wave, occasion, hours_in(chosen[0], off), chosen[1])
                for member_id in member_ids
            ]
            closes_on = wave.promise["closes_on"]
            notices.notify_once(due, MAIL, about=wave.id, occasion=occasion, wave=str(wave.id), closes_on=closes_on)


def _is_due(wave: Wave, occasion: str, hours: tact.Hours, weekday: int | None) -> bool:
    start: datetime | None = wave.opened_at
    if occasion == "reminder":
        start = tact.begin_of(wave.remind_on, hours.zone) if wave.remind_on else None
    if start is None or start > clock.now():
        return False
    moment = tact.morning(start, hours, before=wave.closes_at, weekday=weekday)
    return moment is not None and moment <= clock.now()


def _people(wave: Wave, organization: Organization, weekdays: Mapping[UUID, int]) -> dict[Chosen, list[UUID]]:
    """Whoever was invited and can sign in, by time zone and weekday. Who is absent is among them: their mail waits."""
    invited = (
        select(Member.id, Member.time_zone)
        .join(AudienceMember, AudienceMember.member_id == Member.id)
        .where(AudienceMember.wave_id == wave.id, Member.activated_at.is_not(None), Member.left_at.is_(None))
    )
    found: dict[Chosen, list[UUID]] = defaultdict(list)
    for member_id, zone in db.session.execute(invited):
        found[zone or organization.time_zone, weekdays.get(member_id)].append(member_id)
    return found
