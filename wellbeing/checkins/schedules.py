"""Check-ins that come again: opened and closed by the clock of the organization, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select

from tenants import audit, clock
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.organizations import access as organizations
from wellbeing.checkins import access, catalog, obstacles, opening, rhythm, wording
from wellbeing.checkins.models import Schedule, Wave
from wellbeing.checkins.rotation import LENGTH_SIGN
from wellbeing.checkins.service import close_wave

FURTHEST = timedelta(days=3653)
"""How far ahead the first day of a schedule may lie."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a schedule asks, how often, for how many days, and how many working days before the end it reminds."""

    name: str
    instruments: Sequence[str]
    every_weeks: int
    open_days: int
    next_on: date
    remind_before: int | None = None


def schedule(*, terms: Terms) -> Schedule:
    """Let a check-in come again every few weeks on the weekday of its first day."""
    row = Schedule(id=uuid4(), active=True, created_at=clock.now(), **_tried(terms, None))
    db.session.add(row)
    db.session.flush()
    audit.record("schedule.made", row.id, name=row.name, every_weeks=str(row.every_weeks))
    return row


def change(*, schedule_id: UUID, terms: Terms) -> Schedule:
    """Change a schedule from its next wave on; one that is open keeps what it promised."""
    row = _running(schedule_id)
    for name, value in _tried(terms, row).items():
        setattr(row, name, value)
    db.session.flush()
    audit.record("schedule.changed", row.id, name=row.name, every_weeks=str(row.every_weeks))
    return row


def skip(*, schedule_id: UUID, next_on: date) -> Schedule:
    """Leave out the wave that was to open on `next_on`; Conflict when that is not the next one any more."""
    row = _running(schedule_id)
    if row.next_on != next_on:
        raise Conflict(_("This one is not the next any more. Please look again."), code="not_the_next")
    today = clock.today(organizations.organization().time_zone)
    row.next_on = rhythm.next_after(row.next_on, every_weeks=row.every_weeks, today=today)
    db.session.flush()
    audit.record("schedule.skipped", row.id, name=row.name)
    return row


def pause(*, schedule_id: UUID) -> None:
    """Let a schedule rest until HR says; a second time changes nothing."""
    row = _running(schedule_id)
    if not row.paused:
        row.paused = True
        audit.record("schedule.paused", row.id, name=row.name)


def resume(*, schedule_id: UUID) -> None:
    """Go on with a schedule that rests; what lay in the rest is left out. A second time changes nothing."""
    row = _running(schedule_id)
    if row.paused:
        row.paused = False
        today = clock.today(organizations.organization().time_zone)
        if row.next_on < today:
            row.next_on = rhythm.next_after(row.next_on, every_weeks=row.every_weeks, today=today)
        audit.record("schedule.resumed", row.id, name=row.name)


def stop(*, schedule_id: UUID) -> None:
    """Stop a schedule; a wave that is open goes on until its last day."""
    row = _running(schedule_id)
    row.active = False
    db.session.flush()
    audit.record("schedule.stopped", row.id, name=row.name)


def coming(count: int = 6) -> list[rhythm.Coming]:
    """The next waves over all schedules that do not rest."""
    organization = organizations.organization()
    planned = [
        rhythm.Planned(
            row.name,
            catalog.item_counts(row.instruments),
            row.every_weeks,
            row.open_days,
            row.next_on,
            row.remind_before,
        )
        for row in access.schedules()
        if not row.paused
    ]
    today = clock.today(organization.time_zone)
    asked = obstacles.asked_before(organization)
    return rhythm.coming(
        planned,
        asked,
        today=today,
        working_days=organization.working_days,
        days_off=organizations.days_off().for_zone(None, home=organization.time_zone),
        count=count,
    )


def keep_time() -> None:
    """Close every wave whose last day is over and open every scheduled one whose hour has come.

    The organization's row is locked first, so two schedulers take turns and the second finds nothing to do.
    """
    organization = opening.organization_locked()
    over = select(Wave.id).where(Wave.state == "open", Wave.closes_at <= clock.now())
    for wave_id in list(db.session.scalars(over)):
        close_wave(wave_id=wave_id)
    for row in access.schedules():
        if not row.paused and rhythm.opening_of(row.next_on, organization.time_zone) <= clock.now():
            _open_scheduled(row, organization.time_zone)


def erase_trials() -> None:
    """Erase every wave that opened before the launch; what hangs on it goes with it. A second time does nothing.

    The ledger of releases does not hang on it: what was seen of a trial stays seen, so later waves reckon with it.
    """
    db.session.execute(delete(Wave).where(Wave.trial.is_(True)))


def waiting_for(row: Schedule) -> obstacles.Refusal | None:
    """Why a schedule whose day has come has not opened; None while its day lies ahead."""
    zone = organizations.organization().time_zone
    if row.paused or rhythm.opening_of(row.next_on, zone) > clock.now():
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
                remind_before=row.remind_before,
            )
    except Conflict:
        return
    row.next_on = rhythm.next_after(row.next_on, every_weeks=row.every_weeks, today=today + timedelta(days=1))
    db.session.flush()


def _running(schedule_id: UUID) -> Schedule:
    """A schedule that has not been stopped, locked against the clock and a second tab."""
    opening.organization_locked()
    row = access.schedule_for(schedule_id)
    db.session.refresh(row)
    if not row.active:
        raise Conflict(_("This schedule has been stopped already."), code="already_stopped")
    return row


def _tried(terms: Terms, row: Schedule | None) -> dict[str, Any]:
    """The terms as a row holds them; Invalid with a sentence at the field that is wrong."""
    items = catalog.item_counts(terms.instruments)
    name = opening.tidy_name(terms.name)
    if len(items) < len(set(terms.instruments)) or not items:
        raise _wrong("instruments", _("Please choose at least one instrument."), "no_instrument")
    if len({text.partition(LENGTH_SIGN)[0] for text in items}) < len(items):
        raise _wrong("instruments", _("Please choose one line of each instrument."), "chosen_twice")
    if terms.every_weeks < rhythm.shortest_period(items):
        raise _wrong("every_weeks", wording.too_often(rhythm.shortest_period(items)), "too_often")
    is_kept = row is not None and row.next_on == terms.next_on
    today = clock.today(organizations.organization().time_zone)
    if not is_kept and terms.next_on < today:
        raise _wrong("next_on", _("The first day must be today or later."), "starts_too_early")
    if not is_kept and terms.next_on > today + FURTHEST:
        sentence = _("%(text)s lies far ahead. Check the year.", text=wording.day(terms.next_on))
        raise _wrong("next_on", sentence, "starts_too_late")
    others = [other for other in access.schedules() if row is None or other.id != row.id]
    if any(other.name.lower() == name.lower() for other in others):
        raise _wrong("name", _("Another schedule has this name. Please choose a different one."), "name_taken")
    return asdict(terms) | {"name": name, "instruments": list(dict.fromkeys(terms.instruments))}


def _wrong(field: str, sentence: str, code: str) -> Invalid:
    return Invalid(sentence, fields={field: [sentence]}, code=code)
