"""A member's private address: sealed, proven by a link, and one of the ways to open a locked private space."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from tenants import clock, vault
from tenants.db import db
from tenants.errors import Conflict, PrivateSpaceLocked
from tenants.members import private_space
from tenants.private_space.models import PrivateSpace
from tenants.signin.tokens import digest, new_secret

LINK_LASTS = timedelta(days=1)


def propose(*, member_id: UUID, address: str) -> str:
    """Keep a private address until its link is opened; returns the secret of that link."""
    secret = new_secret()
    until = clock.now() + LINK_LASTS
    _write(member_id, {"proposed": address, "hash": digest(secret).hex(), "until": until.isoformat()})
    return secret


def confirm(*, member_id: UUID, secret: str) -> None:
    """The link that was mailed to the private address was opened: from now on it can open the space."""
    found = False
    for space in private_space.open_spaces(member_id):
        kept = _kept(space)
        fits = "hash" in kept and hmac.compare_digest(kept["hash"], digest(secret).hex())
        if fits and clock.now() < datetime.fromisoformat(kept["until"]):
            # only where the link was asked for: another open space may be someone else's
            _keep_address(space, {"address": kept["proposed"]})
            found = True
    if found:
        db.session.flush()
        return
    raise Conflict(_("This link has been used, replaced or is too old."), code="link_used")


def forget(*, member_id: UUID) -> None:
    """Take the private address away."""
    spaces = private_space.open_spaces(member_id)
    if not spaces:
        raise PrivateSpaceLocked
    for space in spaces:
        space.recovery_address = None
    db.session.flush()


def address_of(space: PrivateSpace) -> str | None:
    """The confirmed private address of a space; readable while locked, so that a link can be mailed there."""
    return _kept(space).get("address")


def proposed_for(space: PrivateSpace) -> str | None:
    """The private address that waits for its link to be opened."""
    return _kept(space).get("proposed")


def _kept(space: PrivateSpace) -> dict[str, str]:
    if space.recovery_address is None:
        return {}
    opened = vault.open_for_tenant(space.recovery_address, table="private_space", row_id=space.id)
    kept: dict[str, str] = json.loads(opened)
    return kept


def _write(member_id: UUID, changed: dict[str, str]) -> None:
    spaces = private_space.open_spaces(member_id)
    if not spaces:
        raise PrivateSpaceLocked
    for space in spaces:
        _keep_address(space, _kept(space) | changed)
    db.session.flush()


def _keep_address(space: PrivateSpace, kept: dict[str, str]) -> None:
    sealed = vault.seal_for_tenant(json.dumps(kept).encode(), table="private_space", row_id=space.id)
    space.recovery_address = sealed
