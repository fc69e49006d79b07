"""Who takes part in a round, and refusals of terms that no round can be planned from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from wellbeing.pairings import hours
from wellbeing.pairings.terms import Participant, PastPairing, Policy

EARLIEST, LATEST = date(1970, 1, 2), date(2199, 12, 30)


class TermsError(ValueError):
    """Terms that cannot be planned from; the message is one sentence that begins with the path of the field."""


def taking_part(people: Sequence[Participant], round_number: int) -> list[Participant]:
    """Those who take part in this round, by id: not paused, and every n-th round for a cadence of n."""
    mine = [each for each in people if not each.paused and round_number % each.cadence == 0]
    return sorted(mine, key=lambda each: each.id)


def require_sound(
    people: Sequence[Participant], history: Sequence[PastPairing], policy: Policy, round_number: int
) -> None:
    """Raise TermsError with the path of the first field that makes no sense; `people[3]` counts from 0."""
    _require_policy(policy)
    if round_number < 1:
        raise TermsError("round must be a whole number from 1.")
    seen: dict[str, int] = {}
    zones: set[str] = set()
    clocks: set[tuple[str, str]] = set()
    for place, person in enumerate(people):
        path = f"people[{place}]"
        if person.id in seen:
            raise TermsError(f"{path}.id is the same as people[{seen[person.id]}].id.")
        seen[person.id] = place
        if person.time_zone not in zones:
            _require_zone(person.time_zone, path)
            zones.add(person.time_zone)
        if person.working_hours not in clocks:
            _require_hours(person.working_hours, path)
            clocks.add(person.working_hours)
        if person.cadence < 1:
            raise TermsError(f"{path}.cadence must be a whole number from 1.")
        if person.seniority is not None and not 1 <= person.seniority <= 8:
            raise TermsError(f"{path}.seniority must be a whole number from 1 to 8.")
    for place, past in enumerate(history):
        _require_past(past, round_number, f"history[{place}]")


def _require_policy(policy: Policy) -> None:
    if not EARLIEST <= policy.on <= LATEST:
        raise TermsError(f"policy.date must lie between {EARLIEST} and {LATEST}.")
    if not 0 <= policy.cooldown <= 1000:
        raise TermsError("policy.cooldown must be a whole number from 0 to 1000.")
    if not (math.isfinite(policy.minimum_overlap_hours) and 0 <= policy.minimum_overlap_hours <= 24):
        raise TermsError("policy.minimum_overlap_hours must be a number from 0 to 24.")


def _require_zone(name: str, path: str) -> None:
    try:
        hours.zone(name)
    except ValueError as error:
        raise TermsError(f"{path}.time_zone is not a time zone such as Europe/Berlin.") from error


def _require_hours(working_hours: tuple[str, str], path: str) -> None:
    for place, text in enumerate(working_hours):
        try:
            hours.clock(text, end=place == 1)
        except ValueError as error:
            raise TermsError(f"{path}.working_hours[{place}] must be a time such as 09:00.") from error
    if working_hours[0] == working_hours[1]:
        raise TermsError(f"{path}.working_hours must not begin and end at the same time.")


def _require_past(past: PastPairing, round_number: int, path: str) -> None:
    if not 1 <= past.round <= round_number:
        raise TermsError(f"{path}.round must be from 1 to {round_number}, the round that is planned.")
    if not 2 <= len(past.members) <= 3:
        raise TermsError(f"{path}.members must name two or three people.")
    if len(set(past.members)) != len(past.members):
        raise TermsError(f"{path}.members names somebody twice.")
