"""The two files of the command line: units.csv and answers.csv, read strictly, with the row in every refusal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from math import isfinite

from reports.disclosure.candidates import DisclosureError
from reports.disclosure.table import Answer

UNITS = ("unit", "parent")
ANSWERS = ("wave", "person", "unit", "location", "tenure", "answer")
MISSING = ("", "NA")
WAVE = re.compile(r"-?[0-9]{1,15}")


def units_from(text: str, name: str = "units.csv") -> dict[str, str | None]:
    """Each unit with the one above it (None at the top). Raises DisclosureError with the row."""
    units: dict[str, str | None] = {}
    for number, row in _rows(text, UNITS, name):
        unit, parent = row
        if not unit:
            raise DisclosureError(f"{name}, row {number}: the unit is missing.")
        if unit in units:
            raise DisclosureError(f"{name}, row {number}: the unit {unit!r} stands there twice.")
        units[unit] = parent or None
    return units


def answers_from(text: str, name: str = "answers.csv") -> list[Answer]:
    """One answer a row; an empty answer or NA is somebody who was asked. Raises DisclosureError with the row."""
    found = []
    for number, (wave, person, unit, location, tenure, answer) in _rows(text, ANSWERS, name):
        where = f"{name}, row {number}"
        if not WAVE.fullmatch(wave):
            raise DisclosureError(f"{where}: the wave {wave[:40]!r} is not a whole number of at most 15 digits.")
        if not person:
            raise DisclosureError(f"{where}: the person is missing.")
        value = None if answer in MISSING else _number(answer, where)
        found.append(Answer(int(wave), person, unit, location, tenure, value))
    return found


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise DisclosureError(f"{where}: the answer {text[:40]!r} is not a number.")
    return value


def _rows(text: str, columns: tuple[str, ...], name: str) -> Iterator[tuple[int, list[str]]]:
    """Cells in the order of ``columns``, whatever their order in the file, with the line they stand on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in heading]
        if missing:
            raise DisclosureError(f"{name}: the column {missing[0]!r} is missing; it needs {', '.join(columns)}.")
        twice = [column for column in columns if heading.count(column) > 1]
        if twice:
            raise DisclosureError(f"{name}: the column {twice[0]!r} stands there twice.")
        places = [heading.index(column) for column in columns]
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(heading):
                raise DisclosureError(f"{name}, row {reader.line_num}: it has {len(row)} cells, not {len(heading)}.")
            yield reader.line_num, [row[place].strip() for place in places]
    except csv.Error as error:
        why = "a cell is too long" if "limit" in str(error) else "a quotation mark is not closed or misplaced"
        raise DisclosureError(f"{name}, row {reader.line_num}: {why}.") from error
