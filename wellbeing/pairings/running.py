"""The clock of a round: announce, pair, end; each step one transaction, so that a crash leaves nothing half."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert

from tenants import clock, jobs, scope, vault
from tenants.db import as_member, db
from tenants.notices import service as notices
from wellbeing.pairings import access, bands, kinds, notes, people, profiles, rules
from wellbeing.pairings import pair as pairs
from wellbeing.pairings.bands import Band
from wellbeing.pairings.matching import plan
from wellbeing.pairings.models import CoachingPairing, CoachingRound
from wellbeing.pairings.pair import Pair, Side
from wellbeing.pairings.people import Here, Someone
from wellbeing.pairings.profile import SILENT_ROUNDS, Profile
from wellbeing.pairings.terms import LeftOut, Plan, Reason

CAUSES = ("no_partner_fits",)
END_SHARING = "home.end_sharing"
"""Known here by this name only: what the people of a pairing showed each other besides goes when it is over."""
ASK_ABOUT_ROUND = "checkins.round_ballot"
"""Whether it helped is asked through check-ins, which are known here by this name only."""
KEPT_ROUNDS = 12
"""So many rounds back it is remembered who met whom."""


def heads_up(round_id: UUID) -> None:
    """Two days before a round: tell everybody for whom it is, so that they can skip it."""
    round_ = access.round_for(round_id, for_change=True)
    if round_.state != "planned":
        return
    here = people.look_around()
    asked = [one.id for one in here.taking_part(round_, round_.starts_on) if not one.profile.to_be_asked]
    notices.notify_all(asked, kinds.AHEAD, round=str(round_.id), day=round_.starts_on.isoformat())
    round_.state = "told"
    db.session.flush()


def called_off(round_id: UUID) -> None:
    """Tell everybody who was told of a round that it does not take place."""
    round_ = access.round_for(round_id)
    here = people.look_around()
    told = [one.id for one in here.taking_part(round_, round_.starts_on)]
    notices.notify_all(told, kinds.CALLED_OFF, round=str(round_.id))


def pair(round_id: UUID) -> None:
    """Pair everybody who takes part, tell them, and write down for HR in bands how it went: all of it or nothing."""
    round_ = access.round_for(round_id, for_change=True)
    if round_.state not in {"planned", "told"}:
        return
    here = people.look_around()
    if clock.today(here.place.time_zone) > round_.ends_on:  # no worker ran for weeks: nothing begins that is over
        round_.state = "cancelled"
        db.session.flush()
        return
    for one in here.people.values():
        if one.profile.to_be_asked and not one.profile.rests_on(round_.starts_on):
            profiles.change_for(one.id, _rest)
    eligible = [one for one in here.taking_part(round_, round_.starts_on) if not one.profile.to_be_asked]
    found = matched(round_, here, eligible)
    for pairing in found.pairings:
        begin(round_, here, [UUID(one) for one in pairing.members], pairing.reasons)
    for left in found.left_out:
        wait(UUID(left.id), round_.id, told=True)
    tell(round_, kinds.PAIR, [UUID(one) for pairing in found.pairings for one in pairing.members])
    tell(round_, kinds.NOBODY, [UUID(left.id) for left in found.left_out])
    round_.state, round_.figures = "running", _figures(round_, here, eligible, found.left_out)
    db.session.flush()


def last_days(round_id: UUID) -> None:
    """Two days before the end: tell everybody in a pair, so that they can keep what they want of it."""
    round_ = access.round_for(round_id)
    if round_.state != "running":
        return
    here = people.look_around()
    told = [one.id for one in here.people.values() if one.open_in(round_.id) is not None]
    if told:
        notices.notify_all(told, kinds.LAST_DAYS, round=str(round_.id), day=round_.ends_on.isoformat())


def end(round_id: UUID) -> None:
    """End a round: its open pairings are over, unkept words go, and whoever was silent thrice is asked kindly.

    Then it is owed to ask whether it helped; that job finds by the round's id who was in it.
    """
    round_ = access.round_for(round_id, for_change=True)
    if round_.state != "running":
        return
    here = people.look_around()
    rows = {row.id: row for one in here.people.values() for row in one.pairings if row.round_id == round_.id}
    for row in rows.values():
        if row.state == "open":
            _end_one(row, here)
    for one in here.people.values():
        if one.profile.waiting_in is not None or one.profile.skips:
            profiles.change_for(one.id, lambda profile: _without_round(profile, round_.id))
    _forget(here, before=round_.number - KEPT_ROUNDS)
    jobs.owe(END_SHARING, round_.id)
    round_.state = "over"
    db.session.flush()
    jobs.owe(ASK_ABOUT_ROUND, round_.id, {"round": str(round_.id)})


def matched(round_: CoachingRound, here: Here, chosen: Sequence[Someone], *, on: date | None = None) -> Plan:
    """The plan for some people of a round, by its rules; only people who were asked for are in it."""
    policy = rules.of(round_.rules).policy(on or round_.starts_on)
    found = plan(
        people.participants(here, chosen, policy.on), people.history(here), policy, round_.number, _seed(round_)
    )
    asked = {str(one.id) for one in chosen}
    return replace(found, left_out=tuple(one for one in found.left_out if one.id in asked))


def begin(round_: CoachingRound, here: Here, member_ids: Sequence[UUID], reasons: Iterable[Reason]) -> UUID:
    """A new pairing, written as one of its own people."""
    pairing_id = uuid4()
    sealed = vault.seal_for_tenant(
        pairs.to_bytes(Pair(reasons=tuple(reasons), sides=sides(here, member_ids))),
        table=access.TABLE,
        row_id=pairing_id,
    )
    row = insert(CoachingPairing).values(
        tenant_id=scope.require().tenant_id,
        id=pairing_id,
        round_id=round_.id,
        number=round_.number,
        member_ids=list(member_ids),
        state="open",
        sealed=sealed,
    )
    with as_member(member_ids[0]):
        db.session.execute(row)
    for member_id in member_ids:
        if here.people[member_id].profile.waiting_in is not None:
            profiles.change_for(member_id, lambda one: replace(one, waiting_in=None, waiting_told=False))
    return pairing_id


def sides(here: Here, member_ids: Iterable[UUID]) -> dict[str, Side]:
    """What the people of a pairing know of each other."""
    chosen = [here.people[member_id] for member_id in member_ids]
    return {str(one.id): Side(people.hours_of(one, here.place), one.profile.wants) for one in chosen}


def wait(member_id: UUID, round_id: UUID, *, told: bool = False) -> None:
    """Somebody waits for the next free partner of a round."""
    profiles.change_for(member_id, lambda one: replace(one, waiting_in=round_id, waiting_told=one.waiting_told or told))


def tell(round_: CoachingRound, kind: str, member_ids: Sequence[UUID]) -> None:
    """Tell people of a round the same, in a few statements however many they are."""
    if member_ids:
        notices.notify_all(member_ids, kind, round=str(round_.id))


def _end_one(row: CoachingPairing, here: Here) -> None:
    one = access.held(row)
    if one is None:
        return
    there = [member_id for member_id in row.member_ids if member_id in here.people]
    with as_member(row.member_ids[0]):
        access.keep(one, one.pair, state="over")
    notes.drop_all(row.id, row.member_ids)
    for member_id in there:
        silent = member_id not in one.pair.signs
        before = here.people[member_id].profile
        if silent or before.silent:
            profiles.change_for(member_id, _more_silent if silent else _heard)
            if silent and before.silent + 1 >= SILENT_ROUNDS:
                notices.notify(member_id, kinds.ASK)


def _more_silent(profile: Profile) -> Profile:
    silent = profile.silent + 1
    return replace(profile, silent=silent, asked=silent >= SILENT_ROUNDS)


def _heard(profile: Profile) -> Profile:
    return replace(profile, silent=0, asked=False)


def _rest(profile: Profile) -> Profile:
    return replace(profile, silent=0, asked=False, paused=True, paused_until=None, rested=True)


def _without_round(profile: Profile, round_id: UUID) -> Profile:
    # the next round may be announced, and skipped, before this one is over
    left = replace(profile, skips=tuple(one for one in profile.skips if one != round_id))
    return replace(left, waiting_in=None, waiting_told=False) if left.waiting_in == round_id else left


def _forget(here: Here, *, before: int) -> None:
    """Who met whom so long ago is nobody's business any more."""
    old = {row.id: row for one in here.people.values() for row in one.pairings if row.number <= before}
    for row in old.values():
        with as_member(row.member_ids[0]):
            gone = delete(CoachingPairing).where(CoachingPairing.id == row.id)
            db.session.execute(gone, execution_options={"synchronize_session": False})
            db.session.expunge(row)


def _figures(
    round_: CoachingRound, here: Here, eligible: Sequence[Someone], left_out: Sequence[LeftOut]
) -> dict[str, Any]:
    """What HR may see of a round, computed once: shares of everybody, and of those who took part."""
    secret = vault.tenant_secret("coaching figures")
    everybody = [str(row.id) for row in here.everybody.values()]
    asked = [str(one.id) for one in eligible]
    left = {one.id for one in left_out}

    def band(part: Iterable[str], of: Sequence[str], name: str) -> list[int] | None:
        found: Band | None = bands.share(list(part), of, secret=secret, name=f"{round_.number} {name}")
        return [found.low, found.high] if found else None

    return {
        "eligible": band(asked, everybody, "eligible"),
        "paired": band([one for one in asked if one not in left], asked, "paired"),
        "causes": {
            # always the same lines: whether one is there would tell of one person
            cause: band([one.id for one in left_out if one.cause == cause], asked, cause)
            for cause in CAUSES
        },
    }


def _seed(round_: CoachingRound) -> int:
    return round_.id.int % 2**31
