"""Check-ins that come again: opened and closed by the clock of the organization, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select

from tenants import audit, clock
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.organizations import access as organizations
from wellbeing.checkins import access, catalog, obstacles, opening, rhythm
from wellbeing.checkins.models import Schedule, Wave
from wellbeing.checkins.rotation import LENGTH_SIGN
from wellbeing.checkins.service import close_wave


def schedule(*, name: str, instruments: Sequence[str], every_weeks: int, first_on: date, open_days: int) -> Schedule:
    """Let a check-in come again every few weeks on the weekday of its first day."""
    items = catalog.item_counts(instruments)
    shortest = rhythm.shortest_period(items)
    if len(items) < len(set(instruments)) or not items:
        sentence = _("Please choose at least one instrument.")
        raise Invalid(sentence, fields={"instruments": [sentence]}, code="no_instrument")
    if len({text.partition(LENGTH_SIGN)[0] for text in items}) < len(items):
        sentence = _("Please choose one line of each instrument.")
        raise Invalid(sentence, fields={"instruments": [sentence]}, code="chosen_twice")
    if every_weeks < shortest:
        sentence = _("Instruments of ten items or more come at most once a quarter, that is every 13 weeks.")
        raise Invalid(sentence, fields={"every_weeks": [sentence]}, code="too_often")
    if first_on < clock.today(organizations.organization().time_zone):
        sentence = _("The first day must be today or later.")
        raise Invalid(sentence, fields={"first_on": [sentence]}, code="starts_too_early")
    if any(other.name.lower() == opening.tidy_name(name).lower() for other in access.schedules()):
        sentence = _("Another schedule has this name. Please choose a different one.")
        raise Invalid(sentence, fields={"name": [sentence]}, code="name_taken")
    row = Schedule(
        id=uuid4(),
        name=opening.tidy_name(name),
        instruments=list(dict.fromkeys(instruments)),
        every_weeks=every_weeks,
        open_days=open_days,
        next_on=first_on,
        active=True,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("schedule.made", row.id, name=row.name, every_weeks=str(every_weeks))
    return row


def stop(*, schedule_id: UUID) -> None:
    """Stop a schedule; a wave that is open goes on until its last day."""
    row = access.schedule_for(schedule_id)
    if not row.active:
        raise Conflict(_("This schedule has been stopped already."), code="already_stopped")
    row.active = False
    db.session.flush()
    audit.record("schedule.stopped", row.id, name=row.name)


def keep_time() -> None:
    """Close every wave whose last day is over and open every scheduled one whose hour has come.

    The organization's row is locked first, so two schedulers take turns and the second finds nothing to do.
    """
    organization = opening.organization_locked()
    over = select(Wave.id).where(Wave.state == "open", Wave.closes_at <= clock.now())
    for wave_id in list(db.session.scalars(over)):
        close_wave(wave_id=wave_id)
    for row in access.schedules():
        if rhythm.opening_of(row.next_on, organization.time_zone) <= clock.now():
            _open_scheduled(row, organization.time_zone)


def erase_trials() -> None:
    """Erase every wave that opened before the launch; what hangs on it goes with it. A second time does nothing.

    The ledger of releases does not hang on it: what was seen of a trial stays seen, so later waves reckon with it.
    """
    db.session.execute(delete(Wave).where(Wave.trial.is_(True)))


def waiting_for(row: Schedule) -> obstacles.Refusal | None:
    """Why a schedule whose day has come has not opened; None while its day lies ahead."""
    zone = organizations.organization().time_zone
    if rhythm.opening_of(row.next_on, zone) > clock.now():
        return None
    refusals = opening.plan(instruments=row.instruments, closes_on=None).refusals
    return refusals[0] if refusals else None


def _open_scheduled(row: Schedule, zone: str) -> None:
    today = clock.today(zone)
    try:
        with db.session.begin_nested():
            opening.open_wave(
                name=f"{row.name}, {today.isoformat()}",
                instruments=row.instruments,
                closes_on=today + timedelta(days=row.open_days),
                schedule_id=row.id,
            )
    except Conflict:
        return
    row.next_on = rhythm.next_after(row.next_on, every_weeks=row.every_weeks, today=today + timedelta(days=1))
    db.session.flush()
