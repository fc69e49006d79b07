"""Seals anew, under a newer key of the organization, what lies under an older one: small values, never a text.

Rows of members are shown to their member alone. So each member is put in force in turn, as for any job that acts for
somebody, and no policy has to open; the statements of a whole batch go to the database in one round trip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql

from tenants import scope, vault
from tenants.db import db
from tenants.sealed import open_sealed, seal, version_bytes, version_of
from tenants.sealed_places import SealedPlace, places

ENTER = "SELECT enter_scope(%s, %s)"


def reseal_members(member_ids: Sequence[UUID], version: int) -> int:
    """Seal anew what belongs to these members; how many values there were."""
    return _reseal([(member_id, places("member")) for member_id in member_ids], version)


def reseal_house(version: int) -> int:
    """Seal anew what the whole house may see."""
    return _reseal([(None, places("house"))], version)


def reseal_urns(version: int) -> int:
    """Seal anew the keys of urns; only the tally's login sees them."""
    return _reseal([(None, places("tally"))], version)


def _reseal(asked: Sequence[tuple[UUID | None, Sequence[SealedPlace]]], version: int) -> int:
    tenant_id, driver = scope.require().tenant_id, _driver()
    found: list[tuple[UUID | None, SealedPlace, Any]] = []
    with driver.pipeline():
        for member_id, theirs in asked:
            driver.execute(ENTER, (tenant_id, member_id))
            given = {"tenant": tenant_id, "member": member_id, "version": version_bytes(version)}
            found += [(member_id, place, driver.execute(_older(place), given)) for place in theirs]
    under = _keys()
    changed = [
        (member_id, place, _anew(place, row, under, version))
        for member_id, place, cursor in found
        for row in _rows(place, cursor)
    ]
    with driver.pipeline():
        for member_id, place, values in changed:
            driver.execute(ENTER, (tenant_id, member_id))
            driver.execute(_update(place), values | {"tenant": tenant_id, "newest": version})
    driver.execute(ENTER, (tenant_id, scope.require().member_id))
    return len(changed)


def _driver() -> Any:
    return db.session.connection().connection.driver_connection


def _keys() -> Callable[[int], bytes]:
    """The organization's keys by version, each unwrapped once."""
    known: dict[int, bytes] = {}

    def key(version: int) -> bytes:
        if version not in known:
            row = db.session.get(vault.TenantKey, (scope.require().tenant_id, version))
            if row is None:
                raise vault.SealBroken
            known[version] = vault.unwrap_tenant_key(row)
        return known[version]

    return key


def _anew(place: SealedPlace, row: dict[str, Any], under: Callable[[int], bytes], newest: int) -> dict[str, Any]:
    before, bound_to = bytes(row["sealed"]), place.binds(scope.require().tenant_id, row)
    plain = open_sealed(under(version_of(before)), before, bound_to)
    return {"id": row["id"], "before": before, "after": seal(under(newest), plain, bound_to, newest)}


def _rows(place: SealedPlace, cursor: Any) -> list[dict[str, Any]]:
    names = ("id", "sealed", *place.reads)
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _older(place: SealedPlace) -> sql.Composed:
    """Rows that lie under another version."""
    column = sql.Identifier(place.column)
    reads = sql.SQL("").join(sql.SQL(", {}").format(sql.Identifier(name)) for name in place.reads)
    return sql.SQL(
        "SELECT id, {column}{reads} FROM {table} WHERE tenant_id = %(tenant)s AND ({only}) "
        "AND substr({column}, 2, 4) <> %(version)s"
    ).format(column=column, reads=reads, table=sql.Identifier(place.table), only=sql.SQL(place.only))


def _update(place: SealedPlace) -> sql.Composed:
    """Replace a value unless somebody has replaced it since: theirs lies under the newest key already."""
    kept = [sql.SQL(", {} = %(newest)s").format(sql.Identifier(name)) for name in [place.version_column] if name]
    also = sql.SQL("").join(kept)
    return sql.SQL(
        "UPDATE {table} SET {column} = %(after)s{also} WHERE tenant_id = %(tenant)s AND id = %(id)s "
        "AND {column} = %(before)s"
    ).format(table=sql.Identifier(place.table), column=sql.Identifier(place.column), also=also)
