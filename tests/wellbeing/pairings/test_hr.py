"""HR sets rounds and rules: tried without anybody's secrets, refused with a sentence, done once however often."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock, work_queue
from tenants.db import work
from tenants.members import service as members
from tenants.members.models import Member
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from tests.conftest import Company
from tests.wellbeing.pairings.conftest import CONTACT, House, wishes
from wellbeing.pairings import people, rounds, running, service
from wellbeing.pairings.rules import Rules
from wellbeing.pairings.service import Wishes

YEARS = timedelta(days=900)


def rules(house: House, **changed: object) -> dict[str, object]:
    starts_on = (clock.today() + timedelta(days=7)).isoformat()
    return {"starts_on": starts_on, "weeks": 2, "cooldown": 6, "minimum_hours": "1.0"} | changed


def tried(house: House, **changed: object) -> str:
    answer = house.hana.client.post("/coaching/rounds/new", data=rules(house, **changed))
    assert answer.status_code == 200
    return re.findall(r'id="tried".*?</section>', answer.text, re.DOTALL)[0]


def test_a_preview_says_the_same_whoever_joined_and_whomever_they_exclude(house: House) -> None:
    before = tried(house)
    assert re.search(r"\d of 7 people find somebody", before)
    assert "Quality: at least" in before
    house.join("Alice", not_with="\n".join(one.email for one in house.company.people.values()))
    house.join("Bob", starts="00:15", ends="00:30", language=["uk"], topic=[])
    assert house.bob.client.post("/coaching/pause", data={"until": ""}).status_code == 303
    assert tried(house) == before
    assert tried(house, cooldown=0) == before
    changed = rules(house, seniority="complementary", everyones_manager="allow", allow_same_manager="yes")
    page = house.hana.client.post("/coaching/rounds/new", data=changed).text
    assert 'name="allow_same_manager" value="yes" checked' in page, "what was tried stands in the form"


def test_rules_that_make_no_sense_come_back_with_a_sentence(house: House) -> None:
    hana = house.hana.client
    soon, far = clock.today() + timedelta(days=1), clock.today() + timedelta(days=900)
    for wrong in (
        {"starts_on": ""},
        {"starts_on": "someday"},
        {"starts_on": soon.isoformat()},
        {"starts_on": far.isoformat()},
        {"weeks": "1"},
        {"cooldown": "-1"},
        {"cooldown": "99"},
        {"minimum_hours": "nan"},
        {"minimum_hours": "25"},
        {"seniority": "best"},
        {"surprise": "1"},
    ):
        answer = hana.post("/coaching/rounds", data=rules(house, **wrong))
        assert answer.status_code == 422, wrong
    assert "No round yet" in hana.get("/coaching/rounds").text
    assert hana.post("/coaching/rounds", data=rules(house)).status_code == 303
    again = hana.post("/coaching/rounds", data=rules(house))
    assert again.status_code == 422
    assert "There is a round in these days already" in again.text
    for person in (house.alice, house.leo):
        assert person.client.get("/coaching/rounds").status_code == 403
        assert person.client.post("/coaching/rounds", data=rules(house)).status_code == 403


def test_a_round_needs_confirmed_help(app: Flask, house: House) -> None:
    with app.app_context(), work(house.hana.tenant_id, house.hana.member_id):
        for row in help_room.help_by_country():
            for contact in row.contacts:
                help_room.remove_contact(contact)
    answer = house.hana.client.post("/coaching/rounds", data=rules(house))
    assert answer.status_code == 409
    assert "confirm the help contacts first" in answer.text


def test_a_round_is_called_off_before_it_begins_and_whoever_heard_of_it_hears_of_that(house: House) -> None:
    monday = clock.today() + timedelta(days=7)
    house.join("Alice")
    round_url = house.set_round(monday)
    house.goes(monday - timedelta(days=1), 10)
    with house.on(monday - timedelta(days=1), 11):
        for _twice in range(2):
            assert house.hana.client.post(f"{round_url}/call-off").status_code == 303
        house.drain()
        notices = house.alice.client.get("/notices").text
        assert notices.count("<p>The round of peer coaching that was announced does not take place.") == 1
        assert "does not take place" not in house.bob.client.get("/notices").text
    house.goes(monday, 10)
    with house.on(monday, 11):
        assert "/coaching/pairs/" not in house.alice.client.get("/coaching").text
        again = house.set_round(monday + timedelta(days=7))
    house.goes(monday + timedelta(days=7), 10)
    with house.on(monday + timedelta(days=7), 11):
        assert house.hana.client.post(f"{again}/call-off").status_code == 409


def test_a_crash_in_the_middle_of_pairing_leaves_nothing_and_the_next_try_everything_once(
    app: Flask, house: House, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = clock.today() + timedelta(days=7)
    house.join("Alice", "Bob", "Cleo", "Dora")
    house.set_round(monday)
    house.goes(monday - timedelta(days=2), 10)
    begin, calls = running.begin, []

    def dies(*args: Any) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt("the worker is killed")
        return begin(*args)

    def stored() -> tuple[Any, ...]:
        superuser.rollback()
        where = {"t": house.alice.tenant_id}
        return tuple(
            superuser.scalar(text(query), where)
            for query in (
                "SELECT count(*) FROM coaching_pairing WHERE tenant_id = :t",
                "SELECT count(*) FROM notice WHERE tenant_id = :t AND kind = 'coaching_pair'",
                "SELECT state FROM coaching_round WHERE tenant_id = :t",
            )
        )

    with house.on(monday, 10):
        monkeypatch.setattr(running, "begin", dies)
        with pytest.raises(KeyboardInterrupt), app.app_context():
            work_queue.drain("default")
        assert stored() == (0, 0, "told")
        monkeypatch.setattr(running, "begin", begin)
    house.goes(monday, 11)  # the lease of the killed worker is over
    assert stored() == (2, 4, "running")
    with house.on(monday, 12), app.app_context(), work(house.alice.tenant_id):
        from wellbeing.pairings import access

        running.pair(access.rounds()[0].id)
    assert stored() == (2, 4, "running")


def test_forty_people_meet_somebody_new_each_round_and_hr_reads_broad_bands(
    app: Flask, house: House, company: Callable[..., Company], superuser: Connection
) -> None:
    forty = {f"P{number:02}": ("Sales", "Lab", "Operations")[number % 3] for number in range(40)}
    here = company("Westwind", forty, signed_in=False)
    wishes = Wishes(("stress",), "", ("en",), 1, (1, 2, 3, 4, 5), "09:00", "17:00", ())
    for person in (here.people[name] for name in forty):
        with app.app_context(), work(here.tenant_id, person.member_id):
            service.join(members.member_row(person.member_id), wishes, consent=True, revision=0, zone="UTC")
    hana, day = here.people["Hana"], clock.today() + timedelta(days=7)
    with app.app_context(), work(here.tenant_id, hana.member_id):
        for country in help_room.countries_of_members():
            help_room.add_contact(**CONTACT, country=country, verified_on=clock.today(), expires_on=day + YEARS)
            help_room.confirm(country=country, by=hana.member_id)
    met: set[tuple[object, ...]] = set()
    for number in (1, 2):
        with house.on(day - timedelta(days=3)), app.app_context(), work(here.tenant_id, hana.member_id):
            rounds.launch(starts_on=day, chosen=Rules(weeks=2), by=hana.member_id)
        house.goes(day - timedelta(days=2), 10)
        house.goes(day, 10)
        superuser.rollback()
        rows = superuser.execute(
            text("SELECT member_ids FROM coaching_pairing WHERE tenant_id = :t AND number = :n"),
            {"t": here.tenant_id, "n": number},
        ).scalars()
        pairs = {tuple(sorted(row)) for row in rows}
        assert len(pairs) == 20
        assert not pairs & met
        met |= pairs
        day += timedelta(days=21)
    with house.on(day - timedelta(days=21), 11):
        page = hana.sign_in().get("/coaching/rounds").text
        shown = hana.client.get(re.findall(r'href="(/coaching/rounds/[0-9a-f-]{36})"', page)[0]).text
        assert shown.count("90 % or more") == 2
        assert "under 30 %" in shown
        assert not re.search(r"\b(20|40|41)\b(?! %)", re.findall(r"How it began.*?</section>", shown, re.DOTALL)[0])


def test_topics_of_ones_own_can_be_chosen_until_they_are_taken_out(house: House) -> None:
    hana = house.hana.client
    assert hana.post("/coaching/topics", data={"name": "Across time zones"}).status_code == 303
    for wrong in ("", "Across time zones", "Pressure and hard weeks", "x" * 61):
        assert hana.post("/coaching/topics", data={"name": wrong}).status_code == 422, wrong
    page = house.alice.client.get("/coaching/wishes").text
    key = re.findall(r'value="(own-[0-9a-f-]+)"', page)[0]
    house.join("Alice", topic=[key, "unheard-of"])
    assert "Across time zones" in house.alice.client.get("/coaching").text
    drop = re.findall(r'action="(/coaching/topics/[0-9a-f-]+/drop)"', hana.get("/coaching/topics").text)[0]
    assert house.alice.client.post(drop).status_code == 403
    assert house.eve.client.post(drop).status_code == 404
    assert hana.post(drop).status_code == 303
    assert hana.post(drop).status_code == 404
    assert "Across time zones" not in house.alice.client.get("/coaching").text


def test_two_windows_do_not_overwrite_each_other_and_nonsense_comes_back(house: House) -> None:
    house.join("Alice")
    alice = house.alice.client
    from tests.wellbeing.pairings.conftest import wishes

    page = alice.get("/coaching/wishes").text
    assert alice.post("/coaching/wishes", data=wishes(page, cadence="2")).status_code == 303
    late = alice.post("/coaching/wishes", data=wishes(page, wants="typed in the other window"))
    assert late.status_code == 409
    assert "typed in the other window" in late.text
    fresh = alice.get("/coaching/wishes").text
    flaws: tuple[dict[str, object], ...] = (
        {"day": []},
        {"language": []},
        {"starts": "09:00", "ends": "09:00"},
        {"starts": "25:00"},
        {"cadence": "3"},
        {"day": ["8"]},
        {"not_with": "no address"},
        {"wants": "x" * 501},
        {"not_with": "\n".join(f"p{n}@example.org" for n in range(51))},
    )
    for wrong in flaws:
        assert alice.post("/coaching/wishes", data=wishes(fresh, **wrong)).status_code == 422, wrong
    assert house.bob.client.post("/coaching/wishes", data=wishes(fresh, revision="0", consent="")).status_code == 422
    assert "Have a look and join" in house.bob.client.get("/coaching").text


def test_a_first_day_that_no_calendar_has_is_one_sentence_also_for_a_preview(house: House) -> None:
    for way in ("/coaching/rounds/new", "/coaching/rounds"):
        for day in ("9999-12-31", "2300-01-01", "1960-01-01", "0001-01-01", "2027-02-30", ""):
            given = {"starts_on": day, "weeks": 2, "cooldown": 6, "minimum_hours": "1.0"}
            answer = house.hana.client.post(way, data=given)
            assert answer.status_code == 422, (way, day)
            assert 'href="#f-starts_on"' in answer.text
    assert "No round yet" in house.hana.client.get("/coaching/rounds").text


def test_wishes_that_miss_something_say_what_at_its_field(house: House) -> None:
    gaps: dict[str, dict[str, object]] = {
        "day": {"day": []},
        "language": {"language": []},
        "ends": {"starts": "09:00", "ends": "09:00"},
        "not_with": {"not_with": "a\x00b@example.org"},
    }
    for field, given in gaps.items():
        page = house.alice.client.get("/coaching/wishes").text
        answer = house.alice.client.post("/coaching/wishes", data=wishes(page, **given))
        assert answer.status_code == 422, field
        assert f'href="#f-{field}"' in answer.text
    half = {"starts": "09:00", "ends": "17:00", "language": ["en"], "day": [1], "consent": True, "revision": 0}
    answer = house.alice.client.post("/coaching/wishes", json=half | {"wants": "half \ud83d a sign"})
    assert answer.status_code == 200, answer.text


def test_time_in_the_organization_goes_on_after_somebody_came_here() -> None:
    here = Organization(time_zone="UTC", language="en")
    row = Member(id=uuid4(), hired_on=date(2020, 3, 1), created_at=datetime(2020, 3, 2, tzinfo=UTC))
    steps = [people.on_the_chart([row], {}, here, date(year, 6, 1))[0].seniority for year in (2020, 2022, 2029)]
    assert steps == [1, 3, 6]
