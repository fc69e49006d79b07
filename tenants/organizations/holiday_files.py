"""Days off from a file, .csv or .ics: bytes in, days and a word about every wrong row out; no database, no clock.

Whole days only: what repeats, has hours or lies years away is refused by row. A row of a calendar is an event, counted
from 1; a row of a table counts as a spreadsheet does.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tenants.csv_rows import filled_rows
from tenants.organizations.countries import all_countries
from tenants.organizations.days_off import EVERYBODY, LONGEST_NAME, DayOff

MOST_BYTES = 400 * 1024
MOST_DAYS = 400
LONGEST_RUN = 62
"""The most days of one event."""
YEARS_BACK, YEARS_AHEAD = 1, 5
COLUMNS = ("date", "name", "country")

_COUNTRIES = frozenset(code for code, _name in all_countries())
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a row is refused (and with it the file), or what is good to know about it; `detail` is what stands there."""

    row: int
    code: str
    detail: str = ""


@dataclass(slots=True)
class Sheet:
    """What a file holds. Any flaw refuses the whole file; notes do not."""

    days: list[DayOff] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[Flaw] = field(default_factory=list)


class _Bad(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def read(content: bytes, *, today: date, country: str = EVERYBODY) -> Sheet:
    """Read a whole file; never raises, whatever the bytes are. `country` is whose days they are unless a row says."""
    sheet = Sheet()
    try:
        text = _text(content)
        rows = _events(text) if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR" else _rows(text, sheet)
        _collect(rows, sheet, today, country)
    except _Bad as bad:
        sheet.notes, sheet.flaws = [], [Flaw(int(bad.detail) if bad.code == "not_utf8" else 1, bad.code, bad.detail)]
    if not sheet.days and not sheet.flaws:
        sheet.flaws.append(Flaw(1, "no_days"))
    return sheet


def sample(year: int) -> str:
    """A small table to begin with."""
    days = (("", f"{year}-12-24"), ("", f"{year}-12-31"), ("PT", f"{year + 1}-06-13"))
    return written(DayOff(country, date.fromisoformat(day), "Closed") for country, day in days)


def written(days: Iterable[DayOff]) -> str:
    """Days as a table that `read` understands."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows((one.day.isoformat(), one.name, one.country) for one in days)
    return text.getvalue()


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _Bad("too_large", str(MOST_BYTES // 1024))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff", b"PK", b"\x1f\x8b") or b"\x00" in content:
        raise _Bad("not_text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Bad("not_utf8", str(content.count(b"\n", 0, error.start) + 1)) from error


Row = tuple[int, Sequence[date] | _Bad, str, str]
"""Number, days or what is wrong with them, name, country as written."""


def _collect(rows: Iterable[Row], sheet: Sheet, today: date, country: str) -> None:
    seen: dict[tuple[str, date], int] = {}
    for count, (row, days, name, written_country) in enumerate(rows):
        if count == MOST_DAYS or len(sheet.days) > MOST_DAYS:
            raise _Bad("too_many", str(MOST_DAYS))
        try:
            if isinstance(days, _Bad):
                raise days
            own, called = _country(written_country, country), _called(name)
            _refuse_far(days, today)
        except _Bad as bad:
            sheet.flaws.append(Flaw(row, bad.code, bad.detail))
            continue
        for day in days:
            earlier = seen.setdefault((own, day), row)
            if earlier != row:
                sheet.notes.append(Flaw(row, "twice", f"{day.isoformat()}/{earlier}"))
            else:
                sheet.days.append(DayOff(own, day, called))
    if len(sheet.days) > MOST_DAYS:
        raise _Bad("too_many", str(MOST_DAYS))


def _country(text: str, otherwise: str) -> str:
    code = text.strip().upper()
    if code and code not in _COUNTRIES:
        raise _Bad("bad_country", _shown(text))
    return code or otherwise


def _called(text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise _Bad("no_name")
    if len(tidy) > LONGEST_NAME:
        raise _Bad("long_name", str(LONGEST_NAME))
    if not tidy.isprintable():
        raise _Bad("invisible_sign")
    return tidy


def _refuse_far(days: Sequence[date], today: date) -> None:
    first, last = date(today.year - YEARS_BACK, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    far = next((day for day in days if not first <= day <= last), None)
    if far is not None:
        raise _Bad("far", far.isoformat())


def _shown(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()[:40]


def _rows(text: str, sheet: Sheet) -> Iterator[Row]:
    if not text.strip():
        return
    heading = next(iter(text.lstrip("\r\n").splitlines()), "")
    delimiter = max(",;\t", key=heading.count)
    records = filled_rows(text, delimiter, lambda row: sheet.flaws.append(Flaw(row, "broken_quotes")))
    columns = [cell.strip().lower() for cell in next(records, (1, [""]))[1]]
    if not {"date", "name"} <= set(columns) <= {*COLUMNS, ""} or len(set(columns)) != len(columns):
        raise _Bad("bad_heading", ", ".join(COLUMNS))
    for row, cells in records:
        found = dict(zip(columns, cells, strict=False))
        if any(cell.strip() for cell in cells[len(columns) :]):
            yield row, _Bad("cell_count"), "", ""
            continue
        yield row, _one_day(found.get("date", "")), found.get("name", ""), found.get("country", "")


def _one_day(text: str) -> Sequence[date] | _Bad:
    try:
        return [date.fromisoformat(text.strip())] if _DAY.match(text.strip()) else _Bad("bad_date", _shown(text))
    except ValueError:
        return _Bad("bad_date", _shown(text))


def _events(text: str) -> Iterator[Row]:
    from icalendar import Calendar  # noqa: PLC0415 - pages that read no calendar do without

    try:  # rules of time zones say nothing about whole days, and take long to work out
        events = Calendar.from_ical(_without_zones(text)).walk("VEVENT")
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise _Bad("broken_calendar") from error
    for number, event in enumerate(events, start=1):
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield number, _days_of(event), str(event.get("SUMMARY", "")), ""


def _without_zones(text: str) -> str:
    """Line by line, because a pattern over many lines takes minutes for a file that begins zones and ends none."""
    kept, inside = [], False
    for line in text.split("\n"):
        mark = line.strip().upper()
        inside = inside or mark == "BEGIN:VTIMEZONE"
        if not inside:
            kept.append(line)
        inside = inside and mark != "END:VTIMEZONE"
    return "\n".join(kept)


def _days_of(event: Any) -> Sequence[date] | _Bad:
    if any(event.get(rule) is not None for rule in ("RRULE", "RDATE")):
        return _Bad("repeats")
    try:
        start = event.decoded("DTSTART")
        end = event.decoded("DTEND", None)
        end = start + event.decoded("DURATION", timedelta(days=1)) if end is None else end
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return _Bad("no_day")
    if isinstance(start, datetime) or isinstance(end, datetime):
        return _Bad("timed")
    if not isinstance(start, date) or not isinstance(end, date):
        return _Bad("no_day")
    length = max((end - start).days, 1)
    if length > LONGEST_RUN:
        return _Bad("too_long", str(LONGEST_RUN))
    return [start + timedelta(days=each) for each in range(length)]
