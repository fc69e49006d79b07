"""The one door to released figures: whole waves as values, and who may see which unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from reports.releases.log import log_from
from reports.releases.models import Release, StoredFigure
from reports.releases.statistics import (
    PARTICIPATION,
    TURNOVER,
    Figure,
    InstrumentLabel,
    Related,
    ReleasedScale,
    ReleasedWave,
    Scale,
)
from tenants.db import db
from tenants.errors import NotFound
from tenants.http import Actor
from tenants.organizations.access import units_of, units_under
from tenants.organizations.models import Unit
from tenants.permissions import Role
from wellbeing.checkins.models import APART, ROUND, Wave


def released_waves(*, with_figures: bool = True) -> tuple[ReleasedWave, ...]:
    """Every released wave of the organization, oldest first by its last day; figures may be left out."""
    rows = list(db.session.scalars(select(Release)))
    figures = _figures(rows) if with_figures else {}
    by_wave: dict[UUID, list[Release]] = {}
    for row in rows:
        by_wave.setdefault(row.wave_id, []).append(row)
    waves = [_wave(releases, figures) for releases in by_wave.values()]
    return tuple(sorted(waves, key=lambda wave: (wave.closed_on, wave.released_at, wave.name)))


def waves_for(actor: Actor, *, with_figures: bool = True) -> tuple[ReleasedWave, ...]:
    """The released waves that this person may open: a ballot at the end of something is for HR alone."""
    waves = released_waves(with_figures=with_figures)
    return tuple(wave for wave in waves if Role.HR in actor.roles or not wave.stands_apart)


def ballots_apart() -> tuple[UUID, ...]:
    """The waves that asked at the end of a coaching round or a programme, which HR alone reads of."""
    return tuple(db.session.scalars(select(Wave.id).where(Wave.origin.in_(APART))))


def is_newest(name: str) -> bool:
    """Whether no later check-in was released than the one of this name; ballots stand among their like."""
    origin = db.session.scalar(select(Wave.origin).where(Wave.name == name))
    alike = Wave.origin == origin if origin in APART else Wave.origin.not_in(APART)
    released = select(Wave.name).where(Wave.state == "released", alike)
    newest = released.order_by(Wave.closed_at.desc(), Wave.released_at.desc()).limit(1)
    return db.session.scalar(newest) == name


def waves_until(wave_id: UUID) -> tuple[ReleasedWave, ...]:
    """The released waves up to and with this one, oldest first; NotFound when it is not released.

    Check-ins stand among check-ins and ballots about coaching rounds among their like: neither is compared with, or
    counted among the last of, the other. A ballot about a programme stands alone: another programme is something else.
    """
    waves = released_waves()
    for number, wave in enumerate(waves):
        if wave.wave_id == wave_id:
            return tuple(one for one in waves[: number + 1] if one is wave or _are_alike(one, wave))
    raise NotFound


def _are_alike(one: ReleasedWave, wave: ReleasedWave) -> bool:
    return one.origin == wave.origin == ROUND if wave.stands_apart else not one.stands_apart


def visible_units(actor: Actor) -> tuple[Unit, ...]:
    """The units whose results this person may read, in chart order: HR all, a leader the led units and below."""
    return tuple(units_of() if Role.HR in actor.roles else units_under(actor.leads))


def unit_for(actor: Actor, unit_id: UUID | None) -> Unit | None:
    """The unit if this person may read its results; None stands for the organization, which all of them may read."""
    if unit_id is None:
        return None
    for unit in visible_units(actor):
        if unit.id == unit_id:
            return unit
    raise NotFound


_FIGURE = tuple(
    getattr(StoredFigure, name)
    for name in ("release_id", "unit_id", "unit_path", "position", "value", "bound", "n_band", "status", "reason",
                 "kind", "unit_ids", "location", "tenure", "family", "name", "bands")
)  # fmt: skip
"""The columns of a figure: read as they are, since thousands of rows of objects are most of the time of a page."""


def _figures(rows: Sequence[Release]) -> dict[UUID, tuple[Figure, ...]]:
    found: dict[UUID, list[Figure]] = {row.id: [] for row in rows}
    asked = select(*_FIGURE).order_by(StoredFigure.release_id, StoredFigure.position)
    for row in db.session.execute(asked):
        found.setdefault(row.release_id, []).append(
            Figure(
                unit_id=row.unit_id,
                unit_path=row.unit_path,
                position=row.position,
                value=row.value,
                bound=row.bound,
                n_band=row.n_band,
                status=row.status,
                reason=row.reason,
                kind=row.kind,
                unit_ids=tuple(row.unit_ids),
                location=row.location,
                tenure=row.tenure,
                family=row.family,
                name=row.name,
                bands=_three(row.bands),
            )
        )
    return {key: tuple(figures) for key, figures in found.items()}


def _three(bands: Sequence[int] | None) -> tuple[int, int, int] | None:
    return None if bands is None else (bands[0], bands[1], bands[2])


def _wave(releases: Sequence[Release], figures: dict[UUID, tuple[Figure, ...]]) -> ReleasedWave:
    ordered = sorted(releases, key=lambda row: row.labels["order"])
    settings = ordered[0].settings
    return ReleasedWave(
        wave_id=ordered[0].wave_id,
        name=settings["wave"],
        opened_on=date.fromisoformat(settings["opened_on"]),
        closed_on=date.fromisoformat(settings["closed_on"]),
        released_at=ordered[0].released_at,
        threshold=settings["threshold"],
        organization_only=settings["organization_only"],
        origin=settings["origin"],
        instruments=tuple(_instruments(ordered)),
        scales=tuple(ReleasedScale(_scale(row.labels["scale"]), figures.get(row.id, ())) for row in ordered),
        related=tuple(_related(ordered)),
        log=log_from(settings),
        groups=tuple(sorted(settings.get("groups", {}).items())),
    )


def _related(releases: Iterable[Release]) -> Iterable[Related]:
    for row in releases:
        names = tuple((instrument, scale) for instrument, scale in row.settings.get("related", ()))
        if names:
            yield row.instrument, row.scale, names


def _instruments(releases: Iterable[Release]) -> Iterable[InstrumentLabel]:
    told = {row.instrument: _label(row.labels["instrument"]) for row in releases}
    return (one for key, one in told.items() if key not in {PARTICIPATION, TURNOVER})


def _scale(told: Mapping[str, Any]) -> Scale:
    return Scale(**{**told, "asked": tuple(told.get("asked", ())), "texts": _rows(told)})


def _label(told: Mapping[str, Any]) -> InstrumentLabel:
    return InstrumentLabel(**{**told, "texts": _rows(told)})


def _rows(told: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in told.get("texts", ()))
