"""Seals anew, under a newer key of the organization, what lies under an older one: small values, never a text.

Rows of members are shown to their member alone. So each member is put in force in turn, as for any job that acts for
somebody, and no policy has to open; the statements of a whole batch go to the database in one round trip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

from psycopg import sql

from tenants import scope, vault
from tenants.db import db
from tenants.sealed import open_sealed, seal, version_bytes, version_of
from tenants.sealed_places import SealedPlace, places

ENTER = "SELECT enter_scope(%s, %s)"


def reseal_members(member_ids: Sequence[UUID], version: int) -> int:
    """Seal anew what belongs to these members; how many values there were."""
    return _reseal(member_ids, places("member"), version)


def reseal_house(version: int) -> int:
    """Seal anew what the whole house may see."""
    return _reseal([None], places("house"), version)


def reseal_urns(version: int) -> int:
    """Seal anew the keys of urns; only the tally's login sees them."""
    return _reseal([None], places("tally"), version)


def _reseal(asked: Sequence[UUID | None], theirs: Sequence[SealedPlace], version: int) -> int:
    tenant_id, driver, under = scope.require().tenant_id, _driver(), _keys()
    changed = []
    for member_id, row in _found(driver, asked, theirs, version):
        place = theirs[row[0]]
        names = dict(zip(place.reads, row[3], strict=True))
        before, bound_to = bytes(row[2]), place.binds(tenant_id, {"id": row[1], **names})
        plain = open_sealed(under(version_of(before)), before, bound_to)
        values = {"id": row[1], "before": before, "after": seal(under(version), plain, bound_to, version)}
        changed.append((member_id, place, values | {"tenant": tenant_id, "newest": version}))
    with driver.pipeline():
        for member_id, place, values in changed:
            driver.execute(ENTER, (tenant_id, member_id))
            driver.execute(_update(place), values)
    driver.execute(ENTER, (tenant_id, scope.require().member_id))
    return len(changed)


def _found(
    driver: Any, asked: Sequence[UUID | None], theirs: Sequence[SealedPlace], version: int
) -> Iterator[tuple[UUID | None, tuple[Any, ...]]]:
    """What lies under another version: one question, made once for the batch, asked with each member in force."""
    tenant_id, name = scope.require().tenant_id, sql.Identifier(f"older_{uuid4().hex}")
    question = sql.SQL(" UNION ALL ").join(_older(number, place) for number, place in enumerate(theirs))
    parts = [sql.SQL("PREPARE {} (uuid, bytea, uuid) AS {}").format(name, question)]
    given = (sql.Literal(tenant_id), sql.Literal(version_bytes(version)))
    for member_id in asked:
        parts.append(sql.SQL("SELECT enter_scope({}, {})").format(given[0], sql.Literal(member_id)))
        parts.append(sql.SQL("EXECUTE {} ({}, {}, {})").format(name, *given, sql.Literal(member_id)))
    parts.append(sql.SQL("DEALLOCATE {}").format(name))
    cursor = driver.execute(sql.SQL("; ").join(parts))
    for member_id in asked:
        cursor.nextset()  # past the PREPARE or the EXECUTE before
        cursor.nextset()  # past entering
        for row in cursor.fetchall():
            yield member_id, row


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


def _older(number: int, place: SealedPlace) -> sql.Composed:
    """Rows of a place that lie under another version: the place's number, the row's id, the value, what it is bound to.

    $1 is the tenant, $2 the version, $3 the member.
    """
    reads = sql.SQL(", ").join(sql.Identifier(name) for name in place.reads)
    return sql.SQL(
        "SELECT {number}, id, {column}, ARRAY[{reads}]::uuid[] FROM {table} "
        "WHERE tenant_id = $1 AND substr({column}, 2, 4) <> $2 AND ({only})"
    ).format(
        number=sql.Literal(number),
        column=sql.Identifier(place.column),
        reads=reads,
        table=sql.Identifier(place.table),
        only=sql.SQL(place.only.replace("%(member)s", "$3")),
    )


def _update(place: SealedPlace) -> sql.Composed:
    """Replace a value unless somebody has replaced it since: theirs lies under the newest key already."""
    kept = [sql.SQL(", {} = %(newest)s").format(sql.Identifier(name)) for name in [place.version_column] if name]
    also = sql.SQL("").join(kept)
    return sql.SQL(
        "UPDATE {table} SET {column} = %(after)s{also} WHERE tenant_id = %(tenant)s AND id = %(id)s "
        "AND {column} = %(before)s"
    ).format(table=sql.Identifier(place.table), column=sql.Identifier(place.column), also=also)
