"""Which tenant and member is in force; without one, no tenant's row can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tenants.errors import NoTenant


@dataclass(frozen=True)
class Scope:
    """The tenant, the member whose private rows may be seen, and since when that session runs."""

    tenant_id: UUID
    member_id: UUID | None = None
    session_started_at: datetime | None = None


@dataclass
class UnitOfWork:
    """One transaction's scope and what follows its commit."""

    scope: Scope | None
    actions: list[Callable[[], None]] = field(default_factory=list)


_unit: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


def current() -> Scope | None:
    """The scope in force, if any."""
    unit = _unit.get()
    return unit.scope if unit else None


def require() -> Scope:
    """The scope in force; raises NoTenant outside any."""
    scope = current()
    if scope is None:
        raise NoTenant("a tenant's rows were asked for outside any tenant")
    return scope


def after_commit(action: Callable[[], None]) -> None:
    """Run an action once the unit of work has been committed; a rollback forgets it."""
    unit = _unit.get()
    if unit is None:
        raise NoTenant("nothing is being committed here")
    unit.actions.append(action)


@contextmanager
def opened(scope: Scope | None) -> Iterator[UnitOfWork]:
    """Put a fresh unit of work in force for the block; `db` decides when it commits."""
    unit = UnitOfWork(scope)
    token = _unit.set(unit)
    try:
        yield unit
    finally:
        _unit.reset(token)


def narrow(scope: Scope | None) -> None:
    """Replace the scope of the unit of work in force (the caller tells the database)."""
    unit = _unit.get()
    if unit is None:
        raise NoTenant("no unit of work is open")
    unit.scope = scope
