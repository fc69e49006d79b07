"""The only door to an entry by an id from outside: a stranger's and an absent one are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from tenants.db import db
from tenants.errors import NotFound
from tenants.members.models import Member
from wellbeing.journal.models import JournalEntry


def entry_for(member: Member, entry_id: UUID, *, for_change: bool = False) -> JournalEntry:
    """The member's own entry; `for_change` holds it until the end of the request."""
    statement = select(JournalEntry).where(JournalEntry.id == entry_id, JournalEntry.member_id == member.id)
    entry = db.session.scalar(statement.with_for_update() if for_change else statement)
    if entry is None:
        raise NotFound(_l("This entry is not here. It may have been deleted."))
    return entry


def entries_of(member: Member, *, month_on: date | None = None) -> Sequence[JournalEntry]:
    """The member's own entries, of one month or of all."""
    statement = select(JournalEntry).where(JournalEntry.member_id == member.id)
    if month_on is not None:
        statement = statement.where(JournalEntry.month_on == month_on)
    return db.session.scalars(statement.order_by(JournalEntry.month_on.desc())).all()


def months_of(member: Member) -> dict[date, int]:
    """The months in which the member wrote, newest first, with how many entries each holds."""
    rows = db.session.execute(
        select(JournalEntry.month_on, func.count())
        .where(JournalEntry.member_id == member.id)
        .group_by(JournalEntry.month_on)
        .order_by(JournalEntry.month_on.desc())
    )
    return dict(rows.all())
