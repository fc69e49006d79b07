"""The doors to identities, links and sessions by what comes from outside; absent, used and foreign are the same."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from tenants import clock
from tenants.db import become, db
from tenants.errors import NotFound
from tenants.members.models import Member
from tenants.scope import Scope
from tenants.signin import sessions
from tenants.signin.models import Identity, Invitation, PasswordReset, WebSession
from tenants.signin.tokens import TenantToken, digest


class LinkOver(NotFound):
    """A link that was used, replaced, or grew too old."""

    default_code = "link_over"
    default_message = _l("This link has been used or is too old. Please ask for a new one.")


def identity_by_email(email: str) -> Identity | None:
    """Who signs in with this address (in its one spelling)."""
    return db.session.scalar(select(Identity).where(Identity.email == email))


def identity_for(identity_id: UUID) -> Identity:
    """One identity."""
    found = db.session.get(Identity, identity_id)
    if found is None:
        raise NotFound
    return found


def invitation_for(text: str, kind: str, *, for_use: bool = False) -> tuple[Invitation, Member]:
    """The link that was mailed, and its member; puts the link's organization in scope."""
    token = TenantToken.read(text)
    if token is None or sessions.is_suspended(token.tenant_id):
        raise LinkOver
    become(Scope(token.tenant_id))
    wanted = select(Invitation).where(
        Invitation.token_hash == token.digest,
        Invitation.kind == kind,
        Invitation.used_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    found = db.session.scalar(wanted.with_for_update() if for_use else wanted)
    member = db.session.scalar(select(Member).where(Member.id == found.member_id)) if found else None
    if found is None or member is None:
        raise LinkOver
    return found, member


def reset_for(secret: str, *, for_use: bool = False) -> tuple[PasswordReset, Identity]:
    """The reset link that was mailed, and whose it is."""
    wanted = select(PasswordReset).where(
        PasswordReset.token_hash == digest(secret),
        PasswordReset.used_at.is_(None),
        PasswordReset.expires_at > clock.now(),
    )
    found = db.session.scalar(wanted.with_for_update() if for_use else wanted)
    if found is None:
        raise LinkOver
    return found, identity_for(found.identity_id)


def session_for(member: Member, session_id: UUID) -> WebSession:
    """One of the member's own sessions."""
    wanted = select(WebSession).where(WebSession.id == session_id, WebSession.member_id == member.id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found
