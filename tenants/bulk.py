"""Many rows of one table in few statements, under row-level security, where COPY is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Table, bindparam, cast, column, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.selectable import TableValuedAlias

from tenants import scope
from tenants.db import TenantOwned, db

BATCH = 2000


def insert_rows(
    model: type[TenantOwned], rows: Sequence[Mapping[str, object]], *, changing: Sequence[str] = ()
) -> Iterator[int]:
    """Insert rows that all have the same columns; yields how many are in after each batch.

    Where the row is there already its columns `changing` get the new values; without any that is an error.
    """
    table = _table(model)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        names = list(part[0])
        spread = _spread(table, names, part)
        added = insert(table).from_select(names, select(spread))
        if changing:
            given = {name: added.excluded[name] for name in changing}
            added = added.on_conflict_do_update(index_elements=["tenant_id", "id"], set_=given)
        db.session.connection().execute(added)
        if start == 0:
            # PostgreSQL keeps the plan of a foreign key's check from when the table was small; on a table that grows
            # within one transaction it would read every row of the tenant for each new one.
            db.session.connection().execute(text("DISCARD PLANS"))
        yield start + len(part)


def update_rows(model: type[TenantOwned], rows: Sequence[Mapping[str, object]]) -> None:
    """Change rows by their `id`; all of them change the same columns. The session's own copies are then stale."""
    table = _table(model)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        names = list(part[0])
        spread = _spread(table, names, part)
        here = update(table).where(table.c.tenant_id == scope.require().tenant_id, table.c.id == spread.c.id)
        changed = {name: spread.c[name] for name in names if name != "id"}
        if changed:
            db.session.connection().execute(here.values(changed))


def _table(model: type[TenantOwned]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _spread(table: Table, names: Sequence[str], rows: Sequence[Mapping[str, object]]) -> TableValuedAlias:
    columns: list[Column[Any]] = [table.c[name] for name in names]
    arrays = [
        cast(bindparam(None, [row[each.name] for row in rows], ARRAY(each.type)), ARRAY(each.type)) for each in columns
    ]
    shape = [column(each.name, each.type) for each in columns]
    return func.unnest(*arrays).table_valued(*shape, name="given").render_derived()
