"""HR's pages about check-ins that come again: plan, change, leave one out, let it rest, stop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from tenants import clock
from tenants.http import comes_back, load, requires, see_other
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.checkins import access, catalog, schedules, wording
from wellbeing.checkins.schemas import ScheduleIn, SkipIn, weekday_after


def hang_into(pages: Blueprint) -> None:
    """Add the routes of schedules to the blueprint of check-ins."""
    pages.get("/run/schedules/new")(new_schedule)
    pages.post("/run/schedules")(make_schedule)
    pages.get("/run/schedules/<uuid:schedule_id>")(schedule)
    pages.post("/run/schedules/<uuid:schedule_id>")(change_schedule)
    pages.post("/run/schedules/<uuid:schedule_id>/skip")(skip_next)
    pages.post("/run/schedules/<uuid:schedule_id>/pause")(pause_schedule)
    pages.post("/run/schedules/<uuid:schedule_id>/resume")(resume_schedule)
    pages.post("/run/schedules/<uuid:schedule_id>/stop")(stop_schedule)


@requires(Permission.CHECKIN_MANAGE)
def new_schedule() -> ResponseReturnValue:
    """A check-in that comes again."""
    today = clock.today(organization().time_zone)
    first_on = weekday_after(today, 1)
    return render_template("checkins/new_schedule.html", row=None, chosen=[], next_on=first_on, **_choices())


@requires(Permission.CHECKIN_MANAGE)
@comes_back(new_schedule)
def make_schedule() -> ResponseReturnValue:
    """Write down a schedule."""
    schedules.schedule(terms=schedules.Terms(**load(ScheduleIn)))
    flash(_("The schedule is set."))
    return see_other("checkins.overview")


@requires(Permission.CHECKIN_MANAGE)
def schedule(schedule_id: UUID) -> ResponseReturnValue:
    """One schedule: its terms, its next day, and what can be done with it."""
    row = access.schedule_for(schedule_id)
    return render_template(
        "checkins/schedule.html",
        row=row,
        chosen=row.instruments,
        next_on=row.next_on,
        waiting=schedules.waiting_for(row),
        wording=wording,
        **_choices(),
    )


@requires(Permission.CHECKIN_MANAGE)
@comes_back(schedule)
def change_schedule(schedule_id: UUID) -> ResponseReturnValue:
    """Change a schedule from its next check-in on."""
    schedules.change(schedule_id=schedule_id, terms=schedules.Terms(**load(ScheduleIn)))
    flash(_("Saved. A check-in that is open keeps what it promised."))
    return see_other("checkins.schedule", schedule_id=schedule_id)


@requires(Permission.CHECKIN_MANAGE)
@comes_back(schedule)
def skip_next(schedule_id: UUID) -> ResponseReturnValue:
    """Leave the next one out."""
    row = schedules.skip(schedule_id=schedule_id, next_on=load(SkipIn)["next_on"])
    flash(_("Left out. The next one opens on %(day)s.", day=wording.day(row.next_on)))
    return see_other("checkins.schedule", schedule_id=schedule_id)


@requires(Permission.CHECKIN_MANAGE)
@comes_back(schedule)
def pause_schedule(schedule_id: UUID) -> ResponseReturnValue:
    """Let a schedule rest."""
    schedules.pause(schedule_id=schedule_id)
    flash(_("The schedule rests. Nothing opens until you let it go on."))
    return see_other("checkins.schedule", schedule_id=schedule_id)


@requires(Permission.CHECKIN_MANAGE)
@comes_back(schedule)
def resume_schedule(schedule_id: UUID) -> ResponseReturnValue:
    """Go on with a schedule that rests."""
    schedules.resume(schedule_id=schedule_id)
    flash(_("The schedule goes on. What lay in the rest is left out."))
    return see_other("checkins.schedule", schedule_id=schedule_id)


@requires(Permission.CHECKIN_MANAGE)
@comes_back(schedule)
def stop_schedule(schedule_id: UUID) -> ResponseReturnValue:
    """Stop a schedule; an open wave goes on."""
    schedules.stop(schedule_id=schedule_id)
    flash(_("The schedule has stopped."))
    return see_other("checkins.overview")


def _choices() -> dict[str, Any]:
    return {
        "entries": catalog.askable_in(str(get_locale())),
        "today": clock.today(organization().time_zone).isoformat(),
    }
