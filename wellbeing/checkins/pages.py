"""A member's pages: the open check-ins, one page per wave, the same closing page for everybody, own past answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.navigation import Entry
from tenants.organizations import help as help_room
from tenants.permissions import Permission
from wellbeing.checkins import (
    access,
    catalog,
    copies_pages,
    hr_pages,
    own_chart,
    own_pages,
    service,
    trends,
    wording,
)
from wellbeing.checkins.instrument_texts import spoken
from wellbeing.checkins.instruments import Instrument
from wellbeing.checkins.models import Wave
from wellbeing.checkins.schemas import answers_schema, cells_of, field_name

pages = Blueprint("checkins", __name__, url_prefix="/check-ins", template_folder="templates")
navigation = (
    Entry("checkins.mine", _l("Check-ins"), Permission.CHECKIN_ANSWER, 30),
    Entry("checkins.overview", _l("Run check-ins"), Permission.CHECKIN_MANAGE, 60),
    Entry("checkins.instruments", _l("Instruments"), Permission.INSTRUMENT_READ, 65),
)
hr_pages.hang_into(pages)
copies_pages.hang_into(pages)
own_pages.hang_into(pages)
pages.context_processor(wording.in_templates)


@pages.get("")
@requires(Permission.CHECKIN_ANSWER)
def mine() -> ResponseReturnValue:
    """The check-ins this member may still answer; nothing about it is stored."""
    return render_template("checkins/mine.html", waves=access.open_invitations_of(actor().member))


@pages.get("/<uuid:wave_id>")
@requires(Permission.CHECKIN_ANSWER)
def answer(wave_id: UUID) -> ResponseReturnValue:
    """The promise, then every item; closed or answered, the page says so kindly."""
    member = actor().member
    wave = access.invitation_for(member, wave_id)
    if access.has_answered(member, wave_id):
        return see_other("checkins.thanks", wave_id=wave_id)
    instruments = _instruments(wave)
    return render_template(
        "checkins/answer.html",
        wave=wave,
        promise=wave.promise,
        instruments=instruments,
        written_here={one.key for one, origin in catalog.instruments_of(wave) if origin == "own"},
        total=sum(len(one.questions) + len(one.choices) for one in instruments),
        field_name=field_name,
        closed=wave.state != "open" or wave.closes_at <= clock.now(),
        space_open=bool(private_space.open_spaces(member.id)),
        space_needed=private_space.needed(member.id),
    )


@pages.post("/<uuid:wave_id>")
@requires(Permission.CHECKIN_ANSWER)
@comes_back(answer)
def send(wave_id: UUID) -> ResponseReturnValue:
    """Cast the ballot; a second time changes nothing and ends on the same page."""
    member = actor().member
    urn = access.casting_for(member, wave_id)
    cells, given = _given(urn[0])
    code = None
    if given["begin_space"] and not access.has_answered(member, wave_id):
        code = private_space.begin_first(member.id)
    first = service.cast_into(urn, member=member, cells=cells, keep_copy=bool(given["keep_copy"] or code))
    if not first:
        flash(_("Your answers have arrived already. They count once, as you first sent them."))
    if code:
        return _closing_page(wave_id, code)
    return see_other("checkins.thanks", wave_id=wave_id)


@pages.post("/<uuid:wave_id>/keep")
@requires(Permission.CHECKIN_OWN)
@comes_back(answer)
def keep(wave_id: UUID) -> ResponseReturnValue:
    """Keep a private copy of what was chosen after the check-in closed; nothing is sent."""
    member = actor().member
    wave = access.invitation_for(member, wave_id)
    cells, _given_besides = _given(wave)
    private_space.writing_space(member.id)
    if service.keep(member=member, wave=wave, cells=cells):
        flash(_("Your copy is in your private space."))
    return see_other("checkins.own")


@pages.get("/<uuid:wave_id>/thanks")
@requires(Permission.CHECKIN_ANSWER)
def thanks(wave_id: UUID) -> ResponseReturnValue:
    """The same closing page with help for everybody who was invited, whatever they answered or not."""
    access.invitation_for(actor().member, wave_id)
    return _closing_page(wave_id, None)


@pages.get("/own")
@requires(Permission.CHECKIN_OWN)
def own() -> ResponseReturnValue:
    """The member's own copies over time, opened in memory."""
    member = actor().member
    copies = service.own_copies(member)
    return render_template(
        "checkins/own.html",
        # within a month the order stays, so the oldest goes first
        trends=trends.trends_of(reversed(copies), str(get_locale())),
        drawn=own_chart.drawing,
        copies=copies,
        locked=private_space.is_locked(member.id),
        needed=private_space.needed(member.id),
    )


@pages.post("/own/<uuid:copy_id>/delete")
@requires(Permission.CHECKIN_OWN)
def forget(copy_id: UUID) -> ResponseReturnValue:
    """Delete one own copy."""
    service.forget_copy(member=actor().member, copy_id=copy_id)
    flash(_("The copy is gone."))
    return see_other("checkins.own")


def _closing_page(wave_id: UUID, code: str | None) -> str:
    shown = help_room.help_for(actor().member)
    return render_template("checkins/thanks.html", wave_id=wave_id, help=shown, code=code)


def _instruments(wave: Wave) -> list[Instrument]:
    return [spoken(one, str(get_locale())) for one, _origin in catalog.instruments_of(wave)]


def _given(wave: Wave) -> tuple[dict[str, dict[str, str]], dict[str, Any]]:
    instruments = [one for one, _origin in catalog.instruments_of(wave)]
    given = load(answers_schema(*instruments))
    return {one.key: cells_of(one, given) for one in instruments}, given
