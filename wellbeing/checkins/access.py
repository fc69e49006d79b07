"""The only door to waves, schedules and instruments by an outside id; absent and hidden are the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, or_, select

from tenants import clock
from tenants.db import MADE_ONCE, db
from tenants.errors import NotFound, PrivateSpaceLocked
from tenants.members import private_space
from tenants.members.models import Member
from wellbeing.checkins.models import APART, AudienceMember, Participation, Schedule, StoredInstrument, Wave


def wave_for(wave_id: UUID) -> Wave:
    """A wave of the organization, for HR; NotFound when there is none."""
    wave = db.session.scalar(select(Wave).where(Wave.id == wave_id))
    if wave is None:
        raise NotFound
    return wave


def waves() -> Sequence[Wave]:
    """All waves of the organization, newest first."""
    return db.session.scalars(select(Wave).order_by(Wave.opened_at.desc(), Wave.name)).all()


def open_waves() -> Sequence[Wave]:
    """The check-ins that may be answered now, for the clock that sends mail; a ballot at an end sends none."""
    still = select(Wave).where(Wave.origin == "live", Wave.state == "open", Wave.closes_at > clock.now())
    return db.session.scalars(still.order_by(Wave.opened_at)).all()


def ballot_about(origin: str, about: UUID) -> Wave | None:
    """The ballot about a coaching round or a programme, by its origin; None when there is none."""
    same = or_(Wave.round_id == about, Wave.program_id == about)
    return db.session.scalar(select(Wave).where(Wave.origin == origin, same))


def is_open(wave_id: UUID) -> bool:
    """Whether a wave may still be answered; False also when it is not there any more."""
    still = select(Wave.id).where(Wave.id == wave_id, Wave.state == "open", Wave.closes_at > clock.now())
    return db.session.scalar(still) is not None


def schedule_for(schedule_id: UUID) -> Schedule:
    """A schedule of the organization, for HR; NotFound when there is none."""
    schedule = db.session.scalar(select(Schedule).where(Schedule.id == schedule_id))
    if schedule is None:
        raise NotFound
    return schedule


def schedules() -> Sequence[Schedule]:
    """The schedules that run, by their next day."""
    running = select(Schedule).where(Schedule.active.is_(True)).order_by(Schedule.next_on, Schedule.name)
    return db.session.scalars(running).all()


def invitation_for(member: Member, wave_id: UUID) -> Wave:
    """A wave that this member was invited to, open or closed; NotFound otherwise and for a leaver.

    PrivateSpaceLocked for a wave from before a reset that this session has not lived down: whoever holds the mailbox
    alone shall neither learn whether its owner answered nor answer instead.
    """
    wave = None if member.left_at else db.session.scalar(_invitations(member.id).where(Wave.id == wave_id))
    if wave is None:
        raise NotFound
    _refuse_mailbox(member, wave)
    return wave


def casting_for(member: Member, wave_id: UUID) -> tuple[Wave, AudienceMember]:
    """The same wave and the frozen place of the member, the wave held open until the end of the transaction."""
    asked = {"wave": wave_id, "member": member.id}
    found = None if member.left_at else db.session.execute(_held_open(), asked).one_or_none()
    if found is None:
        raise NotFound
    wave, place = found
    _refuse_mailbox(member, wave)
    return wave, place


@cache
def _held_open() -> Select[Wave, AudienceMember]:
    mine = (AudienceMember.tenant_id == Wave.tenant_id) & (AudienceMember.wave_id == Wave.id)
    asked = select(Wave, AudienceMember).join(AudienceMember, mine)
    wanted = (Wave.id == bindparam("wave"), _is_asked(), AudienceMember.member_id == bindparam("member"))
    held = asked.where(*wanted).with_for_update(read=True, of=Wave)
    return held.execution_options(**{MADE_ONCE: True, "populate_existing": True})


def open_invitations_of(member: Member) -> list[Wave]:
    """The waves that this member may still answer and has not, the one that closes first on top.

    Computed when the member looks, in the member's own scope, and stored nowhere.
    """
    if member.left_at:
        return []
    answered = select(Participation.wave_id).where(Participation.member_id == member.id)
    unanswered = _invitations(member.id).where(
        Wave.state == "open", Wave.closes_at > clock.now(), Wave.id.not_in(answered)
    )
    since = private_space.sealed_since(member.id)
    if since is not None:
        unanswered = unanswered.where(Wave.opened_at > since)
    return list(db.session.scalars(unanswered.order_by(Wave.closes_at)))


def has_answered(member: Member, wave_id: UUID) -> bool:
    """Whether the member in scope has answered this wave; nobody else can ask."""
    mine = select(Participation.id).where(Participation.wave_id == wave_id, Participation.member_id == member.id)
    return db.session.scalar(mine) is not None


def own_instrument_for(instrument_id: UUID, *, locked: bool = False) -> StoredInstrument:
    """One of the organization's own instruments; NotFound for any other. `locked` until the unit of work ends."""
    asked = select(StoredInstrument).where(StoredInstrument.id == instrument_id, StoredInstrument.origin == "own")
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(asked)
    if row is None:
        raise NotFound
    return row


def _refuse_mailbox(member: Member, wave: Wave) -> None:
    since = private_space.sealed_since(member.id)
    if since is not None and wave.opened_at <= since:
        raise PrivateSpaceLocked


def _invitations(member_id: UUID) -> Select[Wave]:
    mine = select(AudienceMember.wave_id).where(AudienceMember.member_id == member_id)
    return select(Wave).where(_is_asked(), Wave.id.in_(mine))


def _is_asked() -> ColumnElement[bool]:
    """A wave that people are asked here: a check-in, or a ballot at the end of something."""
    return Wave.origin.in_(("live", *APART))
