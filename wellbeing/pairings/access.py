"""The only door to rounds, pairings and copies by an id from outside; absent and hidden are the same `NotFound`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from tenants import vault
from tenants.db import as_member, db
from tenants.errors import Conflict, NotFound
from tenants.members.models import Member
from wellbeing.pairings import pair as pairs
from wellbeing.pairings import places
from wellbeing.pairings.models import CoachingCopy, CoachingPairing, CoachingRound, CoachingTopic
from wellbeing.pairings.pair import Pair
from wellbeing.pairings.places import Opened, Reading

TABLE = CoachingPairing.__tablename__
_GONE = _l("This is not here. It may be over, or it belongs to somebody else.")
_ENDED = _l("This pairing has ended.")


@dataclass(frozen=True, slots=True)
class Seen:
    """A pairing with what its people share about it."""

    row: CoachingPairing
    pair: Pair

    def others(self, member_id: UUID) -> list[UUID]:
        """Everybody in it but one."""
        return [one for one in self.row.member_ids if one != member_id]

    @property
    def agreed(self) -> bool:
        """Whether everybody has accepted how they talk."""
        return set(self.row.member_ids) <= set(self.pair.accepted)


def pairing_for(member: Member, pairing_id: UUID, *, for_change: bool = False) -> Seen:
    """A pairing of the member's own; `for_change` holds it until the end of the request, unless it is over."""
    mine = select(CoachingPairing).where(CoachingPairing.id == pairing_id)
    if for_change:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(mine)
    if row is None or member.id not in row.member_ids:
        raise NotFound(_GONE)
    if for_change and row.state != "open":
        raise Conflict(_ENDED, code="pairing_ended")
    return seen(row)


def pairings_of(member_id: UUID) -> list[Seen]:
    """The pairings of the member in scope, the newest first."""
    mine = select(CoachingPairing).where(CoachingPairing.member_ids.any_() == member_id)
    rows = db.session.scalars(mine.order_by(CoachingPairing.number.desc(), CoachingPairing.id)).all()
    return [seen(row) for row in rows]


def seen(row: CoachingPairing) -> Seen:
    """A row that is in reach, opened."""
    return Seen(row, pairs.from_bytes(vault.open_for_tenant(row.sealed, table=TABLE, row_id=row.id)))


def held(row: CoachingPairing) -> Seen | None:
    """The same row for a job, held until the end of the transaction; None when it has ended in the meantime."""
    with as_member(row.member_ids[0]):
        mine = select(CoachingPairing).where(CoachingPairing.id == row.id).with_for_update()
        again = db.session.scalar(mine.execution_options(populate_existing=True))
    return seen(again) if again is not None and again.state == "open" else None


def keep(one: Seen, pair: Pair, *, state: str | None = None, member_ids: list[UUID] | None = None) -> Seen:
    """Write what the people of a pairing share; only its people may."""
    sealed = vault.seal_for_tenant(pairs.to_bytes(pair), table=TABLE, row_id=one.row.id)
    values = {"sealed": sealed, "state": state or one.row.state, "member_ids": member_ids or one.row.member_ids}
    mine = update(CoachingPairing).where(CoachingPairing.id == one.row.id)
    db.session.execute(mine.values(values), execution_options={"synchronize_session": False})
    db.session.refresh(one.row)
    return Seen(one.row, pair)


def copies_of(member: Member, pairing_id: UUID) -> Reading:
    """The member's own copies of what a pair shares, the oldest first."""
    mine = select(CoachingCopy).where(CoachingCopy.reader_id == member.id, CoachingCopy.pairing_id == pairing_id)
    return places.read(member.id, db.session.scalars(mine).all())


def kept_by(member: Member) -> Reading:
    """Everything of coaching that this member still has, the oldest first."""
    return places.read(member.id, db.session.scalars(select(CoachingCopy).where(CoachingCopy.reader_id == member.id)))


def copy_for(member: Member, copy_id: UUID) -> Opened:
    """One of the member's own copies; NotFound when it is gone, somebody else's, or closed on this device."""
    mine = select(CoachingCopy).where(CoachingCopy.id == copy_id, CoachingCopy.reader_id == member.id)
    found = places.read(member.id, db.session.scalars(mine.with_for_update()).all()).opened
    if not found:
        raise NotFound(_GONE)
    return found[0]


def round_for(round_id: UUID, *, for_change: bool = False) -> CoachingRound:
    """A round of the organization; `for_change` holds it until the end of the transaction."""
    wanted = select(CoachingRound).where(CoachingRound.id == round_id)
    if for_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalar(wanted)
    if row is None:
        raise NotFound(_GONE)
    return row


def rounds() -> Sequence[CoachingRound]:
    """Every round, the newest first."""
    return db.session.scalars(select(CoachingRound).order_by(CoachingRound.number.desc())).all()


def round_ahead() -> CoachingRound | None:
    """The next round that has not begun."""
    ahead = select(CoachingRound).where(CoachingRound.state.in_(("planned", "told")))
    return db.session.scalar(ahead.order_by(CoachingRound.number).limit(1))


def topic_for(topic_id: UUID) -> CoachingTopic:
    """A topic that HR added."""
    row = db.session.scalar(select(CoachingTopic).where(CoachingTopic.id == topic_id))
    if row is None:
        raise NotFound(_GONE)
    return row


def own_topics() -> Sequence[CoachingTopic]:
    """The topics that HR added, by name."""
    return db.session.scalars(select(CoachingTopic).order_by(CoachingTopic.name)).all()
