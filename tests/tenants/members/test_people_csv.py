"""people.csv is read whole, and every flaw is named by its row and column."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.members import people_csv
from tenants.members.people_csv import Flaw

HEADING = "email,name,external_id,unit,manager_email,location,job_family,hired_on,time_zone,language"
FULL = "alice@example.org,Alice,E1,Operations / Night shift,bob@example.org,Porto,Care,2024-03-01,Europe/Lisbon,en"


def _read(*lines: str) -> people_csv.Sheet:
    return people_csv.read("\n".join(lines).encode())


def test_a_full_row_is_read_into_every_field() -> None:
    sheet = _read(HEADING, FULL)
    assert sheet.flaws == []
    (alice,) = sheet.rows
    assert alice.row == 2
    assert alice.unit == ("Operations", "Night shift")
    assert alice.hired_on == date(2024, 3, 1)
    assert (alice.email, alice.manager_email, alice.time_zone) == (
        "alice@example.org",
        "bob@example.org",
        "Europe/Lisbon",
    )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_marks_and_line_ends_of_every_spreadsheet_are_read(sign: str, encoding: str, line_end: str) -> None:
    text = line_end.join(
        line.replace(",", sign) for line in (HEADING, FULL, "", FULL.replace("alice", "zoë".replace("ë", "e")))
    )
    sheet = people_csv.read(text.encode(encoding))
    assert sheet.flaws == []
    assert [row.email for row in sheet.rows] == ["alice@example.org", "zoe@example.org"]
    assert [row.row for row in sheet.rows] == [2, 4]


def test_a_quoted_line_break_stays_inside_its_row() -> None:
    sheet = people_csv.read(b'email,location,name\r\na@example.org,"Porto\r\nEast",A\r\nb@example.org,,"B ""Bee"""\r\n')
    assert sheet.flaws == []
    assert sheet.rows[0].location == "Porto East"
    assert (sheet.rows[1].row, sheet.rows[1].name) == (3, 'B "Bee"')


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "empty_file", 1),
        (b"\n\n  \n", "empty_file", 1),
        (b"email,name\n", "no_rows", 1),
        (b"name,unit\nA,B\n", "no_email_column", 1),
        (b"email,email\na@example.org,b@example.org\n", "column_twice", 1),
        (b"email,salary\na@example.org,1\n", "unknown_column", 1),
        ("email,name\na@example.org,Zoë\n".encode("latin-1"), "not_utf8", 2),
        ("email,name\na@example.org,Zoë\n".encode("utf-16"), "not_text", 1),
        (b"PK\x03\x04\x00\x00", "not_text", 1),
        (b'email,name\na@example.org,"A\n', "broken_quotes", 2),
        (b"email,name\na@example.org,A,B\n", "cell_count", 2),
        (b"email,name\na@example.org\n", "cell_count", 2),
        (b"email,name\n,A\n", "no_email", 2),
        (b"email\n" + b"x" * people_csv.MOST_BYTES, "too_large", 1),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(content: bytes, code: str, row: int) -> None:
    sheet = people_csv.read(content)
    assert [(flaw.code, flaw.row) for flaw in sheet.flaws] == [(code, row)]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("email", "alice", "bad_email"),
        ("email", "alice@example", "bad_email"),
        ("email", "älice@example.org", "bad_email"),
        ("manager_email", "bob at example.org", "bad_email"),
        ("hired_on", "31/03/2024", "bad_date"),
        ("hired_on", "2024-02-30", "bad_date"),
        ("hired_on", "20240301", "bad_date"),
        ("hired_on", "0001-01-01", "bad_date"),
        ("time_zone", "Mars/Olympus", "bad_time_zone"),
        ("time_zone", "CET", "bad_time_zone"),
        ("language", "english", "bad_language"),
        ("unit", "Operations / / Night", "unit_gap"),
        ("unit", "Operations / Night / operations", "unit_inside_itself"),
        ("unit", "/".join(f"u{i}" for i in range(40)), "unit_too_deep"),
        ("unit", "x" * 130, "too_long"),
        ("name", "n" * 201, "too_long"),
        ("name", "Ali\u202ece", "invisible_sign"),
        ("name", "Ali\x07ce", "invisible_sign"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(column: str, cell: str, code: str) -> None:
    cells = dict(zip(HEADING.split(","), FULL.split(","), strict=True)) | {column: cell}
    sheet = _read(HEADING, FULL.replace("alice", "carol"), ",".join(cells.values()))
    assert [(flaw.row, flaw.column, flaw.code) for flaw in sheet.flaws] == [(3, column, code)]
    assert len(sheet.rows) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "\uff1d"])
@pytest.mark.parametrize("column", ["name", "external_id", "unit", "location", "job_family", "email"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(start: str, column: str) -> None:
    cells = {"email": "a@example.org"} | {column: f"{start}HYPERLINK(1)"}
    written = io.StringIO()
    csv.writer(written).writerows([cells.keys(), cells.values()])
    sheet = people_csv.read(written.getvalue().encode())
    assert [(flaw.row, flaw.column, flaw.code) for flaw in sheet.flaws] == [(2, column, "formula")]


def test_a_formula_inside_a_unit_path_is_refused() -> None:
    assert [flaw.code for flaw in _read("email,unit", "a@example.org,Ops / =1+1").flaws] == ["formula"]


def test_every_flaw_of_every_row_is_named() -> None:
    sheet = _read("email,hired_on,time_zone", "a,b,c", "d@example.org,2024-01-01,UTC", "e,2024-13-01,UTC")
    assert [(flaw.row, flaw.column) for flaw in sheet.flaws] == [
        (2, "email"), (2, "hired_on"), (2, "time_zone"), (4, "email"), (4, "hired_on"),
    ]  # fmt: skip


def test_extra_spaces_in_a_unit_are_tidied_and_said() -> None:
    sheet = _read("email,unit", "a@example.org,Operations/Night   shift")
    assert sheet.rows[0].unit == ("Operations", "Night shift")
    assert [(note.row, note.column, note.code) for note in sheet.notes] == [(2, "unit", "spaces_tidied")]


def test_one_row_too_many_is_refused() -> None:
    lines = [f"p{number}@example.org" for number in range(people_csv.MOST_ROWS)]
    assert len(_read("email", *lines).rows) == people_csv.MOST_ROWS
    assert _read("email", *lines, "one@example.org").flaws == [
        Flaw(people_csv.MOST_ROWS + 2, "", "too_many_rows", "20000")
    ]


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fall(content: bytes) -> None:
    sheet = people_csv.read(content)
    assert sheet.rows or sheet.flaws


@given(st.text(max_size=60), st.sampled_from(["name", "unit", "location", "external_id", "email"]))
def test_no_cell_makes_the_reader_fall_and_none_that_is_kept_starts_a_formula(cell: str, column: str) -> None:
    written = io.StringIO()
    cells = {"email": "a@example.org", column: cell}
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([cells.keys(), cells.values()])
    try:
        content = written.getvalue().encode()
    except UnicodeEncodeError:
        return
    sheet = people_csv.read(content)
    assert len(sheet.rows) + len({flaw.row for flaw in sheet.flaws}) == 1
    for row in sheet.rows:
        kept = getattr(row, column)
        for name in kept if isinstance(kept, tuple) else (kept or "x",):
            assert name[0] not in "=+-@\t\r"
            assert name == " ".join(name.split())


_NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(_NAMES, st.lists(_NAMES, min_size=1, max_size=4, unique_by=people_csv.spelling_key)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
def test_what_a_spreadsheet_writes_is_read_back(people: list[tuple[str, list[str]]], sign: str, mark: bool) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=sign)
    writer.writerow(["E-mail".replace("-", ""), "Name", "Unit"])
    for number, (name, unit) in enumerate(people):
        writer.writerow([f"p{number}@example.org", name, " / ".join(unit)])
    sheet = people_csv.read(written.getvalue().encode("utf-8-sig" if mark else "utf-8"))
    read = [(row.email, row.name) for row in sheet.rows]
    assert len(read) == len(people) - len({flaw.row for flaw in sheet.flaws})
    assert all(flaw.code in {"too_long", "unit_inside_itself"} for flaw in sheet.flaws)
