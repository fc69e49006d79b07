"""Opening a locked private space: by its code, by a link to a private address, or from a device signed in before."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select

from tenants import clock, scope, vault
from tenants.db import db
from tenants.errors import Conflict, Invalid, PrivateSpaceLocked
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space import recovery_code
from tenants.private_space.addresses import address_of
from tenants.private_space.models import PrivateSpace
from tenants.signin import sessions
from tenants.signin.access import LinkOver
from tenants.signin.models import Directory, Identity, Invitation, WebSession
from tenants.signin.tokens import TenantToken

CODE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(hours=1)


def locked_spaces(member_id: UUID) -> list[PrivateSpace]:
    """The spaces that this session may not read."""
    return [space for space in private_space.spaces_of(member_id) if not vault.is_open(space)]


def open_by_code(*, member_id: UUID, session: WebSession, typed: str) -> None:
    """Open the space whose recovery code this is, for this session and all that begin later."""
    if recovery_code.plain(typed) is None:
        raise Invalid(
            fields={"code": [_("A recovery code has 25 letters and digits. Please look at it again.")]},
        )
    for space in locked_spaces(member_id):
        if recovery_code.fits(typed, space.recovery_hash):
            _unlock([space], keep=session)
            return
    raise Invalid(fields={"code": [_("This code does not open a private space of yours. Please look at it again.")]})


def ways_by_mail(spaces: Iterable[PrivateSpace]) -> dict[str, UUID]:
    """The confirmed private addresses of these spaces, each with one space that it opens."""
    return {address: space.id for space in spaces if (address := address_of(space)) is not None}


def _reached_by(link: Invitation) -> list[PrivateSpace]:
    """The locked spaces of the address that a link was mailed to, and no others."""
    spaces = locked_spaces(link.member_id)
    named = next((address_of(space) for space in spaces if space.id == link.space_id), None)
    return [space for space in spaces if named is not None and address_of(space) == named]


def open_by_link(*, link: Invitation, session: WebSession) -> None:
    """Open the spaces of the private address that this link was mailed to; the caller has checked the link."""
    spaces = _reached_by(link)
    if not spaces:
        raise Conflict(_("There is nothing to open with this link any more."), code="nothing_locked")
    _unlock(spaces, keep=session)


def link_of(member_id: UUID, token: TenantToken) -> Invitation | None:
    """The unused link of this member that the token belongs to."""
    return db.session.scalar(
        select(Invitation)
        .where(
            Invitation.token_hash == token.digest,
            Invitation.kind == "private_space",
            Invitation.member_id == member_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .with_for_update()
    )


def use_link(invitation: Invitation) -> None:
    """A link works once."""
    invitation.used_at = clock.now()
    db.session.flush()


def leaver_identity(member: Member) -> Identity:
    """Who the leaver signs in as, while the 60 days last."""
    mine = Directory.tenant_id == member.tenant_id, Directory.member_id == member.id
    identity = db.session.scalar(select(Identity).join(Directory, Directory.identity_id == Identity.id).where(*mine))
    if identity is None or member.left_at is None or not sessions.may_sign_in(member, clock.now()):
        raise LinkOver
    return identity


def open_for_leaver(*, link: Invitation, session: WebSession) -> None:
    """The link came to a private address, so it opens what that address may open."""
    spaces = _reached_by(link)
    if spaces:
        _unlock(spaces, keep=session)


def show_approval_code(session: WebSession) -> str:
    """Six digits for this locked session, to be typed on a device that is signed in since before the reset."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    session.unlock_code_hash = _approval_hash(session.id, code)
    session.unlock_until = clock.now() + CODE_LASTS
    db.session.flush()
    return code


def approve(*, member_id: UUID, session: WebSession, typed: str) -> None:
    """Open the spaces for the other session that shows these six digits; this session must be able to read them."""
    now = clock.now()
    waiting = list(
        db.session.scalars(
            select(WebSession)
            .where(
                WebSession.member_id == member_id,
                WebSession.id != session.id,
                WebSession.unlock_until > now,
            )
            .with_for_update()
        )
    )
    digits = "".join(c for c in typed if c.isdigit())
    for other in waiting:
        if other.unlock_code_hash and hmac.compare_digest(other.unlock_code_hash, _approval_hash(other.id, digits)):
            _approve(member_id, other)
            return
    raise Invalid(
        fields={"code": [_("No other device of yours shows these six digits. Ask it for new ones and try again.")]},
        code="wrong_digits",
    )


def _approve(member_id: UUID, other: WebSession) -> None:
    spaces = [
        space
        for space in private_space.open_spaces(member_id)
        if space.locked_at is not None and other.started_at >= space.locked_at
    ]
    if not spaces:
        raise PrivateSpaceLocked(_("This device cannot open the private space either."))
    _unlock(spaces, keep=other)


def _approval_hash(session_id: UUID, code: str) -> bytes:
    return hashlib.sha256(f"approval|{session_id}|{code}".encode()).digest()


def _unlock(spaces: list[PrivateSpace], *, keep: WebSession) -> None:
    """Lift the locks; every other session begun since the lock is ended, whoever holds it."""
    for space in spaces:
        if space.locked_at is not None:
            since = WebSession.member_id == space.member_id, WebSession.started_at >= space.locked_at
            db.session.execute(delete(WebSession).where(*since, WebSession.id != keep.id))
        space.locked_at = space.readable_from = None
    keep.unlock_code_hash = keep.unlock_until = None
    _stop_younger(spaces)
    db.session.flush()


def _stop_younger(opened: list[PrivateSpace]) -> None:
    """Spaces begun since may be a stranger's: for good, they receive nothing from other people any more."""
    oldest = min(opened, key=lambda space: space.begun_at)
    for space in private_space.spaces_of(oldest.member_id):
        if space.begun_at > oldest.begun_at:
            space.receives = False


def begin_empty(*, member_id: UUID) -> str:
    """Start an empty space beside the sealed ones; returns its recovery code, shown once.

    Sessions begun earlier do not read it: whoever held the mailbox before may be one of them.
    """
    if private_space.open_spaces(member_id):
        raise Conflict(_("Your private space is open already."), code="already_open")
    return private_space.begin(member_id, readable_from=scope.require().session_started_at)


def new_recovery_code(*, member_id: UUID) -> str:
    """Replace the recovery code of every open space by one new code, shown once."""
    spaces = private_space.open_spaces(member_id)
    if not spaces:
        raise PrivateSpaceLocked
    code = recovery_code.new_code()
    for space in spaces:
        space.recovery_hash = recovery_code.digest(code)
    db.session.flush()
    return code


def living_sessions_before_lock(member_id: UUID) -> bool:
    """Whether another device that can still read the locked spaces is signed in."""
    locks = [space.locked_at for space in locked_spaces(member_id) if space.locked_at]
    return any(session.started_at < at for session in sessions.sessions_of(member_id) for at in locks)
