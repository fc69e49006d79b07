"""Verbs of rotation: a new key for an organization, what lies under the old one sealed anew; and the master's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select, update

from tenants import clock, jobs, scope, vault
from tenants.db import become, db
from tenants.errors import Conflict
from tenants.members.models import Member
from tenants.provisioning.models import Slug
from tenants.vault import TenantKey

ROTATE_ORGANIZATION = "keys.rotate_organization"
RESEAL_URNS = "keys.reseal_urns"
REMOVE_OLD = "keys.remove_old"
ROTATE_MASTER = "keys.rotate_master"
STEPS = (ROTATE_ORGANIZATION, RESEAL_URNS, REMOVE_OLD)
BATCH = 200
READERS_END = timedelta(minutes=10)
"""An old version stays so long after the last value was sealed anew: whoever read a value before can still open it."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A step of a rotation that is owed."""

    kind: str
    state: str
    progress: int | None
    total: int | None
    reason: str | None


def owe_rotation() -> int:
    """Owe a new key for the organization in scope; the version it will have. Conflict while one is under way."""
    if steps_owed():
        raise Conflict(_("A rotation of this organization’s key is under way."), code="rotation_under_way")
    before = newest_version()
    jobs.owe(ROTATE_ORGANIZATION, before, {"from": str(before)})
    return before + 1


def begin_version(before: int) -> int:
    """The version after `before`: made unless it is there, and every older one retired, in one transaction.

    Retiring waits for everybody who seals under an old version just now, and nobody can afterwards. So whatever is
    looked for later has been committed.
    """
    version = before + 1
    vault.add_tenant_key(scope.require().tenant_id, version)
    older = update(TenantKey).where(*_mine(), TenantKey.version < version, TenantKey.retired_at.is_(None))
    db.session.execute(older.values(retired_at=clock.now()))
    db.session.flush()
    return version


def batches() -> Iterator[tuple[int, int, list[UUID]]]:
    """Everybody of the organization in batches, each with how many there were up to it and how many there are."""
    everybody = list(db.session.scalars(select(Member.id).order_by(Member.id)))
    for start in range(0, len(everybody), BATCH):
        part = everybody[start : start + BATCH]
        yield start + len(part), len(everybody), part


def remove_old(version: int) -> int:
    """Delete the versions before this one, all of whose values were sealed anew; the secret that outlives stays."""
    gone = db.session.execute(delete(TenantKey).where(*_mine(), TenantKey.version < version))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def newest_version() -> int:
    """The version that seals."""
    return int(db.session.scalar(select(func.max(TenantKey.version)).where(*_mine())) or 1)


def versions() -> list[int]:
    """The versions there are, the secret aside."""
    return list(db.session.scalars(select(TenantKey.version).where(*_mine()).order_by(TenantKey.version)))


def steps_owed() -> list[UnderWay]:
    """What a rotation of the organization in scope still owes."""
    job = jobs.Job
    mine = job.tenant_id == scope.require().tenant_id, job.kind.in_(STEPS), job.state != "done"
    return [_under_way(row) for row in db.session.scalars(select(job).where(*mine).order_by(job.created_at))]


def master_rotation() -> UnderWay | None:
    """The rotation of the master key that is owed."""
    job = jobs.Job
    row = db.session.scalar(select(job).where(job.kind == ROTATE_MASTER, job.state != "done").limit(1))
    return _under_way(row) if row else None


def owe_master_rotation() -> None:
    """Owe that every organization's keys are wrapped by the newest master key."""
    if master_rotation() is not None:
        raise Conflict(_("A rotation of the master key is under way."), code="rotation_under_way")
    jobs.owe(ROTATE_MASTER, f"{vault.keyring().newest()} {clock.now().isoformat()}")


def tenants() -> list[tuple[str, UUID]]:
    """Every organization, suspended ones too: its slug and its id."""
    every = select(Slug.slug, Slug.tenant_id).order_by(Slug.tenant_id)
    return [(slug, tenant_id) for slug, tenant_id in db.session.execute(every)]


def rewrap_tenant(tenant_id: UUID) -> int:
    """Wrap an organization's keys by the newest master key; how many were not."""
    become(scope.Scope(tenant_id))
    rows = db.session.scalars(select(TenantKey).where(TenantKey.tenant_id == tenant_id).with_for_update())
    changed = sum(vault.rewrap(row) for row in rows)
    db.session.flush()
    return changed


def rewrap_platform() -> None:
    """Wrap the installation's own key by the newest master key, after all others: until then the old one is missed."""
    vault.platform_key()
    for row in db.session.scalars(select(vault.PlatformKey).with_for_update()):
        vault.rewrap(row)
    db.session.flush()


def wrapped_under() -> Counter[str]:
    """How many keys are wrapped by each master key, by its id, over the whole installation."""
    counted = Counter(db.session.scalars(select(vault.PlatformKey.master)))
    for _slug, tenant_id in tenants():
        become(scope.Scope(tenant_id))
        counted.update(db.session.scalars(select(TenantKey.master).where(TenantKey.tenant_id == tenant_id)))
    return counted


def _mine() -> tuple[ColumnElement[bool], ...]:
    return TenantKey.tenant_id == scope.require().tenant_id, TenantKey.version > 0


def _under_way(row: jobs.Job) -> UnderWay:
    return UnderWay(row.kind, row.state, row.progress, row.total, row.reason)
