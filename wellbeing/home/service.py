"""Puts together what Home and "What is stored about me" show, from what each feature declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from tenants.db import db
from tenants.members import absence, corrections, private_space
from tenants.members import access as people
from tenants.members.models import Member
from tenants.notices import service as notices
from tenants.organizations.models import Unit
from tenants.signin import resets
from tenants.welcome import service as welcome
from wellbeing.actions import access as actions
from wellbeing.actions.models import StoredAction
from wellbeing.checkins import access as checkins
from wellbeing.checkins import service as own_checkins
from wellbeing.checkins.models import Wave
from wellbeing.journal import access as journal
from wellbeing.journal import asking, prompts
from wellbeing.journal import service as journaling

SHOWN_NOTICES = 5
ACTIONS_ARE_NEW = timedelta(days=21)


@dataclass(frozen=True)
class Today:
    """Home of one member at this moment; computed when looked at and stored nowhere."""

    prompt: prompts.Prompt
    welcome_back: bool
    is_new: bool
    resets: Sequence[resets.ResetShown]
    locked: bool
    checkins: Sequence[Wave]
    notices: Sequence[notices.Shown]
    has_written: bool
    new_actions: Sequence[StoredAction]


@dataclass(frozen=True)
class StoredAbout:
    """What is stored about a member, by who brought it here."""

    member: Member
    unit_path: str
    manager_name: str
    away_until: date | None
    roles: Sequence[tuple[str, str]]
    months: dict[date, int]
    some_are_sealed: bool
    copies: int
    has_private_space: bool
    locked: bool
    answered: bool


def today(member: Member) -> Today:
    """What waits for this member now, gentle things first."""
    last = asking.lately(member)
    asked = asking.asking_of(member, place=journaling.place_of(member), last=last)
    return Today(
        prompt=prompts.of_the_day(asked),
        welcome_back=asking.has_been_away(last[0].written_at if last else None),
        is_new=not welcome.welcomed(member.id),
        resets=resets.recent_resets(member.id),
        locked=private_space.is_locked(member.id),
        checkins=checkins.open_invitations_of(member),
        notices=notices.notices_of(member.id, unread_only=True, limit=SHOWN_NOTICES),
        has_written=bool(journal.months_of(member)),
        new_actions=actions.newest_for(member, within=ACTIONS_ARE_NEW),
    )


def stored_about(member: Member) -> StoredAbout:
    """Everything about this member that a page of theirs can show or lead to."""
    unit = db.session.get(Unit, (member.tenant_id, member.unit_id)) if member.unit_id else None
    manager = db.session.get(Member, (member.tenant_id, member.manager_id)) if member.manager_id else None
    units = {row.id: row.path for row in db.session.scalars(select(Unit))}
    return StoredAbout(
        member=member,
        unit_path=unit.path if unit else "",
        manager_name=manager.called if manager else "",
        away_until=absence.away_until(member),
        roles=[
            (grant.role, units.get(grant.unit_id, "") if grant.unit_id else "") for grant in people.grants_of(member.id)
        ],
        months=journal.months_of(member),
        some_are_sealed=journal.some_are_sealed(member),
        copies=len(own_checkins.own_copies(member)),
        has_private_space=not private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
        answered=any(one.row.state != "open" for one in corrections.requests_of(member)),
    )
