"""Letters to oneself: write over some days or at once, finish, let them come back, read them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.languages import in_force
from tenants.members import own_way
from tenants.members.absence import today_of
from tenants.permissions import Permission
from wellbeing.intentions import letters, offered, service
from wellbeing.intentions.intention import Letter
from wellbeing.intentions.routes import edit_page, keep_new, mine, new_page, pages, place
from wellbeing.intentions.schemas import ArrivalIn, LetterIn, LetterRevised


@pages.get("/letters")
@requires(Permission.INTENTION_OWN)
def all_letters() -> ResponseReturnValue:
    """Every letter to oneself, those that have come back first."""
    here = place()
    found = service.all_of(actor().member, Letter)
    return render_template(
        "intentions/letters.html",
        arrived=[one for one in found if one.said.has_arrived(here["today"])],
        growing=[one for one in found if one.said.finished_on is None],
        lying=[one for one in found if one.said.finished_on and not one.said.has_arrived(here["today"])],
        **here,
    )


@pages.get("/letters/new")
@requires(Permission.INTENTION_OWN)
def new_letter() -> ResponseReturnValue:
    """An empty sheet with a thought to begin with."""
    return new_page("intentions/new_letter.html", **_thoughts(0))


@pages.post("/letters")
@requires(Permission.INTENTION_OWN)
@comes_back(new_letter)
def begin_letter() -> ResponseReturnValue:
    """Keep the beginning."""
    given = load(LetterIn)
    return keep_new(Letter(today_of(actor().member), given["body"]), given, "intentions.letter")


@pages.get("/letters/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
def letter(intention_id: UUID) -> ResponseReturnValue:
    """One letter to read; one that has come back stands in a kind frame."""
    row, here = mine(intention_id), place()
    said = service.read_one(row, Letter)
    arrived = said.has_arrived(here["today"])
    return render_template("intentions/letter.html", row=row, letter=said, arrived=arrived, **here)


@pages.get("/letters/<uuid:intention_id>/edit")
@requires(Permission.INTENTION_OWN)
def edit_letter(intention_id: UUID) -> ResponseReturnValue:
    """Write on, with the thought of the day."""
    row = mine(intention_id)
    said = service.read_one(row, Letter)
    day = (today_of(actor().member) - said.begun_on).days
    return edit_page("intentions/edit_letter.html", row, letter=said, **_thoughts(day))


@pages.post("/letters/<uuid:intention_id>")
@requires(Permission.INTENTION_OWN)
@comes_back(edit_letter)
def reword_letter(intention_id: UUID) -> ResponseReturnValue:
    """Keep how it goes on."""
    given, row = load(LetterRevised), mine(intention_id, for_change=True)
    service.reword(row, said=Letter(today_of(actor().member), given["body"]), revision=given["revision"])
    return see_other("intentions.letter", intention_id=row.id)


@pages.get("/letters/<uuid:intention_id>/finish")
@requires(Permission.INTENTION_OWN)
def ask_finish(intention_id: UUID) -> ResponseReturnValue:
    """Whether it should come back, and when."""
    row = mine(intention_id)
    return render_template(
        "intentions/finish_letter.html",
        row=row,
        letter=service.read_one(row, Letter),
        suggested=letters.A_MONTH,
        **place(),
    )


@pages.post("/letters/<uuid:intention_id>/finish")
@requires(Permission.INTENTION_OWN)
@comes_back(ask_finish)
def finish_letter(intention_id: UUID) -> ResponseReturnValue:
    """The letter is finished."""
    row = mine(intention_id, for_change=True)
    said = letters.finish(row, arrives_on=load(ArrivalIn)["arrives_on"], today=today_of(actor().member))
    flash(_("It will be here on that day. No mail tells of it.") if said.arrives_on else _("It lies here for you."))
    return see_other("intentions.all_letters")


@pages.post("/letters/<uuid:intention_id>/later")
@requires(Permission.INTENTION_OWN)
def put_off_letter(intention_id: UUID) -> ResponseReturnValue:
    """Not now, in a month."""
    letters.put_off(mine(intention_id, for_change=True), today=today_of(actor().member))
    flash(_("Not now. It comes back in a month."))
    return see_other("intentions.all_letters")


@pages.post("/letters/<uuid:intention_id>/away")
@requires(Permission.INTENTION_OWN)
def put_away_letter(intention_id: UUID) -> ResponseReturnValue:
    """Put a letter that has come back to the others."""
    letters.put_away(mine(intention_id, for_change=True), today=today_of(actor().member))
    return see_other("intentions.all_letters")


def _thoughts(day: int) -> dict[str, object]:
    language = in_force()
    found = [one.said(language) for one in offered.openings(own_way.way_of(actor().member_id))]
    today = min(max(day, 0), len(found) - 1)
    return {"thought": found[today], "others": found[:today] + found[today + 1 :]}
