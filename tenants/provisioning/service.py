"""What operators do: list, create, suspend and resume organizations, and look after the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import redis
from flask_babel import gettext as _
from sqlalchemy import func, select, text, update

from tenants import audit, clock, scope, work_queue
from tenants.db import db, seen_as
from tenants.errors import Conflict, NotFound
from tenants.jobs import Job
from tenants.members.models import Member, RoleGrant
from tenants.permissions import Role
from tenants.provisioning.models import Slug
from tenants.signin.models import WebSession


@dataclass(frozen=True)
class Backlog:
    """How many jobs of a kind are in a state; never whose or about what."""

    kind: str
    pending: int
    running: int
    late: int


@dataclass(frozen=True)
class Health:
    """How the machine is."""

    database: str
    redis: bool
    oldest_due: datetime | None
    backlog: Sequence[Backlog]
    dead: Sequence[Job]


def organizations(*, words: str = "", page: int = 1, size: int = 100) -> list[Slug]:
    """Organizations by their slug, all or those whose slug holds the words; nothing that they own is read."""
    found = select(Slug).where(Slug.slug.contains(words.strip().lower(), autoescape=True)).order_by(Slug.slug)
    return list(db.session.scalars(found.limit(size).offset((page - 1) * size)))


def organization_for(slug: str) -> Slug:
    """One organization by its slug."""
    found = db.session.get(Slug, slug)
    if found is None:
        raise NotFound
    return found


def suspend(row: Slug) -> None:
    """Put an organization to rest: nobody of it can sign in, and every session ends. A second time changes nothing."""
    if row.tenant_id == scope.require().tenant_id:
        raise Conflict(_("This is the organization you are signed in to."), code="own_organization")
    if row.state == "suspended":
        return
    row.state = "suspended"
    with seen_as(scope.Scope(row.tenant_id)):
        for session in db.session.scalars(select(WebSession)).all():
            db.session.delete(session)
        audit.record("organization.suspended", row.tenant_id)


def resume(row: Slug) -> None:
    """Wake an organization up again."""
    if row.state == "active":
        return
    row.state = "active"
    with seen_as(scope.Scope(row.tenant_id)):
        audit.record("organization.resumed", row.tenant_id)


def health() -> Health:
    """Database, Redis and the jobs that are owed."""
    now = clock.now()
    late = func.count().filter(Job.state == "pending", Job.run_at < now)
    pending = func.count().filter(Job.state == "pending")
    running = func.count().filter(Job.state == "running")
    rows = select(Job.kind, pending, running, late).where(Job.state.in_(("pending", "running"))).group_by(Job.kind)
    dead = select(Job).where(Job.state == "dead").order_by(Job.run_at.desc()).limit(100)
    oldest = select(func.min(Job.run_at)).where(Job.state == "pending", Job.run_at < now)
    return Health(
        database=str(db.session.scalar(text("SHOW server_version"))),
        redis=_redis_answers(),
        oldest_due=db.session.scalar(oldest),
        backlog=[Backlog(*row) for row in db.session.execute(rows.order_by(Job.kind))],
        dead=list(db.session.scalars(dead)),
    )


def retry(job_id: UUID) -> None:
    """Owe a dead job again, from its first try."""
    again = update(Job).where(Job.id == job_id, Job.state == "dead")
    values = {"state": "pending", "attempts": 0, "run_at": clock.now(), "reason": None}
    if db.session.execute(again.values(values)).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound


def make_operator(*, email: str) -> Member:
    """Give a member of the organization in scope the role of operator; only the command line does this."""
    member = db.session.scalar(select(Member).where(Member.email == email.strip().lower(), Member.left_at.is_(None)))
    if member is None:
        raise NotFound(_("Nobody in that organization has this address."))
    held = select(RoleGrant.id).where(RoleGrant.member_id == member.id, RoleGrant.role == Role.OPERATOR)
    if db.session.scalar(held) is None:
        db.session.add(RoleGrant(member_id=member.id, role=Role.OPERATOR, granted_at=clock.now()))
        audit.record("role.granted", member.id, role=str(Role.OPERATOR))
    return member


def end_operator(*, email: str) -> None:
    """Take the role of operator away again; only the command line does this."""
    member = db.session.scalar(select(Member).where(Member.email == email.strip().lower()))
    mine = select(RoleGrant).where(RoleGrant.role == Role.OPERATOR)
    held = db.session.scalar(mine.where(RoleGrant.member_id == member.id)) if member else None
    if member is None or held is None:
        raise NotFound(_("Nobody in that organization with this address is an operator."))
    audit.record("role.ended", member.id, role=str(Role.OPERATOR))
    db.session.delete(held)


def _redis_answers() -> bool:
    try:
        return bool(work_queue.connection().ping())
    except redis.RedisError:
        return False
