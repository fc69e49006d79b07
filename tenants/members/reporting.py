"""Who reports to whom: the chain above a person, the people below, and no circles."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tenants.db import db
from tenants.members.models import Member


def reporting_line(member_id: UUID) -> list[Member]:
    """The people above someone, the own manager first."""
    line: list[Member] = []
    seen = {member_id}
    above = db.session.scalar(select(Member.manager_id).where(Member.id == member_id))
    while above is not None and above not in seen:
        seen.add(above)
        manager = db.session.scalar(select(Member).where(Member.id == above))
        if manager is None:
            break
        line.append(manager)
        above = manager.manager_id
    return line


def reports_of(member_id: UUID) -> Sequence[Member]:
    """The people who have this person as their manager, by name."""
    mine = select(Member).where(Member.manager_id == member_id, Member.left_at.is_(None))
    return db.session.scalars(mine.order_by(Member.name, Member.email)).all()


def everybody_below(member_id: UUID) -> set[UUID]:
    """The people who report to someone, directly or through others."""
    found: set[UUID] = set()
    level = {member_id}
    while level:
        mine = select(Member.id).where(Member.manager_id.in_(level), Member.left_at.is_(None))
        level = set(db.session.scalars(mine)) - found - {member_id}
        found |= level
    return found


def supervises(member_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether somebody has this person as their manager, as part of a query; then they are a supervisor."""
    report = aliased(Member)
    mine = exists().where(report.manager_id == member_id, report.left_at.is_(None))
    return mine.label("supervises")


def would_circle(*, member_id: UUID, manager_id: UUID) -> bool:
    """Whether giving someone this manager would make them their own superior."""
    return member_id == manager_id or any(one.id == member_id for one in reporting_line(manager_id))


def hand_over_reports(leaver: Member) -> None:
    """The people of somebody who leaves report to that person's own manager from now on."""
    mine = update(Member).where(Member.manager_id == leaver.id)
    db.session.execute(mine.values(manager_id=leaver.manager_id))
