"""A member's own private space: begin with consent, see how it can be opened, keep a private address."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.errors import Conflict, PrivateSpaceLocked
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.permissions import Permission
from tenants.private_space import addresses, mailing, service
from tenants.private_space.routes import pages
from tenants.private_space.schemas import AddressIn, ConsentIn


@pages.get("/private-space")
@requires(Permission.PRIVATE_SPACE_OWN)
def show() -> ResponseReturnValue:
    """Not begun, open, or locked: each with what can be done."""
    me = actor().member_id
    if private_space.needed(me):
        return render_template("private_space/begin.html")
    if private_space.is_locked(me):
        return render_template("private_space/locked.html", devices=service.living_sessions_before_lock(me))
    newest = private_space.writing_space(me)
    return render_template(
        "private_space/show.html",
        begun_at=newest.begun_at,
        address=addresses.address_of(newest),
        proposed=addresses.proposed_for(newest),
        sealed=len(service.locked_spaces(me)),
    )


@pages.post("/private-space/begin")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(show)
def begin() -> ResponseReturnValue:
    """Begin after an explicit yes."""
    load(ConsentIn)
    me = actor().member_id
    if not private_space.needed(me):
        raise Conflict(_("Your private space has begun already."), code="already_begun")
    return code_page(private_space.begin(me))


def code_page(code: str) -> ResponseReturnValue:
    """The recovery code, shown this once."""
    url = url_for("private_space.show")
    return render_template("recovery_code.html", code=code, url=url, heading=_("Your recovery code"))


@pages.post("/private-space/new-code")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(show)
def new_code() -> ResponseReturnValue:
    """Replace the recovery code."""
    return code_page(service.new_recovery_code(member_id=actor().member_id))


@pages.post("/private-space/address")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(show)
def keep_address() -> ResponseReturnValue:
    """Mail a link to the private address; it counts once the link is opened."""
    address = load(AddressIn)["email"]
    me = actor().member
    if address in {me.email, me.proposed_email}:
        raise Conflict(
            _("Please use an address that is yours alone, not the one from work."),
            fields={"email": [_("This is your address from work.")]},
            code="work_address",
        )
    secret = addresses.propose(member_id=me.id, address=address)
    mailing.confirm_address(address, secret)
    flash(_("A link is on its way to that address. Open it here, signed in, within a day."))
    return see_other("private_space.show")


@pages.get("/private-space/address/<secret>")
@requires(Permission.PRIVATE_SPACE_OWN)
def address_link(secret: str) -> ResponseReturnValue:
    """The page behind the link; looking uses nothing up."""
    if private_space.is_locked(actor().member_id):
        raise PrivateSpaceLocked
    return render_template("private_space/confirm_address.html", secret=secret)


@pages.post("/private-space/address/<secret>")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(address_link)
def confirm_address(secret: str) -> ResponseReturnValue:
    """The private address is proven."""
    addresses.confirm(member_id=actor().member_id, secret=secret)
    flash(_("Your private address can open your private space from now on."))
    return see_other("private_space.show")


@pages.post("/private-space/address/forget")
@requires(Permission.PRIVATE_SPACE_OWN)
@comes_back(show)
def forget_address() -> ResponseReturnValue:
    """Take the private address away."""
    addresses.forget(member_id=actor().member_id)
    flash(_("The private address is forgotten."))
    return see_other("private_space.show")
