"""HR's page of one week: its words in one language, its steps in order, each moved by plain buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.errors import NotFound
from tenants.http import FormState, comes_back, load, requires, see_other
from tenants.languages import in_force, named
from tenants.members.my_way import TOPICS
from tenants.permissions import Permission
from wellbeing.programs import (
    access,
    changing,
    editing,
    hr_found,
    hr_showing,
    hr_typed,
    hr_wording,
    obstacles,
    offers,
    service,
)
from wellbeing.programs.content import LONGEST, MOST_STEPS, WITHOUT_REF, Content, Week
from wellbeing.programs.editing import LONGEST_TEXT, Typed
from wellbeing.programs.flaws import WITH_LIGHTER
from wellbeing.programs.hr_schemas import WeekActIn, WeekIn
from wellbeing.programs.models import Program
from wellbeing.programs.stored import DRAFT, ENDED, content_of


def hang_into(pages: Blueprint) -> None:
    """Add the routes of weeks to the blueprint of programmes."""
    pages.post("/manage/<uuid:program_id>/weeks")(hr_add_week)
    pages.get("/manage/<uuid:program_id>/weeks/<int:number>")(hr_week)
    pages.post("/manage/<uuid:program_id>/weeks/<int:number>")(hr_keep_week)
    acts = "any(earlier, later, copy, remove, quiet, close)"
    pages.post(f"/manage/<uuid:program_id>/weeks/<int:number>/<{acts}:act>")(hr_order_weeks)


def _overview(program_id: UUID, **_kwargs: Any) -> ResponseReturnValue:
    return render_template("programs/hr_program.html", **hr_showing.overview(access.program_for(program_id)))


@requires(Permission.PROGRAM_MANAGE)
@comes_back(_overview)
def hr_add_week(program_id: UUID) -> ResponseReturnValue:
    """One more week, empty; it opens at once to be filled."""
    given, row = load(WeekActIn), service.held(program_id)
    number = given["to"] or content_of(row).length + 1
    _change(row, lambda says: editing.add_week(says, number), given["revision"])
    return see_other("programs.hr_week", program_id=program_id, number=number)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(_overview)
def hr_order_weeks(program_id: UUID, number: int, act: str) -> ResponseReturnValue:
    """Move, copy or take out one week, or put a quiet one before it."""
    given, row = load(WeekActIn), service.held(program_id)
    to = given["to"] or content_of(row).length + 1
    changes: dict[str, Callable[[Content], Content]] = {
        "earlier": lambda says: editing.shift_week(says, number, -1),
        "later": lambda says: editing.shift_week(says, number, 1),
        "copy": lambda says: editing.copy_week(says, number, to, hr_typed.fresh),
        "remove": lambda says: editing.remove_week(says, number),
        "quiet": lambda says: editing.quiet_before(says, number),
        "close": lambda says: editing.close_up(says, number),
    }
    _change(row, changes[act], given["revision"])
    if act == "copy":
        flash(_("Week %(number)s is a copy now. Change what you like in it.", number=to))
        return see_other("programs.hr_week", program_id=program_id, number=to)
    at = {"earlier": max(1, number - 1), "later": number + 1}.get(act)
    anchor = f"{act}-{at}" if at else "weeks"
    return see_other(f"{url_for('programs.hr_program', program_id=program_id)}#{anchor}")


@requires(Permission.PROGRAM_MANAGE)
def hr_week(program_id: UUID, number: int) -> ResponseReturnValue:
    """One week to change, in one language."""
    form: FormState | None = g.get("form")
    typed = hr_typed.again(form) if form and form.values else None
    return _page(access.program_for(program_id), number, typed)


@requires(Permission.PROGRAM_MANAGE)
@comes_back(hr_week)
def hr_keep_week(program_id: UUID, number: int) -> ResponseReturnValue:
    """Keep everything typed, and do what the pressed button says: save, move a step, take one out, add one."""
    given, row = load(WeekIn), service.held(program_id)
    act, _sign, step_id = given["act"].partition(":")
    typed = hr_typed.after(act, step_id, hr_typed.steps(given), given["new_kind"])
    if act == "add" and row.state != DRAFT:
        g.form = FormState(request.form)  # what is running takes only whole steps: the new one is filled first
        return _page(row, number, typed)
    spoken = hr_showing.spoken_here(row, request.args.get("language"))

    def change(says: Content) -> Content:
        title, opening = given["title"], given["opening"]
        return editing.write_week(says, number, language=spoken, title=title, opening=opening, typed=typed)

    _change(row, change, given["revision"])
    if not act:
        flash(_("Kept."))
    anchor = _anchor(act, step_id, typed)
    address = url_for("programs.hr_week", program_id=program_id, number=number, language=spoken)
    return see_other(f"{address}#{anchor}" if anchor else address)


def _change(row: Program, change: Callable[[Content], Content], based_on: int) -> None:
    service.change_weeks(row, change=change, based_on=based_on, offers=lambda: offers.all_offers(in_force()))


def _anchor(act: str, step_id: str, typed: Sequence[Typed]) -> str:
    """Where the focus goes: to the same button of the moved step, or to its other one at an end."""
    ids = [one.id for one in typed]
    if act in {"up", "down"} and step_id in ids:
        end = ids.index(step_id) == (0 if act == "up" else len(ids) - 1)
        return f"{('down' if act == 'up' else 'up') if end else act}-{step_id}"
    if act == "add":
        return f"step-{ids[-1]}"
    return "add-step" if act == "remove" else ""


def _page(row: Program, number: int, typed: Sequence[Typed] | None) -> ResponseReturnValue:
    says = content_of(row)
    week = says.week(number)
    if week is None:
        raise NotFound
    spoken = hr_showing.spoken_here(row, request.args.get("language"))
    known = offers.all_offers(in_force())
    found = obstacles.of(row, known)
    of_week, of_steps = hr_found.step_flaws([*found.refusals, *found.notes], number)
    shown = _stored(week, spoken) if typed is None else typed
    texts = {step.id: step.text for _week, step in says.steps()}
    fixed = changing.begun(row)
    return render_template(
        "programs/hr_week.html",
        row=row,
        name=hr_showing.name_of(row),
        week=week,
        number=number,
        locked=number <= fixed or row.state == ENDED,
        steps=[
            {
                "typed": one,
                "kind": hr_wording.KINDS[one.kind],
                "leads": one.kind not in WITHOUT_REF,
                "choices": hr_showing.choices(known[one.kind], one.ref),
                "lighter": hr_showing.lighter_choices(known[one.kind], one.lighter) if one.kind in WITH_LIGHTER else [],
                "flaws": of_steps.get(one.id, []),
                "texts": texts.get(one.id, {}),
                "also": _also(row, one, spoken) if one.id not in texts else [],
            }
            for one in shown
        ],
        flaws=of_week,
        week_numbers=[other.number for other in says.weeks if other.number > fixed or other is week],
        free_numbers=hr_showing.free_numbers(says, fixed),
        kinds=hr_showing.kinds_for(row),
        topics=list(TOPICS.items()),
        may_add=len(shown) < MOST_STEPS,
        is_draft=row.state == DRAFT,
        longest=LONGEST_TEXT,
        last=LONGEST,
        others=[other.number for other in says.weeks],
        **hr_showing.tabs(row, spoken),
    )


def _also(row: Program, one: Typed, spoken: str) -> list[tuple[str, str, str]]:
    """The other languages in which a new step is written at once, where only whole steps are taken."""
    if row.state == DRAFT:
        return []
    return [(code, named(code), one.also.get(code, "")) for code in row.languages if code != spoken]


def _stored(week: Week, spoken: str) -> list[Typed]:
    return [
        Typed(step.id, step.kind, step.ref, step.text.get(spoken, ""), step.lighter, step.topics, week.number)
        for step in week.steps
    ]
