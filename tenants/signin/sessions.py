"""Sessions: begun anew at every sign-in, ended by idling, by age, or by their owner; only a hash of them is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from sqlalchemy import Select, bindparam, delete, select

from tenants import clock, scope
from tenants.config import in_force
from tenants.db import MADE_ONCE, become, db
from tenants.members.leaving import KEPT
from tenants.members.models import Member
from tenants.members.roles import held, read_roles
from tenants.organizations.models import Organization
from tenants.permissions import Role
from tenants.provisioning.models import Slug
from tenants.scope import Scope
from tenants.signin.models import Identity, WebSession
from tenants.signin.tokens import TenantToken

SEEN_EVERY = timedelta(minutes=1)
MOST_EXPECTED = 10_000
_WHOSE: dict[bytes, UUID] = {}
"""Whose session a token was when this process last read it; that never changes.

So the member is put in force in the same step as the tenant. Whether the session lives is asked first, every time.
"""


@dataclass
class SignedIn:
    """The person a session stands for, in the form that Flask-Login carries; roles are read with the cookie only."""

    token: TenantToken
    member: Member
    session: WebSession
    roles: frozenset[Role] = frozenset()
    leads: frozenset[UUID] = frozenset()
    organization: Organization | None = None  # kept with the session, so that nobody has to ask for it again

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie carries."""
        return str(self.token)


def may_sign_in(member: Member, now: datetime) -> bool:
    """Whether this place in an organization is in use: activated, and left no longer than 60 days ago."""
    if member.activated_at is None:
        return False
    return member.left_at is None or now < member.left_at + KEPT


def is_suspended(tenant_id: UUID) -> bool:
    """Whether the organization is closed for now (or was never there)."""
    state = db.session.scalar(select(Slug.state).where(Slug.tenant_id == tenant_id))
    return state != "active"


def start(member: Member, identity: Identity, *, label: str = "", carried: WebSession | None = None) -> SignedIn:
    """Begin a session with a fresh token; one carried over from another organization keeps its age."""
    now = clock.now()
    token = TenantToken.new(member.tenant_id)
    session = WebSession(
        id=uuid4(),
        tenant_id=member.tenant_id,
        member_id=member.id,
        identity_id=identity.id,
        token_hash=token.digest,
        label=label,
        started_at=carried.started_at if carried else now,
        seen_at=now,
        expires_at=carried.expires_at if carried else now + in_force().session_absolute,
    )
    become(Scope(member.tenant_id, member.id, session.started_at))
    db.session.add(session)
    db.session.flush()
    return SignedIn(token, member, session)


def load(tenant_id: UUID, token: str) -> SignedIn | None:
    """Whoever the cookie stands for, put in scope before the first query; None when the session is over."""
    read = TenantToken(tenant_id, token)
    expected = _WHOSE.get(read.digest)
    become(Scope(tenant_id, expected))
    found = _living(read)
    if found is None:
        db.session.rollback()
        scope.narrow(None)
        return None
    inside = Scope(tenant_id, found.member.id, found.session.started_at)
    if found.member.id == expected:
        scope.narrow(inside)  # the database knows already
    else:
        become(inside)
        _expect(read.digest, found.member.id)
    now = clock.now()
    if now - found.session.seen_at >= SEEN_EVERY:
        found.session.seen_at = now
    return found


def _expect(digest: bytes, member_id: UUID) -> None:
    if len(_WHOSE) >= MOST_EXPECTED:
        _WHOSE.clear()
    _WHOSE[digest] = member_id


def _living(token: TenantToken) -> SignedIn | None:
    now = clock.now()
    asked = {"digest": token.digest, "now": now, "idle_since": now - in_force().session_idle}
    row = db.session.execute(_living_session(), asked).one_or_none()
    if row is None or not may_sign_in(row[1], now):
        return None
    session, member, organization, granted, supervising = row
    return SignedIn(token, member, session, *read_roles(member, granted, supervises=supervising), organization)


@cache
def _living_session() -> Select[WebSession, Member, Organization, list[str] | None, bool]:
    """Session, member, organization and roles of a token in one query, made once: every page asks it."""
    return (
        select(WebSession, Member, Organization, *held())
        .join(Member, (Member.tenant_id == WebSession.tenant_id) & (Member.id == WebSession.member_id))
        .join(Organization, Organization.tenant_id == WebSession.tenant_id)
        .join(Slug, Slug.tenant_id == WebSession.tenant_id)
        .where(
            Slug.state == "active",
            WebSession.token_hash == bindparam("digest"),
            WebSession.expires_at > bindparam("now"),
            WebSession.seen_at > bindparam("idle_since"),
        )
        .execution_options(**{MADE_ONCE: True})
    )


def sessions_of(member_id: UUID) -> list[WebSession]:
    """A member's own living sessions in this organization, the newest first."""
    now = clock.now()
    return list(
        db.session.scalars(
            select(WebSession)
            .where(
                WebSession.member_id == member_id,
                WebSession.expires_at > now,
                WebSession.seen_at > now - in_force().session_idle,
            )
            .order_by(WebSession.started_at.desc(), WebSession.id)
        )
    )


def end(session: WebSession) -> None:
    """Sign out of one session."""
    db.session.execute(delete(WebSession).where(WebSession.id == session.id))


def sweep() -> None:
    """Delete the sessions of this organization that are over."""
    now = clock.now()
    db.session.execute(
        delete(WebSession).where((WebSession.expires_at <= now) | (WebSession.seen_at <= now - in_force().session_idle))
    )
