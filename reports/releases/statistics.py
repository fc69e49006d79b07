"""What was released, as frozen values: waves, scales and figures, and the fingerprint that names them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

Measure = Literal["score", "share", "item", "participation"]

PARTICIPATION = "participation"
"""The instrument name under which the response rate is released."""

SHARE_SD = 50.0
"""The largest standard deviation of answers that are 0 or 100 (points)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One thing that was measured, with what a reader needs to read its figures.

    ``low`` and ``high`` are the native range; figures are on 0-100. ``of`` names the scale that a share or an item
    belongs to. ``reference_sd`` is the instrument's fixed spread between people on the native range.
    """

    instrument: str
    name: str
    title: str
    measure: Measure
    of: str
    low: float
    high: float
    higher_is: str
    reference_sd: float
    share_from: float | None
    note: str

    @property
    def spread(self) -> float:
        """The fixed standard deviation between people on 0-100 points."""
        if self.measure != "score":
            return SHARE_SD
        return self.reference_sd * 100 / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published or hidden number about a group; ``unit_id`` None is the organization.

    ``n_band`` is ``"20-29"``, or ``"5+"`` for an open band; None when hidden and for participation.
    """

    unit_id: UUID | None
    unit_path: str
    position: int
    value: int | None
    bound: str | None
    n_band: str | None
    status: str
    reason: str | None

    @property
    def is_shown(self) -> bool:
        """Whether there is a value to show."""
        return self.value is not None

    @property
    def fewest(self) -> int | None:
        """The smallest number of answers that the shown band allows."""
        return int(self.n_band.removesuffix("+").split("-")[0]) if self.n_band else None

    @property
    def depth(self) -> int:
        """How deep the unit stands in the chart; the organization is 0."""
        return 0 if self.unit_id is None else self.unit_path.count(" / ") + 1

    @property
    def unit_name(self) -> str:
        """The last part of the unit's path."""
        return self.unit_path.rsplit(" / ", 1)[-1]


@dataclass(frozen=True)
class ReleasedScale:
    """A scale with its figures in chart order, the organization first."""

    scale: Scale
    figures: tuple[Figure, ...]

    @cached_property
    def _by_unit(self) -> dict[UUID | None, Figure]:
        return {one.unit_id: one for one in self.figures}

    def of_unit(self, unit_id: UUID | None) -> Figure | None:
        """The figure of a unit (None: the organization), or None when the unit was not part of the wave."""
        return self._by_unit.get(unit_id)


@dataclass(frozen=True, slots=True)
class InstrumentLabel:
    """What is said about an instrument beside its figures."""

    key: str
    version: int
    name: str
    kind: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class ReleasedWave:
    """Everything that was published about one wave; `origin` is `live` or `imported`."""

    wave_id: UUID
    name: str
    opened_on: date
    closed_on: date
    released_at: datetime
    threshold: int
    organization_only: bool
    origin: str
    instruments: tuple[InstrumentLabel, ...]
    scales: tuple[ReleasedScale, ...]

    def of_kind(self, kind: str) -> tuple[ReleasedScale, ...]:
        """The scales of a report kind: `burnout`, `engagement` (self-compassion with it) or `custom:KEY`."""
        keys = {one.key for one in self.instruments if belongs(one, kind)}
        return tuple(one for one in self.scales if one.scale.instrument in keys)

    def kinds(self) -> tuple[str, ...]:
        """The report kinds that this wave has figures for, the built-in ones first."""
        found = [kind for kind in ("burnout", "engagement") if self.of_kind(kind)]
        found += [f"custom:{one.key}" for one in self.instruments if one.kind == "custom"]
        return tuple(found)

    def participation(self) -> ReleasedScale | None:
        """The released response rate."""
        return next((one for one in self.scales if one.scale.instrument == PARTICIPATION), None)

    def fingerprint(self) -> str:
        """SHA-256 over every released figure and setting, in one canonical order (64 hex digits)."""
        return fingerprint(self)


def belongs(instrument: InstrumentLabel, kind: str) -> bool:
    """Whether an instrument is part of a report kind."""
    if kind == "engagement":
        return instrument.kind in {"engagement", "self_compassion"}
    return kind == (f"custom:{instrument.key}" if instrument.kind == "custom" else instrument.kind)


def fingerprint(wave: ReleasedWave) -> str:
    """The release's name in the foot of every page: equal figures and settings, equal fingerprint."""
    told: list[object] = [
        str(wave.wave_id), wave.name, wave.opened_on.isoformat(), wave.closed_on.isoformat(),
        wave.released_at.astimezone(UTC).isoformat(), wave.threshold, wave.organization_only, wave.origin,
        [asdict(one) for one in wave.instruments],
    ]  # fmt: skip
    for one in wave.scales:
        told.append(asdict(one.scale))
        told.append([_told(figure) for figure in one.figures])
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _told(figure: Figure) -> list[object]:
    return [
        None if figure.unit_id is None else str(figure.unit_id), figure.unit_path, figure.position, figure.value,
        figure.bound, figure.n_band, figure.status, figure.reason,
    ]  # fmt: skip


def in_chart_order(scales: tuple[ReleasedScale, ...]) -> Iterator[Figure]:
    """Each unit once, in chart order, the organization first (taken from the first scale that has it)."""
    seen: set[UUID | None] = set()
    for figure in sorted((one for scale in scales for one in scale.figures), key=lambda one: one.position):
        if figure.unit_id not in seen:
            seen.add(figure.unit_id)
            yield figure
