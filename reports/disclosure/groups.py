"""The groups that may get a figure: who is in them and how they nest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class DisclosureError(ValueError):
    """What was handed in does not form nested groups, or a value lies outside 0-100; one sentence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One group that would like a figure.

    ``key`` names it, ``parent`` names the group that contains it (None for the organization), ``people`` are
    the pseudonyms of everybody counted in it, sub-groups included. ``invited`` is the number of people asked;
    it decides how finely the size may be shown.
    """

    key: str
    parent: str | None
    people: frozenset[str]
    invited: int | None = None


def checked(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Candidates by key, in the order given; parents contain their children and siblings share nobody.

    Raises DisclosureError for a repeated key, an unknown parent, a cycle, a child with somebody outside its
    parent, or two siblings (roots included) with a person in common.
    """
    by_key: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.key in by_key:
            raise DisclosureError(f"The group {candidate.key!r} is listed twice.")
        by_key[candidate.key] = candidate
    for candidate in by_key.values():
        if candidate.parent is None:
            continue
        if candidate.parent not in by_key:
            raise DisclosureError(f"The group {candidate.key!r} names a parent that is not listed.")
        if not candidate.people <= by_key[candidate.parent].people:
            raise DisclosureError(f"The group {candidate.key!r} has somebody who is not in its parent.")
    _refuse_cycles(by_key)
    for siblings in children_of({key: one.parent for key, one in by_key.items()}).values():
        _refuse_overlap([by_key[key] for key in siblings])
    return by_key


def children_of(parents: Mapping[str, str | None]) -> dict[str | None, list[str]]:
    """Keys of the children of every key, the roots under None."""
    children: dict[str | None, list[str]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    return children


def _refuse_cycles(by_key: Mapping[str, Candidate]) -> None:
    settled: set[str] = set()
    for start in by_key:
        path: list[str] = []
        seen: set[str] = set()
        key: str | None = start
        while key is not None and key not in settled:
            if key in seen:
                raise DisclosureError(f"The group {key!r} contains itself.")
            seen.add(key)
            path.append(key)
            key = by_key[key].parent
        settled.update(path)


def _refuse_overlap(siblings: Sequence[Candidate]) -> None:
    together = frozenset[str]().union(*(one.people for one in siblings))
    if len(together) != sum(len(one.people) for one in siblings):
        names = ", ".join(sorted(repr(one.key) for one in siblings))
        raise DisclosureError(f"Somebody is in two of the groups {names}.")
