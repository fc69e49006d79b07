"""Joining: begin an organization, and accept an invitation."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tenants import languages
from tenants.config import in_force
from tenants.http import comes_back, load, requires
from tenants.organizations.access import organization
from tenants.permissions import Permission
from tenants.signin import access, devices, guards, limits, service
from tenants.signin.door_pages import begin_session
from tenants.signin.places import Place
from tenants.signin.routes import pages
from tenants.signin.schemas import NewPasswordIn, StartIn


@pages.get("/start")
@requires(Permission.PUBLIC_READ)
def start() -> ResponseReturnValue:
    """The form for a new organization."""
    return render_template("signin/start.html")


@pages.post("/start")
@requires(Permission.PUBLIC_READ)
@comes_back(start)
def started() -> ResponseReturnValue:
    """Begin an organization; the answer is the same whether or not the address is known here."""
    from tenants.organizations.service import sign_up  # noqa: PLC0415 - organizations stand on sign-in

    given = load(StartIn)
    guards.counted((limits.SIGN_UP_NETWORK, (limits.network_of(request.remote_addr),)))
    if guards.may_mail("start", given["email"]):
        sign_up(name=given["company"], hr_name=given["name"], hr_email=given["email"])
    return render_template("signin/look_in_your_mail.html", kind="start")


@pages.get("/invitation/<token>")
@requires(Permission.PUBLIC_READ)
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password, or prove the one that this address has already; looking uses nothing up."""
    _invitation, member = access.invitation_for(token, "invitation")
    known = access.identity_by_email(member.email) is not None
    return render_template("signin/invitation.html", member=member, place=organization().name, known=known, token=token)


@pages.post("/invitation/<token>")
@requires(Permission.PUBLIC_READ)
@comes_back(invitation)
def join(token: str) -> ResponseReturnValue:
    """Join and be signed in."""
    given = load(NewPasswordIn)
    _invitation, member = access.invitation_for(token, "invitation")
    attempt = guards.sign_in_attempt(request, member.email)
    member, identity = service.accept(token, password=given["password"])
    attempt.succeeded()
    if languages.in_force() in organization().languages:
        member.language = member.language or languages.in_force()  # what they have just read the invitation in
    place = Place(member.tenant_id, member.id, organization().name, member.language or "", has_left=False)
    answer = begin_session(identity, place, "/first-visit")
    devices.remember(answer, secret=guards.secret(), email=identity.email, secure=in_force().secure)
    return answer
