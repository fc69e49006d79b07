"""The organization chart: a tree of units of any depth; no move may put a unit inside itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import insert, or_, select, update

from tenants import audit, clock, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member
from tenants.members.people_csv import (
    DEEPEST_UNIT,
    LONGEST_UNIT_NAME,
    UNIT_SEPARATOR,
    UnitPath,
    path_key,
    spelling_key,
)
from tenants.organizations.models import Unit


def create_unit(*, name: str, parent: Unit | None) -> Unit:
    """Add a unit under another, or at the top."""
    path = (*path_of(parent), _checked(name)) if parent else (_checked(name),)
    _refuse_taken(path)
    unit = Unit(
        id=uuid4(),
        parent_id=parent.id if parent else None,
        name=path[-1],
        path=UNIT_SEPARATOR.join(path),
        path_key=path_key(path),
        created_at=clock.now(),
    )
    db.session.add(unit)
    db.session.flush()
    audit.record("unit.created", unit.id, path=unit.path)
    return unit


def rename_unit(unit: Unit, *, name: str) -> None:
    """Give a unit another name; everything below it follows."""
    path = (*path_of(unit)[:-1], _checked(name))
    if path == path_of(unit):
        return
    if path_key(path) != unit.path_key:
        _refuse_taken(path)
    before = unit.path
    _place(unit, path)
    audit.record("unit.renamed", unit.id, before=before, after=unit.path)


def move_unit(unit: Unit, *, parent: Unit | None) -> None:
    """Hang a unit under another one, or at the top, with everything below it."""
    if parent is not None and (parent.id == unit.id or parent.path_key.startswith(f"{unit.path_key}/")):
        raise Conflict(_("A unit cannot move into itself or into a unit below it."), code="unit_circle")
    path = (*(path_of(parent) if parent else ()), unit.name)
    if path == path_of(unit):
        return
    _refuse_taken(path)
    before = unit.path
    unit.parent_id = parent.id if parent else None
    _place(unit, path)
    # for its people a moved unit is a move: else a group could be cut around somebody just before a check-in
    moved = [part.id for part in below(unit)]
    db.session.execute(update(Member).where(Member.unit_id.in_(moved)).values(unit_since=clock.now()))
    audit.record("unit.moved", unit.id, before=before, after=unit.path)


def remove_unit(unit: Unit) -> None:
    """Take away a unit that holds neither people nor other units."""
    if db.session.scalar(select(Unit.id).where(Unit.parent_id == unit.id).limit(1)):
        raise Conflict(_("There are units below this one. Move or remove them first."), code="unit_not_empty")
    inside = select(Member.id).where(Member.unit_id == unit.id, Member.left_at.is_(None))
    if db.session.scalar(inside.limit(1)):
        raise Conflict(_("There are people in this unit. Move them to another unit first."), code="unit_not_empty")
    db.session.execute(update(Member).where(Member.unit_id == unit.id).values(unit_id=None))
    audit.record("unit.removed", unit.id, path=unit.path)
    db.session.delete(unit)
    db.session.flush()


def create_paths(paths: Iterable[UnitPath]) -> dict[str, UUID]:
    """Add many units at once, parents first; returns the id of every unit by its path key."""
    ids = {unit.path_key: unit.id for unit in db.session.scalars(select(Unit))}
    rows = []
    for path in paths:
        key = path_key(path)
        ids[key] = uuid4()
        rows.append(
            {
                "tenant_id": scope.require().tenant_id,
                "id": ids[key],
                "parent_id": ids[path_key(path[:-1])] if len(path) > 1 else None,
                "name": path[-1],
                "path": UNIT_SEPARATOR.join(path),
                "path_key": key,
                "position": 0,
                "created_at": clock.now(),
            }
        )
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(Unit), rows[start : start + 1000])
    return ids


def below(unit: Unit) -> Sequence[Unit]:
    """A unit and everything under it, in chart order."""
    inside = or_(Unit.id == unit.id, Unit.path_key.startswith(f"{unit.path_key}/", autoescape=True))
    return db.session.scalars(select(Unit).where(inside).order_by(Unit.path_key)).all()


def path_of(unit: Unit) -> UnitPath:
    """The names from the top down to this unit."""
    return tuple(unit.path.split(UNIT_SEPARATOR))


def unit_at(path: UnitPath) -> Unit | None:
    """The unit at a path, spelled in whatever case or spacing, or None."""
    return db.session.scalar(select(Unit).where(Unit.path_key == path_key(path)))


def _place(unit: Unit, path: UnitPath) -> None:
    if len(path) > DEEPEST_UNIT:
        raise Conflict(_("That would be more than %(depth)s levels deep.", depth=DEEPEST_UNIT), code="unit_too_deep")
    depth = len(path_of(unit))
    family = below(unit)
    for part in family:
        moved = (*path, *path_of(part)[depth:])
        if len(moved) > DEEPEST_UNIT:
            raise Conflict(
                _("That would be more than %(depth)s levels deep.", depth=DEEPEST_UNIT), code="unit_too_deep"
            )
        part.path, part.path_key = UNIT_SEPARATOR.join(moved), path_key(moved)
    unit.name = path[-1]
    db.session.flush()


def _checked(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_UNIT_NAME:
        sentence = _("Give the unit a name of at most %(count)s letters.", count=LONGEST_UNIT_NAME)
        raise Invalid(fields={"name": [sentence]}, code="bad_unit_name")
    if "/" in tidy or tidy[0] in "=+-@" or not tidy.isprintable() or not spelling_key(tidy):
        sentence = _("A unit's name has no slash and does not start with =, +, - or @.")
        raise Invalid(fields={"name": [sentence]}, code="bad_unit_name")
    return tidy


def _refuse_taken(path: UnitPath) -> None:
    if len(path) > DEEPEST_UNIT:
        raise Conflict(_("That would be more than %(depth)s levels deep.", depth=DEEPEST_UNIT), code="unit_too_deep")
    other = unit_at(path)
    if other is not None:
        sentence = _("There is already a unit “%(path)s” there.", path=other.path)
        raise Invalid(sentence, fields={"name": [sentence]}, code="unit_exists")
