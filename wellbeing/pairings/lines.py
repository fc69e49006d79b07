"""Reporting lines as stretches of one order: everybody below somebody stands right behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellbeing.pairings.terms import Participant


@dataclass(frozen=True, slots=True)
class Lines:
    """People in the order of the chart; `stretch[id]` = (first, end) holds the person and everybody below.

    Members of a cycle of managers share one stretch: each stands in the line of each other. `top` is the one person
    above everybody else, when there is one.
    """

    order: tuple[str, ...]
    stretch: Mapping[str, tuple[int, int]]
    top: str | None


def lines_of(people: Sequence[Participant]) -> Lines:
    """The reporting lines of an organization; a manager who is not among the people ends the line. O(n)."""
    manager = {each.id: each.manager for each in sorted(people, key=lambda each: each.id)}
    ring = _rings(manager)
    below: dict[str, list[str]] = {}
    tops = []
    for person, above in manager.items():
        if ring[person] != person:
            continue
        if above is not None and above in manager and ring[above] != person:
            below.setdefault(ring[above], []).append(person)
        else:
            tops.append(person)
    mates: dict[str, list[str]] = {}
    for person, head in ring.items():
        mates.setdefault(head, []).append(person)
    order: list[str] = []
    stretch: dict[str, tuple[int, int]] = {}
    for each in tops:
        _descend(each, below, mates, order, stretch)
    alone = len(tops) == 1 and len(mates[tops[0]]) == 1 and len(order) > 1
    return Lines(tuple(order), stretch, tops[0] if alone else None)


def _rings(manager: Mapping[str, str | None]) -> dict[str, str]:
    """For each person the first id of their cycle of managers, or their own."""
    ring: dict[str, str] = {}
    for start in manager:
        path: list[str] = []
        at: dict[str, int] = {}
        person: str | None = start
        while person is not None and person in manager and person not in ring and person not in at:
            at[person] = len(path)
            path.append(person)
            person = manager[person]
        ring.update({each: each for each in path})
        if person is not None and person in at:
            cycle = path[at[person] :]
            ring.update(dict.fromkeys(cycle, min(cycle)))
    return ring


def _descend(
    top: str,
    below: Mapping[str, list[str]],
    mates: Mapping[str, list[str]],
    order: list[str],
    stretch: dict[str, tuple[int, int]],
) -> None:
    """Write down the tree under `top`, without recursion: chains may be thousands long."""
    stack: list[tuple[str, int]] = [(top, -1)]
    while stack:
        person, first = stack.pop()
        if first >= 0:
            stretch.update(dict.fromkeys(mates[person], (first, len(order))))
            continue
        stack.append((person, len(order)))
        order.extend(mates[person])
        stack.extend((child, -1) for child in reversed(below.get(person, ())))
