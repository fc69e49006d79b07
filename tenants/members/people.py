"""The list of people for HR: found by words, unit or state, a page at a time; it knows nothing of anyone's use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from tenants.db import db
from tenants.members.models import Member, RoleGrant
from tenants.organizations import units
from tenants.organizations.models import Unit

PAGE_SIZE = 50
STATES = ("here", "uninvited", "bouncing", "left")


@dataclass(frozen=True)
class Found:
    """One page of people, with the words that stand beside each."""

    people: Sequence[Member]
    unit_paths: dict[UUID, str]
    roles: dict[UUID, list[str]]
    total: int
    page: int
    pages: int


def find(*, words: str = "", unit: Unit | None = None, state: str = "here", page: int = 1) -> Found:
    """People whose name, address or external id holds every word, in a unit or below it."""
    conditions = [_in_state(state), *_with_words(words)]
    if unit is not None:
        conditions.append(Member.unit_id.in_([part.id for part in units.below(unit)]))
    total = db.session.scalar(select(func.count()).select_from(Member).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    order = select(Member).where(*conditions).order_by(Member.name, Member.email)
    people = db.session.scalars(order.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Found(people, _paths(people), _roles(people), total, page, pages)


def named(member_ids: Iterable[UUID]) -> dict[UUID, str]:
    """How to call people, by id."""
    rows = db.session.scalars(select(Member).where(Member.id.in_(set(member_ids)))).all()
    return {row.id: row.called for row in rows}


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "left":
        return Member.left_at.is_not(None)
    if state == "uninvited":
        return Member.left_at.is_(None) & Member.invited_at.is_(None) & Member.activated_at.is_(None)
    if state == "bouncing":
        return Member.left_at.is_(None) & Member.bounces.is_(True)
    return Member.left_at.is_(None)


def _with_words(words: str) -> Iterable[ColumnElement[bool]]:
    for word in words.split()[:6]:
        columns = (Member.name, Member.email, Member.external_id)
        yield or_(*(column.icontains(word, autoescape=True) for column in columns))


def _paths(people: Sequence[Member]) -> dict[UUID, str]:
    ids = {person.unit_id for person in people if person.unit_id}
    return {row.id: row.path for row in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))} if ids else {}


def _roles(people: Sequence[Member]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    held = select(RoleGrant).where(RoleGrant.member_id.in_([person.id for person in people]))
    for grant in db.session.scalars(held.order_by(RoleGrant.role)):
        if grant.role not in found.setdefault(grant.member_id, []):
            found[grant.member_id].append(grant.role)
    return found
