"""Every rule once more, person by person from the plain terms: a plan that breaks one is never handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from wellbeing.pairings.eligible import taking_part
from wellbeing.pairings.hours import needed_quarters, utc_quarters
from wellbeing.pairings.terms import Pairing, Participant, PastPairing, Plan, Policy


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks and the members concerned; what rests on the reporting chart, on an exclusion, on
    hours or on language is one code, so that nothing is told of exclusions."""

    code: str
    members: tuple[str, ...]


def verify(
    plan: Plan,
    participants: Sequence[Participant],
    history: Sequence[PastPairing],
    policy: Policy,
    round_number: int,
) -> list[Violation]:
    """The rules that the plan breaks; empty when it keeps them all."""
    rules = _Rules(participants, history, policy, round_number)
    found = _once_each(plan, {each.id for each in taking_part(participants, round_number)})
    repeats = {tuple(sorted(pair)) for pair in plan.relaxed}
    for pairing in plan.pairings:
        if all(member in rules.people for member in pairing.members):
            found += rules.broken_by(pairing, repeats)
    if plan.score != sum(each.score for each in plan.pairings) or plan.upper_bound < plan.score:
        found.append(Violation("wrong_total", ()))
    return found


def _once_each(plan: Plan, expected: set[str]) -> list[Violation]:
    found: list[Violation] = []
    seen: set[str] = set()
    places = [each.members for each in plan.pairings] + [(each.id,) for each in plan.left_out]
    for members in places:
        found += [Violation("named_twice", (member,)) for member in members if member in seen]
        found += [Violation("takes_no_part", (member,)) for member in members if member not in expected]
        seen.update(members)
    found += [Violation("forgotten", (member,)) for member in sorted(expected - seen)]
    return found


class _Rules:
    """The rules of one round over plain values."""

    def __init__(
        self, everybody: Sequence[Participant], history: Sequence[PastPairing], policy: Policy, round_number: int
    ) -> None:
        self.people: Mapping[str, Participant] = {each.id: each for each in everybody}
        self.policy = policy
        self.lately = {
            tuple(sorted(pair))
            for past in history
            if round_number - past.round <= policy.cooldown
            for pair in combinations(past.members, 2)
        }
        self.top = self._everyones_manager()
        self._masks: dict[tuple[str, tuple[str, str]], int] = {}

    def broken_by(self, pairing: Pairing, repeats: set[tuple[str, ...]]) -> list[Violation]:
        """The rules that this pairing breaks."""
        members = pairing.members
        if not 2 <= len(members) <= 3 or not 0 <= pairing.score <= 1000:
            return [Violation("not_a_pairing", members)]
        people = [self.people[member] for member in members]
        found = [] if self._can_talk(people) else [Violation("may_not_meet", members)]
        for one, two in combinations(people, 2):
            pair = tuple(sorted((one.id, two.id)))
            if self._apart(one, two) or not self._can_talk([one, two]):
                found.append(Violation("may_not_meet", pair))
            if (pair in self.lately) != (pair in repeats):
                found.append(Violation("met_lately", pair))
        return found

    def _everyones_manager(self) -> str | None:
        """The one person, without a manager among these, whom everybody else reports to."""
        reports: dict[str, list[str]] = {}
        for each in self.people.values():
            above = each.manager if each.manager in self.people else None
            reports.setdefault(above or "", []).append(each.id)
        heads = reports.get("", [])
        below = list(heads)
        for person in below:
            below.extend(reports.get(person, []))
        return heads[0] if len(heads) == 1 and len(below) == len(self.people) > 1 else None

    def _is_above(self, one: str, two: str) -> bool:
        seen = {two}
        above = self.people[two].manager
        while above is not None and above in self.people and above not in seen:
            if above == one:
                return True
            seen.add(above)
            above = self.people[above].manager
        return False

    def _apart(self, one: Participant, two: Participant) -> bool:
        if one.id in two.exclusions or two.id in one.exclusions:
            return True
        if not self.policy.allow_same_manager and one.manager and one.manager == two.manager:
            return True
        return self._leads(one, two) or self._leads(two, one)

    def _leads(self, one: Participant, two: Participant) -> bool:
        if one.id == self.top and self.policy.everyones_manager == "allow":
            above = self.people.get(two.manager or "")
            return two.manager == one.id or (above is not None and above.manager == one.id)
        return self._is_above(one.id, two.id)

    def _can_talk(self, people: Sequence[Participant]) -> bool:
        own = [self._mask(each) for each in people]
        common = own[0]
        for mask in own:
            common &= mask
        enough = common.bit_count() >= needed_quarters(self.policy.minimum_overlap_hours, *own)
        return enough and bool(frozenset.intersection(*(each.languages for each in people)))

    def _mask(self, person: Participant) -> int:
        key = (person.time_zone, person.working_hours)
        if key not in self._masks:
            self._masks[key] = utc_quarters(*key, self.policy.on)
        return self._masks[key]
