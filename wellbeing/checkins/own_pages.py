"""Pages of instruments that a company writes itself: add, look at as a member would, confirm, withdraw."""

from __future__ import annotations

import io
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from tenants.errors import NotFound
from tenants.http import actor, comes_back, requires, see_other
from tenants.members import service as members
from tenants.permissions import Permission
from wellbeing.checkins import access, catalog, own, scoring
from wellbeing.checkins.instrument_texts import spoken
from wellbeing.checkins.own_rules import MOST_BYTES, MOST_ITEMS, MOST_OPTIONS
from wellbeing.checkins.schemas import field_name

SHOWN = 60
"""Mistakes that are listed at once."""

SAMPLE = """schema = 2
key = "tools_at_work"
version = 1
language = "en"
name = "Tools at work"
kind = "custom"
licence = "Ours."
source = "Written by our people team."

[options]
agree = [
  { label = "Not true", value = 1 },
  { label = "Partly true", value = 2 },
  { label = "True", value = 3 },
]

[[items]]
id = "tools_fit"
text = "I have the tools that my work needs."
options = "agree"

[[scales]]
name = "tools"
title = "Tools"
items = ["tools_fit"]
min_answered = 1
higher_is = "better"
"""


def hang_into(pages: Blueprint) -> None:
    """Add these routes to the blueprint of check-ins."""
    pages.get("/instruments/own/new")(own_new)
    pages.post("/instruments/own")(own_keep)
    pages.get("/instruments/own/<uuid:instrument_id>")(own_instrument)
    pages.get("/instruments/own/<uuid:instrument_id>/preview")(own_preview)
    pages.post("/instruments/own/<uuid:instrument_id>/confirm")(own_confirm)
    pages.post("/instruments/own/<uuid:instrument_id>/withdraw")(own_withdraw)


@requires(Permission.INSTRUMENT_MANAGE)
def own_new() -> ResponseReturnValue:
    """The rules, a small file to begin with, and the field for one's own."""
    return render_template(
        "checkins/own_instrument_new.html",
        most_items=MOST_ITEMS,
        most_options=MOST_OPTIONS,
        shown=SHOWN,
        sample=SAMPLE,
    )


@requires(Permission.INSTRUMENT_MANAGE)
@comes_back(own_new)
def own_keep() -> ResponseReturnValue:
    """Keep a file as an instrument that waits for somebody else."""
    file = request.files.get("file")
    with file.stream if file else io.BytesIO() as stream:
        row = own.upload(content=stream.read(MOST_BYTES + 1), by=actor().member_id)
    flash(_("The file is right and kept. Nobody is asked before somebody else has confirmed it."))
    return see_other("checkins.own_instrument", instrument_id=row.id)


@requires(Permission.INSTRUMENT_READ)
def own_instrument(instrument_id: UUID) -> ResponseReturnValue:
    """One version with its questions in every language, its state, and who did what."""
    row = access.own_instrument_for(instrument_id)
    entry = catalog.entry_of(row)
    shown = spoken(entry.instrument, str(get_locale()))
    return render_template(
        "checkins/own_instrument.html",
        row=row,
        entry=entry,
        instrument=shown,
        in_other_languages=[
            spoken(entry.instrument, language) for language in entry.instrument.languages if language != shown.language
        ],
        scales=scoring.scored(shown),
        is_uploader=row.uploaded_by == actor().member_id,
        others=bool(row.uploaded_by and own.confirmers(but=row.uploaded_by)),
        uploader=_name(row.uploaded_by),
        confirmer=_name(row.confirmed_by),
    )


@requires(Permission.INSTRUMENT_READ)
def own_preview(instrument_id: UUID) -> ResponseReturnValue:
    """The questions on a page like that of a check-in; nothing can be sent."""
    entry = catalog.entry_of(access.own_instrument_for(instrument_id))
    shown = spoken(entry.instrument, str(get_locale()))
    return render_template(
        "checkins/own_instrument_preview.html",
        entry=replace(entry, instrument=shown),
        instrument=shown,
        written_here={shown.key},
        total=len(shown.questions) + len(shown.choices),
        field_name=field_name,
    )


@requires(Permission.INSTRUMENT_CONFIRM)
@comes_back(own_instrument)
def own_confirm(instrument_id: UUID) -> ResponseReturnValue:
    """Let check-ins ask it; never for whoever uploaded it."""
    own.confirm(instrument_id=instrument_id, by=actor().member_id)
    flash(_("Confirmed. Check-ins can ask it now."))
    return see_other("checkins.own_instrument", instrument_id=instrument_id)


@requires(Permission.INSTRUMENT_MANAGE)
@comes_back(own_instrument)
def own_withdraw(instrument_id: UUID) -> ResponseReturnValue:
    """Ask it no more in new check-ins."""
    own.withdraw(instrument_id=instrument_id)
    flash(_("New check-ins cannot ask it any more."))
    return see_other("checkins.own_instrument", instrument_id=instrument_id)


def _name(member_id: UUID | None) -> str:
    try:
        return members.member_row(member_id).called if member_id else ""
    except NotFound:
        return str(_("somebody who has left"))
