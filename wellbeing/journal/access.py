"""The only door to an entry by an id from outside: a stranger's and an absent one are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from tenants import scope
from tenants.db import db
from tenants.errors import NotFound
from tenants.members import private_space
from tenants.members.models import Member
from wellbeing.journal.models import JournalEntry


def entry_for(member: Member, entry_id: UUID, *, for_change: bool = False) -> JournalEntry:
    """The member's own entry; `for_change` holds it until the end of the request."""
    statement = select(JournalEntry).where(JournalEntry.id == entry_id, JournalEntry.member_id == member.id)
    entry = db.session.scalar(statement.with_for_update() if for_change else statement)
    if entry is None:
        raise NotFound(_l("This entry is not here. It may have been deleted."))
    return entry


def entries_of(member: Member, *, months: Collection[date] | None = None) -> Sequence[JournalEntry]:
    """The member's own entries, of some months or of all, the newest month first."""
    statement = select(JournalEntry).where(JournalEntry.member_id == member.id)
    if months is not None:
        statement = statement.where(JournalEntry.month_on.in_(months))
    return db.session.scalars(statement.order_by(JournalEntry.month_on.desc())).all()


SealedRow = tuple[str, str, int, bytes]
"""Id, space, revision and sealed text of an entry."""

_SEALED_ROWS = """
SELECT id::text, space_id::text, revision, sealed FROM journal_entry
WHERE tenant_id = %s AND member_id = %s AND month_on BETWEEN %s AND %s
"""


def rows_of(member: Member, *, first: date, last: date) -> list[SealedRow]:
    """The member's own entries from one month to another as bare columns.

    Thousands of them are opened for one search, so they come through the driver, binary, without a row object each.
    """
    driver: Any = db.session.connection().connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        cursor.execute(_SEALED_ROWS, (scope.require().tenant_id, member.id, first, last))
        found: list[SealedRow] = cursor.fetchall()
    return found


def newest_months_of(member: Member, count: int) -> Sequence[date]:
    """The last months in which the member wrote, newest first."""
    months = select(JournalEntry.month_on).where(JournalEntry.member_id == member.id).distinct()
    return db.session.scalars(months.order_by(JournalEntry.month_on.desc()).limit(count)).all()


def months_of(member: Member) -> dict[date, int]:
    """The months of what this session can open, newest first, with how many entries each holds.

    Whoever came by a reset learns neither when nor how much was written.
    """
    opened = [space.id for space in private_space.open_spaces(member.id)]
    rows = db.session.execute(
        select(JournalEntry.month_on, func.count())
        .where(JournalEntry.member_id == member.id, JournalEntry.space_id.in_(opened))
        .group_by(JournalEntry.month_on)
        .order_by(JournalEntry.month_on.desc())
    )
    return dict(rows.all())


def some_are_sealed(member: Member) -> bool:
    """Whether the member wrote something that this session cannot open."""
    opened = [space.id for space in private_space.open_spaces(member.id)]
    closed = JournalEntry.member_id == member.id, JournalEntry.space_id.not_in(opened)
    return db.session.scalar(select(JournalEntry.id).where(*closed).limit(1)) is not None
