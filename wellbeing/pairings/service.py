"""What a member decides about peer coaching: join, say what suits, skip a round, pause, go on, leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space import receiving
from wellbeing.pairings import access, parting, profiles
from wellbeing.pairings.access import Seen
from wellbeing.pairings.models import CoachingRound
from wellbeing.pairings.pair import Side
from wellbeing.pairings.profile import NotWith, Profile, named
from wellbeing.pairings.times import Hours

FURTHEST = timedelta(days=731)
MOST_NOT_WITH = 50


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a member fills in: topics, what they would like to talk about, languages, hours, and with whom not."""

    topics: tuple[str, ...]
    wants: str
    languages: tuple[str, ...]
    cadence: int
    days: tuple[int, ...]
    starts: str
    ends: str
    not_with: tuple[str, ...]


def is_closed(member: Member) -> bool:
    """Whether this session came by a reset and has opened nothing from before: what was written then stays unread."""
    if private_space.is_locked(member.id):
        return True
    return private_space.sealed_since(member.id) is not None and receiving.rests_until(member.id) is not None


def legible(member: Member, profile: Profile) -> Profile:
    """The profile as this session may read it: without wishes and names as long as it is closed."""
    return replace(profile, wants="", not_with=()) if is_closed(member) else profile


def join(member: Member, wishes: Wishes, *, consent: bool, revision: int, zone: str) -> str:
    """Join, or change what suits; gives the recovery code if a private space begins with it, else an empty text."""
    _refuse_gaps(wishes)
    code = ""
    if private_space.needed(member.id):
        if not consent:
            sentence = _("Please say yes to this first, or leave everything as it is.")
            raise Invalid(fields={"consent": [sentence]}, code="consent_needed")
        code = private_space.begin(member.id)
    by_address, pairs = _addresses(wishes.not_with), _open_pairs(member)
    closed = is_closed(member)  # what this session cannot read it cannot take away either

    def changed(profile: Profile) -> Profile:
        before = profile if profile.joined else replace(profile, paused=False, paused_until=None, rested=False)
        return replace(
            before,
            joined=True,
            topics=wishes.topics,
            wants=(closed and profile.wants) or wishes.wants,
            languages=wishes.languages,
            cadence=wishes.cadence,
            days=wishes.days,
            starts=wishes.starts,
            ends=wishes.ends,
            not_with=_not_with(wishes.not_with, profile.not_with, by_address, closed=closed),
            silent=0,
            asked=False,
        )

    kept = profiles.keep(member.id, changed, revision=revision)
    _tell_pairs(pairs, member, kept, zone)
    return code


def profile_of(member: Member) -> Profile | None:
    """The member's own profile while they take part in peer coaching."""
    found = profiles.profile_of(member.id)
    return found if found and found.joined else None


def skip(member: Member, round_: CoachingRound) -> None:
    """Leave out one round that has not begun; a second click changes nothing."""
    _refuse_outsiders(member)
    if round_.state not in {"planned", "told"}:
        raise Conflict(_("This round has begun already."), code="round_begun")
    profiles.keep(member.id, lambda one: _heard(replace(one, skips=tuple(dict.fromkeys((*one.skips, round_.id))))))


def unskip(member: Member, round_: CoachingRound) -> None:
    """Take part in a round after all."""
    _refuse_outsiders(member)
    profiles.keep(member.id, lambda one: _heard(replace(one, skips=tuple(s for s in one.skips if s != round_.id))))


def pause(member: Member, *, until: date | None, today: date) -> None:
    """Pause up to and including a day, or for good."""
    _refuse_outsiders(member)
    if until is not None and until < today:
        raise Invalid(fields={"until": [_("This day is over. Choose today or a later day.")]}, code="date_past")
    if until is not None and until > today + FURTHEST:
        raise Invalid(fields={"until": [_("This lies far ahead. Choose a day within two years.")]}, code="date_ahead")
    profiles.keep(member.id, lambda one: _heard(replace(one, paused=True, paused_until=until, rested=False)))


def go_on(member: Member) -> None:
    """Come back from a pause, or answer the kind question with yes."""
    _refuse_outsiders(member)
    profiles.keep(member.id, lambda one: _heard(replace(one, paused=False, paused_until=None, rested=False)))


def leave(member: Member) -> None:
    """Leave peer coaching: wishes go, open pairings end; only with whom one is not paired again is kept, sealed."""
    if profile_of(member) is None:
        return
    parting.leave_all(member)
    profiles.keep(member.id, lambda one: Profile(joined=False, ended_with=one.ended_with))


def current(member: Member) -> Seen | None:
    """The pairing that is open now."""
    return next((one for one in access.pairings_of(member.id) if one.row.state == "open"), None)


def ahead(member: Member, profile: Profile) -> CoachingRound | None:
    """The next round, if it can be one for this member: they may skip it at any time before it begins."""
    round_ = access.round_ahead()
    last = max((one.row.number for one in access.pairings_of(member.id)), default=None)
    if round_ is None:
        return None
    without_skip = replace(profile, skips=())
    due = without_skip.takes_part(round_id=round_.id, on=round_.starts_on, number=round_.number, last_number=last)
    return round_ if due else None


def person_of(member_id: UUID) -> Member | None:
    """Somebody of one's own pair, for their name and zone; None when erased."""
    return db.session.scalar(select(Member).where(Member.id == member_id))


def called(member_ids: Sequence[UUID]) -> list[str]:
    """How to call the people of one's own pairing, in the order of their names; nobody has a name after erasure."""
    rows = [person_of(member_id) for member_id in member_ids]
    return sorted(row.called for row in rows if row is not None)


def _heard(profile: Profile) -> Profile:
    return replace(profile, silent=0, asked=False)


def _refuse_outsiders(member: Member) -> None:
    if profile_of(member) is None:
        raise NotFound(_("You do not take part in peer coaching."))


def _refuse_gaps(wishes: Wishes) -> None:
    fields: dict[str, list[str]] = {}
    if not wishes.days:
        fields["day"] = [_("Choose at least one day.")]
    if not wishes.languages:
        fields["language"] = [_("Choose at least one language.")]
    if wishes.starts == wishes.ends:
        fields["ends"] = [_("The end is the beginning. Choose another time.")]
    if len(wishes.not_with) > MOST_NOT_WITH:
        fields["not_with"] = [_("At most 50 addresses.")]
    if fields:
        raise Invalid(fields=fields, code="wishes_gaps")


def _not_with(
    typed: Sequence[str], known: Sequence[NotWith], by_address: Mapping[str, UUID], *, closed: bool
) -> tuple[NotWith, ...]:
    found = named(typed, known, by_address)
    return tuple(dict.fromkeys((*known, *found))) if closed else found


def _addresses(typed: Sequence[str]) -> dict[str, UUID]:
    tidy = [address.strip().lower() for address in typed if address.strip()]
    rows = db.session.scalars(select(Member).where(Member.email.in_(tidy)))
    return {row.email: row.id for row in rows}


def _open_pairs(member: Member) -> list[Seen]:
    """The member's open pairings, held before the profile: whoever holds both takes them in this order."""
    mine = [one.row.id for one in access.pairings_of(member.id) if one.row.state == "open"]
    return [access.pairing_for(member, pairing_id, for_change=True) for pairing_id in mine]


def _tell_pairs(pairs: Sequence[Seen], member: Member, profile: Profile, zone: str) -> None:
    """Open pairings reckon with the new hours and wishes from now on."""
    hours = Hours(zone, profile.days, profile.starts, profile.ends)
    for one in pairs:
        sides = dict(one.pair.sides) | {str(member.id): Side(hours, profile.wants)}
        access.keep(one, replace(one.pair, sides=sides))
