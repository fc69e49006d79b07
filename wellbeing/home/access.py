"""The only door to copies of everything and to shared entries; absent and hidden are the same `NotFound`."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from tenants import clock
from tenants.db import db
from tenants.errors import NotFound
from tenants.members.models import Member
from tenants.signin.models import WebSession
from wellbeing.home.models import PersonalCopy, SharedEntry

_FETCHED = _l("This copy is not here any more. Make a new one; it takes a moment.")
_GONE = _l("This is not here any more. It was taken back, or the pairing has ended.")


def copy_of(session: WebSession, direction: str) -> tuple[ColumnElement[bool], ...]:
    """What tells the copy of one session from all others."""
    return (
        PersonalCopy.member_id == session.member_id,
        PersonalCopy.session_id == session.id,
        PersonalCopy.direction == direction,
    )


def copy_for(session: WebSession, copy_id: UUID) -> PersonalCopy:
    """A copy on its way out of this very session, held until the end of the request."""
    mine = select(PersonalCopy).where(
        PersonalCopy.id == copy_id, *copy_of(session, "out"), PersonalCopy.expires_at > clock.now()
    )
    row = db.session.scalar(mine.with_for_update())
    if row is None:
        raise NotFound(_FETCHED)
    return row


def brought_by(session: WebSession) -> PersonalCopy | None:
    """The copy that this session brought and has not decided about, held until the end of the request."""
    mine = select(PersonalCopy).where(*copy_of(session, "in"), PersonalCopy.expires_at > clock.now())
    return db.session.scalar(mine.with_for_update())


def share_of(member: Member, entry_id: UUID) -> SharedEntry | None:
    """How an entry of the member's own is shared now, if it is."""
    mine = select(SharedEntry).where(SharedEntry.entry_id == entry_id, SharedEntry.author_id == member.id)
    return db.session.scalar(mine)


def shown_to(member: Member, shared_id: UUID) -> SharedEntry:
    """A copy that somebody shows to this member."""
    row = db.session.scalar(select(SharedEntry).where(SharedEntry.id == shared_id, SharedEntry.reader_id == member.id))
    if row is None:
        raise gone()
    return row


def is_shown(shared_id: UUID) -> bool:
    """Whether a copy is still there, for whoever is in scope."""
    return db.session.scalar(select(SharedEntry.id).where(SharedEntry.id == shared_id)) is not None


def gone() -> NotFound:
    """A copy that is not shown any more, or never was, to whoever asks."""
    return NotFound(_GONE)
