"""What HR does for people: add, invite, correct, move; and what a member decides alone: the sign-in address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from tenants import audit, clock, mail
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.members import address
from tenants.members.leaving import mark_leaver
from tenants.members.models import PLACING, Member
from tenants.members.reporting import reporting_line, reports_of, would_circle
from tenants.members.roles import end_grant, grant, roles_of
from tenants.organizations.access import organization, unit_for
from tenants.signin import service as signin

__all__ = [
    "add",
    "by_email",
    "change_address",
    "correct",
    "end_grant",
    "grant",
    "invite",
    "manager_by_email",
    "mark_leaver",
    "member_row",
    "move",
    "reporting_line",
    "reports_of",
    "roles_of",
    "set_manager",
]


def member_row(member_id: UUID) -> Member:
    """The member with an id that comes from inside the house."""
    found = db.session.scalar(select(Member).where(Member.id == member_id))
    if found is None:
        raise NotFound
    return found


def by_email(email: str) -> Member:
    """The member with an address."""
    found = db.session.scalar(select(Member).where(Member.email == email.strip().lower()))
    if found is None:
        raise NotFound(_("Nobody here has that address."))
    return found


def manager_by_email(email: str | None) -> UUID | None:
    """The id of the manager whose address was typed; None when nothing was."""
    if not email:
        return None
    found = db.session.scalar(select(Member.id).where(Member.email == email.strip().lower()))
    if found is None:
        sentence = _("Nobody here has that address.")
        raise Invalid(fields={"manager_email": [sentence]}, code="unknown_manager")
    return found


def add(  # noqa: PLR0913 - what people.csv may say of a person
    *,
    email: str,
    name: str = "",
    external_id: str | None = None,
    unit_id: UUID | None = None,
    manager_id: UUID | None = None,
    location: str = "",
    job_family: str = "",
    hired_on: date | None = None,
    time_zone: str | None = None,
    language: str | None = None,
) -> Member:
    """Add one person; the invitation is a step of its own."""
    now = clock.now()
    person = Member(
        id=uuid4(),
        email=_free_address(email, None),
        name=" ".join(name.split()),
        external_id=_free_external_id(external_id, None),
        unit_id=unit_for(unit_id).id if unit_id else None,
        manager_id=_present(manager_id).id if manager_id else None,
        location=location,
        job_family=job_family,
        hired_on=hired_on,
        time_zone=time_zone,
        language=_offered_language(language),
        created_at=now,
        unit_since=now,
    )
    db.session.add(person)
    db.session.flush()
    audit.record("member.added", person.id)
    return person


def invite(member_ids: Sequence[UUID]) -> None:
    """Mail a link to people who have not started yet; whoever has is left in peace, and nobody learns which."""
    here = select(Member.id).where(Member.id.in_(member_ids), Member.left_at.is_(None))
    waiting = list(db.session.scalars(here.where(Member.activated_at.is_(None))))
    signin.invite(waiting)
    audit.record("member.invited", member_ids[0] if len(member_ids) == 1 else "", people=str(len(member_ids)))


def correct(
    member: Member,
    *,
    name: str,
    external_id: str | None,
    location: str,
    job_family: str,
    hired_on: date | None,
    time_zone: str | None,
    language: str | None,
) -> None:
    """Correct what HR knows about someone; check-ins see when location, job family or hiring date last changed."""
    _refuse_left(member)
    values = {
        "name": " ".join(name.split()),
        "external_id": _free_external_id(external_id, member),
        "location": location,
        "job_family": job_family,
        "hired_on": hired_on,
        "time_zone": time_zone,
        "language": _offered_language(language),
    }
    changed = [key for key, value in values.items() if getattr(member, key) != value]
    for key in changed:
        setattr(member, key, values[key])
    if PLACING.intersection(changed):
        member.placed_since = clock.now()
    db.session.flush()
    if changed:
        audit.record("member.corrected", member.id, fields=", ".join(changed))


def change_address(member: Member, *, email: str) -> None:
    """Correct an address. For somebody who signs in already it is only proposed: they decide, signed in."""
    db.session.refresh(member, with_for_update=True)  # somebody may be joining this very moment
    _refuse_left(member)
    new = _free_address(email, member)
    if new == member.email:
        member.proposed_email = None
    elif member.activated_at is not None:
        member.proposed_email = new
        mail.notify(member.id, "address.proposed")
    else:
        member.email, member.bounces = new, False
        db.session.flush()
        if member.invited_at is not None:
            signin.invite([member.id])
    db.session.flush()
    audit.record("member.address_changed", member.id)


def move(member: Member, *, unit_id: UUID | None) -> None:
    """Move someone to another unit."""
    _refuse_left(member)
    unit = unit_for(unit_id) if unit_id else None
    if member.unit_id == unit_id:
        return
    member.unit_id, member.unit_since = unit_id, clock.now()
    db.session.flush()
    audit.record("member.moved", member.id, unit=unit.path if unit else "")


def set_manager(member: Member, *, manager_id: UUID | None) -> None:
    """Say who someone reports to; nobody may end up above themselves."""
    _refuse_left(member)
    if manager_id is not None:
        manager = _present(manager_id)
        if would_circle(member_id=member.id, manager_id=manager.id):
            sentence = _("That would put this person above themselves. Choose somebody else.")
            raise Invalid(sentence, fields={"manager_email": [sentence]}, code="manager_circle")
    if member.manager_id == manager_id:
        return
    member.manager_id = manager_id
    db.session.flush()
    audit.record("member.manager_changed", member.id, manager=str(manager_id or ""))


def _present(member_id: UUID) -> Member:
    found = db.session.scalar(select(Member).where(Member.id == member_id, Member.left_at.is_(None)))
    if found is None:
        sentence = _("That supervisor is not here. Write the address of somebody who works here.")
        raise Invalid(sentence, fields={"manager_email": [sentence]}, code="unknown_manager")
    return found


def _refuse_left(member: Member) -> None:
    if member.left_at is not None:
        raise Conflict(_("This person has left, so nothing about them can be changed."), code="has_left")


def _free_address(email: str, member: Member | None) -> str:
    new = address.normalize(email)
    if new is None:
        sentence = _("Please write a whole e-mail address, like name@example.org.")
        raise Invalid(fields={"email": [sentence]}, code="bad_email")
    other = db.session.scalar(select(Member.id).where(Member.email == new))
    if other is not None and (member is None or other != member.id):
        raise Invalid(fields={"email": [_("Somebody here already has this address.")]}, code="email_taken")
    return new


def _free_external_id(external_id: str | None, member: Member | None) -> str | None:
    if not external_id:
        return None
    other = db.session.scalar(select(Member.id).where(Member.external_id == external_id))
    if other is not None and (member is None or other != member.id):
        sentence = _("Somebody here already has this personnel number.")
        raise Invalid(fields={"external_id": [sentence]}, code="external_id_taken")
    return external_id


def _offered_language(language: str | None) -> str | None:
    if language is not None and language not in organization().languages:
        sentence = _("Choose a language that your organization offers.")
        raise Invalid(fields={"language": [sentence]}, code="bad_language")
    return language
