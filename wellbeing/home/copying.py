"""One's own copy of everything: asked for once a session, made by a job with that session's sight, fetched once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, jobs, mail, scope, taking_along, vault
from tenants.db import as_member, db, seen_as
from tenants.errors import Conflict
from tenants.jobs import Job
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space.models import PrivateSpace
from tenants.scope import Scope
from tenants.signin.models import WebSession
from wellbeing.home import access, packing, readme
from wellbeing.home.models import PersonalCopy

MAKE, FORGET = "home.copy", "home.forget_copy"
LASTS = timedelta(days=1)
TABLE = PersonalCopy.__tablename__
_PLAIN = {"synchronize_session": False}

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a copy stands: `making` (with how far, once that is known), `ready` or `failed`."""

    id: UUID
    state: str
    done: int | None = None
    total: int | None = None


def ask(*, session: WebSession) -> None:
    """Ask for a copy of everything that this session opens; pressed twice, it is made once."""
    found = waiting(session)
    if found is not None and found.state != "failed":
        return
    now = clock.now()
    db.session.execute(delete(PersonalCopy).where(*access.copy_of(session, "out")), execution_options=_PLAIN)
    values = {
        "tenant_id": session.tenant_id,
        "id": uuid4(),
        "member_id": session.member_id,
        "session_id": session.id,
        "direction": "out",
        "asked_at": now,
        "expires_at": now + LASTS,
    }
    made = insert(PersonalCopy).values(values).on_conflict_do_nothing().returning(PersonalCopy.id)
    if db.session.execute(made).first() is not None:
        owe_forgetting(values["id"], values["expires_at"])
        jobs.owe(MAKE, values["id"], {"copy": str(values["id"])})


def owe_forgetting(copy_id: object, at: object) -> None:
    """Owe that a copy goes once its day is over, fetched or not."""
    jobs.owe(FORGET, copy_id, {"copy": str(copy_id)}, run_at=at)  # type: ignore[arg-type]


def waiting(session: WebSession) -> Waiting | None:
    """How far this session's copy is; None when there is none, or its day is over."""
    row = db.session.execute(
        select(PersonalCopy.id, PersonalCopy.sealed.is_not(None).label("ready")).where(
            *access.copy_of(session, "out"), PersonalCopy.expires_at > clock.now()
        )
    ).one_or_none()
    if row is None:
        return None
    if row.ready:
        return Waiting(row.id, "ready")
    mine = Job.tenant_id == session.tenant_id, Job.kind == MAKE, Job.key == str(row.id)
    job = db.session.execute(select(Job.state, Job.progress, Job.total).where(*mine)).one_or_none()
    if job is None or job.state in {"dead", "done"}:
        return Waiting(row.id, "failed")
    return Waiting(row.id, "making", job.progress, job.total)


def make(copy_id: UUID, report: Report) -> None:
    """Make a copy with the sight of the session that asked, as it is now; once that is over, nothing is made."""
    row = db.session.execute(
        select(PersonalCopy.member_id, PersonalCopy.session_id).where(PersonalCopy.id == copy_id)
    ).one_or_none()
    session = db.session.get(WebSession, (scope.require().tenant_id, row.session_id)) if row else None
    if session is None or session.expires_at <= clock.now():
        return
    with seen_as(Scope(session.tenant_id, session.member_id, session.started_at)):
        member = db.session.get_one(Member, (session.tenant_id, session.member_id))
        with mail.in_language_of(member):
            content = _packed(member, report)
        space_id, sealed = _sealed(member.id, copy_id, content)
        mine = update(PersonalCopy).where(PersonalCopy.id == copy_id, PersonalCopy.sealed.is_(None))
        db.session.execute(mine.values(space_id=space_id, sealed=sealed), execution_options=_PLAIN)


def fetch(*, session: WebSession, copy_id: UUID) -> bytes:
    """The zip, which is gone from here with this; NotFound for whatever this session cannot fetch."""
    row = access.copy_for(session, copy_id)
    if row.sealed is None:
        raise Conflict(code="copy_not_ready")
    if row.space_id is None:
        content = vault.open_for_tenant(row.sealed, table=_without_space(row.member_id), row_id=row.id)
    else:
        space = db.session.get_one(PrivateSpace, (row.tenant_id, row.space_id))
        content = vault.open_for_member(space, table=TABLE, row_id=row.id, sealed=row.sealed)
    db.session.delete(row)
    db.session.flush()
    return content


def forget(copy_id: UUID) -> None:
    """Delete a copy whose day is over."""
    row = db.session.execute(
        select(PersonalCopy.member_id).where(PersonalCopy.id == copy_id, PersonalCopy.expires_at <= clock.now())
    ).one_or_none()
    if row is not None:
        with as_member(row.member_id):
            db.session.execute(delete(PersonalCopy).where(PersonalCopy.id == copy_id), execution_options=_PLAIN)


def _packed(member: Member, report: Report) -> bytes:
    parts: dict[str, dict[str, str]] = {}
    declared = taking_along.parts()
    for number, part in enumerate(declared):
        report(number, len(declared))
        files = dict(part.write(member))
        if files:
            parts[part.name] = files
    closed = [space.begun_at for space in private_space.spaces_of(member.id) if not vault.is_open(space)]
    now = clock.now()
    return packing.pack(parts, readme=readme.of(member, parts, closed=closed, made_at=now), made_at=now)


def _sealed(member_id: UUID, copy_id: UUID, content: bytes) -> tuple[UUID | None, bytes]:
    """Under the key of the space where this session writes; where it opens none, nothing private is inside."""
    if not private_space.open_spaces(member_id):
        return None, vault.seal_for_tenant(content, table=_without_space(member_id), row_id=copy_id)
    space = private_space.writing_space(member_id)
    return space.id, vault.seal_for_member(space, table=TABLE, row_id=copy_id, plaintext=content)


def _without_space(member_id: UUID) -> str:
    return f"{TABLE}|{member_id}"
