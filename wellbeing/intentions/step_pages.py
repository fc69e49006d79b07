"""Small steps: plan one, do it or not, leave oneself a kind note, and perhaps plan the next."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members.absence import today_of
from tenants.permissions import Permission
from wellbeing.intentions import service
from wellbeing.intentions.intention import SmallStep
from wellbeing.intentions.routes import edit_page, keep_new, mine, new_page, pages, place
from wellbeing.intentions.schemas import HowIn, NoteIn, StepIn, StepRevised


@pages.get("/small-steps")
@requires(Permission.INTENTION_OWN)
def steps() -> ResponseReturnValue:
    """What is planned, and what was."""
    found = service.all_of(actor().member, SmallStep)
    return render_template(
        "intentions/steps.html",
        planned=[one for one in found if not one.said.how],
        past=[one for one in found if one.said.how],
        **place(),
    )


@pages.get("/small-steps/new")
@requires(Permission.INTENTION_OWN)
def new_step() -> ResponseReturnValue:
    """An empty plan."""
    return new_page("intentions/new_step.html")


@pages.post("/small-steps")
@requires(Permission.INTENTION_OWN)
@comes_back(new_step)
def plan_step() -> ResponseReturnValue:
    """Keep a plan."""
    given = load(StepIn)
    said = SmallStep(today_of(actor().member), given["what"], given["when"], given["sentence"])
    return keep_new(said, given, "intentions.step")


@pages.get("/small-steps/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
def step(intention_id: UUID) -> ResponseReturnValue:
    """One step: before it with two equal buttons, after it with room for a kind note."""
    row = mine(intention_id)
    return edit_page("intentions/step.html", row, step=service.read_one(row, SmallStep))


@pages.get("/small-steps/<uuid:intention_id>/edit")
@requires(Permission.INTENTION_OWN)
def edit_step(intention_id: UUID) -> ResponseReturnValue:
    """A plan to reword."""
    row = mine(intention_id)
    return edit_page("intentions/edit_step.html", row, step=service.read_one(row, SmallStep))


@pages.post("/small-steps/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
@comes_back(edit_step)
def reword_step(intention_id: UUID) -> ResponseReturnValue:
    """Keep the plan as reworded."""
    given, row = load(StepRevised), mine(intention_id, for_change=True)
    plan = {name: given[name] for name in ("what", "when", "sentence")}
    service.reword(row, said=replace(service.read_one(row, SmallStep), **plan), revision=given["revision"])
    return see_other("intentions.step", intention_id=row.id)


@pages.post("/small-steps/<uuid:intention_id>/how")
@requires(Permission.INTENTION_OWN)
@comes_back(step)
def say_how(intention_id: UUID) -> ResponseReturnValue:
    """Done, or not this time."""
    row = mine(intention_id, for_change=True)
    service.change(row, SmallStep, how=load(HowIn)["how"])
    return see_other("intentions.step", intention_id=row.id)


@pages.post("/small-steps/<uuid:intention_id>/note")
@requires(Permission.INTENTION_OWN)
@comes_back(step)
def note_step(intention_id: UUID) -> ResponseReturnValue:
    """Keep a kind note."""
    given, row = load(NoteIn), mine(intention_id, for_change=True)
    said = replace(service.read_one(row, SmallStep), note=given["note"])
    service.reword(row, said=said, revision=given["revision"])
    return see_other("intentions.steps")
