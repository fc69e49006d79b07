"""HR's pages: what runs, opening with the promise read beforehand, schedules, instruments; never a count of answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from tenants import beside, clock
from tenants.http import actor, comes_back, load, may, requires, see_other
from tenants.members import people
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.checkins import access, catalog, opening, schedule_pages, schedules, scoring, service, wording
from wellbeing.checkins.instrument_texts import spoken
from wellbeing.checkins.instruments import PROGRAM_QUESTIONS, ROUND_QUESTIONS
from wellbeing.checkins.models import PROGRAM, ROUND
from wellbeing.checkins.obstacles import LONGEST_OPEN
from wellbeing.checkins.schemas import SwitchIn, WaveIn

USUALLY_OPEN = timedelta(days=10)


def hang_into(pages: Blueprint) -> None:
    """Add HR's routes to the blueprint of check-ins."""
    pages.get("/run")(overview)
    pages.get("/run/new")(new)
    pages.post("/run/preview")(preview)
    pages.post("/run")(open_now)
    pages.get("/run/<uuid:wave_id>")(wave)
    pages.post("/run/<uuid:wave_id>/close")(close)
    schedule_pages.hang_into(pages)
    pages.get("/instruments")(instruments)
    pages.get("/instruments/<key>")(instrument)
    pages.post("/instruments/<key>/on")(switch_on)
    pages.post("/instruments/<key>/off")(switch_off)


@requires(Permission.CHECKIN_MANAGE)
def overview() -> ResponseReturnValue:
    """Waves, what comes next, and schedules; nothing live about who answered."""
    return render_template(
        "checkins/overview.html",
        waves=access.waves(),
        schedules=[(row, schedules.waiting_for(row)) for row in access.schedules()],
        coming=schedules.coming(),
        bouncing=people.find(state="bouncing").people,
        wording=wording,
        zone=organization().time_zone,
    )


@requires(Permission.CHECKIN_MANAGE)
def new() -> ResponseReturnValue:
    """What to ask and until when; "Change something" on the promise comes back with what was chosen."""
    today = clock.today(organization().time_zone)
    return render_template(
        "checkins/new.html",
        entries=catalog.askable_in(str(get_locale())),
        name=request.args.get("name", ""),
        chosen=request.args.getlist("instruments"),
        closes_on=request.args.get("closes_on") or (today + USUALLY_OPEN).isoformat(),
        earliest=(today + timedelta(days=1)).isoformat(),
        latest=(today + LONGEST_OPEN).isoformat(),
        remind_before=request.args.get("remind_before", "2"),
    )


@requires(Permission.CHECKIN_MANAGE)
@comes_back(new)
def preview() -> ResponseReturnValue:
    """The promise as members will read it, and everything that stands against opening."""
    given = load(WaveIn)
    planned = opening.plan(name=given["name"], instruments=given["instruments"], closes_on=given["closes_on"])
    g.form = None
    return render_template(
        "checkins/preview.html",
        given=given,
        instruments=[spoken(one, str(get_locale())) for one in planned.instruments],
        promise=dict(planned.promise) | {"closes_on": given["closes_on"].isoformat()},
        remind_on=opening.reminder_on(organization(), given["closes_on"], given["remind_before"]),
        refusals=[wording.refusal(one.code, one.values) for one in planned.refusals],
    )


@requires(Permission.CHECKIN_MANAGE)
@comes_back(new)
def open_now() -> ResponseReturnValue:
    """Open the wave whose promise was just read."""
    opened = opening.open_wave(**load(WaveIn))
    flash(_("The check-in is open. Everybody invited hears of it in the same words."))
    return see_other("checkins.wave", wave_id=opened.id)


@requires(Permission.CHECKIN_MANAGE)
def wave(wave_id: UUID) -> ResponseReturnValue:
    """One wave: its promise, its days, its state."""
    found = access.wave_for(wave_id)
    return render_template(
        "checkins/wave.html",
        wave=found,
        promise=found.promise,
        state=wording.state(found.state),
        zone=organization().time_zone,
    )


@requires(Permission.CHECKIN_MANAGE)
@comes_back(wave)
def close(wave_id: UUID) -> ResponseReturnValue:
    """Close a wave before its last day."""
    service.close_wave(wave_id=wave_id)
    flash(_("The check-in is closed. Results come once they are safe to show."))
    return see_other("checkins.wave", wave_id=wave_id)


def _beside_round() -> str:
    """On the page of a coaching round: whether its two questions are asked, and where the result stands."""
    if not may(Permission.REPORT_READ):
        return ""
    found = access.ballot_about(ROUND, (request.view_args or {})["round_id"])
    last = wording.day_of(found.promise["closes_on"]) if found else ""
    return render_template("checkins/_round.html", wave=found, last=last, questions=ROUND_QUESTIONS)


def _beside_program() -> str:
    """On the page of a programme: whether its two questions are asked, and where the result stands."""
    if not may(Permission.REPORT_READ):
        return ""
    found = access.ballot_about(PROGRAM, (request.view_args or {})["program_id"])
    last = wording.day_of(found.promise["closes_on"]) if found else ""
    return render_template("checkins/_program.html", wave=found, last=last, questions=PROGRAM_QUESTIONS)


beside.show(beside.COACHING_ROUND, _beside_round)
beside.show(beside.PROGRAM, _beside_program)


@requires(Permission.INSTRUMENT_READ)
def instruments() -> ResponseReturnValue:
    """Every instrument with its state."""
    language = str(get_locale())
    entries = [replace(entry, instrument=spoken(entry.instrument, language)) for entry in catalog.entries()]
    return render_template("checkins/instruments.html", entries=entries)


@requires(Permission.INSTRUMENT_READ)
def instrument(key: str) -> ResponseReturnValue:
    """Items, scoring, source and licence of one instrument, and its switch."""
    entry = catalog.entry_for(key)
    return render_template(
        "checkins/instrument.html",
        entry=entry,
        instrument=spoken(entry.instrument, str(get_locale())),
        scales=scoring.scored(spoken(entry.instrument, str(get_locale()))),
        may_switch=may(Permission.INSTRUMENT_MANAGE) and entry.origin == "shipped",
    )


@requires(Permission.INSTRUMENT_MANAGE)
@comes_back(instrument)
def switch_on(key: str) -> ResponseReturnValue:
    """Switch an instrument on; the licence note counts as read only when HR says so."""
    catalog.switch_on(key=key, by=actor().member_id, licence_read=load(SwitchIn)["licence_read"])
    flash(_("New check-ins can use this instrument now."))
    return see_other("checkins.instrument", key=key)


@requires(Permission.INSTRUMENT_MANAGE)
@comes_back(instrument)
def switch_off(key: str) -> ResponseReturnValue:
    """Switch an instrument off for new check-ins."""
    catalog.switch_off(key=key)
    flash(_("New check-ins cannot use this instrument any more."))
    return see_other("checkins.instrument", key=key)
