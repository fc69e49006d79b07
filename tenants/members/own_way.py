"""A member's way, kept sealed in their private space: read by whatever offers something, changed by them alone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import scope, vault
from tenants.db import db
from tenants.errors import KeysUnavailable
from tenants.members import private_space
from tenants.members.models import MyWayRow
from tenants.members.my_way import TOPICS, MyWay, from_bytes, to_bytes

TABLE = MyWayRow.__tablename__


def way_of(member_id: UUID) -> MyWay:
    """What the newest private space that this session opens says; the defaults where there is nothing to read."""
    spaces = {space.id: space for space in private_space.open_spaces(member_id)}
    if not spaces:
        return MyWay()
    rows = {row.id: row for row in db.session.scalars(select(MyWayRow).where(MyWayRow.member_id == member_id))}
    for space_id, space in spaces.items():
        if row := rows.get(space_id):
            return from_bytes(vault.open_for_member(space, table=TABLE, row_id=row.id, sealed=row.sealed))
    return MyWay()


def careful_way_of(member_id: UUID) -> MyWay:
    """The same for whoever offers something; while keys are out of reach every topic is left in peace."""
    try:
        return way_of(member_id)
    except KeysUnavailable:
        return MyWay(avoid=frozenset(TOPICS))


def is_chosen(member_id: UUID) -> bool:
    """Whether the member has kept a way that this session opens."""
    kept = set(db.session.scalars(select(MyWayRow.id).where(MyWayRow.member_id == member_id)))
    return any(space.id in kept for space in private_space.open_spaces(member_id))


def keep(*, member_id: UUID, way: MyWay) -> None:
    """Keep a member's way in the space where new private texts go; the member has begun one before."""
    space = private_space.writing_space(member_id)
    sealed = vault.seal_for_member(space, table=TABLE, row_id=space.id, plaintext=to_bytes(way))
    row = insert(MyWayRow).values(tenant_id=scope.require().tenant_id, id=space.id, member_id=member_id, sealed=sealed)
    db.session.execute(
        row.on_conflict_do_update(index_elements=["tenant_id", "id"], set_={"sealed": row.excluded.sealed})
    )
