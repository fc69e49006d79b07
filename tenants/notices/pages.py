"""The list of notices, how one wants to hear of each kind, and the way to stop mails without signing in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.errors import Invalid
from tenants.http import actor, comes_back, load, may, requires, see_other
from tenants.navigation import Entry
from tenants.notices import choices, service, unsubscribing
from tenants.notices.registry import KINDS, Choice
from tenants.notices.schemas import ChoicesIn
from tenants.permissions import Permission

pages = Blueprint("notices", __name__, template_folder="templates")
navigation = (Entry("notices.listed", _l("Notices"), Permission.NOTICE_OWN, 30, "account"),)

WORDS = {
    Choice.MAIL: _l("By mail and in the list"),
    Choice.IN_APP: _l("In the list"),
    Choice.NEITHER: _l("Not at all"),
}


@pages.get("/notices")
@requires(Permission.NOTICE_OWN)
def listed() -> ResponseReturnValue:
    """What there was to hear of lately."""
    return render_template("notices/list.html", notices=service.notices_of(actor().member_id))


@pages.post("/notices/<uuid:notice_id>/read")
@requires(Permission.NOTICE_OWN)
def put_away(notice_id: UUID) -> ResponseReturnValue:
    """Put one notice away."""
    service.mark_read(actor().member_id, notice_id)
    return see_other("notices.listed")


@pages.post("/notices/read")
@requires(Permission.NOTICE_OWN)
def read_all() -> ResponseReturnValue:
    """Put all notices away."""
    service.mark_all_read(actor().member_id)
    return see_other("notices.listed")


@pages.get("/notices/choices")
@requires(Permission.NOTICE_OWN)
def choices_page() -> ResponseReturnValue:
    """How one hears of each kind."""
    chosen = choices.choices_of(actor().member_id)
    kinds = [(name, KINDS[name].label, chosen[name]) for name in sorted(KINDS) if _concerns(name)]
    return render_template("notices/choices.html", kinds=kinds, options=list(WORDS.items()))


def _concerns(name: str) -> bool:
    needs = KINDS[name].needs
    return choices.may_choose(name) and (needs is None or may(needs))


@pages.post("/notices/choices")
@requires(Permission.NOTICE_OWN)
@comes_back(choices_page)
def save_choices() -> ResponseReturnValue:
    """Keep the choices; nobody else sees them."""
    try:
        changed = {name: Choice(value) for name, value in load(ChoicesIn).items()}
    except ValueError as error:
        raise Invalid(_("Please choose one of the ways shown.")) from error
    choices.choose(actor().member_id, changed)
    flash(_("Saved. Nobody else sees what you chose."))
    return see_other("notices.choices_page")


@pages.get("/unsubscribe/<token>")
@requires(Permission.PUBLIC_READ)
def unsubscribe(token: str) -> ResponseReturnValue:
    """One button; a mail scanner that only looks stops nothing."""
    unsubscribing.check(token)
    return render_template("notices/unsubscribe.html", token=token, done=False)


@pages.post("/unsubscribe/<token>")
@requires(Permission.PUBLIC_READ)
def unsubscribed(token: str) -> ResponseReturnValue:
    """Stop notices by mail at once, also when a mail program asks by itself."""
    unsubscribing.stop(token)
    return render_template("notices/unsubscribe.html", token=token, done=True)
