"""Verbs of sign-in: invite, activate, prove a password, change it, sign out; links are mailed and never returned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from flask_babel import gettext as _
from sqlalchemy import delete, select

from tenants import clock, mail, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.members.models import Member
from tenants.signin import access, passwords, places, words
from tenants.signin.models import Directory, Identity, Invitation, WebSession
from tenants.signin.tokens import TenantToken

log = structlog.get_logger()

INVITATION_LASTS = timedelta(days=14)


def invite(member_ids: Sequence[UUID]) -> None:
    """Mail each of these members a link to join; an earlier link stops working. Whoever has joined gets none."""
    for member in db.session.scalars(select(Member).where(Member.id.in_(member_ids))).all():
        if member.activated_at is not None or member.left_at is not None:
            continue
        token = mint(member.id, "invitation", INVITATION_LASTS)
        member.invited_at = clock.now()
        with mail.in_language_of(member):
            subject, body = words.invitation(token)
        mail.send("account.invitation", to=member.email, subject=subject, body=body, member_id=member.id)
    db.session.flush()


def mint(member_id: UUID, kind: str, lasts: timedelta, *, space_id: UUID | None = None) -> TenantToken:
    """Make a single-use link for a member of the organization in scope; only its hash is kept.

    A link into a private space opens the one it names: another space's address may be someone else's.
    """
    token = TenantToken.new(scope.require().tenant_id)
    now = clock.now()
    db.session.execute(
        delete(Invitation).where(
            Invitation.member_id == member_id,
            Invitation.kind == kind,
            Invitation.space_id.is_not_distinct_from(space_id),
            Invitation.used_at.is_(None),
        )
    )
    db.session.add(
        Invitation(
            id=uuid4(),
            member_id=member_id,
            kind=kind,
            space_id=space_id,
            token_hash=token.digest,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    db.session.flush()
    return token


def accept(text: str, *, password: str) -> tuple[Member, Identity]:
    """Use an invitation: a new address chooses a password, a known one proves the one it has."""
    invitation, member = access.invitation_for(text, "invitation", for_use=True)
    if member.left_at is not None or member.activated_at is not None:
        raise access.LinkOver
    known = access.identity_by_email(member.email)
    if known is not None:
        prove(known, password)
    else:
        check(password, personal=(member.name, member.email))
    invitation.used_at = clock.now()
    return member, activate(member_id=member.id, password=password)


def activate(*, member_id: UUID, password: str) -> Identity:
    """Join a member to the identity of their address; a new identity gets the password, a known one keeps its own."""
    member = db.session.scalar(select(Member).where(Member.id == member_id))
    if member is None:
        raise NotFound
    if member.activated_at is not None:
        raise Conflict(_("This person has joined already."), code="already_active")
    now = clock.now()
    identity = access.identity_by_email(member.email)
    if identity is None:
        identity = Identity(
            id=uuid4(),
            email=member.email,
            password_hash=passwords.hashed(password),
            password_set_at=now,
            created_at=now,
        )
        db.session.add(identity)
    db.session.add(Directory(identity_id=identity.id, tenant_id=member.tenant_id, member_id=member.id))
    member.activated_at = now
    db.session.flush()
    return identity


def authenticate(*, email: str, password: str) -> Identity:
    """Who this is; the same work and the same sentence for an unknown address and a wrong password."""
    identity = access.identity_by_email(email)
    if not passwords.matches(password, identity.password_hash if identity else None) or identity is None:
        log.warning("sign_in_refused")
        raise Invalid(_("This address and password do not go together."), code="wrong_password")
    _renew_hash(identity, password)
    return identity


def prove(identity: Identity, password: str) -> None:
    """Refuse unless this is the identity's password."""
    if not passwords.matches(password, identity.password_hash):
        raise Invalid(fields={"password": [_("This is not the password of this address.")]}, code="wrong_password")
    _renew_hash(identity, password)


def _renew_hash(identity: Identity, password: str) -> None:
    if identity.password_hash and passwords.needs_rehash(identity.password_hash):
        identity.password_hash = passwords.hashed(password)


def check(password: str, *, personal: Iterable[str], field: str = "password") -> None:
    """Refuse a password that is too easy to guess, with the reason in words."""
    code = passwords.weakness(password, personal=personal)
    if code is not None:
        raise Invalid(fields={field: [words.weakness(code)]}, code=f"password_{code}")


def set_password(identity: Identity, password: str) -> None:
    """Store a new password that has been checked."""
    identity.password_hash = passwords.hashed(password)
    identity.password_set_at = clock.now()
    db.session.flush()


def change_password(identity: Identity, *, name: str, current: str, new: str, session: WebSession) -> None:
    """Change the password after proving the one in use; every other session of the identity ends."""
    if not passwords.matches(current, identity.password_hash):
        sentence = _("This is not your present password.")
        raise Invalid(fields={"current": [sentence]}, code="wrong_password")
    check(new, personal=(name, identity.email), field="new")
    set_password(identity, new)
    end_everywhere(identity.id, but=session.id)


def end_everywhere(identity_id: UUID, *, but: UUID | None = None) -> None:
    """Sign an identity out in every organization, except from the session named."""
    for row in places.directory_of(identity_id):
        with places.within(row.tenant_id):
            ended = delete(WebSession).where(WebSession.identity_id == identity_id)
            db.session.execute(ended.where(WebSession.id != but) if but else ended)
