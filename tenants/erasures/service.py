"""Verbs of erasing: ask, write down, destroy the keys, delete the rows; and all of it again after a restore."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, jobs, scope, vault
from tenants.config import in_force
from tenants.db import as_member, db
from tenants.erasures import written_down
from tenants.erasures.models import Erasure
from tenants.erasures.written_down import Line
from tenants.errors import Conflict
from tenants.members import corrections, leaving, private_space
from tenants.members.models import Member
from tenants.organizations import service as organizations
from tenants.organizations.access import organization
from tenants.organizations.models import Organization
from tenants.private_space import receiving
from tenants.private_space.models import PrivateSpace

RUN = "erasure.run"
OWN, LEAVER, ORGANIZATION = "own", "leaver", "organization"
SEALED_RESTS = timedelta(days=60)
"""A space that this session cannot open is erased only so long after its lock: whoever came by a reset could do it."""

# what somebody keeps alone, whatever feature it belongs to, is what the database shows to nobody else; what lies in a
# space went with it, and a space that was begun since is none of this erasure's business
_THEIRS_ALONE = """
SELECT t.tablename, owner.attname AS owner, bool_or(waits.attname IS NOT NULL) AS waits FROM pg_policies t
JOIN pg_attribute owner ON owner.attrelid = format('%I', t.tablename)::regclass
  AND owner.attname IN ('member_id', 'reader_id') AND NOT owner.attisdropped
LEFT JOIN pg_attribute waits ON waits.attrelid = owner.attrelid AND waits.attname = 'space_id' AND NOT waits.attnotnull
WHERE t.schemaname = 'public' AND t.permissive = 'PERMISSIVE' AND t.cmd IN ('ALL', 'DELETE')
  AND t.qual LIKE '%' || owner.attname || ' = %app.member_id%' AND t.tablename <> 'private_space'
  AND (waits.attname IS NOT NULL OR NOT EXISTS (SELECT FROM pg_constraint fk WHERE fk.contype = 'f'
    AND fk.conrelid = owner.attrelid AND fk.confrelid = 'private_space'::regclass))
GROUP BY t.tablename, owner.attname ORDER BY t.tablename
""".replace("::", "\\:\\:")

Before = Callable[[Member], None]
_before: list[Before] = []


def first(act: Before) -> None:
    """Let a feature end what somebody is in the middle of with others, before their own rows go."""
    _before.append(act)


def ask_for_own(member: Member) -> None:
    """Erase what this member keeps alone; asked twice it is erased once."""
    spaces = private_space.spaces_of(member.id)
    if rests_until(member.id) is not None:
        raise Conflict(
            _("A password was set by mail, and this device has not opened your private space since. Open it first."),
            code="erasure_rests",
        )
    _ask(OWN, member.id, [space.id for space in spaces])


def rests_until(member_id: UUID) -> datetime | None:
    """Until when this session may not erase: whoever came by a reset could, in somebody's place. None when it may."""
    now = clock.now()
    locks = [space.locked_at for space in private_space.spaces_of(member_id) if not vault.is_open(space)]
    sealed = max((at + SEALED_RESTS for at in locks if at and at + SEALED_RESTS > now), default=None)
    return sealed or receiving.rests_until(member_id)


def last_of(member_id: UUID) -> Erasure | None:
    """The member's own last erasure, done or under way."""
    mine = Erasure.tenant_id == scope.require().tenant_id, Erasure.member_id == member_id, Erasure.kind == OWN
    return db.session.scalar(select(Erasure).where(*mine).order_by(Erasure.asked_at.desc()).limit(1))


def ask_for_leavers() -> int:
    """Erase people who left 60 days ago; of those erased before, the bare row goes once no open check-in counts it."""
    due = set(leaving.due())
    here = Erasure.tenant_id == scope.require().tenant_id, Erasure.kind == LEAVER
    asked = set(db.session.scalars(select(Erasure.member_id).where(*here)))
    for member_id in sorted(due - asked):
        with as_member(member_id):
            spaces = [space.id for space in private_space.spaces_of(member_id)]
        _ask(LEAVER, member_id, spaces)
    leaving.forget_bare(due & asked)
    return len(due - asked)


def ask_for_organization() -> None:
    """Erase the organization in scope with everything in it."""
    _ask(ORGANIZATION, None, [])


def erase_if_never_launched() -> bool:
    """Erase the organization in scope when 90 days have passed without a launch; says whether it will be."""
    if not organizations.is_never_launched():
        return False
    ask_for_organization()
    return True


def _ask(kind: str, member_id: UUID | None, space_ids: Iterable[UUID]) -> None:
    row = Line(uuid4(), kind, scope.require().tenant_id, member_id, tuple(space_ids), clock.now())
    if _insert(row):
        jobs.owe(RUN, row.id, {"erasure": str(row.id)})


def _insert(line: Line) -> bool:
    values = {
        "id": line.id,
        "tenant_id": line.tenant_id,
        "member_id": line.member_id,
        "kind": line.kind,
        "space_ids": list(line.space_ids),
        "asked_at": line.asked_at,
    }
    made = insert(Erasure).values(values).on_conflict_do_nothing().returning(Erasure.id)
    return db.session.execute(made).first() is not None


def erasure(erasure_id: UUID) -> Erasure:
    """One erasure, held until the commit."""
    return db.session.scalars(select(Erasure).where(Erasure.id == erasure_id).with_for_update()).one()


def write_down(row: Erasure) -> None:
    """Into the file outside the database, before anything goes: a restored copy can be told what to erase again."""
    file = in_force().erasure_log
    if file is not None:
        line = Line(row.id, row.kind, row.tenant_id, row.member_id, tuple(row.space_ids), row.asked_at)
        written_down.append(file, line)


def destroy_keys(row: Erasure) -> None:
    """The keys first: from its commit on nothing opens that was sealed under them. A space begun since is kept."""
    if row.keys_gone_at is None:
        if row.member_id is None:
            organizations.destroy_keys()
        else:
            with as_member(row.member_id):
                theirs = delete(PrivateSpace).where(PrivateSpace.member_id == row.member_id)
                if row.kind == OWN:
                    theirs = theirs.where((PrivateSpace.begun_at <= row.asked_at) | PrivateSpace.id.in_(row.space_ids))
                db.session.execute(theirs)
        row.keys_gone_at = clock.now()
        db.session.flush()


def delete_rows(row: Erasure) -> None:
    """Then what is left; a second time finds nothing."""
    if row.member_id is None:
        if db.session.get(Organization, row.tenant_id) is not None:
            organizations.erase()
    elif (member := db.session.get(Member, (row.tenant_id, row.member_id))) is not None:
        if row.kind == LEAVER:
            _delete_leaver(member)
        else:
            _delete_own(member)
    row.done_at = clock.now()
    db.session.flush()


def _delete_leaver(member: Member) -> None:
    if member.left_at is None:  # a copy from before they left was restored
        leaving.mark_leaver(member, left_on=clock.today(organization().time_zone))
    leaving.destroy(member.id)


def _delete_own(member: Member) -> None:
    with as_member(member.id):
        for act in _before:
            act(member)
        for table, owner, waits in db.session.execute(text(_THEIRS_ALONE)).all():
            bare = f"DELETE FROM {table} WHERE {owner} = :member" + (" AND space_id IS NULL" if waits else "")  # noqa: S608 - names from the catalog
            db.session.execute(text(bare), {"member": member.id})
    corrections.forget_of(member.id)
    db.session.expire_all()


def unknown(lines: Iterable[Line]) -> list[Line]:
    """Erasures of the file that this database knows nothing of: a copy from before them was restored."""
    asked = list(lines)
    known = set(db.session.scalars(select(Erasure.id)))
    return [line for line in asked if line.id not in known]


def repeat(line: Line) -> UUID | None:
    """Owe an erasure of the file again unless it is done here: the id of its job."""
    done = db.session.scalar(select(Erasure.done_at).where(Erasure.id == line.id))
    if done is not None:
        return None
    _insert(line)
    row = jobs.new_row(RUN, str(line.id), {"erasure": str(line.id)}, line.tenant_id)
    again = {"state": "pending", "run_at": clock.now(), "lease_until": None, "attempts": 0}
    owed = insert(jobs.Job).values(row)
    same = ["tenant_id", "kind", "key"]
    owed = owed.on_conflict_do_update(index_elements=same, set_=again)
    return db.session.scalar(owed.returning(jobs.Job.id))


def begun() -> int:
    """How many erasures have destroyed keys: each was written down before."""
    return db.session.scalar(select(func.count()).where(Erasure.keys_gone_at.is_not(None))) or 0


def counted() -> tuple[int, int]:
    """How many erasures there are, and how many of them are not done."""
    every = db.session.scalar(select(func.count()).select_from(Erasure)) or 0
    waiting = db.session.scalar(select(func.count()).select_from(Erasure).where(Erasure.done_at.is_(None))) or 0
    return every, waiting
