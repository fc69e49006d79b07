"""The only door to a person's row by an id from outside; absent and hidden are the same."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from tenants.db import db
from tenants.errors import NotFound
from tenants.http import Actor
from tenants.members.models import Member, PeopleUpload, RoleGrant
from tenants.permissions import Permission


def member_for(actor: Actor, member_id: UUID) -> Member:
    """Someone of the same organization, for whoever may read people; everybody may find themselves."""
    found = db.session.scalar(select(Member).where(Member.id == member_id))
    if found is None or (found.id != actor.member_id and Permission.PEOPLE_READ not in actor.permissions):
        raise NotFound
    return found


def grant_for(actor: Actor, grant_id: UUID) -> RoleGrant:
    """A role someone holds, for whoever may grant roles."""
    found = db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id))
    if found is None or Permission.ROLE_GRANT not in actor.permissions:
        raise NotFound
    return found


def grants_of(member_id: UUID) -> Sequence[RoleGrant]:
    """The roles someone was given, oldest first."""
    mine = select(RoleGrant).where(RoleGrant.member_id == member_id)
    return db.session.scalars(mine.order_by(RoleGrant.granted_at, RoleGrant.id)).all()


def upload_for(actor: Actor, upload_id: UUID) -> PeopleUpload:
    """A file of people that this very person uploaded."""
    found = db.session.scalar(select(PeopleUpload).where(PeopleUpload.id == upload_id))
    if found is None or found.member_id != actor.member_id:
        raise NotFound
    return found
