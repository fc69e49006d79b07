"""What others publish: the threshold alone, and the documented suppression rules of two commercial suites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.simulated import Company, Reply

RULES = ("k_only", "glint", "culture_amp")
EXEMPT_FROM = 400  # answers; the first suite never hides so large a group for another one's sake

Name = tuple[str, str | None, str | None, str | None]  # kind, unit, location, tenure


@dataclass(frozen=True, slots=True)
class _Rule:
    """Groups under ``k`` are hidden, then the next smallest beside them until ``hidden`` answers are hidden."""

    k: int
    hidden: int
    exempt_from: float


def publish(company: Company, rule: str, k: int = 5, rounding: float = 0.1) -> dict[str, Any]:
    """Figures in the shape of `wellbeing disclose`, with means rounded to ``rounding`` and exact band counts.

    ``rule`` is one of RULES. "k_only" hides groups of fewer than ``k`` answers. The others look besides at each
    breakdown that stands side by side (a group by its sub-units, locations or tenure bands) and, when something is
    hidden there, go on hiding the next smallest groups: "glint" until at least 2 answers are hidden, groups of
    400 and more exempt; "culture_amp" until at least ``k`` are. Sources: the suites' public help pages on
    confidentiality. Raises KeyError for an unknown rule. Cost grows with groups times people.
    """
    applied = {
        "k_only": _Rule(k, 0, float("inf")),
        "glint": _Rule(k, 2, EXEMPT_FROM),
        "culture_amp": _Rule(k, k, float("inf")),
    }[rule]
    figures: list[dict[str, Any]] = []
    for wave in company.waves:
        groups, breakdowns = _groups(company.units, company.wave(wave))
        hidden = {name for name, people in groups.items() if len(people) < k}
        for beside in breakdowns:
            hidden |= _also_hidden({name: len(groups[name]) for name in beside}, applied)
        figures.extend(_figure(wave, name, people, name in hidden, rounding) for name, people in groups.items())
    return {"figures": figures, "audit": {}}


def _also_hidden(sizes: Mapping[Name, int], rule: _Rule) -> set[Name]:
    """What else goes in one breakdown: the smallest first, until enough answers are hidden."""
    hidden = {name for name, size in sizes.items() if size < rule.k}
    count = sum(sizes[name] for name in hidden)
    also: set[Name] = set()
    for size, name in sorted((size, name) for name, size in sizes.items() if name not in hidden):
        if not 0 < count < rule.hidden or size >= rule.exempt_from:
            break
        also.add(name)
        count += size
    return also


def _groups(units: Mapping[str, str | None], replies: list[Reply]) -> tuple[dict[Name, list[float]], list[list[Name]]]:
    """The answers of each group that has any, and which groups stand side by side."""
    groups: dict[Name, list[float]] = {}
    sides: dict[tuple[Name, str], set[Name]] = {}

    def put(name: Name, value: float, *parents: tuple[Name, str]) -> None:
        groups.setdefault(name, []).append(value)
        for parent in parents:
            sides.setdefault(parent, set()).add(name)

    above = {unit: _chain(units, unit) for unit in units}
    inner = set(units.values())
    for one in replies:
        value = float(one.value or 0)
        root: Name = ("org", above[one.unit][-1], None, None)
        for unit in above[one.unit]:
            whole: Name = ("org", unit, None, None)
            parent = units[unit]
            put(whole, value, *([(("org", parent, None, None), "units")] if parent else []))
            if parent:
                put(("org_location", unit, one.location, None), value, (whole, "locations"))
                put(("org_tenure", unit, None, one.tenure), value, (whole, "tenure"))
        if one.unit in inner:
            put(("directs", one.unit, None, None), value, (("org", one.unit, None, None), "units"))
        place: Name = ("location", None, one.location, None)
        served: Name = ("tenure", None, None, one.tenure)
        put(place, value, (root, "locations"))
        put(served, value, (root, "tenure"))
        put(("location_tenure", None, one.location, one.tenure), value, (place, "tenure"), (served, "locations"))
    return groups, [sorted(names, key=str) for names in sides.values()]


def _chain(units: Mapping[str, str | None], unit: str) -> list[str]:
    """The unit and all above it."""
    chain = []
    at: str | None = unit
    while at is not None:
        chain.append(at)
        at = units[at]
    return chain


def _figure(wave: int, name: Name, values: list[float], hidden: bool, rounding: float) -> dict[str, Any]:
    key = {part: value for part, value in zip(("unit", "location", "tenure"), name[1:], strict=True) if value}
    shown = None if hidden else round(sum(values) / len(values) / rounding) * rounding
    return {
        "wave": wave,
        "kind": name[0],
        "key": key,
        "n": len(values),
        "n_band": str(len(values)),
        "mean": shown,
        "bands": None if hidden else _thirds(values),
        "status": "suppressed" if hidden else "published",
        "reason": "threshold" if hidden else None,
    }


def _thirds(values: Iterable[float]) -> list[int]:
    counts = [0, 0, 0]
    for value in values:
        counts[min(int(3 * value // 100), 2)] += 1
    return counts
