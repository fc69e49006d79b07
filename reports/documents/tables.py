"""The same figures as rows, for CSV and JSON: every cell is what the page and the PDF say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID

from reports.documents import naming
from reports.documents.groups import all_of, figure_in, units_below
from reports.documents.parts import cell
from reports.documents.periods import FEWEST, Period, mean_of
from reports.documents.pieces import Subject
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave, in_chart_order
from reports.releases.wording import title_text

_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
FORMULA = re.compile(rf"(?:^|[;,\t\r\n])\s*{_SIGNS}|^[\t\r]")
"""What a spreadsheet may take for a formula, wide signs too, also where it divides cells at another sign."""

_INSIDE = re.compile(rf"([;,\t\r\n]\s*)(?={_SIGNS})")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure as a row.

    `kind` and the columns up to `together` say whose it is, `about` says it in the words of the page. `value` is empty
    when hidden; `reads` is how the page says it, and `instead` what is shown beside a hidden unit. `low`, `middle` and
    `high` are the distribution in percent, to the nearest five.
    """

    wave: str
    closed_on: str
    kind: str
    unit: str
    location: str
    tenure: str
    family: str
    group: str
    together: str
    about: str
    instrument: str
    scale: str
    title: str
    measure: str
    value: int | None
    bound: str
    answers: str
    status: str
    reads: str
    instead: str
    low: int | None
    middle: int | None
    high: int | None
    release: str


def rows_of(kind: str, subject: Subject, wave: ReleasedWave) -> list[FigureRow]:
    """The response rate, figures of a kind, what would help, turnover: whole, unit, what is below it, its parts."""
    scales = wave.told_of(kind, subject.unit_id)
    rate = wave.participation()
    left = wave.turnover()
    shown = ((rate,) if rate else ()) + scales + wave.helping() + ((left,) if left else ())
    mark = wave.fingerprint()
    listed = all_of(scales, subject)
    paths = {figure.unit_id: figure.unit_path for figure in in_chart_order(shown)}
    found = []
    for one in shown:
        for group in listed:
            figure = figure_in(one, group)
            if figure is not None:
                found.append(_row(one, figure, _Frame(subject, wave, mark, paths)))
    return found


def mean_rows(kind: str, subject: Subject, waves: Sequence[ReleasedWave], period: Period) -> list[FigureRow]:
    """The means of a quarter or year, as the page shows them: the organization and the units; `wave` is the period."""
    wave = waves[-1]
    scales = wave.told_of(kind, subject.unit_id)
    paths = {figure.unit_id: figure.unit_path for figure in in_chart_order(scales)}
    frame = _Frame(subject, wave, wave.fingerprint(), paths)
    units = [one.figure for one in units_below(scales, subject) if one.figure.kind == "org" and not one.is_instead]
    ends = max(one.closed_on for one in period.of(waves))
    found = []
    for one in (one for one in scales if one.scale.measure == "score"):
        for group in (figure_in(one, figure) for figure in units if not figure.is_merged):
            if group is not None:
                mean = mean_of(one, group.unit_id, period, waves, kind)
                if mean.asked < FEWEST:
                    continue
                bare = replace(group, value=None, bound=None, n_band=None, bands=None, status="suppressed")
                row = _row(one, mean.figure or bare, frame)
                found.append(
                    replace(
                        row, wave=period.key, closed_on=ends.isoformat(), measure="mean", reads=mean.text, instead=""
                    )
                )
    return found


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all rows of one file share: whom it is about, the wave with its mark, and the paths of units."""

    subject: Subject
    wave: ReleasedWave
    mark: str
    paths: dict[UUID | None, str]

    def may_name(self, unit_id: UUID) -> bool:
        """Whether the reader sees this unit."""
        return unit_id in self.paths and (self.subject.only is None or unit_id in self.subject.only)


def _row(one: ReleasedScale, figure: Figure, frame: _Frame) -> FigureRow:
    said = cell(one, figure, frame.subject.organization)
    low, middle, high = (figure.shares if figure.is_shown else None) or (None, None, None)
    return FigureRow(
        wave=frame.wave.name,
        closed_on=frame.wave.closed_on.isoformat(),
        kind=figure.kind,
        unit=figure.unit_path if figure.unit_id else frame.subject.organization,
        location=figure.location,
        tenure=figure.tenure,
        family=figure.family,
        group="" if figure.is_merged else figure.name,
        together="; ".join(sorted(frame.paths[unit] for unit in figure.unit_ids if frame.may_name(unit))),
        about=naming.group_text(figure, frame.subject.organization),
        instrument=one.scale.instrument,
        scale=one.scale.name,
        title=title_text(one.scale),
        measure=one.scale.measure,
        value=figure.value,
        bound=figure.bound or "",
        answers=figure.n_band or "",
        status="suppressed" if not figure.is_shown else "merged" if figure.is_merged else "published",
        reads=said.text,
        instead=said.beside,
        low=low,
        middle=middle,
        high=high,
        release=frame.mark,
    )


def csv_of(rows: Sequence[Any], kind: type[Any] = FigureRow) -> str:
    """The rows as CSV with a header; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = [field.name for field in fields(kind)]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(getattr(row, name)) for name in names])
    return out.getvalue()


def json_of(rows: Sequence[Any], **beside: object) -> str:
    """The rows as a JSON document, and what stands beside them."""
    return json.dumps({**beside, "figures": [asdict(row) for row in rows]}, ensure_ascii=False, indent=2) + "\n"


def _safe(value: object) -> str:
    if isinstance(value, int):
        return str(value)  # a difference below zero is a number and no formula
    text = "" if value is None else str(value)
    return "'" + _INSIDE.sub(r"\1'", text) if FORMULA.search(text) else text
