"""The only door to documents: HR reads every one, a leader those of the led units and below; the rest is absent."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from reports.documents.models import Document
from reports.releases import access as releases
from tenants.db import db
from tenants.errors import NotFound
from tenants.http import Actor
from tenants.permissions import Role


def document_for(actor: Actor, document_id: UUID) -> Document:
    """A document this person may download."""
    found = db.session.scalar(select(Document).where(Document.id == document_id))
    if found is None or not may_read(actor, found.unit_id):
        raise NotFound
    return found


def documents_of(actor: Actor) -> list[Document]:
    """Every document this person may download, newest first."""
    rows = db.session.scalars(select(Document).order_by(Document.created_at.desc(), Document.kind, Document.id))
    seen = frozenset(unit.id for unit in releases.visible_units(actor))
    is_hr = Role.HR in actor.roles
    return [row for row in rows if is_hr or row.unit_id in seen]


def may_read(actor: Actor, unit_id: UUID | None) -> bool:
    """Whether a report on this unit is for this person; one on the whole organization lists all units, so only HR."""
    if Role.HR in actor.roles:
        return True
    return unit_id is not None and any(unit.id == unit_id for unit in releases.visible_units(actor))


def document_by_id(document_id: UUID) -> Document | None:
    """A document for the job that makes it."""
    return db.session.scalar(select(Document).where(Document.id == document_id))
