"""The database session: tenant in force before the first query, one commit a unit of work, then what follows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import psycopg
import structlog
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, LargeBinary, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    registry,
    with_loader_criteria,
)
from sqlalchemy.pool import Pool

from tenants import scope
from tenants.errors import NoTenant

log = structlog.get_logger()

ENGINE_OPTIONS: dict[str, Any] = {
    "hide_parameters": True,
    "pool_size": 8,
    "pool_timeout": 10,
    "connect_args": {"prepare_threshold": None, "connect_timeout": 5},
}


class Base(DeclarativeBase):
    """Every table of the product."""

    registry = registry(
        type_annotation_map={
            datetime: DateTime(timezone=True),
            UUID: Uuid(),
            bytes: LargeBinary(),
            dict[str, Any]: JSONB(none_as_null=True),
            list[Any]: JSONB(none_as_null=True),
        }
    )


QUIET_SECONDS = 5.0
"""So long unused, a connection is tried before it is used again: a busy one saves that way to the database and back."""


@event.listens_for(Pool, "checkin")
def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _try_quiet(connection: Any, record: Any, _proxy: Any) -> None:
    if "used" in record.info and time.monotonic() - record.info["used"] > QUIET_SECONDS:
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error  # the pool connects anew


MADE_ONCE = "made_once"
"""Execution option of a statement that is made once a process: it is narrowed to a tenant once as well."""

db = SQLAlchemy(model_class=Base)


class TenantOwned:
    """A row of one tenant: its key starts with the tenant, and no query reaches another's."""

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, default=lambda: scope.require().tenant_id)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


@event.listens_for(Session, "after_begin")
def _enter(_session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested or scope.current() is None:
        return
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():  # BEGIN and this travel together: one way to the database and back less on every page
        force(connection)


def force(connection: Connection) -> None:
    """Tell the database which tenant and member are in force in this transaction."""
    now = scope.current()
    if now is None:
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("SELECT enter_scope(%s, %s)", (now.tenant_id, now.member_id))


@event.listens_for(Session, "do_orm_execute")
def _only_this_tenant(state: ORMExecuteState) -> None:
    if not (state.is_select or state.is_update or state.is_delete):
        return
    now = scope.current()
    if now is None:
        if any(issubclass(mapper.class_, TenantOwned) for mapper in state.all_mappers):
            raise NoTenant("a tenant's rows were asked for outside any tenant")
        return
    narrow = _narrowed_once if state.execution_options.get(MADE_ONCE) else _narrowed
    state.statement = narrow(state.statement, now.tenant_id)


def _narrowed(statement: Any, tenant_id: UUID) -> Any:
    return statement.options(_rows_of(tenant_id))


@lru_cache(maxsize=4096)
def _narrowed_once(statement: Any, tenant_id: UUID) -> Any:
    return _narrowed(statement, tenant_id)


@lru_cache(maxsize=4096)
def _rows_of(tenant_id: UUID) -> Any:
    return with_loader_criteria(TenantOwned, lambda row: row.tenant_id == tenant_id, include_aliases=True)


@contextmanager
def work(
    tenant_id: UUID | None, member_id: UUID | None = None, *, started_at: datetime | None = None
) -> Iterator[scope.UnitOfWork]:
    """One unit of work outside a request: scope, fresh session, commit, then what follows; None is no tenant."""
    inside = scope.Scope(tenant_id, member_id, started_at) if tenant_id else None
    db.session.remove()
    with scope.opened(inside) as unit:
        try:
            yield unit
            commit(unit)
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.remove()


def commit(unit: scope.UnitOfWork) -> None:
    """Commit, then run what was waiting for it; a failing consequence never undoes or hides the commit."""
    db.session.commit()
    actions, unit.actions = unit.actions, []
    for action in actions:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - the row is the truth and the sweep repeats what was missed
            log.warning("after_commit_failed", error=type(error).__name__)


def become(scope_now: scope.Scope) -> None:
    """Change the scope within the running transaction, in Python and in the database."""
    begun = db.session().in_transaction()
    db.session.flush()
    scope.narrow(scope_now)
    connection = db.session.connection()  # a transaction that begins here is told by itself
    if begun:
        force(connection)


@contextmanager
def seen_as(inside: scope.Scope) -> Iterator[None]:
    """Act in another scope for the block, in the same transaction."""
    before = scope.current()
    become(inside)
    try:
        yield
        db.session.flush()
    finally:
        if before is None or not db.session.is_active:
            scope.narrow(before)
        else:
            become(before)


def as_member(member_id: UUID | None) -> AbstractContextManager[None]:
    """See and write another member's own rows for the block (a lock at reset, a job for that member)."""
    before = scope.require()
    return seen_as(scope.Scope(before.tenant_id, member_id, before.session_started_at))
