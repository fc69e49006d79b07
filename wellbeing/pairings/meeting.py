"""What the people of a pair do together: agree how they talk, choose a time, move or cancel it, thank each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from tenants import clock
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member
from tenants.notices import service as notices
from wellbeing.pairings import access, guides, kinds, times, topics
from wellbeing.pairings.access import Seen
from wellbeing.pairings.guides import Guide
from wellbeing.pairings.pair import Meeting, Pair
from wellbeing.pairings.times import Hours

MINUTES = 45
LENGTH = timedelta(minutes=MINUTES)


def accept(one: Seen, *, member: Member) -> None:
    """Accept how the pair talks; once everybody has, they can choose a time. A second click changes nothing."""
    if member.id in one.pair.accepted:
        return
    pair = replace(one.pair, accepted=(*one.pair.accepted, member.id)).with_sign(member.id)
    kept = access.keep(one, pair)
    if kept.agreed:
        _tell(kept, member, kinds.AGREED)


def hours(one: Seen) -> list[Hours]:
    """The working hours of everybody in a pair."""
    return [one.pair.sides[str(member_id)].hours for member_id in one.row.member_ids]


def proposals(one: Seen, *, until: date, after: datetime | None = None) -> Sequence[datetime]:
    """Three times in the common hours of everybody, from tomorrow or a later moment on, up to the round's last day."""
    soonest = clock.now() + times.AHEAD
    return times.proposals(hours(one), after=max(soonest, after or soonest), until=until, length=LENGTH)


def choose_time(one: Seen, *, member: Member, starts_at: datetime, until: date) -> None:
    """Choose or change the time; everybody's calendar entry stays the same one. The same time again changes nothing."""
    if not one.agreed:
        raise Conflict(_("First everybody agrees how you talk. Then choose a time."), code="not_agreed")
    now = one.pair.next_meeting
    if now is not None and now.starts_at == starts_at:
        return
    if starts_at <= clock.now() or starts_at.date() > until:
        raise Invalid(_("This time is over, or after the end of the round. Choose another one."), code="time_over")
    starts_at = starts_at.astimezone(UTC)  # a calendar file knows no offset that a form made up
    if not times.fits(hours(one), starts_at, LENGTH):
        raise Invalid(_("Somebody of you does not work at this time. Choose another one."), code="time_outside")
    _change(one, member, Meeting(starts_at, MINUTES, _next(one.pair), clock.now()), kinds.TIME)


def cancel_time(one: Seen, *, member: Member) -> None:
    """Take the agreed time back; a second click changes nothing."""
    now = one.pair.next_meeting
    if now is not None:
        cancelled = replace(now, sequence=_next(one.pair), stamped_at=clock.now(), cancelled=True)
        _change(one, member, cancelled, kinds.CANCELLED)


def name_entry(one: Seen, *, member: Member, title: str) -> None:
    """Choose what the entry in one's own calendar is called; nothing brings back the neutral word."""
    titles = {key: value for key, value in one.pair.titles.items() if key != str(member.id)}
    access.keep(one, replace(one.pair, titles=titles | ({str(member.id): title} if title else {})))


def title_for(pair: Pair, member_id: UUID) -> str:
    """What the entry in this member's calendar is called."""
    return pair.titles.get(str(member_id)) or str(_("Conversation"))


def choose_guide(one: Seen, *, guide_id: str) -> None:
    """Choose the guide that everybody of the pair sees."""
    access.keep(one, replace(one.pair, guide=guide_id))


def thank(one: Seen, *, member: Member) -> None:
    """Thank the others once."""
    if member.id in one.pair.thanked:
        return
    access.keep(one, replace(one.pair, thanked=(*one.pair.thanked, member.id)).with_sign(member.id))
    _tell(one, member, kinds.THANKS)


def _change(one: Seen, member: Member, meeting: Meeting, kind: str) -> None:
    access.keep(one, replace(one.pair, meeting=meeting).with_sign(member.id))
    _tell(one, member, kind)


def _next(pair: Pair) -> int:
    return pair.meeting.sequence + 1 if pair.meeting else 0


def _tell(one: Seen, member: Member, kind: str) -> None:
    notices.notify_all(one.others(member.id), kind, pairing=str(one.row.id))


def guide_of(pair: Pair) -> Guide | None:
    """The guide that a pair chose, else the one for what they share, else the first."""
    shared = [value for reason in pair.reasons for value in reason.values.values()]
    keys = [key for value in shared for key in value.split(", ")]
    found = guides.find(pair.guide) or guides.find(topics.guide_for(keys)) or guides.find(guides.FIRST)
    return found or next(iter(guides.shipped()), None)
