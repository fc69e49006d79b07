"""A quarter or a year as the mean of its check-ins, from shown figures alone; pure, nothing is asked anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from reports.documents import wording
from reports.documents.pieces import Cell, Line, Part, Subject, Table
from reports.releases.history import same_scale, window_of
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave

FEWEST = 2
"""Check-ins in a period below which there is no mean: one of them is its own result."""

_WRITTEN = re.compile(r"(?P<year>[1-9][0-9]{3})(?:-Q(?P<quarter>[1-4]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or one of its quarters (0: the year as a whole)."""

    year: int
    quarter: int = 0

    @property
    def key(self) -> str:
        """How it stands in an address, on the command line and in files: 2026 or 2026-Q3."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def name(self) -> str:
        """The period in words."""
        if self.quarter:
            return str(_("Quarter %(quarter)s of %(year)s", quarter=self.quarter, year=self.year))
        return str(self.year)

    def has(self, day: date) -> bool:
        """Whether a day lies within it."""
        return day.year == self.year and self.quarter in {0, _quarter(day)}

    def of(self, waves: Sequence[ReleasedWave]) -> tuple[ReleasedWave, ...]:
        """The waves that closed within it."""
        return tuple(wave for wave in waves if self.has(wave.closed_on))


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def period_of(written: str) -> Period | None:
    """The period that a key names; None when it names none."""
    found = _WRITTEN.fullmatch(written.strip().upper())
    return None if found is None else Period(int(found["year"]), int(found["quarter"] or 0))


def periods_until(waves: Sequence[ReleasedWave], kind: str) -> tuple[Period, ...]:
    """The years and quarters in which at least two of these waves of a kind closed, the newest first, years ahead."""
    told = [wave for wave in waves if wave.of_kind(kind)]
    found: dict[Period, int] = {}
    for wave in reversed(told):
        for one in (Period(wave.closed_on.year), Period(wave.closed_on.year, _quarter(wave.closed_on))):
            found[one] = found.get(one, 0) + 1
    wide = [one for one, number in found.items() if number >= FEWEST]
    return tuple(sorted(wide, key=lambda one: (-one.year, one.quarter > 0, -one.quarter)))


def closing(waves: Sequence[ReleasedWave], kind: str) -> tuple[Period, ...]:
    """The periods that the last of these waves lies in: what a report on it says by itself."""
    return tuple(one for one in periods_until(waves, kind) if one.has(waves[-1].closed_on))


@dataclass(frozen=True, slots=True)
class Mean:
    """One scale of one group over a period: the figure (None: no mean) and how many of the check-ins are behind it."""

    scale: ReleasedScale
    figure: Figure | None
    shown: int
    asked: int

    @property
    def text(self) -> str:
        """The mean as every page says it."""
        if self.figure is None:
            return str(_("No mean: too few check-ins are shown, or one of them only as a limit."))
        return wording.value_text(self.scale.scale, self.figure)


def mean_of(one: ReleasedScale, unit_id: UUID | None, period: Period, waves: Sequence[ReleasedWave], kind: str) -> Mean:
    """A scale of the last wave over the waves of a period that asked the same, for a unit or the organization."""
    within = [wave for wave in period.of(waves) if wave.of_kind(kind)]
    same = [old for wave in within if (old := same_scale(one, waves[-1], wave)) is not None]
    shown = [figure for old in same if (figure := old.of_unit(unit_id)) is not None and figure.is_shown]
    return Mean(one, window_of(one, unit_id, within, now=waves[-1]), len(shown), len(same))


def over(
    period: Period, scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave], kind: str
) -> Part:
    """The means of a period as a table: the subject's, and beside a unit's those of the whole organization.

    A scale that was asked once in the period is left out; without any there is no table.
    """
    lines = []
    for one in scores:
        own = mean_of(one, subject.unit_id, period, waves, kind)
        if own.asked < FEWEST:
            continue
        whole = () if subject.unit_id is None else (_cell(mean_of(one, None, period, waves, kind)),)
        behind = _("%(shown)s of %(asked)s", shown=own.shown, asked=own.asked)
        lines.append(Line(one.scale.title, 0, (_cell(own), *whole, Cell(str(behind)))))
    if not lines:
        return Part((), None, period.name)
    whole_column = () if subject.unit_id is None else (_("Whole organization"),)
    columns = (subject.name, *whole_column, _("Check-ins behind it"))
    names = ", ".join(wave.name for wave in period.of(waves) if wave.of_kind(kind))
    title = _("%(period)s: %(waves)s", period=period.name, waves=names)
    return Part((), Table(str(title), _("Scale"), columns, tuple(lines)), period.name)


def _cell(mean: Mean) -> Cell:
    return Cell(mean.text, is_hidden=mean.figure is None)
