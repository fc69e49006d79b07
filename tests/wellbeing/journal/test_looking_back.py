"""Looking back without pressure: a calendar, the same day in earlier times, effort and kindness beside mood."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask

from tenants import clock
from tenants.db import work
from tenants.members import own_way, private_space
from tenants.members import service as members
from tenants.members.my_way import MyWay
from tests.wellbeing.journal.test_pages import entry_url
from wellbeing.journal import looking_back, service
from wellbeing.journal.looking_back import Period, drawing, periods_of, same_days, weeks_of
from wellbeing.journal.mood import Energy, Mood, Pleasantness
from wellbeing.journal.reflection import Reflection, from_bytes

HARD = Mood(energy=Energy.LOW, pleasantness=Pleasantness.UNPLEASANT)
GOOD = Mood(energy=Energy.HIGH, pleasantness=Pleasantness.PLEASANT)


def wrote(app: Flask, person: SimpleNamespace, *said: Reflection, way: MyWay | None = None) -> None:
    """Keep entries of earlier times, and how the person wants to be met."""
    with app.app_context(), work(person.tenant_id, person.member_id):
        if private_space.needed(person.member_id):
            private_space.begin(person.member_id)
        if way:
            own_way.keep(member_id=person.member_id, way=way)
        zone = service.place_of(members.member_row(person.member_id)).zone
        service.take_back(member_id=person.member_id, entries=[(uuid4(), each) for each in said], zone=zone)


def back(months: int) -> datetime:
    """Noon of the day that looks like today, so many months ago; skips the test on the days that have none."""
    found = {(unit, count): day for day, (unit, count) in same_days(clock.today("UTC")).items()}
    day = found.get(("years", months // 12) if months >= 12 else ("months", months))
    if day is None:
        pytest.skip("there was no such day")
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_a_month_is_weeks_of_seven_days_with_those_that_were_written_on() -> None:
    weeks = weeks_of(date(2026, 2, 1), {date(2026, 2, 3), date(2026, 1, 31)})
    assert {len(week) for week in weeks} == {7}
    days = [cell.on for week in weeks for cell in week if cell.on]
    assert [days[0], days[-1], len(days)] == [date(2026, 2, 1), date(2026, 2, 28), 28]
    assert [cell.on for week in weeks for cell in week if cell.written] == [date(2026, 2, 3)]


def test_the_same_day_of_earlier_times_is_left_out_where_it_does_not_exist() -> None:
    assert date(2024, 2, 29) not in same_days(date(2025, 2, 28))
    leap = same_days(date(2028, 2, 29))
    assert next(iter(leap.items())) == (date(2024, 2, 29), ("years", 4))
    assert leap[date(2027, 8, 29)] == ("months", 6)
    assert ("months", 3) not in same_days(date(2026, 5, 31)).values()


def test_only_periods_in_which_something_was_written_are_drawn() -> None:
    monday = date(2026, 3, 2)
    entries = [
        (monday + timedelta(days=4), Reflection(written_at=clock.now(), effort="e", mood=HARD)),
        (monday, Reflection(written_at=clock.now(), kindness="k", mood=HARD)),
        (monday + timedelta(days=70), Reflection(written_at=clock.now(), effort="e", mood=GOOD)),
        (monday + timedelta(days=80), Reflection(written_at=clock.now(), body="only words")),
    ]
    weeks = periods_of(entries, "weeks")
    assert [period.first for period in weeks] == [monday + timedelta(days=days) for days in (0, 70, 77)]
    assert weeks[0] == Period(monday, effort=1, kindness=1, pleasant=0.0, lively=0.0)
    assert [period.felt for period in weeks] == ["unpleasant", "pleasant", "unknown"]
    assert [period.first.month for period in periods_of(entries, "months")] == [3, 5]
    picture = drawing(weeks)
    assert picture is not None
    assert len(picture.moods) == 2
    assert picture.moods[0][1] > picture.moods[1][1], "pleasant is up"
    assert [len(picture.efforts), len(picture.kindnesses)] == [2, 1]
    assert drawing(weeks[:1]) is None
    many = [(monday + timedelta(days=7 * week), entries[0][1]) for week in range(30)]
    assert len(periods_of(many, "weeks")) == looking_back.MOST_PERIODS


def test_the_calendar_of_a_month_leads_to_its_days(cast: SimpleNamespace) -> None:
    entry_url(cast.alice.client, body="today")
    page = cast.alice.client.get("/journal").text
    table = page.split('<table class="calendar">')[1].split("</table>")[0]
    links = re.findall(r'href="#(day-\d+)" aria-label="[^"]+, with an entry"', table)
    assert len(links) == 1
    assert f'id="{links[0]}"' in page
    assert len(re.findall(r"<th ", table)) == 7


def test_only_the_month_that_is_shown_is_opened(
    app: Flask, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = [Reflection(written_at=clock.now() - timedelta(days=31 * back), body=f"m{back}") for back in range(1, 9)]
    wrote(app, cast.alice, *months)
    opened: list[bytes] = []

    def counted(record: bytes) -> Reflection:
        opened.append(record)
        return from_bytes(record)

    monkeypatch.setattr(service, "from_bytes", counted)
    assert "m1" in cast.alice.client.get("/journal").text
    assert len(opened) == 1


def test_on_this_day_is_off_until_chosen_and_an_entry_can_be_left_in_peace(app: Flask, cast: SimpleNamespace) -> None:
    client, year_ago = cast.alice.client, back(12)
    wrote(app, cast.alice, Reflection(written_at=year_ago, body="the year before <b>now</b>", mood=GOOD))
    entry_url(client, body="of today")
    assert "A year ago today" not in client.get("/journal").text
    wrote(app, cast.alice, way=MyWay(on_this_day=True))
    page = client.get("/journal").text
    assert "A year ago today" in page
    assert "the year before &lt;b&gt;now&lt;/b&gt;" in page
    assert "the year before" not in client.get("/home").text
    assert "A year ago today" not in client.get(f"/journal?month={clock.now():%Y-%m}").text
    peace = re.search(r'action="(/journal/[0-9a-f-]{36})/peace"', page)
    assert peace
    assert cast.bob.client.post(f"{peace[1]}/peace").status_code == 404
    assert "A year ago today" in client.get("/journal").text
    for _again in range(2):
        assert client.post(f"{peace[1]}/peace").status_code == 303
    assert "A year ago today" not in client.get("/journal").text
    assert "Left in peace" in client.get(peace[1]).text
    assert client.post(peace[1], data={"revision": "1", "body": "changed in a window of before"}).status_code == 303
    assert "A year ago today" not in client.get("/journal").text, "changing it does not bring it back"


def test_what_felt_unpleasant_or_touches_what_is_avoided_does_not_come_back(
    app: Flask, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(app, cast.alice, Reflection(written_at=back(12), body="a hard one", mood=HARD), way=MyWay(on_this_day=True))
    assert "today</summary>" not in cast.alice.client.get("/journal").text
    wrote(app, cast.alice, Reflection(written_at=back(6), body="half a year", prompt_id="effort-today"))
    assert "6 months ago today" in cast.alice.client.get("/journal").text
    from wellbeing.journal import prompts

    told = [SimpleNamespace(id="effort-today", topics=("past",))]
    with monkeypatch.context() as patched:
        wrote(app, cast.alice, way=MyWay(on_this_day=True, avoid=frozenset({"past"})))
        patched.setattr("wellbeing.journal.looking_back_pages.prompts", SimpleNamespace(bank=lambda: told))
        assert "half a year" not in cast.alice.client.get("/journal").text.split("calendar")[0]
    assert prompts.bank()


def test_effort_and_kindness_stand_beside_mood_with_words_and_a_table(app: Flask, cast: SimpleNamespace) -> None:
    client, now = cast.alice.client, clock.now()
    assert "Nothing here yet" in client.get("/journal/looking-back").text
    wrote(app, cast.alice, Reflection(written_at=now - timedelta(days=21), effort="tried <b>twice</b>", mood=HARD))
    assert "A first look" in client.get("/journal/looking-back").text
    wrote(app, cast.alice, Reflection(written_at=now, kindness="tea in the yard", mood=GOOD))
    page = client.get("/journal/looking-back").text
    assert 'role="img"' in page
    assert "Also when it felt unpleasant, you noted an effort or a kindness." in page
    table = page.split("<table>")[1].split("</table>")[0]
    assert ["mostly pleasant" in table, "mostly unpleasant" in table] == [True, True]
    assert "tried &lt;b&gt;twice&lt;/b&gt;" in page
    assert "tea in the yard" in page
    assert client.get("/journal/looking-back?by=months").status_code == 200
    assert client.get("/journal/looking-back?by=years").status_code == 422
    assert "tea in the yard" not in cast.bob.client.get("/journal/looking-back").text
    assert "/journal/looking-back" in client.get("/journal").text
    wrote(app, cast.alice, way=MyWay(trends=False))
    left_out = client.get("/journal/looking-back").text
    assert "left pictures over time out" in left_out
    assert "tea in the yard" not in left_out
    assert "/journal/looking-back" not in client.get("/journal").text
