"""Reads people.csv: bytes in, rows and named flaws out; touches neither the database nor the clock."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from zoneinfo import available_timezones

from tenants.csv_rows import filled_rows
from tenants.members import address

COLUMNS = (
    "email",
    "name",
    "external_id",
    "unit",
    "manager_email",
    "location",
    "job_family",
    "hired_on",
    "time_zone",
    "language",
)
MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST = {"name": 200, "external_id": 100, "unit": 1000, "location": 120, "job_family": 120}
LONGEST_UNIT_NAME = 120
DEEPEST_UNIT = 30
UNIT_SEPARATOR = " / "

_DELIMITERS = (",", ";", "\t")
_FORMULA_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_TURNING_SIGNS = frozenset("\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

UnitPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One reason why the file is refused; `row` counts as a spreadsheet does, the heading is row 1."""

    row: int
    column: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader tidied and the uploader should know about; the file is not refused for it."""

    row: int
    column: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the file tells it; None means that the cell is empty or the column is not there."""

    row: int
    email: str
    name: str | None = None
    external_id: str | None = None
    unit: UnitPath | None = None
    manager_email: str | None = None
    location: str | None = None
    job_family: str | None = None
    hired_on: date | None = None
    time_zone: str | None = None
    language: str | None = None


@dataclass(slots=True)
class Sheet:
    """What a file holds. Rows with a flaw are left out of `rows`; any flaw refuses the whole file."""

    columns: tuple[str, ...] = ()
    rows: list[PersonRow] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    named_in_flawed_rows: set[str] = field(default_factory=set)


class _BadCell(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def read(content: bytes) -> Sheet:
    """Read a whole file; never raises, whatever the bytes are."""
    sheet = Sheet()
    text = _text(content, sheet)
    if text is None:
        return sheet
    delimiter = _delimiter(text)
    records = _records(text, delimiter, sheet)
    heading = next(records, None)
    if heading is None:
        if not sheet.flaws:
            sheet.flaws.append(Flaw(1, "", "empty_file"))
        return sheet
    sheet.columns = _columns(heading[1], sheet)
    if sheet.flaws:
        return sheet
    for people, (row, cells) in enumerate(records):
        if people == MOST_ROWS:
            sheet.flaws = [Flaw(row, "", "too_many_rows", str(MOST_ROWS))]
            return sheet
        _take(row, cells, sheet)
    if not sheet.rows and not sheet.flaws:
        sheet.flaws.append(Flaw(1, "", "no_rows"))
    return sheet


def _text(content: bytes, sheet: Sheet) -> str | None:
    if len(content) > MOST_BYTES:
        sheet.flaws.append(Flaw(1, "", "too_large", str(MOST_BYTES // (1024 * 1024))))
        return None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        sheet.flaws.append(Flaw(1, "", "not_text"))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sheet.flaws.append(Flaw(content.count(b"\n", 0, error.start) + 1, "", "not_utf8"))
        return None


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").splitlines()[:1]
    return max(_DELIMITERS, key=lambda sign: _known(first, sign))


def _known(first: list[str], delimiter: str) -> int:
    try:
        cells = next(csv.reader(first, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return 0
    return sum(_column(cell) in COLUMNS for cell in cells)


def _records(text: str, delimiter: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    return filled_rows(text, delimiter, lambda row: sheet.flaws.append(Flaw(row, "", "broken_quotes")))


def _column(cell: str) -> str:
    return "_".join(cell.replace("-", " ").replace("_", " ").lower().split())


def _columns(cells: list[str], sheet: Sheet) -> tuple[str, ...]:
    columns = tuple(_column(cell) for cell in cells)
    while columns and not columns[-1]:
        columns = columns[:-1]
    for position, column in enumerate(columns):
        if column not in COLUMNS:
            sheet.flaws.append(Flaw(1, _shown(cells[position]), "unknown_column", ", ".join(COLUMNS)))
        elif column in columns[:position]:
            sheet.flaws.append(Flaw(1, column, "column_twice"))
    if "email" not in columns:
        sheet.flaws.insert(0, Flaw(1, "email", "no_email_column"))
    return columns


def _take(row: int, cells: list[str], sheet: Sheet) -> None:
    while len(cells) > len(sheet.columns) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(sheet.columns):
        sheet.flaws.append(Flaw(row, "", "cell_count", f"{len(cells)}/{len(sheet.columns)}"))
        return
    values: dict[str, str | date | UnitPath] = {}
    sound = True
    for column, cell in zip(sheet.columns, cells, strict=True):
        try:
            value = _value(row, column, cell, sheet)
        except _BadCell as bad:
            sheet.flaws.append(Flaw(row, column, bad.code, bad.detail))
            sound = False
        else:
            if value is not None:
                values[column] = value
    if sound and "email" not in values:
        sheet.flaws.append(Flaw(row, "email", "no_email"))
    elif sound:
        sheet.rows.append(PersonRow(row=row, **values))  # type: ignore[arg-type]
    elif "email" in values:
        sheet.named_in_flawed_rows.add(str(values["email"]))


def _value(row: int, column: str, cell: str, sheet: Sheet) -> str | date | UnitPath | None:
    if not cell.strip():
        return None
    if cell[0] in "\t\r" or cell.lstrip()[0] in _FORMULA_SIGNS:
        raise _BadCell("formula", _shown(cell))
    if not cell.isascii() or not cell.isprintable():
        if any(sign in _TURNING_SIGNS or (unicodedata.category(sign) == "Cc" and not sign.isspace()) for sign in cell):
            raise _BadCell("invisible_sign")
        cell = unicodedata.normalize("NFC", cell)
    tidy = " ".join(cell.split())
    if len(tidy) > LONGEST.get(column, address.LONGEST):
        raise _BadCell("too_long", str(LONGEST.get(column, address.LONGEST)))
    if column == "unit":
        path = unit_path(tidy)
        if tidy != cell.strip():
            sheet.notes.append(Note(row, column, "spaces_tidied", UNIT_SEPARATOR.join(path)))
        return path
    convert = _CONVERT.get(column)
    return convert(tidy) if convert else tidy


def unit_path(text: str) -> UnitPath:
    """Split `Operations / Night shift` into its names from the top down; spaces around the slash do not count."""
    names = tuple(" ".join(name.split()) for name in text.split("/"))
    if not all(names):
        raise _BadCell("unit_gap")
    if len(names) > DEEPEST_UNIT:
        raise _BadCell("unit_too_deep", str(DEEPEST_UNIT))
    for name in names:
        if len(name) > LONGEST_UNIT_NAME:
            raise _BadCell("too_long", str(LONGEST_UNIT_NAME))
        if name[0] in _FORMULA_SIGNS:
            raise _BadCell("formula", _shown(name))
    if len({spelling_key(name) for name in names}) < len(names):
        raise _BadCell("unit_inside_itself")
    return names


@lru_cache(maxsize=MOST_ROWS)
def spelling_key(name: str) -> str:
    """Two names with the same key look the same to a reader: case and spaces do not tell them apart."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().replace("/", "").split())


def path_key(path: UnitPath) -> str:
    """The spelling key of a whole path, unique within an organization."""
    return "/".join(spelling_key(name) for name in path)


def _address(text: str) -> str:
    normal = address.normalize(text)
    if normal is None:
        raise _BadCell("bad_email", _shown(text))
    return normal


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        raise _BadCell("bad_date", _shown(text))
    return day


@cache
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}


def _zone(text: str) -> str:
    zone = _zones().get(text.lower())
    if zone is None:
        raise _BadCell("bad_time_zone", _shown(text))
    return zone


def _language(text: str) -> str:
    parts = text.replace("_", "-").split("-")
    if not (2 <= len(parts[0]) <= 3) or not all(part.isascii() and part.isalnum() for part in parts):
        raise _BadCell("bad_language", _shown(text))
    return "-".join([parts[0].lower(), *parts[1:]])


def _shown(text: str) -> str:
    tidy = "".join(sign if sign.isprintable() else " " for sign in text).strip()
    return tidy if len(tidy) <= 40 else f"{tidy[:39]}…"


_CONVERT: dict[str, Callable[[str], str | date]] = {
    "email": _address,
    "manager_email": _address,
    "hired_on": _day,
    "time_zone": _zone,
    "language": _language,
}
