"""A gradual approach: what gives safety first, then up to five mild steps of one's own; never suggested to anybody."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.errors import Invalid
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import own_way
from tenants.members.absence import today_of
from tenants.members.my_way import ANCHORS
from tenants.permissions import Permission
from wellbeing.intentions import access, service
from wellbeing.intentions.intention import RUNGS, Ladder
from wellbeing.intentions.routes import edit_page, keep_new, mine, new_page, pages, place
from wellbeing.intentions.schemas import LadderIn, LadderRevised
from wellbeing.intentions.wording import anchor_options


@pages.get("/gradual-steps")
@requires(Permission.INTENTION_OWN)
def ladders() -> ResponseReturnValue:
    """What this is for and what not, and one's own."""
    return render_template("intentions/ladders.html", ladders=service.all_of(actor().member, Ladder), **place())


@pages.get("/gradual-steps/new")
@requires(Permission.INTENTION_OWN)
def new_ladder() -> ResponseReturnValue:
    """First of all: what gives safety."""
    options = anchor_options(own_way.way_of(actor().member_id))
    return new_page("intentions/new_ladder.html", anchor_options=options)


@pages.post("/gradual-steps")
@requires(Permission.INTENTION_OWN)
@comes_back(new_ladder)
def begin_ladder() -> ResponseReturnValue:
    """Keep the anchor; steps come on the next page."""
    given = load(LadderIn)
    said = Ladder(today_of(actor().member), anchor=_anchored(given["anchor"]))
    return keep_new(said, given, "intentions.ladder")


@pages.get("/gradual-steps/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
def ladder(intention_id: UUID) -> ResponseReturnValue:
    """The anchor, what it leads towards, and the steps to write."""
    row = mine(intention_id)
    said, typed = service.read_one(row, Ladder), g.get("form")
    lines = list(typed.all("rungs") if typed else said.rungs)
    own = "" if said.anchor in ANCHORS else said.anchor
    options = anchor_options(own_way.way_of(actor().member_id))
    if said.anchor in ANCHORS and said.anchor not in dict(options):
        options.append((said.anchor, ANCHORS[said.anchor]))
    return edit_page(
        "intentions/ladder.html",
        row,
        ladder=said,
        rungs=[*(line for line in lines if line), ""][:RUNGS],
        own_anchor=own,
        anchor_options=options,
    )


@pages.post("/gradual-steps/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
@comes_back(ladder)
def reword_ladder(intention_id: UUID) -> ResponseReturnValue:
    """Keep it as it stands now."""
    given, row = load(LadderRevised), mine(intention_id, for_change=True)
    said = Ladder(today_of(actor().member), _anchored(given["anchor"]), given["towards"], given["rungs"])
    service.reword(row, said=said, revision=given["revision"])
    return see_other("intentions.ladders")


@pages.get("/gradual-steps/<uuid:intention_id>/step/<int:number>")
@requires(Permission.INTENTION_OWN)
def rung(intention_id: UUID, number: int) -> ResponseReturnValue:
    """One step, after its anchor, with a way out."""
    row = mine(intention_id)
    said = service.read_one(row, Ladder)
    if not 1 <= number <= len(said.rungs):
        raise access.gone()
    return render_template("intentions/rung.html", row=row, ladder=said, rung=said.rungs[number - 1])


@pages.get("/gradual-steps/<uuid:intention_id>/rest")
@requires(Permission.INTENTION_OWN)
def rest(intention_id: UUID) -> ResponseReturnValue:
    """Stop and rest: the anchor alone, and people."""
    row = mine(intention_id)
    return render_template("intentions/rest.html", row=row, ladder=service.read_one(row, Ladder))


def _anchored(chosen: str) -> str:
    if not chosen:
        sentence = _("First choose what gives you safety; the steps come after it.")
        raise Invalid(fields={"anchor": [sentence]}, code="anchor_first")
    return chosen
