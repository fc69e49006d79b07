"""Every place where something is sealed under an organization's key: what a rotation must seal anew, by feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """A column sealed under the organization's key.

    `binds` says what a value is bound to, from the tenant and the row's `id` and `reads`; `only` narrows to the rows
    that lie under this key, `%(member)s` being whoever is in force. `seen_by` is who the database shows the rows to:
    their member, the whole house, or the tally alone. `version_column` is kept in step with the version that sealed.
    """

    table: str
    column: str
    binds: Callable[[UUID, Row], str]
    seen_by: Literal["member", "house", "tally"] = "member"
    reads: tuple[str, ...] = ()
    only: str = "true"
    version_column: str = ""


_places: dict[tuple[str, str], SealedPlace] = {}


def declare(place: SealedPlace) -> None:
    """Let rotations know of a place. The vault seals for no other."""
    _places[place.table, place.column] = place


def plainly(table: str) -> Callable[[UUID, Row], str]:
    """Bound to table, tenant and row, as `vault.seal_for_tenant` does it."""
    return lambda tenant_id, row: f"{table}|{tenant_id}|{row['id']}"


def for_owner(table: str, owner: str, between: str = "") -> Callable[[UUID, Row], str]:
    """Bound to whose row it is as well."""
    return lambda tenant_id, row: f"{table}{between}|{row[owner]}|{tenant_id}|{row['id']}"


def places(seen_by: str) -> list[SealedPlace]:
    """The places that whoever rotates sees so."""
    return [place for place in _places.values() if place.seen_by == seen_by]


def everywhere() -> list[SealedPlace]:
    """All places."""
    return list(_places.values())


def is_declared(table: str) -> bool:
    """Whether a rotation knows of this table."""
    return any(place.table == table for place in _places.values())
