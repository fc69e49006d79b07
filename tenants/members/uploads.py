"""people.csv on its way in: looked at, kept sealed until HR confirms, then taken whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select

from tenants import audit, bulk, clock, mail, scope, vault
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import people_csv
from tenants.members.models import PLACING, Member, PeopleUpload
from tenants.members.people_csv import COLUMNS, path_key
from tenants.members.people_plan import TEXTS, Change, KnownPerson, Plan, plan
from tenants.organizations import units
from tenants.organizations.access import organization
from tenants.organizations.models import Organization, Unit
from tenants.signin import service as signin

KEPT = timedelta(days=1)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """How many people and units a file brought or changed."""

    created: int
    updated: int
    unchanged: int
    new_units: int


def keep(content: bytes, *, by: UUID) -> PeopleUpload:
    """Keep an uploaded file sealed for its preview; an earlier one that was never confirmed makes room."""
    if not content:
        raise Invalid(fields={"file": [_("Please choose a file first.")]}, code="no_file")
    if len(content) > people_csv.MOST_BYTES:
        sentence = _("This file is larger than %(count)s MB. Please split it.", count=people_csv.MOST_BYTES >> 20)
        raise Invalid(fields={"file": [sentence]}, code="too_large")
    earlier = (PeopleUpload.member_id == by, PeopleUpload.confirmed_at.is_(None))
    db.session.execute(delete(PeopleUpload).where(*earlier))
    upload_id = uuid4()
    sealed = vault.seal_for_tenant(content, table="people_upload", row_id=upload_id)
    upload = PeopleUpload(id=upload_id, member_id=by, sealed=sealed, created_at=clock.now())
    db.session.add(upload)
    db.session.flush()
    return upload


def look(upload: PeopleUpload) -> Plan:
    """What the kept file would do to the organization as it is now."""
    if upload.confirmed_at is not None:
        raise Conflict(_("This file has already been taken in."), code="already_confirmed")
    return plan_of(vault.open_for_tenant(upload.sealed, table="people_upload", row_id=upload.id))


def confirm(upload: PeopleUpload, *, fingerprint: str) -> Outcome | None:
    """Take the file in as it was previewed; None when that has been done already."""
    db.session.execute(
        select(Organization.tenant_id).where(Organization.tenant_id == upload.tenant_id).with_for_update()
    )
    db.session.refresh(upload)
    if upload.confirmed_at is not None:
        return None
    seen = look(upload)
    if seen.flaws:
        raise Invalid(
            _("Nothing was taken in. Correct the rows below and upload the file again."), code="file_has_flaws"
        )
    if seen.fingerprint() != fingerprint:
        raise Conflict(_("People or units changed since you looked. Here is what the file would do now."))
    outcome = apply(seen)
    upload.confirmed_at, upload.sealed = clock.now(), b""
    db.session.flush()
    return outcome


def forget_old() -> None:
    """Drop files that were kept for more than a day."""
    db.session.execute(delete(PeopleUpload).where(PeopleUpload.created_at < clock.now() - KEPT))


def plan_of(content: bytes) -> Plan:
    """Compare a file with the organization in scope."""
    found = organization()
    return plan(
        people_csv.read(content),
        people=_known_people(),
        units=[units.path_of(unit) for unit in db.session.scalars(select(Unit))],
        languages=found.languages,
        today=clock.today(found.time_zone),
    )


def apply(seen: Plan, progress: Progress = lambda _done, _total: None) -> Outcome:
    """Write a plan without flaws, in the running transaction: all of it or nothing."""
    if seen.flaws:
        raise Invalid(code="file_has_flaws")
    _hold_addresses(seen.updated)
    unit_ids = units.create_paths(seen.new_units)
    ids = {change.row.row: change.member_id or uuid4() for change in (*seen.created, *seen.updated)}
    total = len(seen.created) + len(seen.updated)
    rows = [_new_row(change, ids, seen, unit_ids) for change in _managers_first(seen)]
    for done in bulk.insert_rows(Member, rows):
        progress(done, total)
    _update(seen, ids, unit_ids)
    progress(total, total)
    found = organization()
    if found.first_import_at is None:
        found.first_import_at = clock.now()
    outcome = Outcome(len(seen.created), len(seen.updated), len(seen.unchanged), len(seen.new_units))
    if total or seen.new_units:
        counted = {"created": outcome.created, "updated": outcome.updated, "units": outcome.new_units}
        audit.record("people.imported", found.tenant_id, **{key: str(count) for key, count in counted.items()})
    db.session.flush()
    return outcome


def _hold_addresses(updated: Sequence[Change]) -> None:
    """Stop when somebody whose address would change has joined since; until the end nobody else of them can."""
    corrected = [change.member_id for change in updated if "email" in change.fields]
    if not corrected:
        return
    held = select(Member.activated_at).where(Member.id.in_(corrected)).with_for_update()
    if any(db.session.scalars(held)):
        raise Conflict(_("People or units changed since you looked. Here is what the file would do now."))


def _known_people() -> list[KnownPerson]:
    paths = {unit.id: units.path_of(unit) for unit in db.session.scalars(select(Unit))}
    table = Member.__table__.c
    columns = (
        table.id, table.email, table.activated_at, table.left_at, table.name, table.external_id, table.unit_id,
        table.manager_id, table.location, table.job_family, table.hired_on, table.time_zone, table.language,
        table.proposed_email,
    )  # fmt: skip
    mine = select(*columns).where(table.tenant_id == scope.require().tenant_id)
    return [
        KnownPerson(
            id=row.id,
            email=row.email,
            activated=row.activated_at is not None,
            left=row.left_at is not None,
            name=row.name,
            external_id=row.external_id,
            unit=paths.get(row.unit_id),
            manager_id=row.manager_id,
            location=row.location,
            job_family=row.job_family,
            hired_on=row.hired_on,
            time_zone=row.time_zone,
            language=row.language,
            proposed_email=row.proposed_email,
        )
        for row in db.session.execute(mine)
    ]


def _managers_first(seen: Plan) -> list[Change]:
    """New people in an order in which each manager comes before their people; the plan holds no circles."""
    new = {change.row.row: change for change in seen.created}
    depth: dict[int, int] = {}
    for row in new:
        trail: list[int] = []
        step: UUID | int | None = row
        while isinstance(step, int) and step in new and step not in depth:
            trail.append(step)
            step = seen.managers.get(step)
        start = depth.get(step, -1) if isinstance(step, int) else -1
        for further, passed in enumerate(reversed(trail), start=1):
            depth[passed] = start + further
    return sorted(seen.created, key=lambda change: depth[change.row.row])


def _manager_id(change: Change, ids: dict[int, UUID], seen: Plan) -> UUID | None:
    manager = seen.managers.get(change.row.row)
    return ids[manager] if isinstance(manager, int) else manager


def _new_row(change: Change, ids: dict[int, UUID], seen: Plan, unit_ids: dict[str, UUID]) -> dict[str, object]:
    row, now = change.row, clock.now()
    return {
        "tenant_id": scope.require().tenant_id,
        "id": ids[row.row],
        "email": row.email,
        "name": row.name or "",
        "external_id": row.external_id,
        "unit_id": unit_ids[path_key(row.unit)] if row.unit else None,
        "manager_id": _manager_id(change, ids, seen),
        "location": row.location or "",
        "job_family": row.job_family or "",
        "hired_on": row.hired_on,
        "time_zone": row.time_zone,
        "language": row.language,
        "bounces": False,
        "created_at": now,
        "unit_since": now,
    }


def _update(seen: Plan, ids: dict[int, UUID], unit_ids: dict[str, UUID]) -> None:
    alike: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for change in seen.updated:
        values = _changed_values(change, ids, seen, unit_ids)
        alike.setdefault(tuple(sorted(values)), []).append({"id": change.member_id} | values)
    for rows in alike.values():
        bulk.update_rows(Member, rows)
    db.session.expire_all()
    _follow_up(seen.updated)


def _changed_values(change: Change, ids: dict[int, UUID], seen: Plan, unit_ids: dict[str, UUID]) -> dict[str, object]:
    row = change.row
    values: dict[str, object] = {name: getattr(row, name) for name in change.fields if name in (*TEXTS, "external_id")}
    if "unit" in change.fields and row.unit:
        values |= {"unit_id": unit_ids[path_key(row.unit)], "unit_since": clock.now()}
    if PLACING.intersection(change.fields):
        values["placed_since"] = clock.now()
    if "manager_email" in change.fields:
        values["manager_id"] = _manager_id(change, ids, seen)
    if "email" in change.fields:
        values |= {"email": row.email, "bounces": False}
    if change.proposes_address:
        values["proposed_email"] = row.email
    return values


def _follow_up(updated: Sequence[Change]) -> None:
    """Tell people of an address proposed to them; send a fresh link where the invited address was corrected."""
    for change in updated:
        if change.proposes_address and change.member_id:
            mail.notify(change.member_id, "address.proposed")
    corrected = [change.member_id for change in updated if "email" in change.fields and change.member_id]
    invited = select(Member.id).where(Member.id.in_(corrected), Member.invited_at.is_not(None))
    again = list(db.session.scalars(invited)) if corrected else []
    if again:
        signin.invite(again)


_SAMPLE_ROWS = (
    COLUMNS,
    (
        "ada@example.org",
        "Ada Example",
        "1001",
        "Operations",
        "",
        "Porto",
        "Management",
        "2019-04-01",
        "Europe/Lisbon",
        "en",
    ),
    (
        "ben@example.org",
        "Ben Example",
        "1002",
        "Operations / Night shift",
        "ada@example.org",
        "Porto",
        "Care",
        "",
        "",
        "",
    ),
)
SAMPLE = "".join(",".join(row) + "\r\n" for row in _SAMPLE_ROWS)
