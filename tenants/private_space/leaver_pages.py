"""For someone who has left: 60 days to take along what is theirs, also without the mailbox from work."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tenants.http import actor, comes_back, load, requires
from tenants.members import private_space
from tenants.members.leaving import KEPT
from tenants.organizations.access import organization
from tenants.permissions import Permission
from tenants.private_space import service
from tenants.private_space.routes import pages
from tenants.private_space.schemas import AddressIn
from tenants.signin import access, door_pages, guards, quiet_requests
from tenants.signin.places import Place


@pages.get("/left")
@requires(Permission.PUBLIC_READ)
def ask_left() -> ResponseReturnValue:
    """Ask for a link to the private address."""
    return render_template("private_space/left.html", asked=False)


@pages.post("/left")
@requires(Permission.PUBLIC_READ)
@comes_back(ask_left)
def asked_left() -> ResponseReturnValue:
    """The same answer always; whether a link goes out is found out later."""
    address = load(AddressIn)["email"]
    guards.mail_attempt(request)
    quiet_requests.owe("private_space.leaver_mail", address)
    return render_template("private_space/left.html", asked=True)


@pages.get("/left/<token>")
@requires(Permission.PUBLIC_READ)
def left_link(token: str) -> ResponseReturnValue:
    """The page behind the link; looking uses nothing up."""
    access.invitation_for(token, "leaver")
    return render_template("private_space/left_link.html", place=organization().name, token=token)


@pages.post("/left/<token>")
@requires(Permission.PUBLIC_READ)
@comes_back(left_link)
def come_in(token: str) -> ResponseReturnValue:
    """Sign the leaver in, only for the private space, and open it: the link came to the private address."""
    invitation, member = access.invitation_for(token, "leaver", for_use=True)
    identity = service.leaver_identity(member)
    service.use_link(invitation)
    place = Place(member.tenant_id, member.id, organization().name, member.language or "", has_left=True)
    return door_pages.begin_session(
        identity, place, then=lambda signed_in: service.open_for_leaver(link=invitation, session=signed_in.session)
    )


@pages.get("/leaving")
@requires(Permission.PRIVATE_SPACE_OWN)
def leaving() -> ResponseReturnValue:
    """What is still open to someone who has left, and until when."""
    member = actor().member
    return render_template(
        "private_space/leaving.html",
        place=organization().name,
        until=member.left_at + KEPT if member.left_at else None,
        locked=private_space.is_locked(member.id),
        needed=private_space.needed(member.id),
    )
