"""What was released, as frozen values: waves, scales and figures, and the fingerprint that names them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from reports.releases.release_log import NOTHING_TOLD, ReleaseLog

Measure = Literal["score", "share", "item", "participation", "turnover"]

PARTICIPATION = "participation"
"""The instrument name under which the response rate is released."""

TURNOVER = "turnover"
"""The instrument name under which turnover is released, beside the scores."""

SHARE_SD = 50.0
"""The largest standard deviation of answers that are 0 or 100 (points)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One thing that was measured, with what a reader needs to read its figures.

    ``low`` and ``high`` are the native range; figures are on 0-100. ``of`` names the scale that a share or an item
    belongs to. ``reference_sd`` is the instrument's fixed spread between people on the native range.

    Of our pulse, ``view`` is the report that a scale belongs to and ``asked`` are the questions behind it, which take
    turns. ``texts`` are language, title and note in every language of the questionnaire. ``about`` is ``work`` for a
    condition of work, ``person`` or ``outcome``; empty where the questionnaire does not say.
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
    view: str = ""
    organization_only: bool = False
    asked: tuple[str, ...] = ()
    texts: tuple[tuple[str, str, str], ...] = ()
    about: str = ""

    def spoken(self, language: str) -> Scale:
        """The scale with its title and note in a language, if it has that one."""
        return next(
            (replace(self, title=title, note=note) for code, title, note in self.texts if code == language), self
        )

    @property
    def spread(self) -> float:
        """The fixed standard deviation between people on 0-100 points."""
        if self.measure != "score":
            return SHARE_SD
        return self.reference_sd * 100 / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published or hidden number about a group.

    ``kind`` is the group's kind in disclosure control; ``unit_id`` None of kind ``org`` is the whole organization, and
    ``unit_ids`` are the siblings of a merged group. ``location``, ``tenure``, ``family`` and ``name`` hold whichever
    applies. ``n_band`` is ``"20-29"``, or ``"5+"`` for an open band; None when hidden and for participation. ``bands``
    are three counts of people (low, middle, high), each at most one off, where a distribution is shown.
    """

    unit_id: UUID | None
    unit_path: str
    position: int
    value: int | None
    bound: str | None
    n_band: str | None
    status: str
    reason: str | None
    kind: str = "org"
    unit_ids: tuple[UUID, ...] = ()
    location: str = ""
    tenure: str = ""
    family: str = ""
    name: str = ""
    bands: tuple[int, int, int] | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a value to show."""
        return self.value is not None

    @property
    def is_merged(self) -> bool:
        """Whether it stands for several sibling units together."""
        return bool(self.unit_ids)

    @property
    def fewest(self) -> int | None:
        """The smallest number of answers that the shown band allows."""
        return int(self.n_band.removesuffix("+").split("-")[0]) if self.n_band else None

    @property
    def shares(self) -> tuple[int, int, int] | None:
        """The distribution in percent, to the nearest five."""
        if self.bands is None or not sum(self.bands):
            return None
        low, middle, high = (int(100 * count / sum(self.bands) / 5 + 0.5) * 5 for count in self.bands)
        return low, middle, high

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
    """A scale with its figures, those of units in chart order with the organization first, then the crossings."""

    scale: Scale
    figures: tuple[Figure, ...]

    @cached_property
    def _by_unit(self) -> dict[UUID | None, Figure]:
        return {one.unit_id: one for one in self.figures if one.kind == "org" and not one.is_merged}

    @cached_property
    def _merged(self) -> dict[UUID, Figure]:
        return {unit_id: one for one in self.figures for unit_id in one.unit_ids}

    @cached_property
    def _by_path(self) -> dict[str, Figure]:
        return {one.unit_path: one for one in self._by_unit.values()}

    def of_unit(self, unit_id: UUID | None) -> Figure | None:
        """The figure of a unit (None: the organization), or None when the unit was not part of the wave."""
        return self._by_unit.get(unit_id)

    def instead_of(self, unit_id: UUID) -> Figure | None:
        """What a hidden unit is shown instead: the figure merged with siblings, else that of the nearest unit above.

        None when the unit has its own, was not part of the wave, or nothing above it is shown either.
        """
        own = self._by_unit.get(unit_id)
        if own is None or own.is_shown:
            return None
        merged = self._merged.get(unit_id)
        if merged is not None and merged.is_shown:
            return merged
        path = own.unit_path
        while path:
            path = path.rpartition(" / ")[0]
            above = self._by_path.get(path)
            if above is not None and above.is_shown:
                return above
        return None

    def crossings(self, unit_id: UUID | None) -> tuple[Figure, ...]:
        """The figures of a unit by location, tenure and the like; for the organization those of everybody."""
        return tuple(one for one in self.figures if one.kind != "org" and one.unit_id == unit_id)


@dataclass(frozen=True, slots=True)
class InstrumentLabel:
    """What is said about an instrument beside its figures; ``origin`` is ``own`` where the company wrote it."""

    key: str
    version: int
    name: str
    kind: str
    note: str
    source: str
    origin: str = ""
    texts: tuple[tuple[str, str, str, str], ...] = ()
    licence: str = ""

    def spoken(self, language: str) -> InstrumentLabel:
        """The same in a language, if there are words in it."""
        for code, name, note, source in self.texts:
            if code == language:
                return replace(self, name=name, note=note, source=source)
        return self


Related = tuple[str, str, tuple[tuple[str, str], ...]]
"""Instrument and scale of an outcome with the conditions that go with it, closest first (instrument, scale)."""


@dataclass(frozen=True, slots=True)
class ReleasedWave:
    """Everything that was published about one wave; `origin` is `live`, `imported`, `round` or `program`.

    ``related`` names for outcomes the conditions that go with them, ``log`` is what the release log tells. ``groups``
    are the keys of named groups with the labels that their figures carry. A release in another language has the one it
    was made of as ``first``: its mark is the same.
    """

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
    related: tuple[Related, ...] = ()
    log: ReleaseLog = NOTHING_TOLD
    first: ReleasedWave | None = None
    groups: tuple[tuple[str, str], ...] = ()

    def spoken(self, language: str) -> ReleasedWave:
        """The same release with titles and notes in a language, as far as its questionnaires have words in it."""
        code = language.replace("_", "-").partition("-")[0]
        return replace(
            self,
            instruments=tuple(one.spoken(code) for one in self.instruments),
            scales=tuple(replace(one, scale=one.scale.spoken(code)) for one in self.scales),
            first=self.first or self,
        )

    @property
    def stands_apart(self) -> bool:
        """Whether it asked at the end of a coaching round or a programme; HR alone reads it."""
        return self.origin in {"round", "program"}

    def of_kind(self, kind: str) -> tuple[ReleasedScale, ...]:
        """The scales of a report kind: `burnout`, `engagement` (self-compassion with it) or `custom:KEY`.

        Those of our pulse say themselves which report they belong to.
        """
        keys = {one.key for one in self.instruments if belongs(one, kind)}
        return tuple(
            one for one in self.scales if (one.scale.view == kind if one.scale.view else one.scale.instrument in keys)
        )

    def told_of(self, kind: str, unit_id: UUID | None) -> tuple[ReleasedScale, ...]:
        """The scales of a kind that a unit can have figures on; the organization (None) can on all of them."""
        return tuple(one for one in self.of_kind(kind) if unit_id is None or not one.scale.organization_only)

    def helping(self) -> tuple[ReleasedScale, ...]:
        """What people said would help most: one scale of 0 and 100 for each thing, in the order of the question."""
        return tuple(one for one in self.scales if one.scale.view == "levers")

    def kinds(self) -> tuple[str, ...]:
        """The report kinds that this wave has figures for, the built-in ones first."""
        found = [kind for kind in ("burnout", "engagement") if self.of_kind(kind)]
        found += [f"custom:{one.key}" for one in self.instruments if one.kind == "custom"]
        return tuple(found)

    def related_to(self, one: ReleasedScale) -> tuple[ReleasedScale, ...]:
        """The conditions that clearly go with an outcome, closest first, at most three; nothing says how closely."""
        wanted = (one.scale.instrument, one.scale.name)
        names = next((found for *outcome, found in self.related if tuple(outcome) == wanted), ())
        by_name = {(scale.scale.instrument, scale.scale.name): scale for scale in self.scales}
        return tuple(by_name[name] for name in names if name in by_name)

    def participation(self) -> ReleasedScale | None:
        """The released response rate."""
        return next((one for one in self.scales if one.scale.instrument == PARTICIPATION), None)

    def turnover(self) -> ReleasedScale | None:
        """The released turnover, where leaving was noted for a whole year before."""
        return next((one for one in self.scales if one.scale.instrument == TURNOVER), None)

    def fingerprint(self) -> str:
        """SHA-256 over every released figure and setting, in one canonical order (64 hex digits)."""
        return fingerprint(self.first or self)


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
        [_said(one) for one in wave.instruments], wave.related, asdict(wave.log),
    ]  # fmt: skip
    if wave.groups:
        told.append(wave.groups)
    for one in wave.scales:
        told.append(_said(one.scale))
        told.append([_told(figure) for figure in one.figures])
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _said(one: Scale | InstrumentLabel) -> dict[str, object]:
    """What is said of a scale or an instrument; what is new and says nothing leaves an older release its mark."""
    later = {"view", "organization_only", "asked", "origin", "about", "licence"}
    return {name: value for name, value in asdict(one).items() if name != "texts" and (value or name not in later)}


def _told(figure: Figure) -> dict[str, object]:
    told = asdict(figure)
    told["unit_id"] = None if figure.unit_id is None else str(figure.unit_id)
    told["unit_ids"] = [str(unit_id) for unit_id in figure.unit_ids]
    return told


def in_chart_order(scales: tuple[ReleasedScale, ...]) -> Iterator[Figure]:
    """Each unit once, in chart order, the organization first (taken from the first scale that has it)."""
    seen: set[UUID | None] = set()
    for figure in sorted((one for scale in scales for one in scale.figures), key=lambda one: one.position):
        if figure.kind == "org" and not figure.is_merged and figure.unit_id not in seen:
            seen.add(figure.unit_id)
            yield figure
