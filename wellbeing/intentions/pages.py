"""Everything that a member makes for themself, gathered on one page, and letting each of it go."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import beside
from tenants.http import actor, may, requires, see_other
from tenants.members import private_space
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.intentions import (
    goal_pages,  # noqa: F401 - they add their routes
    gradual_pages,  # noqa: F401
    letter_pages,  # noqa: F401
    letters,
    sentence_pages,  # noqa: F401
    service,
    step_pages,  # noqa: F401
    way_pages,  # noqa: F401
    wording,
)
from wellbeing.intentions.intention import Goal, Intention, Letter, SmallStep
from wellbeing.intentions.routes import mine, pages, place

navigation = (Entry("intentions.for_myself", _l("For myself"), Permission.INTENTION_OWN, 25),)
SHOWN = 3


@pages.get("/for-myself")
@requires(Permission.INTENTION_OWN)
def for_myself() -> ResponseReturnValue:
    """Where each of them is, and what is being worked on."""
    me, here = actor().member, place()
    kept = service.sentences_of(me)
    written = service.all_of(me, Letter)
    return render_template(
        "intentions/for_myself.html",
        said=kept.said.said if kept else (),
        arrived=letters.arrived(me)[:1],
        growing=[one for one in written if one.said.finished_on is None][:SHOWN],
        planned=[one for one in service.all_of(me, SmallStep) if not one.said.how][:SHOWN],
        goals=service.all_of(me, Goal)[:SHOWN],
        **here,
    )


@pages.get("/for-myself/<uuid:intention_id>/let-go")
@requires(Permission.INTENTION_OWN)
def ask_let_go(intention_id: UUID) -> ResponseReturnValue:
    """Ask once before something goes for good."""
    row = mine(intention_id)
    said = service.read_one(row, Intention)
    return render_template(
        "intentions/let_go.html",
        row=row,
        question=wording.LET_GO[said.kind],
        words=wording.first_words(said),
        back=wording.LISTS[said.kind],
    )


@pages.post("/for-myself/<uuid:intention_id>/let-go")
@requires(Permission.INTENTION_OWN)
def let_go(intention_id: UUID) -> ResponseReturnValue:
    """Let it go; nothing of it is kept, and no mark."""
    row = mine(intention_id, for_change=True)
    said = service.read_one(row, Intention)
    service.let_go(row)
    flash(_("It is gone, and leaves no mark."))
    return see_other(wording.LISTS[said.kind])


def _on_home() -> str:
    if not may(Permission.INTENTION_OWN):
        return ""
    waiting = letters.arrived(actor().member)[:1]
    return render_template("intentions/_arrived.html", letter_id=waiting[0].row.id) if waiting else ""


def _beside_the_journal() -> str:
    return render_template("intentions/_beside_journal.html") if may(Permission.INTENTION_OWN) else ""


def _among_ones_own() -> str:
    shown = may(Permission.INTENTION_OWN) and not private_space.needed(actor().member_id)
    return render_template("intentions/_my_data.html") if shown else ""


pages.add_app_template_filter(wording.anchor, "anchor_words")
pages.add_app_template_filter(wording.first_words, "first_words")
beside.show(beside.HOME_TODAY, _on_home)
beside.show(beside.JOURNAL_FORMS, _beside_the_journal)
beside.show(beside.MY_DATA, _among_ones_own)

__all__ = ["navigation", "pages"]
