"""Roles that are given and ended: HR, leader of a unit, trustee; there is always somebody of HR."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Text, cast, func, select

from tenants import audit, clock, mail, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member, RoleGrant
from tenants.members.reporting import supervises
from tenants.organizations.access import unit_for
from tenants.permissions import Role

GIVEN_BY_HR = (Role.HR, Role.LEADER, Role.TRUSTEE)


def roles_of(member: Member) -> tuple[frozenset[Role], frozenset[UUID]]:
    """Everything someone is, and the units they lead. Whoever has left is a leaver and nothing else."""
    granted, supervising = db.session.execute(select(*held()).where(Member.id == member.id)).one()
    return read_roles(member, granted, supervises=supervising)


def held() -> tuple[ColumnElement[list[str] | None], ColumnElement[bool]]:
    """What `read_roles` reads, as columns of a query over members: roles with units, and whether they supervise."""
    role_and_unit = RoleGrant.role + ":" + func.coalesce(cast(RoleGrant.unit_id, Text), "")
    own = (RoleGrant.tenant_id == Member.tenant_id) & (RoleGrant.member_id == Member.id)
    return select(func.array_agg(role_and_unit)).where(own).scalar_subquery(), supervises(Member.id)


def read_roles(
    member: Member, granted: Sequence[str] | None, *, supervises: bool
) -> tuple[frozenset[Role], frozenset[UUID]]:
    """Roles and led units from the columns of `held`."""
    if member.left_at is not None:
        return frozenset({Role.LEAVER}), frozenset()
    pairs = [each.split(":", 1) for each in granted or ()]
    roles = {Role.MEMBER, *(Role(role) for role, _unit in pairs)}
    if supervises:
        roles.add(Role.SUPERVISOR)
    return frozenset(roles), frozenset(UUID(unit) for _role, unit in pairs if unit)


def led_units() -> list[tuple[UUID, ...]]:
    """The units of each leader who has not left; who leads which is not said."""
    here = select(Member.id).where(Member.left_at.is_(None))
    leads = select(RoleGrant).where(RoleGrant.role == Role.LEADER, RoleGrant.member_id.in_(here))
    found: dict[UUID, list[UUID]] = {}
    for held in db.session.scalars(leads.order_by(RoleGrant.member_id, RoleGrant.unit_id)):
        if held.unit_id is not None:
            found.setdefault(held.member_id, []).append(held.unit_id)
    return [tuple(units) for units in found.values()]


def grant(*, member_id: UUID, role: str, unit_id: UUID | None = None) -> RoleGrant:
    """Give someone a role; all of HR are told. Giving it twice changes nothing."""
    member = db.session.scalar(select(Member).where(Member.id == member_id))
    if member is None or member.left_at is not None:
        raise Conflict(_("This person has left, so no role can be given."), code="has_left")
    if role not in GIVEN_BY_HR:
        raise Invalid(fields={"role": [_("Choose one of the roles in the list.")]}, code="bad_role")
    if (role == Role.LEADER) != (unit_id is not None):
        raise Invalid(fields={"unit_id": [_("Choose a unit for a leader, and none for other roles.")]}, code="bad_unit")
    path = unit_for(unit_id).path if unit_id else ""
    mine = (RoleGrant.member_id == member_id, RoleGrant.role == role, RoleGrant.unit_id.is_not_distinct_from(unit_id))
    held = db.session.scalar(select(RoleGrant).where(*mine))
    if held is not None:
        return held
    by = scope.require().member_id
    made = RoleGrant(member_id=member_id, role=role, unit_id=unit_id, granted_by=by, granted_at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.record("role.granted", member_id, role=role, **({"unit": path} if path else {}))
    _tell_hr("role.granted", member, role, path)
    return made


def end_grant(held: RoleGrant) -> None:
    """End a role; all of HR are told. The last person of HR keeps it."""
    if held.role == Role.HR:
        refuse_if_last_hr(held.member_id)
    path = unit_for(held.unit_id).path if held.unit_id else ""
    member = db.session.scalars(select(Member).where(Member.id == held.member_id)).one()
    audit.record("role.ended", held.member_id, role=held.role, **({"unit": path} if path else {}))
    _tell_hr("role.ended", member, held.role, path)
    db.session.delete(held)
    db.session.flush()


def end_all(member_id: UUID) -> None:
    """End every role of somebody who leaves."""
    for held in db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == member_id)).all():
        end_grant(held)


def refuse_if_last_hr(member_id: UUID) -> None:
    """Stop when this person is the only one of HR; two at once wait for each other here."""
    everyone = select(RoleGrant.member_id).where(RoleGrant.role == Role.HR).order_by(RoleGrant.id).with_for_update()
    hr = set(db.session.scalars(everyone))
    if hr == {member_id}:
        raise Conflict(_("Somebody has to be HR. Give the role to another person first."), code="last_hr")


def hr_member_ids() -> list[UUID]:
    """Everyone of HR."""
    return holders(Role.HR)


def holders(*held: Role) -> list[UUID]:
    """Everyone who has one of these roles now."""
    return list(db.session.scalars(select(RoleGrant.member_id).where(RoleGrant.role.in_(held)).distinct()))


def _tell_hr(kind: str, member: Member, role: str, path: str) -> None:
    for hr_id in hr_member_ids():
        mail.notify(hr_id, kind, person=member.called, role=role, unit=path)
