"""Turnover: of everybody who worked here within the year before the close, how many left; by the rules for counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from reports.disclosure.candidates import EVERYBODY, Cell, Group
from reports.disclosure.rounding import Bound
from reports.releases.participation import Rate, rates, shown_units
from reports.releases.statistics import TURNOVER, Scale

FEWEST = 30
"""People still here behind a shown turnover, and people behind any difference of two."""

NAME = "left"
STEP, HIGHEST = 10, 30
"""Bands of ten points; from the highest on they are one, because there few organizations are."""


def turnover_scale() -> Scale:
    """The scale under which turnover is released."""
    return Scale(TURNOVER, NAME, "Turnover", "turnover", NAME, 0.0, 100.0, "worse", 50.0, None, "")


def turnover(
    people: Sequence[tuple[str, tuple[UUID, ...], bool]], *, secret: bytes, fewest: int = FEWEST
) -> Mapping[Group, Rate]:
    """Turnover of the organization and of every unit, by key, units from the top and whether somebody left.

    Empty when the organization itself is too small. The noise sticks to the people, so the same people carry the same.

    What is shown is decided twice: over everybody counted, and over those who are still here. Anybody can count these,
    so that a figure which appears or goes does not tell how many left.
    """
    cells = {key: Cell(tuple(str(unit) for unit in units)) for key, units, _left in people}
    left = [key for key, _units, gone in people if gone]
    here = {key: cells[key] for key, _units, gone in people if not gone}
    least = max(fewest, FEWEST)
    counted = rates(cells, left, secret=secret, wave="", fewest=least, named=f"{TURNOVER}.{NAME}", shown=_band)
    present = shown_units(here, least)
    # to hide more only adds people to what is left between two figures: nobody and enough stay nobody or enough
    found = {group: rate if group in present else None for group, rate in counted.items()}
    return found if found.get(EVERYBODY) else {}


def _band(mean: float) -> tuple[int, Bound]:
    if mean < STEP:
        return STEP, Bound.AT_MOST
    if mean >= HIGHEST:
        return HIGHEST, Bound.AT_LEAST
    return int(mean // STEP) * STEP, Bound.EXACT
