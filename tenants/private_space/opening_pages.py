"""Opening a locked private space: code, private address, another device; or an empty one beside it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.errors import Conflict, PrivateSpaceLocked
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.permissions import Permission, Role
from tenants.private_space import mailing, service
from tenants.private_space.own_pages import code_page, show
from tenants.private_space.routes import pages
from tenants.private_space.schemas import CodeIn, ConsentIn
from tenants.signin import access, guards, limits
from tenants.signin.models import Invitation
from tenants.signin.tokens import TenantToken


def _opened() -> ResponseReturnValue:
    flash(_("Your private space is open again."))
    return see_other("private_space.leaving" if Role.LEAVER in actor().roles else "private_space.show")


@pages.get("/private-space/open")
@requires(Permission.PRIVATE_SPACE_OWN)
def ways() -> ResponseReturnValue:
    """How to open what is still sealed, also beside an open space."""
    me = actor().member_id
    if not service.locked_spaces(me):
        return see_other("private_space.show")
    return render_template("private_space/locked.html", devices=service.living_sessions_before_lock(me))


@pages.post("/private-space/open")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(ways)
def open_by_code() -> ResponseReturnValue:
    """Open with the recovery code."""
    typed = load(CodeIn)["code"]
    attempt = guards.counted((limits.PASSWORD_MEMBER, ("recovery", str(actor().member_id))))
    service.open_by_code(member_id=actor().member_id, session=actor().session, typed=typed)
    attempt.succeeded()
    return _opened()


@pages.post("/private-space/link")
@requires(Permission.PRIVATE_SPACE_OWN)
def ask_link() -> ResponseReturnValue:
    """Mail a link to the private address; the answer is the same without one."""
    guards.counted((limits.MAIL_ADDRESS, ("private-space", str(actor().member_id))))
    mailing.link_to_open(actor().member_id)
    flash(_("If you had given a private address, a link is on its way there. It works for an hour."))
    return see_other("private_space.ways")


@pages.get("/private-space/open/<token>")
@requires(Permission.PRIVATE_SPACE_OWN)
def link(token: str) -> ResponseReturnValue:
    """The page behind that link; looking uses nothing up."""
    _check_link(token)
    return render_template("private_space/link.html", token=token)


@pages.post("/private-space/open/<token>")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(link)
def open_by_link(token: str) -> ResponseReturnValue:
    """Open with the link and being signed in."""
    found = _check_link(token)
    service.use_link(found)
    service.open_by_link(link=found, session=actor().session)
    return _opened()


def _check_link(token: str) -> Invitation:
    read = TenantToken.read(token)
    if read is None or read.tenant_id != actor().member.tenant_id:
        raise access.LinkOver
    invitation = service.link_of(actor().member_id, read)
    if invitation is None:
        raise access.LinkOver
    return invitation


@pages.post("/private-space/digits")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(ways)
def digits() -> ResponseReturnValue:
    """Six digits to type on a device that was signed in before."""
    if not service.locked_spaces(actor().member_id):
        raise Conflict(_("Your private space is open already."), code="already_open")
    return render_template("private_space/digits.html", digits=service.show_approval_code(actor().session))


@pages.get("/private-space/approve")
@requires(Permission.PRIVATE_SPACE_OWN)
def approval() -> ResponseReturnValue:
    """Where the six digits of the other device are typed."""
    if private_space.is_locked(actor().member_id):
        raise PrivateSpaceLocked
    return render_template("private_space/approve.html")


@pages.post("/private-space/approve")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(approval)
def approve() -> ResponseReturnValue:
    """Open the space for the other device."""
    if private_space.is_locked(actor().member_id):
        raise PrivateSpaceLocked
    typed = load(CodeIn)["code"]
    attempt = guards.counted((limits.SIX_DIGITS, (str(actor().member_id),)))
    service.approve(member_id=actor().member_id, session=actor().session, typed=typed)
    attempt.succeeded()
    flash(_("Your other device can open your private space now."))
    return see_other("private_space.show")


@pages.post("/private-space/empty")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(show)
def empty() -> ResponseReturnValue:
    """Start an empty space; the old one stays sealed and can be opened later."""
    load(ConsentIn)
    return code_page(service.begin_empty(member_id=actor().member_id))
