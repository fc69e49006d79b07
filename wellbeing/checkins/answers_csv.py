"""Reads a CSV of past answers against an instrument; names every flaw by row and column, knows no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tenants.csv_rows import filled_rows
from wellbeing.checkins.audience import LONGEST_BAND, TENURE_BANDS
from wellbeing.checkins.instruments import BadAnswer, Instrument, answer_in

ATTRIBUTES = ("unit", "location", "tenure")
LONGEST = {"member": 254, "unit": 1000, "location": 120, "tenure": 20}
BANDS = frozenset({"", LONGEST_BAND, *(name for name, _below in TENURE_BANDS)})

_MISSING = frozenset({"", "NA"})
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why the file is refused; rows count as a spreadsheet does, the heading is row 1."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class PastAnswers:
    """One row: `unit`, `location` and `tenure` are None when the file has no such column."""

    row: int
    member: str
    unit: str | None
    location: str | None
    tenure: str | None
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """What a file holds; any flaw refuses the whole of it."""

    rows: list[PastAnswers] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


def read(content: bytes, instrument: Instrument) -> Sheet:
    """Read a whole file; never raises, whatever the bytes are."""
    sheet = Sheet()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sheet.flaws.append(Flaw(content.count(b"\n", 0, error.start) + 1, "", "not_utf8"))
        return sheet
    records = _records(text, sheet)
    heading = next(records, None)
    if heading is None:
        sheet.flaws = sheet.flaws or [Flaw(1, "", "empty_file")]
        return sheet
    columns = [cell.strip() for cell in heading[1]]
    items = {item.id for item in instrument.items}
    sheet.flaws += _heading_flaws(columns, items)
    if not sheet.flaws:
        for row, cells in records:
            _take(row, cells, columns, instrument, sheet)
        if not sheet.rows and not sheet.flaws:
            sheet.flaws.append(Flaw(1, "", "empty_file"))
    return sheet


def _records(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    return filled_rows(text, delimiter, lambda row: sheet.flaws.append(Flaw(row, "", "broken_quotes")))


def _heading_flaws(columns: list[str], items: set[str]) -> Iterator[Flaw]:
    if "member" not in columns:
        yield Flaw(1, "", "no_member_column")
    if not items.intersection(columns):
        yield Flaw(1, "", "no_item_column")
    for position, column in enumerate(columns):
        if column in columns[:position]:
            yield Flaw(1, column, "column_twice")
        elif column != "member" and column not in ATTRIBUTES and column not in items:
            yield Flaw(1, column or f"#{position + 1}", "unknown_column")


def _take(row: int, cells: list[str], columns: list[str], instrument: Instrument, sheet: Sheet) -> None:
    if len(cells) != len(columns):
        sheet.flaws.append(Flaw(row, "", "cell_count"))
        return
    given = {column: " ".join(cell.split()) for column, cell in zip(columns, cells, strict=True)}
    for column in ATTRIBUTES:
        if column in given and given[column] in _MISSING:
            given[column] = ""
    flaws = [*_attribute_flaws(row, given), *_answer_flaws(row, given, instrument)]
    if flaws:
        sheet.flaws += flaws
        return
    answers = {item.id: given[item.id] for item in instrument.items if given.get(item.id, "") not in _MISSING}
    sheet.rows.append(
        PastAnswers(row, given["member"], given.get("unit"), given.get("location"), given.get("tenure"), answers)
    )


def _attribute_flaws(row: int, given: dict[str, str]) -> Iterator[Flaw]:
    if given["member"] in _MISSING:
        yield Flaw(row, "member", "no_member")
    for column, most in LONGEST.items():
        if len(given.get(column, "")) > most:
            yield Flaw(row, column, "too_long")
    if given.get("tenure", "") not in BANDS:
        yield Flaw(row, "tenure", "unknown_tenure")


def _answer_flaws(row: int, given: dict[str, str], instrument: Instrument) -> Iterator[Flaw]:
    for item in instrument.items:
        try:
            answer_in(item, given.get(item.id, ""))
        except BadAnswer as bad:
            yield Flaw(row, item.id, bad.code)
