"""The only door to documents: HR reads every one, a leader those of the led units and of the whole."""

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
    if found is None or not _is_for(actor, found, frozenset(releases.ballots_apart())):
        raise NotFound
    return found


def documents_of(actor: Actor) -> list[Document]:
    """Every document this person may download, newest first."""
    rows = db.session.scalars(select(Document).order_by(Document.created_at.desc(), Document.kind, Document.id))
    seen = frozenset(unit.id for unit in releases.visible_units(actor))
    apart = frozenset(releases.ballots_apart())
    return [row for row in rows if _is_for(actor, row, apart, seen)]


def _is_for(actor: Actor, row: Document, apart: frozenset[UUID], seen: frozenset[UUID] | None = None) -> bool:
    """Whether a document is for this person: one that lists all units, or tells of a ballot at an end, only for HR."""
    if Role.HR in actor.roles:
        return True
    if row.wave_id in apart:
        return False
    if row.unit_id is None:
        return row.whole_only
    units = seen if seen is not None else frozenset(unit.id for unit in releases.visible_units(actor))
    return row.unit_id in units


def may_ask(actor: Actor, unit_id: UUID | None) -> bool:
    """Whether this person may have a report on this unit; of the organization a leader has that without its units."""
    if Role.HR in actor.roles or unit_id is None:
        return True
    return any(unit.id == unit_id for unit in releases.visible_units(actor))


def document_by_id(document_id: UUID) -> Document | None:
    """A document for the job that makes it."""
    return db.session.scalar(select(Document).where(Document.id == document_id))
