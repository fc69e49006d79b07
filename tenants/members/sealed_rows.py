"""A member's own rows of one sealed text each: opened, sealed anew and deleted alike, whatever feature they are of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from tenants import vault
from tenants.db import db
from tenants.errors import PrivateSpaceLocked
from tenants.members import private_space
from tenants.private_space.models import PrivateSpace


class SealedRow(Protocol):
    """A row under the key of one of its member's private spaces."""

    __tablename__: Any
    tenant_id: Any
    id: Any
    member_id: Any
    space_id: Any
    sealed: Any


Row = TypeVar("Row", bound=SealedRow)


def values(space: PrivateSpace, table: str, row_id: UUID, plaintext: bytes) -> dict[str, object]:
    """The columns of a new row, its text sealed."""
    return {
        "tenant_id": space.tenant_id,
        "id": row_id,
        "member_id": space.member_id,
        "space_id": space.id,
        "revision": 1,
        "sealed": vault.seal_for_member(space, table=table, row_id=row_id, plaintext=plaintext),
    }


def opened(rows: Iterable[Row]) -> list[tuple[Row, bytes]]:
    """Those rows of one member that lie in a space this session opens, with their texts; each key is unwrapped once."""
    found = list(rows)
    spaces = private_space.open_spaces(found[0].member_id) if found else []
    readers = {space.id: vault.reader_of(space, found[0].__tablename__) for space in spaces}
    return [(row, readers[row.space_id](row.id, row.sealed)) for row in found if row.space_id in readers]


def open_one(row: SealedRow) -> bytes:
    """The text of one row; `PrivateSpaceLocked` when its space is locked for this session."""
    return vault.open_for_member(_space_of(row), table=row.__tablename__, row_id=row.id, sealed=row.sealed)


def seal_anew(row: SealedRow, plaintext: bytes) -> None:
    """Replace the text of a row; whether that is a new revision is for the feature to say."""
    row.sealed = vault.seal_for_member(_space_of(row), table=row.__tablename__, row_id=row.id, plaintext=plaintext)


def delete(row: SealedRow) -> None:
    """Delete a row for good; nobody can bring it back, so a locked session may not."""
    if not vault.is_open(_space_of(row)):
        raise PrivateSpaceLocked
    db.session.delete(row)
    db.session.flush()


def _space_of(row: SealedRow) -> PrivateSpace:
    return db.session.get_one(PrivateSpace, (row.tenant_id, row.space_id))
