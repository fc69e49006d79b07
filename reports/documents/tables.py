"""The same figures as rows, for CSV and JSON: every cell is what the page and the PDF say."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass, fields

from reports.documents import wording
from reports.documents.parts import units_below
from reports.documents.pieces import Subject
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure as a row; `value` is empty when hidden, `reads` is how the page says it."""

    wave: str
    closed_on: str
    unit: str
    instrument: str
    scale: str
    title: str
    measure: str
    value: int | None
    bound: str
    answers: str
    status: str
    reads: str
    release: str


def rows_of(kind: str, subject: Subject, wave: ReleasedWave) -> list[FigureRow]:
    """The response rate and every figure of a kind for the organization, the unit and the units below it."""
    scales = wave.of_kind(kind)
    rate = wave.participation()
    shown = ((rate,) if rate else ()) + scales
    mark = wave.fingerprint()
    listed = units_below(scales, subject)
    found = []
    for one in shown:
        for place in listed:
            figure = one.of_unit(place.unit_id)
            if figure is not None:
                found.append(_row(one, figure, subject, wave, mark))
    return found


def _row(one: ReleasedScale, figure: Figure, subject: Subject, wave: ReleasedWave, mark: str) -> FigureRow:
    return FigureRow(
        wave=wave.name,
        closed_on=wave.closed_on.isoformat(),
        unit=figure.unit_path if figure.unit_id else subject.organization,
        instrument=one.scale.instrument,
        scale=one.scale.name,
        title=one.scale.title,
        measure=one.scale.measure,
        value=figure.value,
        bound=figure.bound or "",
        answers=figure.n_band or "",
        status=figure.status,
        reads=wording.value_text(one.scale, figure),
        release=mark,
    )


def csv_of(rows: list[FigureRow]) -> str:
    """The rows as CSV with a header; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = [field.name for field in fields(FigureRow)]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(getattr(row, name)) for name in names])
    return out.getvalue()


def json_of(rows: list[FigureRow]) -> str:
    """The rows as a JSON document."""
    return json.dumps({"figures": [asdict(row) for row in rows]}, ensure_ascii=False, indent=2) + "\n"


def _safe(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
