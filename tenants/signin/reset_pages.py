"""A new password by mail: ask for the link, and use it."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import comes_back, load, requires, see_other
from tenants.permissions import Permission
from tenants.signin import access, guards, quiet_requests, resets
from tenants.signin.routes import pages
from tenants.signin.schemas import AddressIn, NewPasswordIn


@pages.get("/reset")
@requires(Permission.PUBLIC_READ)
def ask_reset() -> ResponseReturnValue:
    """Where to send the link."""
    return render_template("signin/ask_reset.html")


@pages.post("/reset")
@requires(Permission.PUBLIC_READ)
@comes_back(ask_reset)
def asked_reset() -> ResponseReturnValue:
    """Write the wish down; whether someone has this address is found out later, where nobody watches."""
    given = load(AddressIn)
    guards.mail_attempt(request)
    quiet_requests.owe("signin.reset_mail", given["email"])
    return render_template("signin/look_in_your_mail.html", kind="reset")


@pages.get("/reset/<secret>")
@requires(Permission.PUBLIC_READ)
def reset(secret: str) -> ResponseReturnValue:
    """The form behind the link; looking uses nothing up."""
    _reset, identity = access.reset_for(secret)
    return render_template("signin/reset.html", email=identity.email, secret=secret)


@pages.post("/reset/<secret>")
@requires(Permission.PUBLIC_READ)
@comes_back(reset)
def reset_used(secret: str) -> ResponseReturnValue:
    """Set the new password; signing in with it comes next."""
    resets.use(secret, password=load(NewPasswordIn)["password"])
    flash(_("Your new password is set. Please sign in with it."))
    return see_other("signin.sign_in")
