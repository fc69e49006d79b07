"""What administrators and leaders did: append-only, each event chained to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped

from tenants import clock, scope
from tenants.db import Base, TenantOwned, db

_START = bytes(32)


class AuditEvent(TenantOwned, Base):
    """One act of an administrator."""

    __tablename__ = "audit_event"
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous: Mapped[bytes]
    hash: Mapped[bytes]


def _hash(event: AuditEvent) -> bytes:
    told = [
        event.seq,
        event.at.isoformat(),
        str(event.actor_id),
        event.action,
        event.subject,
        json.dumps(event.details, sort_keys=True),
    ]
    return hashlib.sha256(event.previous + json.dumps(told).encode()).digest()


def record(action: str, subject: object = "", **details: str) -> None:
    """Write down one act of the member in scope; concurrent acts queue for their place in the chain."""
    now = scope.require()
    lock = int.from_bytes(now.tenant_id.bytes[:8], "big", signed=True)
    db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
    last = db.session.scalar(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1))
    event = AuditEvent(
        seq=last.seq + 1 if last else 1,
        at=clock.now(),
        actor_id=now.member_id,
        action=action,
        subject=str(subject or ""),
        details=details,
        previous=last.hash if last else _START,
    )
    event.hash = _hash(event)
    db.session.add(event)
    db.session.flush()


def chain_is_whole() -> bool:
    """Whether every event still follows from the one before."""
    previous, seq = _START, 0
    for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)):
        if event.seq != seq + 1 or event.previous != previous or event.hash != _hash(event):
            return False
        previous, seq = event.hash, event.seq
    return True


def events(*, before: int | None = None, limit: int = 50) -> list[AuditEvent]:
    """The newest events, a page at a time."""
    newest = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(limit)
    return list(db.session.scalars(newest.where(AuditEvent.seq < before) if before else newest))


def count() -> int:
    """How many acts have been written down."""
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
