"""Goals: one sentence, a first step that would go on a bad day as well, and letting go without a mark."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members.absence import today_of
from tenants.permissions import Permission
from wellbeing.intentions import service
from wellbeing.intentions.intention import Goal
from wellbeing.intentions.routes import edit_page, keep_new, mine, new_page, pages, place
from wellbeing.intentions.schemas import GoalIn, GoalRevised
from wellbeing.intentions.wording import BAD_DAY


@pages.get("/goals")
@requires(Permission.INTENTION_OWN)
def goals() -> ResponseReturnValue:
    """Every goal that the member keeps."""
    return render_template("intentions/goals.html", goals=service.all_of(actor().member, Goal), **place())


@pages.get("/goals/new")
@requires(Permission.INTENTION_OWN)
def new_goal() -> ResponseReturnValue:
    """An empty goal."""
    return new_page("intentions/new_goal.html", bad_day_options=BAD_DAY.items())


@pages.post("/goals")
@requires(Permission.INTENTION_OWN)
@comes_back(new_goal)
def set_goal() -> ResponseReturnValue:
    """Keep a goal; whose first step is too much for a bad day is offered to make it smaller."""
    given = load(GoalIn)
    said = _goal(given)
    return keep_new(said, given, "intentions.smaller" if said.bad_day == "no" else "intentions.goal")


@pages.get("/goals/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
def goal(intention_id: UUID) -> ResponseReturnValue:
    """The place of one goal in the list."""
    row = mine(intention_id)
    service.read_one(row, Goal)
    return see_other(url_for("intentions.goals", _anchor=f"goal-{row.id}"))


@pages.get("/goals/<uuid:intention_id>/edit")
@requires(Permission.INTENTION_OWN)
def edit_goal(intention_id: UUID) -> ResponseReturnValue:
    """A goal to reword."""
    return _edit(intention_id, "intentions/edit_goal.html")


@pages.get("/goals/<uuid:intention_id>/smaller")
@requires(Permission.INTENTION_OWN)
def smaller(intention_id: UUID) -> ResponseReturnValue:
    """The first step once more, smaller."""
    return _edit(intention_id, "intentions/smaller_goal.html")


@pages.post("/goals/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
@comes_back(edit_goal)
def reword_goal(intention_id: UUID) -> ResponseReturnValue:
    """Keep a goal as reworded."""
    given, row = load(GoalRevised), mine(intention_id, for_change=True)
    said = _goal(given)
    service.reword(row, said=said, revision=given["revision"])
    if said.bad_day == "no" and not given["smaller"]:
        return see_other("intentions.smaller", intention_id=row.id)
    return see_other("intentions.goal", intention_id=row.id)


def _edit(intention_id: UUID, template: str) -> str:
    row = mine(intention_id)
    return edit_page(template, row, goal=service.read_one(row, Goal), bad_day_options=BAD_DAY.items())


def _goal(given: dict[str, Any]) -> Goal:
    return Goal(today_of(actor().member), given["sentence"], given["first_step"], given["bad_day"])
