"""An identity's places: the organizations it belongs to, each looked at within its own scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tenants import clock, scope
from tenants.db import become, db
from tenants.members.models import Member
from tenants.organizations.models import Organization
from tenants.signin import sessions
from tenants.signin.models import Directory


@dataclass(frozen=True)
class Place:
    """One organization that a person can sign in to now."""

    tenant_id: UUID
    member_id: UUID
    organization: str
    language: str
    has_left: bool


def directory_of(identity_id: UUID) -> list[Directory]:
    """Where an identity is a member, in a steady order."""
    rows = select(Directory).where(Directory.identity_id == identity_id)
    return list(db.session.scalars(rows.order_by(Directory.tenant_id, Directory.member_id)))


@contextmanager
def within(tenant_id: UUID, member_id: UUID | None = None) -> Iterator[None]:
    """Act in another organization's scope for the block, in the same transaction."""
    before = scope.current()
    db.session.flush()
    become(scope.Scope(tenant_id, member_id))
    try:
        yield
        db.session.flush()
    finally:
        if before is None or not db.session.is_active:
            scope.narrow(before)
        else:
            become(before)


def places_of(identity_id: UUID) -> list[Place]:
    """The organizations that are open to this identity now, by name."""
    found = []
    for row in directory_of(identity_id):
        if sessions.is_suspended(row.tenant_id):
            continue
        with within(row.tenant_id):
            member = db.session.scalar(select(Member).where(Member.id == row.member_id))
            organization = db.session.get(Organization, row.tenant_id)
            if member and organization and sessions.may_sign_in(member, clock.now()):
                language = member.language or organization.language
                left = member.left_at is not None
                found.append(Place(row.tenant_id, member.id, organization.name, language, left))
    return sorted(found, key=lambda place: (place.has_left, place.organization.casefold(), place.tenant_id))
