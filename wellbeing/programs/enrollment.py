"""A member's place in their programmes, sealed in their private space: read by what they see, changed by them alone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import scope, vault
from tenants.db import db
from tenants.errors import PrivateSpaceLocked
from tenants.members import private_space
from tenants.private_space.models import PrivateSpace
from wellbeing.programs import place
from wellbeing.programs.models import Enrollment
from wellbeing.programs.place import Place, Places

TABLE = Enrollment.__tablename__
Change = Callable[[Place], Place]


def places_of(member_id: UUID) -> dict[UUID, Place]:
    """What every private space says that this session opens: first the one that is written to, then the newest."""
    spaces = _in_order(member_id)
    if not spaces:
        return {}
    rows = {row.id: row for row in db.session.scalars(select(Enrollment).where(Enrollment.member_id == member_id))}
    return place.bounded(place.merged(_opened(space, rows[space.id]) for space in spaces if space.id in rows))


def change(*, member_id: UUID, program_id: UUID, by: Change, consent: bool | None = None) -> str | None:
    """Change a place in one programme; gives the recovery code if a private space begins with it.

    `consent` None is for whoever cannot be shown a code: then the space must have begun before.
    """
    code = None if consent is None else private_space.begin_with_consent(member_id, consent=consent)
    keep(member_id=member_id, changes={program_id: by})
    return code


def keep(*, member_id: UUID, changes: dict[UUID, Change]) -> None:
    """Change places in the space where new private texts go; two windows do so one after the other."""
    space = private_space.writing_space(member_id)
    row = _held(space)
    kept = places_of(member_id)
    after = kept | {program_id: by(kept.get(program_id, Place())) for program_id, by in changes.items()}
    row.sealed = _sealed(space, after)
    db.session.flush()


def _held(space: PrivateSpace) -> Enrollment:
    """The row of a space, made if there is none, held until the commit."""
    begun = insert(Enrollment).values(
        tenant_id=scope.require().tenant_id, id=space.id, member_id=space.member_id, sealed=_sealed(space, {})
    )
    db.session.execute(begun.on_conflict_do_nothing())
    mine = select(Enrollment).where(Enrollment.id == space.id).with_for_update()
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def _in_order(member_id: UUID) -> list[PrivateSpace]:
    opened = private_space.open_spaces(member_id)
    try:
        written = private_space.writing_space(member_id).id
    except (private_space.PrivateSpaceNeeded, PrivateSpaceLocked):
        return []
    return sorted(opened, key=lambda space: space.id != written)


def _opened(space: PrivateSpace, row: Enrollment) -> dict[UUID, Place]:
    return place.from_bytes(vault.open_for_member(space, table=TABLE, row_id=row.id, sealed=row.sealed))


def _sealed(space: PrivateSpace, places: Places) -> bytes:
    return vault.seal_for_member(space, table=TABLE, row_id=space.id, plaintext=place.to_bytes(places))
