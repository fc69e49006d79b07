"""HR's pages for a programme as a whole: its dates tried out, launch, rest, more weeks, end, and once more."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from tenants.http import comes_back, load, requires, see_other
from tenants.languages import in_force
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.programs import access, dry_run, hr_found, hr_showing, hr_wording, launching, obstacles, offers
from wellbeing.programs.content import said
from wellbeing.programs.hr_schemas import ExtendIn, LaunchIn
from wellbeing.programs.models import Program
from wellbeing.programs.stored import DRAFT, audience_of, content_of


def hang_into(pages: Blueprint) -> None:
    """Add the routes to the blueprint of programmes."""
    pages.get("/manage/<uuid:program_id>/dates")(hr_dates)
    pages.get("/manage/<uuid:program_id>/launch")(hr_launch_page)
    pages.post("/manage/<uuid:program_id>/launch")(hr_launch)
    pages.post("/manage/<uuid:program_id>/<any(pause, resume):act>")(hr_rest)
    pages.post("/manage/<uuid:program_id>/extend")(hr_extend)
    pages.post("/manage/<uuid:program_id>/end")(hr_end)
    pages.post("/manage/<uuid:program_id>/again")(hr_again)


@requires(Permission.PROGRAM_MANAGE)
def hr_dates(program_id: UUID) -> ResponseReturnValue:
    """Every week on the calendar, here and round the world, with what opens in it."""
    row = access.program_for(program_id)
    return render_template("programs/hr_dates.html", row=row, name=hr_showing.name_of(row), weeks=_dates(row))


@requires(Permission.PROGRAM_MANAGE)
def hr_launch_page(program_id: UUID, **_kwargs: Any) -> ResponseReturnValue:
    """What a launch does, read once more before it happens."""
    row = access.program_for(program_id)
    if row.state != DRAFT:
        return see_other("programs.hr_program", program_id=program_id)
    found = obstacles.of(row, offers.all_offers(in_force()))
    ticks = [(str(note.values["program"]), hr_wording.sentence(note)) for note in found.to_be_said]
    shown = hr_showing.overview(row)
    return render_template(
        "programs/hr_launch.html",
        **shown | {"notes": hr_found.told(row, (one for one in found.notes if one not in found.to_be_said))},
        ticks=ticks,
        opens_doors=organization().launched_at is None,
    )


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_launch_page)
def hr_launch(program_id: UUID) -> ResponseReturnValue:
    """Launch it."""
    given = load(LaunchIn)
    row = launching.launch(
        program_id=program_id,
        offers=offers.all_offers(in_force()),
        both=given["both"],
        based_on=given["revision"],
    )
    first = hr_wording.day(row.starts_on) if row.starts_on else ""
    flash(_("Launched. Whoever it is for finds it on Home from %(day)s on.", day=first))
    return see_other("programs.hr_program", program_id=program_id)


def _overview(program_id: UUID, **_kwargs: Any) -> ResponseReturnValue:
    return render_template("programs/hr_program.html", **hr_showing.overview(access.program_for(program_id)))


@requires(Permission.PROGRAM_MANAGE)
@comes_back(_overview)
def hr_rest(program_id: UUID, act: str) -> ResponseReturnValue:
    """Let it rest, or go on."""
    if act == "pause":
        launching.pause(program_id=program_id)
        flash(_("It rests from tomorrow on. Weeks that have begun stay; nothing new begins."))
    else:
        launching.resume(program_id=program_id)
        flash(_("It goes on. What was still to begin has moved to later days where it had to."))
    return see_other("programs.hr_program", program_id=program_id)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(_overview)
def hr_extend(program_id: UUID) -> ResponseReturnValue:
    """Some weeks more at the end."""
    given = load(ExtendIn)
    launching.extend(program_id=program_id, weeks=given["weeks"], based_on=given["revision"])
    flash(_("There is more time now."))
    return see_other("programs.hr_program", program_id=program_id)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(_overview)
def hr_end(program_id: UUID) -> ResponseReturnValue:
    """End it now."""
    launching.end(program_id=program_id)
    flash(_("The programme has ended."))
    return see_other("programs.hr_program", program_id=program_id)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(_overview)
def hr_again(program_id: UUID) -> ResponseReturnValue:
    """The same as a draft for next year."""
    row = launching.again(program_id=program_id)
    flash(_("Here is a draft of the same for a year later. Look at its first day."))
    return see_other("programs.hr_program", program_id=row.id)


def _dates(row: Program) -> list[dict[str, Any]]:
    place, says = organization(), content_of(row)
    zones = dry_run.zones_of(audience_of(row), place)
    found = obstacles.of(row, offers.all_offers(in_force()))
    weeks = []
    for days in dry_run.laid_out(row, place):
        turn, week = dry_run.turn(days.begins_on, zones), says.week(days.number)
        of_week, of_steps = hr_found.step_flaws([*found.refusals, *found.notes], days.number)
        sets_off = [step for step in week.steps if step.kind in dry_run.OPENING] if week else []
        weeks.append(
            {
                "days": days,
                "title": said(week.title, in_force(), row.languages) if week else _("a quiet week"),
                "first": _moment(turn.first_at, turn.first_zone, place.time_zone),
                "last": _moment(turn.last_at, turn.last_zone, place.time_zone),
                "same": turn.first_at == turn.last_at,
                "opens": [str(hr_wording.KINDS[step.kind]) for step in sets_off],
                "notes": [*of_week, *(one for told in of_steps.values() for one in told)],
            }
        )
    return weeks


def _moment(at: Any, zone: str, here: str) -> str:
    local = at.astimezone(ZoneInfo(here)).replace(tzinfo=None)
    when = f"{format_skeleton('MMMEd', local, locale=get_locale())}, {local:%H:%M}"
    return str(_("%(when)s, in %(zone)s", when=when, zone=zone.replace("_", " ")))
