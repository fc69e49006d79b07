"""Disclosure control of plain tables: units and answers in, every figure that the product would show out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose, isfinite
from typing import Any

from reports.disclosure.candidates import EVERYBODY, PRIORITY, Cell, DisclosureError, Group, Kind
from reports.disclosure.release import Figure, Released, Releaser, Scale
from reports.disclosure.rounding import Bound
from reports.disclosure.rounds import WINDOW, Round
from reports.disclosure.structure import Policy, Structure, structure
from reports.disclosure.windows import Shown, window

SCALE = "answer"
LONGEST_CHART = 30
"""Most levels of units."""
FINEST = 1_000_000
"""Most steps from the lowest to the highest answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer in one wave, with where they stood then; ``value`` None: asked, not answered."""

    wave: int
    person: str
    unit: str
    location: str
    tenure: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Options:
    """Fewest answers behind a figure, the stricter limits, and the native scale: SD of one answer, range and step."""

    k: int = 5
    strict: bool = False
    sd: float = 20.0
    low: float = 0.0
    high: float = 100.0
    step: float = 5.0

    def __post_init__(self) -> None:
        if not all(isfinite(number) for number in (self.sd, self.low, self.high, self.step)):
            raise DisclosureError("sd, low, high and step are numbers.")
        if self.low >= self.high:
            raise DisclosureError("low must be smaller than high.")
        if self.sd <= 0 or self.step <= 0:
            raise DisclosureError("sd and step must be larger than zero.")
        if (self.high - self.low) / self.step > FINEST:
            raise DisclosureError(f"step must divide the range into at most {FINEST:,} parts.")

    def hundred(self, value: float) -> float:
        """A native value on 0-100."""
        return 100 * (value - self.low) / (self.high - self.low)

    def scale(self) -> Scale:
        """The scale on 0-100."""
        points = 100 / (self.high - self.low)
        return Scale(SCALE, self.sd * points, self.step * points, binary=self.step * points > 99)


def disclose(
    units: Mapping[str, str | None], answers: Iterable[Answer], secret: bytes, options: Options | None = None
) -> dict[str, Any]:
    """All figures of all waves, oldest first, and what the audit did; see ``wellbeing disclose --help`` for the keys.

    ``units`` maps each unit to the one above it (None or "" at the top). Deterministic for a ``secret``, whatever the
    order. Means are on 0-100. Raises DisclosureError with one sentence for an unknown unit, a circle, a person twice
    in a wave, or a value out of range or between two steps.
    """
    options = options or Options()
    chart = _chart(units)
    waves = _waves(answers, chart, options)
    began = time.perf_counter()
    told = _Told(chart, [unit for unit, path in chart.items() if len(path) == 1])
    past: list[Round] = []
    silent = any(row.value is None for rows in waves.values() for row in rows)  # the file tells who was asked
    for wave, rows in sorted(waves.items()):
        started = time.perf_counter()
        made = structure(
            {row.person: _cell(row, chart) for row in rows if row.value is not None},
            Policy(options.k, options.strict),
            audience=[_cell(row, chart) for row in rows],
            past=past[-WINDOW:],
        )
        past.append(made.round)
        walked = time.perf_counter()
        invited = _counted(_cell(row, chart) for row in rows) if silent else None
        values = [(_cell(row, chart), options.hundred(row.value)) for row in rows if row.value is not None]
        released = Releaser(made, secret, str(wave), invited).publish(options.scale(), values)
        told.add(wave, made, released, walked - started, time.perf_counter() - walked)
    return {"figures": told.figures + told.windows(), "audit": told.audit(time.perf_counter() - began)}


class _Told:
    """The answer in the words of the command line, wave by wave."""

    def __init__(self, chart: Mapping[str, tuple[str, ...]], roots: Sequence[str]) -> None:
        self._chart, self._roots = chart, sorted(roots)
        self.figures: list[dict[str, Any]] = []
        self._rounds: dict[Group, dict[int, Figure]] = {}
        self._numbers: dict[str, float] = {"structure": 0.0, "release": 0.0, "audit": 0.0, "atoms": 0, "solves": 0}
        self._r2: list[tuple[float, float]] = []
        self._refused: list[int] = []

    def add(self, wave: int, made: Structure, released: Released, structured: float, published: float) -> None:
        """One wave's figures."""
        for figure in sorted(released.figures, key=lambda one: (PRIORITY[one.group.kind], one.group)):
            if figure.group == EVERYBODY and len(self._roots) == 1:
                continue  # the root's own subtree
            self._rounds.setdefault(figure.group, {})[wave] = figure
            self.figures.append({"wave": wave, **self._named(figure.group), **_shown(figure)})
        self._numbers["structure"] += structured
        self._numbers["release"] += published - released.audited.seconds
        self._numbers["audit"] += released.audited.seconds
        self._numbers["atoms"] = max(self._numbers["atoms"], released.audited.atoms)
        self._numbers["solves"] += released.audited.solves
        self._r2.append((max(made.max_r2, released.max_r2), made.max_linked_r2))
        if released.audited.refused:
            self._refused.append(wave)

    def windows(self) -> list[dict[str, Any]]:
        """For every group with a figure in two or more waves their mean over all of them."""
        found = []
        for group, by_wave in self._rounds.items():
            shown = [wave for wave, figure in sorted(by_wave.items()) if figure.mean is not None]
            if len(shown) < 2 or group.kind is Kind.DIRECTS:  # by its key it could not be told from the subtree
                continue
            mean = window([_seen(by_wave[wave]) for wave in shown])
            found.append(
                {
                    **self._named(group),
                    "kind": "window",
                    "waves": [shown[0], shown[-1]],
                    "n_band": None,
                    "mean": mean,
                    "bands": None,
                    "status": "suppressed" if mean is None else "published",
                    "reason": "bound" if mean is None else None,
                }
            )
        return found

    def audit(self, seconds: float) -> dict[str, Any]:
        """Timings and what the ledger and the programs found; no value stands in it."""
        numbers = self._numbers
        return {
            "seconds": round(seconds, 3),
            "timings": {name: round(numbers[name], 3) for name in ("structure", "release", "audit")},
            "atoms": int(numbers["atoms"]),
            "solves": int(numbers["solves"]),
            "max_r2": round(max((one for one, _linked in self._r2), default=0.0), 4),
            "max_linked_r2": round(max((linked for _one, linked in self._r2), default=0.0), 4),
            "refused_waves": self._refused,
        }

    def _named(self, group: Group) -> dict[str, Any]:
        key: dict[str, Any] = {}
        if group.kind is Kind.ORG and len(group.units) != 1:
            key["units"] = list(group.units or self._roots)
        elif group.units:
            key["unit"] = group.units[0]
        if group.location:
            key["location"] = group.location
        if group.tenure:
            key["tenure"] = group.tenure
        return {"kind": group.kind.value, "key": key}


def _shown(figure: Figure) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "n_band": band_text(figure.size_low, figure.size_high),
        "mean": figure.mean,
        "bands": None if figure.bands is None else list(figure.bands),
        "status": figure.status,
        "reason": None if figure.reason is None else figure.reason.value,
    }
    return shown if figure.bound is Bound.EXACT else shown | {"bound": figure.bound.value}


def _seen(figure: Figure) -> Shown | None:
    if figure.mean is None or figure.size_low is None:
        return None
    return figure.mean, figure.bound, figure.size_low, figure.size_high


def band_text(low: int | None, high: int | None) -> str | None:
    """A size band as it is written: ``20-29``, ``5+`` for an open one, None when hidden."""
    if low is None:
        return None
    return f"{low}+" if high is None else f"{low}-{high}"


def _chart(units: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """The units from the root down to each unit."""
    paths: dict[str, tuple[str, ...]] = {}
    for unit in sorted(units):
        path: list[str] = []
        above: str | None = unit
        while above:
            if above not in units:
                raise DisclosureError(f"The unit {path[-1]!r} lies below {above!r}, which is not listed.")
            if above in path:
                raise DisclosureError(f"The unit {above!r} lies below itself.")
            path.append(above)
            if len(path) > LONGEST_CHART:
                raise DisclosureError(f"The unit {unit!r} lies more than {LONGEST_CHART} levels deep.")
            above = units[above]
        paths[unit] = tuple(reversed(path))
    return paths


def _waves(
    answers: Iterable[Answer], chart: Mapping[str, tuple[str, ...]], options: Options
) -> dict[int, list[Answer]]:
    waves: dict[int, list[Answer]] = {}
    seen: set[tuple[int, str]] = set()
    for one in answers:
        where = f"Wave {one.wave}, person {one.person!r}"
        if not one.person:
            raise DisclosureError(f"Wave {one.wave}: a person is missing.")
        if one.unit not in chart:
            raise DisclosureError(f"{where}: there is no unit {one.unit!r}.")
        if (one.wave, one.person) in seen:
            raise DisclosureError(f"{where} stands there twice.")
        if one.value is not None:
            _check(one.value, where, options)
        seen.add((one.wave, one.person))
        waves.setdefault(one.wave, []).append(one)
    return waves


def _check(value: float, where: str, options: Options) -> None:
    if not isfinite(value) or not options.low <= value <= options.high:
        raise DisclosureError(f"{where}: {value:g} lies outside {options.low:g} to {options.high:g}.")
    steps = (value - options.low) / options.step
    if not isclose(steps, round(steps), abs_tol=1e-6):
        raise DisclosureError(f"{where}: {value:g} lies between two steps of {options.step:g}.")


def _cell(row: Answer, chart: Mapping[str, tuple[str, ...]]) -> Cell:
    return Cell(chart[row.unit], row.location, row.tenure)


def _counted(cells: Iterable[Cell]) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for cell in cells:
        found[cell] = found.get(cell, 0) + 1
    return found
