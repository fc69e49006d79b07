"""The rules of matching written down a second time, minute by minute and person by person, for the tests alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

from wellbeing.pairings.terms import Participant, PastPairing, Plan, Policy


@cache
def worked(zone: str, hours: tuple[str, str], on: str) -> frozenset[int]:
    """The quarter hours of this UTC day in whose every minute the local clock shows working time."""

    def minutes(text: str) -> int:
        return int(text[:2]) * 60 + int(text[3:])

    start, end = minutes(hours[0]), minutes(hours[1])

    def at_work(moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(zone))
        now = local.hour * 60 + local.minute
        return start <= now < end if start < end else now >= start or now < end

    midnight = datetime.fromisoformat(on).replace(tzinfo=UTC)
    return frozenset(
        quarter
        for quarter in range(96)
        if all(at_work(midnight + timedelta(minutes=15 * quarter + minute)) for minute in range(15))
    )


class Checker:
    """Who may meet whom in one round."""

    def __init__(
        self, people: Sequence[Participant], history: Sequence[PastPairing], policy: Policy, round_number: int
    ) -> None:
        self.by_id = {each.id: each for each in people}
        self.policy = policy
        self.taking_part = {each.id for each in people if not each.paused and round_number % each.cadence == 0}
        self.recent: dict[frozenset[str], int] = {}
        for past in history:
            for pair in combinations(past.members, 2):
                if round_number - policy.cooldown <= past.round:
                    known = self.recent.get(frozenset(pair), 0)
                    self.recent[frozenset(pair)] = max(known, past.round)

    def bosses(self, person: str) -> Iterator[str]:
        seen: set[str] = set()
        manager = self.by_id[person].manager
        while manager in self.by_id and manager not in seen:
            seen.add(manager)
            yield manager
            manager = self.by_id[manager].manager

    def leads(self, one: str, two: str) -> bool:
        above = list(self.bosses(two))
        if one not in above:
            return False
        top_of_all = all(one == other or one in self.bosses(other) for other in self.by_id)
        free = top_of_all and self.policy.everyones_manager == "allow" and self.by_id[one].manager not in self.by_id
        return not free or one in above[:2]

    def talk(self, *ids: str) -> bool:
        people = [self.by_id[each] for each in ids]
        quarters = [worked(each.time_zone, each.working_hours, self.policy.on.isoformat()) for each in people]
        wanted = math.ceil(self.policy.minimum_overlap_hours * 4)
        needed = max(min(wanted, *map(len, quarters)), min(wanted, 1))
        common = frozenset.intersection(*quarters)
        return len(common) >= needed and bool(frozenset.intersection(*(each.languages for each in people)))

    def may_meet(self, one: str, two: str) -> bool:
        """All the hard rules but the cool-down."""
        first, second = self.by_id[one], self.by_id[two]
        if two in first.exclusions or one in second.exclusions:
            return False
        if first.manager and first.manager == second.manager and not self.policy.allow_same_manager:
            return False
        return self.talk(one, two) and not self.leads(one, two) and not self.leads(two, one)

    def fits(self, group: Sequence[str]) -> bool:
        return self.talk(*group) and all(self.may_meet(*pair) for pair in combinations(group, 2))

    def repeats(self, group: Sequence[str]) -> list[frozenset[str]]:
        return [frozenset(pair) for pair in combinations(group, 2) if frozenset(pair) in self.recent]

    def flaws(self, plan: Plan) -> list[str]:
        """What is wrong with a plan, in words."""
        found = []
        named = [each for pairing in plan.pairings for each in pairing.members] + [one.id for one in plan.left_out]
        if sorted(named) != sorted(self.taking_part):
            found.append("not everybody who takes part stands in it once")
        told = {frozenset(pair) for pair in plan.relaxed}
        for pairing in plan.pairings:
            if len(pairing.members) not in (2, 3) or not self.fits(pairing.members):
                found.append(f"{pairing.members} may not meet")
            if any(pair not in told for pair in self.repeats(pairing.members)):
                found.append(f"{pairing.members} met lately and nobody says so")
            if not 0 <= pairing.score <= 1000:
                found.append(f"{pairing.members} have a score of {pairing.score}")
        if told != {pair for pairing in plan.pairings for pair in self.repeats(pairing.members)}:
            found.append("a repeat is told that is none")
        if sum(each.score for each in plan.pairings) != plan.score or plan.score > plan.upper_bound + 1e-6:
            found.append("the sum is wrong")
        return found
