"""Where profiles lie: sealed under the organization's key, read by their member, and by the jobs that pair people."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import scope, vault
from tenants.db import as_member, db
from tenants.errors import Conflict
from wellbeing.pairings import profile as profiles
from wellbeing.pairings.models import CoachingProfile
from wellbeing.pairings.profile import Profile

Change = Callable[[Profile], Profile]


def profile_of(member_id: UUID) -> Profile | None:
    """The profile of the member in scope; None when there never was one."""
    row = _row(member_id)
    return _opened(row) if row else None


def revision_of(member_id: UUID) -> int:
    """How often the profile was kept; 0 when there is none."""
    row = _row(member_id)
    return row.revision if row else 0


def everybodys() -> dict[UUID, Profile]:
    """Every profile by member; for jobs only, since the database shows them where nobody is signed in."""
    rows = db.session.scalars(select(CoachingProfile).order_by(CoachingProfile.id)).all()
    return {row.member_id: _opened(row) for row in rows}


def keep(member_id: UUID, change: Change, *, revision: int | None = None) -> Profile:
    """Change the profile of the member in scope; Conflict when another window kept it since `revision`."""
    row = _row(member_id, for_change=True)
    if revision is not None and revision != (row.revision if row else 0):
        raise Conflict(code="profile_changed")
    if row is None:
        return _add(member_id, change(Profile()))
    before = _opened(row)
    after = change(before)
    if after != before:
        row.sealed, row.revision = _sealed(member_id, row.id, after), row.revision + 1
        db.session.flush()
    return after


def change_for(member_id: UUID, change: Change) -> None:
    """The same for a job, which acts for somebody else; whoever has no profile is left alone."""
    with as_member(member_id):
        if _row(member_id) is not None:
            keep(member_id, change)


def _row(member_id: UUID, *, for_change: bool = False) -> CoachingProfile | None:
    mine = select(CoachingProfile).where(CoachingProfile.member_id == member_id)
    if for_change:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(mine)


def _add(member_id: UUID, profile: Profile) -> Profile:
    row_id = uuid4()
    values = {
        "tenant_id": scope.require().tenant_id,
        "id": row_id,
        "member_id": member_id,
        "revision": 1,
        "sealed": _sealed(member_id, row_id, profile),
    }
    added = insert(CoachingProfile).values(values).on_conflict_do_nothing().returning(CoachingProfile.id)
    if db.session.execute(added).first() is None:
        raise Conflict(code="profile_changed")
    return profile


def _opened(row: CoachingProfile) -> Profile:
    return profiles.from_bytes(vault.open_for_tenant(row.sealed, table=_table(row.member_id), row_id=row.id))


def _sealed(member_id: UUID, row_id: UUID, profile: Profile) -> bytes:
    return vault.seal_for_tenant(profiles.to_bytes(profile), table=_table(member_id), row_id=row_id)


def _table(member_id: UUID) -> str:
    return f"{CoachingProfile.__tablename__}|{member_id}"
