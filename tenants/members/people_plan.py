"""Works out what people.csv would do to an organization: a pure comparison of the file with who is there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tenants.members.people_csv import UNIT_SEPARATOR, Flaw, Note, PersonRow, Sheet, UnitPath, path_key

TEXTS = ("name", "location", "job_family", "hired_on", "time_zone", "language")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person who is in the organization before the file is read."""

    id: UUID
    email: str
    activated: bool
    left: bool
    name: str = ""
    external_id: str | None = None
    unit: UnitPath | None = None
    manager_id: UUID | None = None
    location: str = ""
    job_family: str = ""
    hired_on: date | None = None
    time_zone: str | None = None
    language: str | None = None
    proposed_email: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one row: `member_id` is None for somebody new; `fields` holds only what differs."""

    row: PersonRow
    member_id: UUID | None
    fields: tuple[str, ...] = ()
    proposes_address: bool = False


@dataclass(slots=True)
class Plan:
    """The whole effect of a file; with any flaw in it nothing may be applied.

    `managers` gives for a row who the manager is: the id of somebody known, or the row of somebody new.
    """

    created: list[Change] = field(default_factory=list)
    updated: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)
    new_units: list[UnitPath] = field(default_factory=list)
    managers: dict[int, UUID | int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def fingerprint(self) -> str:
        """A digest of everything the plan would do; two equal plans do the same."""
        digest = hashlib.sha256()
        for change in (*self.created, *self.updated):
            digest.update(repr((str(change.member_id), change.fields, change.proposes_address, change.row)).encode())
        digest.update(repr((self.new_units, self.flaws)).encode())
        return digest.hexdigest()


@dataclass(slots=True)
class _World:
    """The people and units before the file, by everything that a row may name them with."""

    by_id: dict[UUID, KnownPerson]
    by_email: dict[str, KnownPerson]
    by_proposal: dict[str, KnownPerson]
    by_external_id: dict[str, KnownPerson]
    units: dict[str, UnitPath]


def plan(
    sheet: Sheet,
    *,
    people: Iterable[KnownPerson],
    units: Iterable[UnitPath],
    languages: Sequence[str],
    today: date,
) -> Plan:
    """Compare a file with the organization. Every flaw of every row is named, never only the first."""
    known = list(people)
    world = _World(
        by_id={person.id: person for person in known},
        by_email={person.email: person for person in known},
        by_proposal={person.proposed_email: person for person in known if person.proposed_email},
        by_external_id={person.external_id: person for person in known if person.external_id},
        units={path_key(path): path for path in units},
    )
    result = Plan(flaws=list(sheet.flaws), notes=list(sheet.notes))
    rows = _without_doubles(sheet.rows, result)
    matched = _matches(rows, world, result)
    _check_values(rows, languages, today, result)
    _units(rows, world, result)
    result.managers = _managers(rows, matched, world, result, sheet.named_in_flawed_rows)
    _refuse_circles(rows, matched, world, result)
    for row in rows:
        _sort(row, matched.get(row.row), result)
    result.flaws.sort(key=lambda flaw: (flaw.row, flaw.column))
    return result


def _without_doubles(rows: Sequence[PersonRow], result: Plan) -> list[PersonRow]:
    emails: dict[str, int] = {}
    external_ids: dict[str, int] = {}
    single = []
    for row in rows:
        first = emails.setdefault(row.email, row.row)
        if first != row.row:
            result.flaws.append(Flaw(row.row, "email", "email_twice", str(first)))
        same_id = external_ids.setdefault(row.external_id, row.row) if row.external_id else row.row
        if same_id != row.row:
            result.flaws.append(Flaw(row.row, "external_id", "external_id_twice", str(same_id)))
        if first == row.row == same_id:
            single.append(row)
    return single


def _matches(rows: Sequence[PersonRow], world: _World, result: Plan) -> dict[int, KnownPerson]:
    """Find who each row means: by external id first, else by address, else by an address proposed to them."""
    matched: dict[int, KnownPerson] = {}
    taken: dict[UUID, int] = {}
    for row in rows:
        by_id = world.by_external_id.get(row.external_id) if row.external_id else None
        by_email = world.by_email.get(row.email)
        person = by_id or by_email or world.by_proposal.get(row.email)
        if person is None:
            continue
        if by_id and by_email and by_id is not by_email:
            result.flaws.append(Flaw(row.row, "email", "email_of_another", row.email))
        elif row.external_id and person.external_id and person.external_id != row.external_id:
            result.flaws.append(Flaw(row.row, "external_id", "external_id_differs", person.external_id))
        elif taken.setdefault(person.id, row.row) != row.row:
            result.flaws.append(Flaw(row.row, "email", "person_twice", str(taken[person.id])))
        matched[row.row] = person
    return matched


def _check_values(rows: Sequence[PersonRow], languages: Sequence[str], today: date, result: Plan) -> None:
    latest = date(today.year + 1, 12, 31)
    for row in rows:
        if row.language and row.language not in languages:
            result.flaws.append(Flaw(row.row, "language", "language_not_offered", ", ".join(languages)))
        if row.hired_on and row.hired_on > latest:
            result.flaws.append(Flaw(row.row, "hired_on", "date_far_ahead", row.hired_on.isoformat()))


def _units(rows: Sequence[PersonRow], world: _World, result: Plan) -> None:
    """List the units to create, parents first; refuse a path that another spelling already stands for."""
    spellings = dict(world.units)
    for row in rows:
        if row.unit is None:
            continue
        for depth in range(1, len(row.unit) + 1):
            path = row.unit[:depth]
            spelling = spellings.setdefault(path_key(path), path)
            if spelling != path:
                result.flaws.append(Flaw(row.row, "unit", "unit_spelled_otherwise", UNIT_SEPARATOR.join(spelling)))
                break
    result.new_units = [path for key, path in spellings.items() if key not in world.units]


def _managers(
    rows: Sequence[PersonRow],
    matched: Mapping[int, KnownPerson],
    world: _World,
    result: Plan,
    named_in_flawed_rows: Collection[str],
) -> dict[int, UUID | int]:
    """For each row that names a manager: the known person's id, or the row of somebody the file brings."""
    in_file = {row.email: row for row in rows}
    managers: dict[int, UUID | int] = {}
    for row in rows:
        if row.manager_email is None:
            continue
        named = in_file.get(row.manager_email)
        person = matched.get(named.row) if named else world.by_email.get(row.manager_email)
        if named is None and person is None and row.manager_email in named_in_flawed_rows:
            continue
        if named is None and person is None:
            result.flaws.append(Flaw(row.row, "manager_email", "unknown_manager", row.manager_email))
        elif person is not None and person.left:
            result.flaws.append(Flaw(row.row, "manager_email", "manager_has_left", row.manager_email))
        elif (named is not None and named.row == row.row) or (person and person is matched.get(row.row)):
            result.flaws.append(Flaw(row.row, "manager_email", "own_manager", row.manager_email))
        elif person is not None:
            managers[row.row] = person.id
        elif named is not None:
            managers[row.row] = named.row
    return managers


def _refuse_circles(
    rows: Sequence[PersonRow],
    matched: Mapping[int, KnownPerson],
    world: _World,
    result: Plan,
) -> None:
    above: dict[UUID | int, UUID | int] = {}
    for person in world.by_id.values():
        if person.manager_id is not None:
            above[person.id] = person.manager_id
    key_of: dict[int, UUID | int] = {}
    for row in rows:
        key_of[row.row] = matched[row.row].id if row.row in matched else row.row
        manager = result.managers.get(row.row)
        if manager is not None:
            above[key_of[row.row]] = manager
    circling = _circling(above)
    for row in rows:
        if row.row in result.managers and key_of[row.row] in circling:
            result.flaws.append(Flaw(row.row, "manager_email", "manager_circle", row.manager_email or ""))


def _circling(above: Mapping[UUID | int, UUID | int]) -> set[UUID | int]:
    """The nodes that lie on a circle of a map from each node to the one above it."""
    done: set[UUID | int] = set()
    circling: set[UUID | int] = set()
    for start in above:
        trail: dict[UUID | int, int] = {}
        node: UUID | int | None = start
        while node is not None and node not in done and node not in trail:
            trail[node] = len(trail)
            node = above.get(node)
        if node is not None and node in trail:
            circling.update(step for step, at in trail.items() if at >= trail[node])
        done.update(trail)
    return circling


def _sort(row: PersonRow, person: KnownPerson | None, result: Plan) -> None:
    if person is None:
        result.created.append(Change(row, None))
        return
    if person.left:
        result.left.append(Change(row, person.id))
        result.notes.append(Note(row.row, "email", "has_left", row.email))
        return
    fields = [name for name in TEXTS if getattr(row, name) not in (None, getattr(person, name))]
    if row.external_id and row.external_id != person.external_id:
        fields.append("external_id")
    if row.unit is not None and row.unit != person.unit:
        fields.append("unit")
    if result.managers.get(row.row, person.manager_id) != person.manager_id:
        fields.append("manager_email")
    if row.email != person.email and not person.activated:
        fields.append("email")
    proposes = person.activated and row.email not in (person.email, person.proposed_email)
    change = Change(row, person.id, tuple(fields), proposes)
    (result.updated if fields or proposes else result.unchanged).append(change)
