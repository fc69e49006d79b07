"""Who is absent: HR notes a last day, never a reason; a member's own pause is sealed, and only jobs learn of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit, clock, jobs, scope, vault
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Absence, Member, OwnPace
from tenants.organizations.access import organization

FURTHEST = timedelta(days=731)


@dataclass(frozen=True)
class Pace:
    """What a member chose: a pause, with its last day or until they say."""

    paused: bool = False
    until: date | None = None

    def pauses(self, on: date) -> bool:
        """Whether the member pauses on a day."""
        return self.paused and (self.until is None or on <= self.until)


def pace_of(member_id: UUID) -> Pace:
    """What the member in scope chose; of anybody else nothing is visible."""
    row = db.session.scalar(select(OwnPace).where(OwnPace.member_id == member_id))
    return _opened(row) if row else Pace()


def pause(member: Member, *, until: date | None) -> None:
    """The member in scope pauses, up to and including a day or until they say."""
    if until is not None:
        _refuse_senseless(until, today_of(member))
    _keep(member.id, replace(_held(member.id), paused=True, until=until))


def resume(member: Member) -> None:
    """The member in scope is back."""
    _keep(member.id, replace(_held(member.id), paused=False, until=None))
    _mail_what_waited(member.id)


def record_away(member: Member, *, until: date) -> None:
    """HR says up to and including which day someone is away; a second time replaces the first."""
    if member.left_at is not None:
        raise Conflict(_("This person has left, so nothing about them can be changed."), code="has_left")
    _refuse_senseless(until, clock.today(organization().time_zone))
    tenant_id = scope.require().tenant_id
    row = insert(Absence).values(
        tenant_id=tenant_id, id=member.id, member_id=member.id, until=until, made_at=clock.now()
    )
    changed = {"until": row.excluded.until, "made_at": row.excluded.made_at}
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=changed))
    audit.record("member.away", member.id)


def end_away(member: Member) -> None:
    """HR says that someone is back. A second time changes nothing."""
    ended = db.session.execute(delete(Absence).where(Absence.member_id == member.id).returning(Absence.id)).all()
    if ended:
        audit.record("member.back", member.id)
        _mail_what_waited(member.id)


def away_until(member: Member) -> date | None:
    """The last day away that HR recorded, unless it is over."""
    until = db.session.scalar(select(Absence.until).where(Absence.member_id == member.id))
    return until if until and until >= today_of(member) else None


def returns_on(member: Member, on: date) -> date | None:
    """The first day from `on` when the member in scope is there; None as long as a pause has no last day."""
    away = db.session.scalar(select(Absence.until).where(Absence.member_id == member.id))
    pace, day = pace_of(member.id), on
    for _both in range(2):
        if away is not None and day <= away:
            day = away + timedelta(days=1)
        if pace.pauses(day):
            if pace.until is None:
                return None
            day = pace.until + timedelta(days=1)
    return day


def absent(on: date) -> frozenset[UUID]:
    """Everybody who is away or pauses on a day, leavers aside: for jobs only, since a pause is nobody's business.

    Raises RuntimeError where somebody is signed in: what a page could tell apart, HR could see.
    """
    if scope.require().member_id is not None:
        raise RuntimeError("who is absent is known to jobs only, never where a member is in scope")
    away = set(db.session.scalars(select(Absence.member_id).where(Absence.until >= on)))
    paused = {row.member_id for row in db.session.scalars(select(OwnPace)) if _opened(row).pauses(on)}
    here = select(Member.id).where(Member.id.in_(away | paused), Member.left_at.is_(None))
    return frozenset(db.session.scalars(here)) if away or paused else frozenset()


def today_of(member: Member) -> date:
    """The date where this person is."""
    return clock.today(member.time_zone or organization().time_zone)


def forget_past() -> None:
    """Drop recorded absences that are over everywhere on earth; nobody needs to know who was away when."""
    db.session.execute(delete(Absence).where(Absence.until < clock.today() - timedelta(days=1)))


def _mail_what_waited(member_id: UUID) -> None:
    jobs.owe("notice.mail", uuid4(), {"member": str(member_id)})


def _refuse_senseless(until: date, today: date) -> None:
    if until < today:
        raise Invalid(fields={"until": [_("This day is over. Choose today or a later day.")]}, code="date_past")
    if until > today + FURTHEST:
        raise Invalid(fields={"until": [_("This lies far ahead. Choose a day within two years.")]}, code="date_ahead")


def _held(member_id: UUID) -> Pace:
    """The pace to be changed, locked, so that two tabs do not overwrite each other."""
    row = db.session.scalar(select(OwnPace).where(OwnPace.member_id == member_id).with_for_update())
    return _opened(row) if row else Pace()


def _keep(member_id: UUID, pace: Pace) -> None:
    """Seal it; whoever chose nothing has no row."""
    if pace == Pace():
        db.session.execute(delete(OwnPace).where(OwnPace.member_id == member_id))
        return
    kept = {"paused": pace.paused, "until": pace.until.isoformat() if pace.until else None}
    sealed = vault.seal_for_tenant(json.dumps(kept).encode(), table="own_pace", row_id=member_id)
    row = insert(OwnPace).values(tenant_id=scope.require().tenant_id, id=member_id, member_id=member_id, sealed=sealed)
    db.session.execute(
        row.on_conflict_do_update(index_elements=["tenant_id", "id"], set_={"sealed": row.excluded.sealed})
    )
    db.session.expire_all()


def _opened(row: OwnPace) -> Pace:
    kept = json.loads(vault.open_for_tenant(row.sealed, table="own_pace", row_id=row.id))
    return Pace(kept["paused"], date.fromisoformat(kept["until"]) if kept["until"] else None)
