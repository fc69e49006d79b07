"""Small invented companies for the tests of disclosure control."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from reports.disclosure.table import Answer, Options, disclose

SECRET = bytes(range(32))
CHART: dict[str, str | None] = {
    "Works": None,
    "Operations": "Works",
    "Day shift": "Operations",
    "Night shift": "Operations",
    "Dispatch": "Operations",
    "Repair": "Operations",
    "Sales": "Works",
    "Field": "Sales",
    "Phone": "Sales",
}
SEATS = tuple(
    unit
    for unit, people in {
        "Day shift": 11, "Night shift": 7, "Dispatch": 3, "Repair": 4, "Works": 6, "Field": 9, "Phone": 8,
    }.items()
    for _person in range(people)
)  # fmt: skip


def answers(seed: int = 1, waves: int = 1, response: float = 0.8, moves: float = 0.05) -> list[Answer]:
    """Answers of the company's forty-eight people over waves; some do not answer, some move."""
    chance = random.Random(seed)
    seats, found = list(SEATS), []
    for wave in range(1, waves + 1):
        for number in range(len(seats)):
            if chance.random() < moves:
                seats[number] = chance.choice(SEATS)
            if chance.random() < response:
                place = ("Porto", "Braga", "Faro")[number % 3 if number % 7 else 0]
                tenure = ("under_1", "1_to_2", "3_to_9")[number % 5 % 3]
                found.append(Answer(wave, f"p{number}", seats[number], place, tenure, 5.0 * chance.randint(4, 16)))
    return found


def figures(rows: Sequence[Answer], **changes: Any) -> list[dict[str, Any]]:
    """The figures of these answers in the chart above."""
    return list(disclose(CHART, rows, changes.pop("secret", SECRET), Options(**changes))["figures"])


def shown(rows: Sequence[Answer], **changes: Any) -> dict[tuple[Any, ...], int]:
    """Means by wave, kind and key, of what is published."""
    return {
        (one.get("wave"), one["kind"], str(sorted(one["key"].items()))): one["mean"]
        for one in figures(rows, **changes)
        if one["mean"] is not None
    }


def people_in(figure: dict[str, Any], rows: Sequence[Answer]) -> frozenset[str]:
    """Who is in a figure's group, worked out from the rows alone."""
    key, kind = figure["key"], figure["kind"]

    def is_inside(row: Answer) -> bool:
        path = [row.unit]
        while CHART[path[-1]]:
            path.append(str(CHART[path[-1]]))
        units = key.get("units") or ([key["unit"]] if "unit" in key else [])
        seat = path[:1] if kind == "directs" else path
        return (
            row.wave == figure["wave"]
            and row.value is not None
            and (not units or bool(set(units) & set(seat)))
            and key.get("location", row.location) == row.location
            and key.get("tenure", row.tenure) == row.tenure
        )

    return frozenset(row.person for row in rows if is_inside(row))
