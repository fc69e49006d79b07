"""Erasing everything of one's own: what goes, what remains and why, then a clear yes; and nobody else is told."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.erasures import service
from tenants.erasures.schemas import EraseIn
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.permissions import Permission
from tenants.signin import access, guards, limits
from tenants.signin import service as signin

pages = Blueprint("erasures", __name__, template_folder="templates")


@pages.get("/my-data/erase")
@requires(Permission.MY_DATA_READ)
def ask() -> ResponseReturnValue:
    """What is erased, what remains and why, before anything is."""
    me = actor().member
    return render_template(
        "erasures/ask.html",
        last=service.last_of(me.id),
        rests_until=service.rests_until(me.id),
        has_space=not private_space.needed(me.id),
    )


@pages.post("/my-data/erase")
@requires(Permission.MY_DATA_READ)
@comes_back(ask)
def erase() -> ResponseReturnValue:
    """Erase it, after the password was proven again; what this browser keeps goes as well."""
    given, here = load(EraseIn), actor().session
    attempt = guards.counted((limits.PASSWORD_MEMBER, (str(here.identity_id),)))
    signin.prove(access.identity_for(here.identity_id), given["password"])
    attempt.succeeded()
    service.ask_for_own(actor().member)
    flash(_("Everything of your own is being erased. It takes a moment, and nobody is told."))
    response = make_response(see_other("erasures.ask"))
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
