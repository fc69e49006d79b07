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
    """The rate of the organization and of every unit, hidden where too few were invited.

    ``invited`` are the pseudonyms of everybody asked with their cells. A unit is shown only if those of the unit above
    who are in no shown unit below it are nobody or at least ``fewest``. The noise sticks to the people invited, under
    the name of what is counted; ``shown`` puts a rate into its band.
    """
    people, parents = _chart(invited, organization_only=organization_only)
    hidden = hidden_groups(people, parents, max(fewest, FEWEST_INVITED))
    took_part = frozenset(answered)
    found: dict[Group, Rate] = {}
    for unit, inside in people.items():
        found[_group(unit)] = None if unit in hidden else shown(_rate(inside, took_part, secret, wave, named))
    return found


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
