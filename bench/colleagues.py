"""Invented organizations for matching: several time zones, a tree of managers, languages, topics, exclusions."""

from __future__ import annotations

import random
from collections.abc import Sequence

from wellbeing.pairings.terms import Participant, PastPairing, Plan

ZONES = (
    ("Europe/Berlin", 30, ("de", "en")),
    ("Europe/London", 20, ("en",)),
    ("Europe/Paris", 12, ("fr", "en")),
    ("America/New_York", 18, ("en", "es")),
    ("Asia/Kolkata", 14, ("en", "hi")),
    ("Australia/Sydney", 6, ("en",)),
)
TOPICS = tuple(f"topic {number}" for number in range(1, 41))
SPAN = 7  # people under one manager


def colleagues(people: int, seed: int = 1) -> list[Participant]:
    """A tree of managers with one head; teams sit under a manager, departments under the head's reports."""
    draw = random.Random(seed)  # noqa: S311 - invented people
    ids = [f"p{number:06d}" for number in range(people)]
    place, share = [zone for zone, _share, _languages in ZONES], [share for _zone, share, _languages in ZONES]
    spoken = {zone: languages for zone, _share, languages in ZONES}
    made: list[Participant] = []
    for number, each in enumerate(ids):
        head = (number - 1) // SPAN if number else None
        department = number if number <= SPAN else int(made[head or 0].department[1:])
        zone = draw.choices(place, share)[0]
        start = draw.choice((7, 8, 8, 9, 9, 9, 10))
        length = draw.choice((8, 8, 8, 8, 6, 4))
        languages = {language for language in spoken[zone] if draw.random() < 0.95} or {spoken[zone][0]}
        barred = {draw.choice(ids)} if draw.random() < 0.03 else set()
        made.append(
            Participant(
                id=each,
                unit=f"t{head}",
                department=f"d{department}",
                manager=None if head is None else ids[head],
                time_zone=zone,
                working_hours=(f"{start:02d}:00", f"{start + length:02d}:00"),
                languages=frozenset(languages),
                topics=frozenset(draw.sample(TOPICS, draw.choice((0, 1, 2, 3, 3, 4, 5)))),
                seniority=min(8, max(1, round(draw.gauss(3.5, 1.6)))),
                exclusions=frozenset(barred - {each}),
            )
        )
    return made


def remembered(plan: Plan, round_number: int) -> Sequence[PastPairing]:
    """The plan as history of the rounds to come."""
    return [PastPairing(round_number, each.members) for each in plan.pairings]
