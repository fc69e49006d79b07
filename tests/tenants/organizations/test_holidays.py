"""Days off: public holidays, files and a company's own days, for HR alone to change and for a trustee to read."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tenants import clock
from tenants.db import work
from tenants.organizations import access, holiday_files, holiday_wording, holidays
from tenants.organizations.access import organization
from tenants.organizations.countries import country_at
from tenants.organizations.days_off import DaysOff
from tenants.organizations.public_holidays import public_holidays, region_name, regions_of
from tests.conftest import Person

PAGE = "/organization/holidays"
TODAY = datetime(2026, 11, 26, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_thursday_in_november() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def house(app: Flask, cast: SimpleNamespace) -> SimpleNamespace:
    """Northwind lives in Lisbon, Bob in Berlin, and Bob is its trustee."""
    with app.app_context(), work(cast.hana.tenant_id):
        organization().time_zone = "Europe/Lisbon"
    details = {"name": "Bob", "time_zone": "Europe/Berlin"}
    assert cast.hana.client.post(f"/people/{cast.bob.member_id}/details", data=details).status_code == 303
    assert cast.hana.client.post(f"/people/{cast.bob.member_id}/roles", data={"role": "trustee"}).status_code == 303
    return cast


def kept(app: Flask, person: Person) -> list[tuple[str, str, str, str]]:
    """Country, day, name and origin of every day off, as stored."""
    with app.app_context(), work(person.tenant_id):
        return [(row.country, row.day.isoformat(), row.name, row.origin) for row in access.holidays_of()]


def acts(app: Flask, person: Person) -> list[str]:
    from tenants import audit

    with app.app_context(), work(person.tenant_id):
        return [event.action for event in audit.events(before=None, limit=50) if event.action.startswith("holiday.")]


def upload(client: FlaskClient, content: bytes | str, country: str = "") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(f"{PAGE}/file", data={"file": (io.BytesIO(raw), "days"), "country": country})


def looked_at(page: str) -> str:
    """What the preview would send back."""
    import html

    found = re.search(r'name="days" value="([^"]*)"', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_hr_takes_public_holidays_over_and_over_again(app: Flask, house: SimpleNamespace) -> None:
    hana = house.hana.client
    page = hana.get(PAGE).text
    assert page.index("Everybody") < page.index("Germany") < page.index("Portugal")
    shown = hana.get(f"{PAGE}/calendar?country=DE&region=BY").text
    assert "<td>Thursday, May 27, 2027</td><td>Corpus Christi</td>" in shown
    assert "October 3, 2026" not in shown  # over
    for _click in range(2):
        assert hana.post(f"{PAGE}/calendar", data={"country": "DE", "region": "BY"}).status_code == 303
    bavaria = kept(app, house.hana)
    assert len(bavaria) == 2 + 12
    assert ("DE", "2027-05-27", "Corpus Christi", "library") in bavaria
    assert "public holidays of Bayern until 2027" in hana.get(PAGE).text
    assert 'value="BY" selected' in hana.get(f"{PAGE}/calendar?country=DE").text

    own = {"name": "Founders’ day", "first": "2027-01-01", "country": "DE"}
    hana.post(PAGE, data=own)  # named already: it stays as it is
    hana.post(PAGE, data=own | {"first": "2027-05-27"})
    hana.post(PAGE, data=own | {"first": "2027-03-05"})
    assert hana.post(f"{PAGE}/calendar", data={"country": "DE", "region": ""}).status_code == 303
    everywhere = kept(app, house.hana)
    assert len(everywhere) == 2 + 9 + 1
    assert ("DE", "2027-03-05", "Founders’ day", "own") in everywhere
    assert not [row for row in everywhere if row[2] == "Corpus Christi"]
    assert kept(app, house.eve) == []

    for _click in range(2):
        assert hana.post(f"{PAGE}/calendar/drop", data={"country": "DE"}).status_code == 303
    assert kept(app, house.hana) == [("DE", "2027-03-05", "Founders’ day", "own")]
    assert acts(app, house.hana) == [
        "holiday.calendar_dropped",
        "holiday.taken_over",
        "holiday.added",
        "holiday.taken_over",
    ]


def test_two_tabs_that_take_over_at_once_take_turns(app: Flask, house: SimpleNamespace) -> None:
    def other_tab() -> None:
        with clock.at(TODAY):
            answers.append(other.post(f"{PAGE}/calendar", data={"country": "DE", "region": ""}).status_code)

    answers: list[int] = []
    other = house.hana.sign_in(app.test_client())
    waiting = threading.Thread(target=other_tab)
    with app.app_context(), work(house.hana.tenant_id):
        holidays.take_over(country="DE", region="BY")
        waiting.start()
        waiting.join(1)
        assert answers == []
    waiting.join(20)
    assert answers == [303]
    assert len(kept(app, house.hana)) == 2 + 9


def test_names_follow_the_language_of_the_organization_where_there_are_some(app: Flask, house: SimpleNamespace) -> None:
    with app.app_context(), work(house.hana.tenant_id):
        organization().language = "de"
    for country in ("DE", "PL", "PT", "JP"):
        assert house.hana.client.post(f"{PAGE}/calendar", data={"country": country}).status_code == 303
    names = {row[0]: row[2] for row in kept(app, house.hana) if row[1] == "2027-01-01"}
    assert names == {"DE": "Neujahr", "PL": "Neujahr", "PT": "New Year's Day", "JP": "New Year's Day"}


def test_a_closure_is_added_once_and_goes_as_a_whole(app: Flask, house: SimpleNamespace) -> None:
    hana = house.hana.client
    closure = {"name": "Closed <b>", "first": "2026-12-21", "last": "2027-01-08"}
    for _click in range(2):
        assert hana.post(PAGE, data=closure).status_code == 303
    hana.post(PAGE, data={"name": "Closed <b>", "first": "2027-02-01"})
    assert len(kept(app, house.hana)) == 20
    page = hana.get(PAGE).text
    assert "December 21, 2026 to January 8, 2027" in page
    assert "Closed &lt;b&gt;" in page
    assert "Closed <b>" not in page
    first, second = re.findall(rf"{PAGE}/([0-9a-f-]{{36}})/remove", page)
    assert house.eve.client.post(f"{PAGE}/{first}/remove").status_code == 404
    assert hana.post(f"{PAGE}/{first}/remove").status_code == 303
    assert hana.post(f"{PAGE}/{first}/remove").status_code == 404
    assert [row[1] for row in kept(app, house.hana)] == ["2027-02-01"]
    assert hana.post(f"{PAGE}/{second}/remove").status_code == 303
    assert acts(app, house.hana) == ["holiday.removed"] * 2 + ["holiday.added"] * 2
    told = hana.get("/organization/acts").text
    assert "A day off was removed" in told
    assert "last: 2027-01-08" in told


WRONG_DAYS: list[tuple[dict[str, str], str]] = [
    ({"first": ""}, "choose a day"),
    ({"first": "2041-01-01"}, "far away"),
    ({"first": "2024-12-31"}, "far away"),
    ({"last": "2026-12-23"}, "before the first"),
    ({"last": "2027-12-24"}, "more than 62 days"),
    ({"name": " "}, "fill this in"),
    ({"name": "x" * 121}, "longer than 120"),
    ({"country": "XX"}, "from the list"),
    ({"surprise": "x"}, ""),
]


def test_a_day_that_makes_no_sense_comes_back(app: Flask, house: SimpleNamespace) -> None:
    for wrong, words in WRONG_DAYS:
        answer = house.hana.client.post(PAGE, data={"name": "Between the years", "first": "2026-12-24"} | wrong)
        assert (answer.status_code, words in answer.text) == (422, True), wrong
        assert "name" in wrong or "Between the years" in answer.text
    assert kept(app, house.hana) == []


def test_a_file_is_looked_at_and_then_taken_whole(app: Flask, house: SimpleNamespace) -> None:
    hana = house.hana.client
    hana.post(PAGE, data={"name": "Ours", "first": "2026-12-24"})
    table = (
        "name;Country;date\r\nHeiligabend;;2026-12-24\r\n"
        'Silvester;;2026-12-31\r\n"Sankt Martin";de;2027-11-11\r\nNoch einmal;;2026-12-31\r\n'
    )
    page = upload(hana, "\ufeff" + table)
    assert page.status_code == 200
    assert "2 days are new. One day is there already" in page.text
    assert "December 31, 2026 stands in row 3 already" in page.text
    assert "Thursday, November 11, 2027" in page.text
    assert len(kept(app, house.hana)) == 1
    for _click in range(2):
        assert hana.post(f"{PAGE}/file/take", data={"days": looked_at(page.text)}).status_code == 303
    assert kept(app, house.hana) == [
        ("", "2026-12-24", "Ours", "own"),
        ("", "2026-12-31", "Silvester", "upload"),
        ("DE", "2027-11-11", "Sankt Martin", "upload"),
    ]
    assert "Nothing is new" in upload(hana, table).text
    assert acts(app, house.hana) == ["holiday.uploaded", "holiday.added"]
    sample = re.search(r"<pre[^>]*>(.*?)</pre>", hana.get(f"{PAGE}/file").text, re.DOTALL)
    assert sample
    assert "One day is new. 2 days are there already" in upload(hana, sample[1]).text


ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
    "BEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n%sEND:VCALENDAR\r\n"
)


def event(*lines: str, name: str = "Closed") -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, f"SUMMARY:{name}", "END:VEVENT", ""])


def test_a_calendar_is_taken_in_day_by_day(app: Flask, house: SimpleNamespace) -> None:
    events = (
        event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102", name="Closed\\, all of us")
        + event("DTSTART;VALUE=DATE:20270507", "STATUS:CANCELLED")
        + event("DTSTART;VALUE=DATE:20270508", name="Ponte")
        + event("DTSTART;VALUE=DATE:20270601", "DURATION:P2D")
    )
    page = upload(house.hana.client, ICS % events, country="PT")
    assert "12 days are new" in page.text
    assert house.hana.client.post(f"{PAGE}/file/take", data={"days": looked_at(page.text)}).status_code == 303
    found = kept(app, house.hana)
    assert {row[0] for row in found} == {"PT"}
    assert [row[1] for row in found if row[2] == "Closed, all of us"] == [
        *(f"2026-12-{day}" for day in range(24, 32)),
        "2027-01-01",
    ]
    assert [row[1] for row in found][-3:] == ["2027-05-08", "2027-06-01", "2027-06-02"]


NONSENSE: list[tuple[str | bytes, int, str]] = [
    ("\r\n \r\n", 1, "no day in this file"),
    ("date,name\n", 1, "no day in this file"),
    ("day,what\n2026-12-24,x\n", 1, "names the columns"),
    ("date,name,date\n2026-12-24,x,\n", 1, "names the columns"),
    ("date,name\n24.12.2026,x\n", 2, "“24.12.2026” is not a date"),
    ("date,name\n2026-02-30,x\n", 2, "not a date"),
    ("date,name\n2026-12-24,x\n20261225,x\n", 3, "not a date"),
    ("date,name\n1999-12-24,x\n", 2, "too far away"),
    ("date,name\n2032-01-01,x\n", 2, "too far away"),
    ("date,name\n2026-12-24, \n", 2, "name of the day is missing"),
    ("date,name\n2026-12-24," + "x" * 121, 2, "longer than 120"),
    ("date,name\n2026-12-24,a\u202eb", 2, "invisible sign"),
    ("date,name\n2026-12-24,Closed, all\n", 2, "more cells than the heading"),
    ("date,name,country\n2026-12-24,x,Atlantis\n", 2, "“Atlantis” is not a country"),
    ('date,name\n2026-12-24,"x\n', 2, "quotation mark"),
    ("date,name\n2026-12-24,Grüße".encode("latin-1"), 2, "not in UTF-8"),
    ("date,name\n2026-12-24,x".encode("utf-16"), 1, "neither a calendar"),
    (b"PK\x03\x04" + b"0" * 100, 1, "neither a calendar"),
    ("date,name\n" + "2026-12-24,x\n" * 401, 1, "more than 400 days"),
    (ICS % event("DTSTART:20261224T100000Z"), 1, "has hours"),
    (ICS % event("DTSTART;TZID=Z:20261224T100000"), 1, "has hours"),
    (ICS % (event("DTSTART;VALUE=DATE:20261224") + event()), 2, "no day that can be read"),
    (ICS % event("DTSTART;VALUE=DATE:2026-12-24"), 1, "no day that can be read"),
    (ICS % event("DTSTART;VALUE=DATE:20261224", "DTSTART;VALUE=DATE:20261225"), 1, "no day that can be read"),
    (ICS % event("DTSTART;VALUE=DATE:20261224", "DURATION:P99999999999D"), 1, "no day that can be read"),
    (ICS % event("DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=YEARLY"), 1, "repeats"),
    (ICS % event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270324"), 1, "more than 62 days"),
    (ICS % event("DTSTART;VALUE=DATE:29991231"), 1, "too far away"),
    (ICS % event("DTSTART;VALUE=DATE:99991231"), 1, "no day that can be read"),
    (ICS % "BEGIN:VEVENT\r\n", 1, "cannot be read"),
    ("BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 20000, 1, "cannot be read"),
]


def test_a_file_with_nonsense_is_answered_row_by_row_and_nothing_is_taken_in(
    app: Flask, house: SimpleNamespace
) -> None:
    for content, row, words in NONSENSE:
        page = upload(house.hana.client, content)
        assert page.status_code == 422, words
        [(number, sentence)] = re.findall(r'<td class="number">(\d+)</td><td>(.*?)</td>', page.text)
        assert (int(number), words in sentence) == (row, True), sentence
        if isinstance(content, str):  # what a preview sends is looked at once more
            assert house.hana.client.post(f"{PAGE}/file/take", data={"days": content}).status_code == 422
    assert kept(app, house.hana) == []


CALENDAR = ICS % (event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102") + event("DTSTART:20261224T100000Z"))
TABLE = holiday_files.sample(2026)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.tuples(
            st.sampled_from([CALENDAR, TABLE]), st.integers(0, 600), st.integers(0, 40), st.text(max_size=12)
        ).map(lambda cut: f"{cut[0][: cut[1]]}{cut[3]}{cut[0][cut[1] + cut[2] :]}".encode("utf-8", "surrogatepass")),
    )
)
def test_whatever_the_bytes_are_there_are_days_or_a_sentence(app: Flask, content: bytes) -> None:
    sheet = holiday_files.read(content, today=TODAY.date(), country="PT")
    assert sheet.days or sheet.flaws
    with app.app_context():
        assert all(holiday_wording.sentence(one) for one in (*sheet.flaws, *sheet.notes))
    if not sheet.flaws:
        again = holiday_files.read(holiday_files.written(sheet.days).encode(), today=TODAY.date())
        assert (again.days, again.flaws, again.notes) == (sheet.days, [], [])


@pytest.mark.parametrize("part", ["BEGIN:VTIMEZONE\n", "BEGIN:VTIMEZONE" + "\n" * 2000 + "x\n"])
def test_a_calendar_that_begins_time_zones_and_ends_none_is_refused_at_once(part: str) -> None:
    content = ("BEGIN:VCALENDAR\n" + part * (holiday_files.MOST_BYTES // len(part)))[: holiday_files.MOST_BYTES]
    began = process_time()
    sheet = holiday_files.read(content.encode(), today=TODAY.date())
    assert [flaw.code for flaw in sheet.flaws] == ["broken_calendar"]
    assert process_time() - began < 10, "a minute and more with a pattern over all lines"


def test_a_file_that_is_missing_or_too_large_comes_back(app: Flask, house: SimpleNamespace) -> None:
    assert "choose a file" in upload(house.hana.client, b"").text
    assert house.hana.client.post(f"{PAGE}/file", data={"country": ""}).status_code == 422
    assert "larger than 400 KB" in upload(house.hana.client, b"x" * (400 * 1024 + 1)).text
    assert upload(house.hana.client, "date,name\n2026-12-24,x\n", country="XX").status_code == 422
    assert kept(app, house.hana) == []


def test_calendars_of_nowhere_are_refused(app: Flask, house: SimpleNamespace) -> None:
    hana = house.hana.client
    for wrong in ({"country": "XX"}, {"country": "DE", "region": "XX"}, {"country": ""}, {"country": "../DE"}):
        assert hana.post(f"{PAGE}/calendar", data=wrong).status_code == 422
    assert hana.post(f"{PAGE}/calendar", data={"country": "IO"}).status_code == 409  # islands where nobody lives
    assert "no public holidays in this calendar" in hana.get(f"{PAGE}/calendar?country=IO").text
    for asked in ("", "?country=XX", "?country=__", "?country=DE&region=%00", "?country=date"):
        assert hana.get(f"{PAGE}/calendar{asked}").status_code == 200
    assert kept(app, house.hana) == []


def test_days_long_past_go_and_there_is_an_end_to_what_is_kept(
    app: Flask, house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hana = house.hana.client
    hana.post(PAGE, data={"name": "Then", "first": "2025-01-01"})
    hana.post(f"{PAGE}/calendar", data={"country": "DE"})
    assert "Then" not in hana.get(PAGE).text
    with clock.at(TODAY.replace(year=2027)):
        house.hana.sign_in()
        hana.post(f"{PAGE}/calendar", data={"country": "DE"})
        found = kept(app, house.hana)
        assert {row[1][:4] for row in found} == {"2026", "2027", "2028"}
        monkeypatch.setattr(holidays, "MOST_KEPT", len(found))
        assert hana.post(PAGE, data={"name": "One more", "first": "2028-02-02"}).status_code == 409
    assert kept(app, house.hana) == found


def test_a_trustee_reads_and_nobody_else_comes_near(house: SimpleNamespace) -> None:
    house.hana.client.post(PAGE, data={"name": "Closed", "first": "2026-12-24"})
    page = house.bob.client.get(PAGE)
    assert "Closed" in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    [told] = house.bob.client.get("/api/v1/holidays").json["holidays"]
    assert (told["day"], told["name"], told["country"], told["origin"]) == ("2026-12-24", "Closed", "", "own")
    assert house.eve.client.get("/api/v1/holidays").json == {"holidays": []}
    assert house.bob.client.get(f"{PAGE}/calendar?country=DE").status_code == 403
    for path in ("", "/calendar", "/calendar/drop", "/file", "/file/take"):
        assert house.bob.client.post(f"{PAGE}{path}", data={}).status_code == 403
    for path in ("", "/file"):
        assert house.alice.client.get(f"{PAGE}{path}").status_code == 403
    assert house.alice.client.get("/api/v1/holidays").status_code == 403


def test_days_off_are_looked_up_by_country_and_time_zone() -> None:
    first, second = date(2026, 12, 24), date(2026, 12, 25)
    off = DaysOff.of([("", second, "Closed"), ("DE", second, "Christmas"), ("DE", first, "Eve"), ("PT", first, "x")])
    assert off.for_country("DE") == {first: "Eve", second: "Christmas"}
    assert off.for_country("FR") == {second: "Closed"}
    assert list(off.for_zone("Europe/Berlin", home="Europe/Lisbon")) == [first, second]
    assert off.for_zone("UTC", home="Europe/Lisbon") == off.for_country("PT")
    assert off.for_zone(None, home="UTC") == off.for_country("ZZ") == {second: "Closed"}
    assert country_at("Asia/Calcutta", home="UTC") == "IN"
    assert DaysOff().for_country("DE") == {}


def test_every_country_of_the_world_has_a_calendar_that_can_be_read() -> None:
    for country in ("CH", "GB", "US", "IN", "AE", "BR"):
        for region in ("", (regions_of(country) or (("", ""),))[0][0]):
            found = public_holidays(country, region=region, years=(2026, 2027), language="fr")
            assert len(found) >= 8, country
            assert {day.year for day in found} == {2026, 2027}
            assert all(0 < len(name) <= 120 for name in found.values())
    assert public_holidays("XX", region="", years=(2026,), language="en") == {}
    assert regions_of("XX") is None
    assert region_name("CH", "UR") == "Uri"
    assert region_name("PT", "nowhere") == "nowhere"


def test_the_library_is_not_loaded_before_somebody_asks() -> None:
    code = "import sys, wsgi; print('holidays' in sys.modules, 'icalendar' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split()[0] == "False"
