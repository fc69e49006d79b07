"""One's own pause, which nobody else sees, and HR's note up to which day somebody is away."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import absence, access
from tenants.members.schemas import AwayIn, PauseIn
from tenants.permissions import Permission

absence_pages = Blueprint("absence", __name__)


@absence_pages.get("/my/pace")
@requires(Permission.NOTICE_OWN)
def own() -> ResponseReturnValue:
    """Whether one pauses, and what that means."""
    me = actor().member
    today = absence.today_of(me)
    pace = absence.pace_of(me.id)
    return render_template(
        "members/own_pace.html",
        paused=pace.pauses(today),
        until=pace.until,
        away_until=absence.away_until(me),
        today=today,
    )


@absence_pages.post("/my/pace/pause")
@requires(Permission.NOTICE_OWN)
@comes_back(own)
def pause() -> ResponseReturnValue:
    """Pause, up to a day or until one says."""
    absence.pause(actor().member, until=load(PauseIn)["until"])
    flash(_("You pause. Nobody is told, and everything stays open to you."))
    return see_other("members.absence.own")


@absence_pages.post("/my/pace/resume")
@requires(Permission.NOTICE_OWN)
def resume() -> ResponseReturnValue:
    """End the pause."""
    absence.resume(actor().member)
    flash(_("Welcome back. Nothing waits for you that cannot wait longer."))
    return see_other("members.absence.own")


def _person(member_id: UUID) -> ResponseReturnValue:
    from tenants.members.pages import person  # noqa: PLC0415 - these routes hang in the blueprint of that page

    return person(member_id)


@absence_pages.post("/people/<uuid:member_id>/away")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(_person)
def record_away(member_id: UUID) -> ResponseReturnValue:
    """Note the last day somebody is away."""
    absence.record_away(access.member_for(actor(), member_id), until=load(AwayIn)["until"])
    flash(_("Noted. No mail from here reaches this person until then."))
    return see_other("members.person", member_id=member_id)


@absence_pages.post("/people/<uuid:member_id>/away/end")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(_person)
def end_away(member_id: UUID) -> ResponseReturnValue:
    """Note that somebody is back."""
    absence.end_away(access.member_for(actor(), member_id))
    flash(_("Noted that this person is back."))
    return see_other("members.person", member_id=member_id)
