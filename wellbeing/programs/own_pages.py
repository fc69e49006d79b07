"""A member's pages of programmes: all of theirs, one week by week, and the few things they may do, equal in weight."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.errors import KeysUnavailable, NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.notices import choices
from tenants.notices.registry import Choice
from tenants.permissions import Permission
from wellbeing.programs import kinds, own_service, showing
from wellbeing.programs.place import DONE, LEFT_OUT, OPEN
from wellbeing.programs.schemas import ActIn, ReminderIn
from wellbeing.programs.showing import Shown

WAYS = {
    Choice.NEITHER: _l("No reminder"),
    Choice.IN_APP: _l("In the list of notices"),
    Choice.MAIL: _l("By mail, on a morning of mine"),
}
SAID = {
    DONE: _l("Done. Only you can see that."),
    LEFT_OUT: _l("Left out, and that is just as good. Only you can see that."),
    OPEN: _l("It waits for you again."),
    own_service.JOIN: _l("You joined, for yourself alone. Nobody sees it."),
    own_service.ASIDE: _l("Laid aside. Nobody is told, and you can take it up again at any time."),
    own_service.AGAIN: _l("Good to see you. It goes on where you are."),
    own_service.WHERE_LEFT: _l("It goes on where you left off."),
    own_service.THIS_WEEK: _l("It goes on with this week. What came before stays readable."),
}


def hang_into(pages: Blueprint) -> None:
    """Add the member's routes to the blueprint of programmes."""
    pages.get("")(own_programs)
    pages.get("/<uuid:program_id>")(own_program)
    pages.get("/<uuid:program_id>/keep")(ask)
    pages.post("/<uuid:program_id>/keep")(keep)
    pages.post("/<uuid:program_id>/reminder")(remind)


@requires(Permission.PROGRAM_OWN)
def own_programs() -> ResponseReturnValue:
    """What runs for the member, what they may join alone, what is laid aside, and what is over."""
    return render_template("programs/list.html", shelf=showing.shelf_of(actor().member))


@requires(Permission.PROGRAM_OWN)
def own_program(program_id: UUID) -> ResponseReturnValue:
    """One programme: the weeks begun so far, the titles of the others, and what the member may do."""
    shown = showing.one_of(actor().member, program_id)
    return render_template(
        "programs/program.html",
        shown=shown,
        welcome=showing.welcome_word(),
        needs_consent=private_space.needed(actor().member_id),
        reminder=_reminder(shown),
        reminder_ways=list(WAYS.items()),
    )


@requires(Permission.PROGRAM_OWN)
def ask(program_id: UUID) -> ResponseReturnValue:
    """Before the very first thing that is kept: what it is, and the member's yes."""
    typed = g.get("form")
    given = typed.values if typed else request.args
    what = given.get("act", "")
    if what not in own_service.CHOICES:
        raise NotFound
    return render_template(
        "programs/ask.html",
        shown=showing.one_of(actor().member, program_id),
        act=what,
        step=given.get("step", ""),
        back=given.get("back", ""),
        needs_consent=private_space.needed(actor().member_id),
    )


@requires(Permission.PROGRAM_OWN)
@comes_back(ask)
def keep(program_id: UUID) -> ResponseReturnValue:
    """Keep it, for the member alone."""
    given, member = load(ActIn), actor().member
    shown = showing.one_of(member, program_id)
    code = own_service.choose(
        member=member, one=shown.mine, what=given["act"], step_id=given["step"], consent=given["consent"]
    )
    home = given["back"] == "home"
    if code:
        url = url_for("home.today") if home else url_for("programs.own_program", program_id=program_id)
        return render_template("recovery_code.html", code=code, url=url)
    flash(str(SAID[given["act"]]))
    return see_other("home.today") if home else see_other("programs.own_program", program_id=program_id)


@requires(Permission.PROGRAM_OWN)
@comes_back(own_program)
def remind(program_id: UUID) -> ResponseReturnValue:
    """Choose whether a new week is told of, and how; never from a programme that is joined alone."""
    shown = showing.one_of(actor().member, program_id)
    if _reminder(shown) is None:
        raise NotFound
    choices.choose(actor().member_id, {kinds.WEEK: load(ReminderIn)["choice"]})
    flash(_("Saved. Nobody else sees what you chose."))
    return see_other("programs.own_program", program_id=program_id)


def _reminder(shown: Shown) -> Choice | None:
    """What the member chose; None where no reminder is offered."""
    if shown.mine.row.sensitive or not shown.mine.follows or shown.mine.over:
        return None
    try:
        return choices.choices_of(actor().member_id)[kinds.WEEK]
    except KeysUnavailable:
        return None
