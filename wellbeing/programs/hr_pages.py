"""HR's pages of programmes: the list, one programme with all that stands against it, its words, its audience and days.

Nothing here says who follows a programme, and no number of people is shown.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import beside, clock
from tenants.errors import Conflict
from tenants.http import comes_back, load, may, requires, see_other
from tenants.languages import in_force, named
from tenants.organizations import wording
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.programs import (
    access,
    audience_parts,
    blueprint,
    hr_launch_pages,
    hr_showing,
    hr_week_pages,
    hr_wording,
    service,
)
from wellbeing.programs.audience import Audience
from wellbeing.programs.content import LANGUAGES, TEXTS
from wellbeing.programs.editing import LONGEST_TEXT
from wellbeing.programs.hr_schemas import EmptyIn, FrameIn, WordsIn
from wellbeing.programs.stored import DRAFT, audience_of, content_of


def hang_into(pages: Blueprint) -> None:
    """Add HR's routes to the blueprint of programmes."""
    pages.get("/manage")(hr_programs)
    pages.post("/manage/start")(hr_start_empty)
    pages.post("/manage/start/<slug>")(hr_start)
    pages.get("/manage/<uuid:program_id>")(hr_program)
    pages.get("/manage/<uuid:program_id>/words")(hr_words)
    pages.post("/manage/<uuid:program_id>/words")(hr_keep_words)
    pages.get("/manage/<uuid:program_id>/audience")(hr_frame)
    pages.post("/manage/<uuid:program_id>/audience")(hr_keep_frame)
    pages.post("/manage/<uuid:program_id>/delete")(hr_delete)
    pages.context_processor(hr_showing.in_templates)
    hr_week_pages.hang_into(pages)
    hr_launch_pages.hang_into(pages)


@requires(Permission.PROGRAM_MANAGE)
def hr_programs(**_kwargs: Any) -> ResponseReturnValue:
    """Every programme with its state, and what one can start from."""
    return render_template(
        "programs/hr_programs.html",
        programs=[hr_showing.card(row) for row in access.programs()],
        blueprints=[hr_showing.blueprint_card(one) for one in blueprint.shipped().values()],
        longest=LONGEST_TEXT["name"],
    )


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_programs)
def hr_start(slug: str) -> ResponseReturnValue:
    """A draft from a blueprint, complete at once."""
    row = service.start_from(slug=slug)
    flash(_("Your draft is complete in every language. Look through it, change what you like, then launch it."))
    return see_other("programs.hr_program", program_id=row.id)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_programs)
def hr_start_empty() -> ResponseReturnValue:
    """A draft with a name and nothing else."""
    row = service.start_empty(name=load(EmptyIn)["name"], language=in_force())
    return see_other("programs.hr_program", program_id=row.id)


@requires(Permission.PROGRAM_MANAGE)
def hr_program(program_id: UUID, **_kwargs: Any) -> ResponseReturnValue:
    """One programme: what it says, for whom and when, its weeks, and everything that stands against its launch."""
    row = access.program_for(program_id)
    return render_template("programs/hr_program.html", **hr_showing.overview(row))


@requires(Permission.PROGRAM_MANAGE)
def hr_words(program_id: UUID) -> ResponseReturnValue:
    """Name and texts of a draft, one language at a time."""
    row = _draft(program_id)
    spoken = hr_showing.spoken_here(row, request.args.get("language"))
    return render_template(
        "programs/hr_words.html",
        row=row,
        content=content_of(row),
        longest=LONGEST_TEXT,
        name=hr_showing.name_of(row),
        **hr_showing.tabs(row, spoken),
    )


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_words)
def hr_keep_words(program_id: UUID) -> ResponseReturnValue:
    """Keep the texts of one language."""
    given, row = load(WordsIn), service.held(program_id)
    spoken = hr_showing.spoken_here(row, request.args.get("language"))
    service.change_words(
        row,
        language=spoken,
        words={name: given[name] for name in TEXTS},
        minutes_a_week=given["minutes_a_week"],
        source=given["source"],
        based_on=given["revision"],
    )
    flash(_("Kept in %(language)s.", language=named(spoken)))
    return see_other("programs.hr_program", program_id=program_id)


@requires(Permission.PROGRAM_MANAGE)
def hr_frame(program_id: UUID) -> ResponseReturnValue:
    """For whom a draft is, from when on, in which languages."""
    row, place = _draft(program_id), organization()
    there = audience_parts.there()
    return render_template(
        "programs/hr_frame.html",
        row=row,
        name=hr_showing.name_of(row),
        chosen=audience_of(row),
        chart=wording.tree(there.units),
        there=there,
        roles=hr_showing.role_options(),
        joiners=list(hr_wording.JOINERS.items()),
        languages=[(code, named(code)) for code in LANGUAGES],
        unspoken=[code for code in row.languages if code not in place.languages],
        today=clock.today(place.time_zone).isoformat(),
    )


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_frame)
def hr_keep_frame(program_id: UUID) -> ResponseReturnValue:
    """Keep audience, first day, languages, and how those begin who come later."""
    given, row = load(FrameIn), service.held(program_id)
    chosen = Audience(
        tuple(dict.fromkeys(given["units"])),
        tuple(dict.fromkeys(given["locations"])),
        tuple(dict.fromkeys(given["job_families"])),
        given["role"],
    )
    service.change_frame(
        row,
        chosen=chosen,
        languages=given["languages"],
        starts_on=given["starts_on"],
        joiners=given["joiners"],
        based_on=given["revision"],
    )
    flash(_("Kept."))
    return see_other("programs.hr_program", program_id=program_id)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_program)
def hr_delete(program_id: UUID) -> ResponseReturnValue:
    """Delete a draft for good."""
    service.delete(service.held(program_id))
    flash(_("The draft is gone."))
    return see_other("programs.hr_programs")


def _not_open_yet() -> str:
    """On HR's Home until everybody is invited: where to begin."""
    if not may(Permission.PROGRAM_MANAGE) or organization().launched_at is not None:
        return ""
    return render_template("programs/_hr_not_open.html")


beside.show(beside.HOME_TODAY, _not_open_yet)


def _draft(program_id: UUID) -> Any:
    """A draft to be changed; what was launched shows its page instead."""
    row = access.program_for(program_id)
    if row.state != DRAFT:
        raise Conflict(
            _("This programme has been launched. What has begun is not changed under its people."),
            code="program_launched",
        )
    return row
