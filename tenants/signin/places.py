"""An identity's places: the organizations it belongs to, each looked at within its own scope."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tenants import clock, scope
from tenants.db import db, seen_as
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


def within(tenant_id: UUID, member_id: UUID | None = None) -> AbstractContextManager[None]:
    """Act in another organization's scope for the block, in the same transaction."""
    return seen_as(scope.Scope(tenant_id, member_id))


def member_at(place: Place) -> Member:
    """The member that a place stands for; its scope must be in force."""
    return db.session.scalars(select(Member).where(Member.id == place.member_id)).one()


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
