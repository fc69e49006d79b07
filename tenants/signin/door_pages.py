"""The door: sign in, choose an organization, switch, sign out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from tenants import clock
from tenants.config import in_force
from tenants.errors import Conflict, Invalid, SignInNeeded
from tenants.http import actor, actor_or_none, comes_back, load, local_path, requires, see_other
from tenants.permissions import Permission
from tenants.signin import access, devices, guards, labels, places, service, sessions
from tenants.signin.models import Identity
from tenants.signin.places import Place
from tenants.signin.routes import pages
from tenants.signin.schemas import PlaceIn, SignInIn
from tenants.signin.sessions import SignedIn

CHOOSING_SECONDS = 600


@pages.get("/sign-in")
@requires(Permission.PUBLIC_READ)
def sign_in() -> ResponseReturnValue:
    """The form, or on to Home for someone who is signed in."""
    after = local_path(request.args.get("next"), "")
    if actor_or_none() is not None:
        return see_other(after or "/")
    return render_template("signin/sign_in.html", after=after)


@pages.post("/sign-in")
@requires(Permission.PUBLIC_READ)
@comes_back(sign_in)
def enter() -> ResponseReturnValue:
    """Prove a password, then open a session in the one organization, or ask which."""
    given = load(SignInIn)
    attempt = guards.sign_in_attempt(request, given["email"])
    identity = service.authenticate(email=given["email"], password=given["password"])
    attempt.succeeded()
    open_places = places.places_of(identity.id)
    if not open_places:
        raise Invalid(_("Your sign-in has ended, or your organization is closed for now."), code="no_place")
    after = local_path(given["next"], "/")
    if len(open_places) == 1:
        answer: Response = begin_session(identity, open_places[0], after)
    else:
        _forget_browser()
        session["choosing"] = {
            "identity": str(identity.id),
            "password": _password_age(identity),
            "until": int(clock.now().timestamp()) + CHOOSING_SECONDS,
            "next": after,
        }
        answer = see_other("signin.choose")
    devices.remember(answer, secret=guards.secret(), email=identity.email, secure=in_force().secure)
    return answer


def begin_session(
    identity: Identity, place: Place, after: str = "/", then: Callable[[SignedIn], None] | None = None
) -> Response:
    """A fresh session with a fresh token; whatever this browser held before is over."""
    _forget_browser()
    with places.within(place.tenant_id, place.member_id):
        member = places.member_at(place)
        signed_in = sessions.start(member, identity, label=labels.device(request.user_agent.string))
        if then is not None:
            then(signed_in)
    login_user(signed_in)
    session.permanent = True
    return see_other("private_space.leaving" if place.has_left else after)


def _forget_browser() -> None:
    present = actor_or_none()
    if present is not None:
        with places.within(present.session.tenant_id, present.member_id):
            sessions.end(present.session)
    session.clear()


@pages.get("/choose")
@requires(Permission.PUBLIC_READ)
def choose() -> ResponseReturnValue:
    """Which of one's organizations to open, right after the password."""
    identity, _after = _choosing()
    return render_template("signin/choose.html", places=places.places_of(identity.id))


@pages.post("/choose")
@requires(Permission.PUBLIC_READ)
@comes_back(choose)
def chosen() -> ResponseReturnValue:
    """Open the one chosen."""
    identity, after = _choosing()
    place = _place_of(identity, load(PlaceIn)["tenant"])
    return begin_session(identity, place, after)


def _choosing() -> tuple[Identity, str]:
    kept = session.get("choosing")
    if not kept or kept["until"] < clock.now().timestamp():
        raise SignInNeeded
    identity = access.identity_for(UUID(kept["identity"]))
    if kept.get("password") != _password_age(identity):
        raise SignInNeeded  # the password that was proven is not the password any more
    return identity, local_path(kept.get("next"), "/")


def _password_age(identity: Identity) -> str:
    return identity.password_set_at.isoformat() if identity.password_set_at else ""


def _place_of(identity: Identity, tenant_id: UUID) -> Place:
    for place in places.places_of(identity.id):
        if place.tenant_id == tenant_id:
            return place
    raise Invalid(_("This organization is not open to you. Please choose another."), code="no_place")


@pages.get("/switch")
@requires(Permission.ACCOUNT_OWN)
def switch() -> ResponseReturnValue:
    """The other organizations of the same person."""
    here = actor().session
    others = [place for place in places.places_of(here.identity_id) if place.tenant_id != here.tenant_id]
    return render_template("signin/switch.html", places=others)


@pages.post("/switch")
@requires(Permission.ACCOUNT_OWN)
@comes_back(switch)
def switched() -> ResponseReturnValue:
    """Leave this organization and open the other; the session's age goes along."""
    here = actor().session
    identity = access.identity_for(here.identity_id)
    place = _place_of(identity, load(PlaceIn)["tenant"])
    if identity.reset_at is not None and here.started_at < identity.reset_at:
        # its age would pass every lock over there, and whoever holds it may never have belonged there
        raise Conflict(_("Your password was replaced since you signed in here. Please sign out and in again first."))
    sessions.end(here)
    session.clear()
    with places.within(place.tenant_id, place.member_id):
        member = places.member_at(place)
        login_user(sessions.start(member, identity, label=here.label, carried=here))
    session.permanent = True
    return see_other("private_space.leaving" if place.has_left else "/")


@pages.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    sessions.end(actor().session)
    return signed_out()


def signed_out() -> Response:
    """Leave nothing of the session in this browser."""
    logout_user()
    session.clear()
    answer = make_response(see_other(url_for("signin.sign_in")))
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer
