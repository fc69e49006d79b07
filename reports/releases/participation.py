"""The response rate of a wave: 0/100 answers of everybody invited, for large groups only and in bands of ten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from reports.disclosure.candidates import EVERYBODY, Cell, Group, Kind
from reports.disclosure.noise import noise
from reports.disclosure.rounding import Bound, shown_band
from reports.disclosure.suppression import hidden_groups
from reports.releases.statistics import PARTICIPATION, SHARE_SD, Scale

FEWEST_INVITED = 20
"""People invited behind a shown rate, and behind any difference of two."""

NAME = "answered"

Rate = tuple[int, Bound] | None
"""A band of ten points by its lower edge, or None when hidden."""


def rate_scale() -> Scale:
    """The scale under which the response rate is released."""
    return Scale(PARTICIPATION, NAME, "Response rate", "participation", NAME, 0.0, 100.0, "better", 50.0, None, "")


def rates(
    invited: Mapping[str, Cell],
    answered: Collection[str],
    *,
    secret: bytes,
    wave: str,
    fewest: int = FEWEST_INVITED,
    organization_only: bool = False,
    named: str = f"{PARTICIPATION}.{NAME}",
    shown: Callable[[float], tuple[int, Bound]] = shown_band,
) -> dict[Group, Rate]:
    """The rate of the organization, of every unit and of every named group, hidden where too few were invited.

    ``invited`` are the pseudonyms of everybody asked with their cells. A unit is shown only if those of the unit above
    who are in no shown unit below it are nobody or at least ``fewest``; a named group only if it parts none of these
    remainders into pieces of fewer, so that no sum or difference of shown groups is one. The noise sticks to the people
    invited, under the name of what is counted; ``shown`` puts a rate into its band.
    """
    people, parents = _chart(invited, organization_only=organization_only)
    least = max(fewest, FEWEST_INVITED)
    hidden = hidden_groups(people, parents, least)
    took_part = frozenset(answered)

    def rate(inside: frozenset[str]) -> Rate:
        return shown(_rate(inside, took_part, secret, wave, named))

    found: dict[Group, Rate] = {_group(unit): None if unit in hidden else rate(who) for unit, who in people.items()}
    if not organization_only:
        apart = _remainders(invited, {unit for unit in people if unit not in hidden})
        for name, who in _named_groups(invited):
            pieces = [piece for part in apart for piece in (part & who, part - who) if piece]
            is_shown = "" not in hidden and all(len(piece) >= least for piece in pieces)
            found[Group(Kind.NAMED, name=name)] = rate(who) if is_shown else None
            apart = pieces if is_shown else apart
    return found


def _remainders(invited: Mapping[str, Cell], shown: Collection[str]) -> list[frozenset[str]]:
    """Everybody by the lowest shown unit they are in: every sum or difference of shown units is made of these."""
    parts: dict[str, set[str]] = {}
    for person, cell in invited.items():
        lowest = next((unit for unit in reversed(cell.units) if unit in shown), "")
        parts.setdefault(lowest, set()).add(person)
    return [frozenset(part) for _unit, part in sorted(parts.items())]


def _named_groups(invited: Mapping[str, Cell]) -> list[tuple[str, frozenset[str]]]:
    """The named groups with their people, the largest first."""
    groups: dict[str, set[str]] = {}
    for person, cell in invited.items():
        for name in cell.named:
            groups.setdefault(name, set()).add(person)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return [(name, frozenset(people)) for name, people in ordered]


def shown_units(people: Mapping[str, Cell], fewest: int) -> frozenset[Group]:
    """The organization and the units of which a count over these people may be shown."""
    inside, parents = _chart(people, organization_only=False)
    hidden = hidden_groups(inside, parents, max(fewest, FEWEST_INVITED))
    return frozenset(_group(unit) for unit in inside if unit not in hidden)


def _group(unit: str) -> Group:
    return Group(Kind.ORG, (unit,)) if unit else EVERYBODY


def _chart(
    invited: Mapping[str, Cell], *, organization_only: bool
) -> tuple[dict[str, frozenset[str]], dict[str, str | None]]:
    """Everybody in each unit and the unit above it; the organization is the empty text."""
    inside: dict[str, set[str]] = {"": set(invited)}
    parents: dict[str, str | None] = {"": None}
    for person, cell in invited.items():
        for above, unit in zip(("", *cell.units), () if organization_only else cell.units, strict=False):
            inside.setdefault(unit, set()).add(person)
            parents[unit] = above
    return {unit: frozenset(people) for unit, people in inside.items()}, parents


def _rate(people: frozenset[str], took_part: frozenset[str], secret: bytes, wave: str, named: str) -> float:
    drawn = SHARE_SD * noise(secret, wave, named, people)
    return (100 * len(people & took_part) + drawn) / len(people)
