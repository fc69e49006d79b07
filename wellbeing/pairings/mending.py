"""In the middle of a round: who left or is away goes out of their pairing, and whoever waits gets a partner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from tenants import clock, jobs
from tenants.db import as_member, db
from tenants.members.absence import absent
from tenants.notices import service as notices
from tenants.organizations.access import organization
from wellbeing.pairings import access, kinds, notes, people, profiles, running
from wellbeing.pairings.models import CoachingPairing, CoachingRound
from wellbeing.pairings.people import Here, Someone
from wellbeing.pairings.terms import Reason

TRIED = 40
"""So many pairs are asked at most whether a third person fits."""


def mend() -> None:
    """Look after the round that is running, if there is one."""
    wanted = select(CoachingRound).where(CoachingRound.state == "running").with_for_update()
    for round_ in db.session.scalars(wanted.execution_options(populate_existing=True)).all():
        today = clock.today(organization().time_zone)
        if today <= round_.ends_on:
            _take_out(round_, today)
            _give_partners(round_, today)


def _take_out(round_: CoachingRound, today: date) -> None:
    """Whoever left, or is away from now until the end of the round, is in no pairing; the others wait or go on."""
    here = people.look_around()
    away = absent(today) & absent(round_.ends_on)
    for row in _open_rows(here, round_):
        gone = [each for each in row.member_ids if each not in here.everybody or each in away]
        if not gone:
            continue
        one = access.held(row)
        if one is None or one.pair.has_met(clock.now()):
            continue
        stay = [each for each in row.member_ids if each not in gone]
        part(row, gone, stay, round_.id)


def part(row: CoachingPairing, gone: list[UUID], stay: list[UUID], round_id: UUID) -> None:
    """Take people out of a pairing: two others go on, one other waits for a partner."""
    within = (stay or gone)[0]
    with as_member(within):
        one = access.seen(row)
        if len(stay) > 1:
            reasons = tuple(reason for reason in one.pair.reasons if reason.code != "trio")
            pair = replace(one.pair, reasons=reasons, sides={str(each): one.pair.sides[str(each)] for each in stay})
            access.keep(one, pair, member_ids=stay)
        else:
            access.keep(one, one.pair, state="ended")
    notes.drop_all(row.id, gone if len(stay) > 1 else [*gone, *stay])
    jobs.owe(running.END_SHARING, f"{row.id} {uuid4()}")
    if len(stay) > 1:
        notices.notify_all(stay, kinds.FEWER, pairing=str(row.id))
        return
    for member_id in stay:
        running.wait(member_id, round_id)
    notices.notify_all(stay, kinds.ENDED, pairing=str(row.id))


def _give_partners(round_: CoachingRound, today: date) -> None:
    here = people.look_around()
    away = absent(today)
    pool = [one for one in here.people.values() if _waits(one, round_, today) and one.id not in away]
    if len(pool) > 1:
        found = running.matched(round_, here, pool, on=today)
        for pairing in found.pairings:
            ids = [UUID(each) for each in pairing.members]
            running.begin(round_, here, ids, pairing.reasons)
            running.tell(round_, kinds.PAIR, ids)
        left = {one.id for one in found.left_out}
        pool = [one for one in pool if str(one.id) in left]
    for one in pool:
        if not _join_pair(round_, one, today) and not one.profile.waiting_told:
            profiles.change_for(one.id, lambda profile: replace(profile, waiting_told=True))
            notices.notify(one.id, kinds.NOBODY, round=str(round_.id))


def _waits(one: Someone, round_: CoachingRound, today: date) -> bool:
    profile = one.profile
    waits = profile.joined and profile.waiting_in == round_.id and not profile.rests_on(today)
    return waits and one.open_in(round_.id) is None


def _join_pair(round_: CoachingRound, one: Someone, today: date) -> bool:
    """Let somebody join a pair that has not begun to talk, if all three fit each other by every rule."""
    here = people.look_around()
    for row in list(_new_pairs(here, round_))[:TRIED]:
        three = [*(here.people[each] for each in row.member_ids), here.people[one.id]]
        together = replace(here, people={key: _without(each, row) for key, each in here.people.items()})
        chosen = [together.people[each.id] for each in three]
        found = running.matched(round_, together, chosen, on=today)
        fits = len(found.pairings) == 1 and len(found.pairings[0].members) == 3
        if fits and _add(round_, here, row, one.id, found.pairings[0].reasons):
            return True
    return False


def _add(round_: CoachingRound, here: Here, row: CoachingPairing, third: UUID, reasons: tuple[Reason, ...]) -> bool:
    before = access.held(row)
    if before is None or before.pair.signs or len(row.member_ids) > 2:
        return False
    ids = [*row.member_ids, third]
    with as_member(row.member_ids[0]):
        access.keep(before, replace(before.pair, reasons=reasons, sides=running.sides(here, ids)), member_ids=ids)
    profiles.change_for(third, lambda profile: replace(profile, waiting_in=None, waiting_told=False))
    running.tell(round_, kinds.THIRD, ids[:2])
    running.tell(round_, kinds.PAIR, [third])
    return True


def _new_pairs(here: Here, round_: CoachingRound) -> Iterator[CoachingPairing]:
    for row in _open_rows(here, round_):
        pair = access.seen(row).pair
        if len(row.member_ids) == 2 and not pair.signs and all(each in here.people for each in row.member_ids):
            yield row


def _open_rows(here: Here, round_: CoachingRound) -> list[CoachingPairing]:
    rows = {row.id: row for one in here.people.values() for row in one.pairings}
    return [row for row in rows.values() if row.round_id == round_.id and row.state == "open"]


def _without(one: Someone, row: CoachingPairing) -> Someone:
    return replace(one, pairings=tuple(each for each in one.pairings if each.id != row.id))
