"""One's own account: language and time zone, password, sessions, a proposed address."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import available_timezones

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.organizations.access import organization
from tenants.permissions import Permission
from tenants.signin import access, door_pages, guards, languages, limits, places, service, sessions
from tenants.signin.routes import pages
from tenants.signin.schemas import AccountIn, ChangePasswordIn


@pages.get("/account")
@requires(Permission.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    """Everything about one's own sign-in on one page."""
    me, here = actor().member, actor().session
    return render_template(
        "signin/account.html",
        member=me,
        identity=access.identity_for(here.identity_id),
        here=here,
        sessions=sessions.sessions_of(me.id),
        languages=languages.choices(organization().languages),
        zones=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone],
        own_zone=organization().time_zone,
        elsewhere=len(places.directory_of(here.identity_id)) > 1,
        space="none" if private_space.needed(me.id) else "locked" if private_space.is_locked(me.id) else "open",
    )


@pages.post("/account")
@requires(Permission.ACCOUNT_OWN)
@comes_back(account)
def save_account() -> ResponseReturnValue:
    """Keep language and time zone."""
    given = load(AccountIn)
    me = actor().member
    languages.speak(me, language=given["language"])
    me.time_zone = given["time_zone"] or None
    flash(_("Saved."))
    return see_other("signin.account")


@pages.get("/account/password")
@requires(Permission.ACCOUNT_OWN)
def password() -> ResponseReturnValue:
    """The form to change the password."""
    return render_template("signin/password.html", email=access.identity_for(actor().session.identity_id).email)


@pages.post("/account/password")
@requires(Permission.ACCOUNT_OWN)
@comes_back(password)
def change_password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    given = load(ChangePasswordIn)
    here = actor().session
    attempt = guards.counted((limits.PASSWORD_MEMBER, (str(here.identity_id),)))
    identity = access.identity_for(here.identity_id)
    me = actor().member
    service.change_password(identity, name=me.name, current=given["current"], new=given["new"], session=here)
    attempt.succeeded()
    flash(_("Your password is changed, and every other device is signed out."))
    return see_other("signin.account")


@pages.post("/account/sessions/<uuid:session_id>/end")
@requires(Permission.ACCOUNT_OWN)
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Sign one of one's own devices out."""
    found = access.session_for(actor().member, session_id)
    sessions.end(found)
    if found.id == actor().session.id:
        return door_pages.signed_out()
    flash(_("That device is signed out."))
    return see_other("signin.account")


@pages.post("/account/sign-out-everywhere")
@requires(Permission.ACCOUNT_OWN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the person, in every organization."""
    service.end_everywhere(actor().session.identity_id)
    return door_pages.signed_out()
