"""Why a pair or trio fits, as codes with values, the weightiest first; exclusions are never looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from wellbeing.pairings.scores import COMPLEMENTARY, DEPARTMENT, NOVELTY, OVERLAP, SIMILAR, TEAM, TOPIC, TOPICS
from wellbeing.pairings.terms import Participant, Reason

TOLD_TOPICS = 3
FITTING_SENIORITY = 110


def reasons(
    members: Sequence[Participant],
    quarters: int,
    met: Mapping[tuple[str, str], int],
    round_number: int,
    cooldown: int,
    complementary: bool,
) -> tuple[Reason, ...]:
    """The reasons of one pairing; `quarters` are common quarter hours, `met` the last round of each earlier meeting."""
    found = [
        *_topics(members),
        *_places(members),
        *_seniority(members, complementary),
        (OVERLAP * min(quarters, 16) // 16, Reason("common_hours", {"hours": f"{quarters / 4:g}"})),
        *_before(members, met, round_number, cooldown),
    ]
    languages = frozenset.intersection(*(each.languages for each in members))
    found.append((0, Reason("common_language", {"languages": ", ".join(sorted(languages))})))
    if len(members) == 3:
        found.append((-1, Reason("trio")))
    return tuple(reason for _points, reason in sorted(found, key=lambda each: -each[0]))


def _topics(members: Sequence[Participant]) -> list[tuple[int, Reason]]:
    topics = sorted(frozenset.intersection(*(each.topics for each in members)))
    if not topics:
        return []
    values = {"topics": ", ".join(topics[:TOLD_TOPICS]), "count": str(len(topics))}
    return [(min(TOPIC * len(topics), TOPICS), Reason("shared_topics", values))]


def _places(members: Sequence[Participant]) -> list[tuple[int, Reason]]:
    if _all_differ([each.department for each in members]):
        return [(DEPARTMENT + TEAM, Reason("other_department"))]
    return [(TEAM, Reason("other_team"))] if _all_differ([each.unit for each in members]) else []


def _all_differ(names: Sequence[str]) -> bool:
    return all(names) and len(set(names)) == len(names)


def _seniority(members: Sequence[Participant], complementary: bool) -> list[tuple[int, Reason]]:
    known = [each.seniority for each in members if each.seniority is not None]
    if len(known) < len(members):
        return []
    table = COMPLEMENTARY if complementary else SIMILAR
    points = min(table[abs(one - two)] for one, two in combinations(known, 2))
    code = "complementary_seniority" if complementary else "similar_seniority"
    return [(points, Reason(code))] if points >= FITTING_SENIORITY else []


def _before(
    members: Sequence[Participant], met: Mapping[tuple[str, str], int], round_number: int, cooldown: int
) -> list[tuple[int, Reason]]:
    names = [each.id for each in members]
    last = max((met.get((min(pair), max(pair)), 0) for pair in combinations(names, 2)), default=0)
    if not last:
        return [(NOVELTY, Reason("first_meeting"))]
    code = "met_lately" if round_number - last <= cooldown else "met_long_ago"
    return [(1, Reason(code, {"rounds": str(round_number - last)}))]
