"""Ways out and what follows: ended for good, somebody else found, leavers replaced, silence asked about kindly."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock
from tenants.db import work
from tenants.members import absence
from tenants.members import service as members
from tests.conftest import Person
from tests.wellbeing.pairings.conftest import CANARY, House, copies, partner_of


def begun(house: House, *names: str) -> date:
    """These people are in a round that begins in a week; gives its first day."""
    monday = clock.today() + timedelta(days=7)
    house.join(*names)
    house.set_round(monday)
    house.goes(monday, 10)
    return monday


def partner(house: House, person: Person) -> Person:
    return house.company.people[partner_of(person.client.get(house.pair_of(person)).text)]


def agreed(house: House, one: Person, other: Person) -> str:
    address = house.pair_of(one)
    for person in (one, other):
        assert person.client.post(f"{address}/accept").status_code == 303
    return address


def test_ending_now_is_final_and_tells_the_other_only_that_it_ended(house: House, superuser: Connection) -> None:
    monday = begun(house, "Alice", "Bob")
    with house.on(monday, 11):
        alice, bob = house.alice, house.bob
        address = agreed(house, alice, bob)
        assert alice.client.post(f"{address}/note", data={"words": CANARY}).status_code == 303
        offered = re.findall(r'name="starts_at" value="([^"]+)"', alice.client.get(address).text)
        assert alice.client.post(f"{address}/time", data={"starts_at": offered[0]}).status_code == 303
        assert "Ways out" in alice.client.get(f"{address}/end").text
        answer = alice.client.post(f"{address}/end", data={"keep": "yes"})
        assert answer.headers["Location"] == "/coaching/ended"
        after = alice.client.get("/coaching/ended").text
        assert "Listening line" in after
        assert "Nothing was sent to anybody" in after
        assert "We are looking" not in alice.client.get("/coaching").text
        assert "We are looking" in bob.client.get("/coaching").text
        for person in (alice, bob):
            page = person.client.get(address).text
            assert "This pairing has ended." in page
            assert "Alice" not in page
            assert CANARY not in page
            for act in ("accept", "time", "note", "thanks"):
                assert person.client.post(f"{address}/{act}", data={"words": "x"}).status_code in {409, 422}
            for act in ("end", "another"):  # a second click leads back to what is over
                assert person.client.post(f"{address}/{act}").headers["Location"] == address
        assert b"METHOD:CANCEL" in bob.client.get(f"{address}/conversation.ics").data
        kept = copies(superuser, alice.tenant_id)
        assert [row.reader_id for row in kept] == [alice.member_id]  # type: ignore[attr-defined]
        house.drain()
        assert "This time nobody was found" in bob.client.get("/notices").text
        assert "This time nobody was found" not in alice.client.get("/notices").text
    again = monday + timedelta(days=21)
    with house.on(monday + timedelta(days=15)):
        house.drain()
        house.set_round(again, cooldown=0)
        house.join("Alice")  # fills the form anew: the bar is not in it
    house.goes(again, 10)
    with house.on(again, 11):
        for person in (house.alice, house.bob):
            assert "/coaching/pairs/" not in person.client.get("/coaching").text, "never paired again"


def test_a_bad_fit_finds_somebody_else_for_both_and_nobody_learns_why(house: House) -> None:
    monday = begun(house, "Alice", "Bob", "Cleo", "Dora")
    with house.on(monday, 11):
        pairs = {name: partner(house, house.company.people[name]) for name in ("Alice", "Bob", "Cleo", "Dora")}
        one, other = house.alice, pairs["Alice"]
        two = next(house.company.people[name] for name in pairs if house.company.people[name] not in (one, other))
        address = agreed(house, one, other)
        assert one.client.post(f"{address}/another").status_code == 303
        assert "We are looking" in one.client.get("/coaching").text
        assert other.client.get("/notices").text.count("This pairing has ended.") >= 1
        assert two.client.post(f"{house.pair_of(two)}/another").status_code == 303
        house.drain()
        found = {name: partner(house, house.company.people[name]) for name in pairs}
        for name, person in found.items():
            assert person is not pairs[name], "nobody gets the same partner again"
            assert found[next(k for k, v in house.company.people.items() if v is person)] is house.company.people[name]


def test_whoever_waits_joins_a_pair_that_has_not_begun_to_talk(house: House) -> None:
    monday = begun(house, "Alice", "Bob", "Cleo", "Dora")
    with house.on(monday, 11):
        one, other = house.alice, partner(house, house.alice)
        assert one.client.post(f"{house.pair_of(one)}/end").status_code == 303
        house.drain()
        page = other.client.get(house.pair_of(other)).text
        assert "Why you three" in page
        assert "A third person joins" in "".join(
            house.company.people[name].client.get("/notices").text for name in partner_of(page).split(", ")
        )


def test_leavers_and_the_absent_are_replaced(app: Flask, house: House) -> None:
    monday = begun(house, "Alice", "Bob", "Cleo", "Dora")
    with house.on(monday, 11):
        leaver, left = house.alice, partner(house, house.alice)
        others = [p for n, p in house.company.people.items() if n in ("Bob", "Cleo", "Dora") and p is not left]
        gone_address = house.pair_of(leaver)
        away, stays = others
        with app.app_context(), work(leaver.tenant_id, house.hana.member_id):
            members.mark_leaver(members.member_row(leaver.member_id), left_on=clock.today())
            absence.record_away(members.member_row(away.member_id), until=monday + timedelta(days=30))
        house.drain()
        assert partner(house, left) is stays
        assert "Alice" not in left.client.get(house.pair_of(left)).text
        assert "This pairing has ended." in left.client.get(gone_address).text
        assert "/coaching/pairs/" not in away.client.get("/coaching").text


def test_a_short_absence_ends_nothing(app: Flask, house: House) -> None:
    monday = begun(house, "Alice", "Bob")
    with house.on(monday, 11):
        with app.app_context(), work(house.bob.tenant_id, house.hana.member_id):
            absence.record_away(members.member_row(house.bob.member_id), until=monday + timedelta(days=3))
        with app.app_context(), work(house.bob.tenant_id):
            from wellbeing.pairings import mending

            mending.mend()
        assert partner(house, house.alice) is house.bob


def test_after_three_silent_rounds_a_kind_question_then_a_pause(house: House, superuser: Connection) -> None:
    house.join("Alice", "Bob")
    day = clock.today() + timedelta(days=7)
    for number in range(3):
        with house.on(day - timedelta(days=3)):
            house.set_round(day, cooldown=0)
        house.goes(day, 10)
        with house.on(day, 11):
            assert house.alice.client.post(f"{house.pair_of(house.alice)}/accept").status_code == 303
            asked = "Would you like to go on" in house.bob.client.get("/coaching").text
            assert not asked, number
        house.goes(day + timedelta(days=14), 10)
        day += timedelta(days=21)
    with house.on(day - timedelta(days=5)):
        assert "Would you like to go on?" in house.bob.client.get("/coaching").text
        assert "Would you like to go on?" not in house.alice.client.get("/coaching").text
        house.set_round(day, cooldown=0)
    house.goes(day, 10)
    with house.on(day, 11):
        page = house.bob.client.get("/coaching").text
        assert "It was quiet for some rounds" in page
        assert "This time nobody was found" in house.alice.client.get("/notices").text
        assert house.bob.client.post("/coaching/go-on").status_code == 303
        assert "You pause" not in house.bob.client.get("/coaching").text
    sealed = superuser.scalars(
        text("SELECT sealed FROM coaching_profile WHERE tenant_id = :t"), {"t": house.bob.tenant_id}
    ).all()
    assert all(b"silent" not in bytes(one) for one in sealed)


def test_pausing_skipping_and_leaving_are_one_click_and_reversible(house: House) -> None:
    house.join("Alice", "Bob")
    alice = house.alice.client
    over = (clock.today() - timedelta(days=1)).isoformat()
    assert alice.post("/coaching/pause", data={"until": over}).status_code == 422
    assert alice.post("/coaching/pause", data={"until": "2999-01-01"}).status_code == 422
    for until in ((clock.today() + timedelta(days=30)).isoformat(), ""):
        assert alice.post("/coaching/pause", data={"until": until}).status_code == 303
        assert "You pause" in alice.get("/coaching").text
    monday = clock.today() + timedelta(days=7)
    house.set_round(monday)
    house.goes(monday, 10)
    with house.on(monday, 11):
        assert "/coaching/pairs/" not in alice.get("/coaching").text
        assert alice.post("/coaching/go-on").status_code == 303
        for _twice in range(2):
            assert alice.post("/coaching/leave").status_code == 303
        assert "Have a look and join" in alice.get("/coaching").text
        for act in ("pause", "go-on"):
            assert alice.post(f"/coaching/{act}", data={"until": ""}).status_code == 404
        house.join("Alice")
        assert "What suits you" in alice.get("/coaching").text


def test_of_three_two_go_on_when_one_ends_it(house: House) -> None:
    monday = begun(house, "Alice", "Bob", "Cleo")
    with house.on(monday, 11):
        address = house.pair_of(house.alice)
        three = (house.alice, house.bob, house.cleo)
        assert {house.pair_of(one) for one in three} == {address}
        for one in three[:2]:
            assert one.client.post(f"{address}/accept").status_code == 303
        assert "/time" not in house.bob.client.get(address).text, "all three agree first"
        assert house.cleo.client.post(f"{address}/end").headers["Location"] == "/coaching/ended"
        assert house.cleo.client.get(address).status_code == 404
        page = house.bob.client.get(address).text
        assert "<h1>You and Alice</h1>" in page
        assert "goes on with two" in house.bob.client.get("/notices").text
        assert f"{address}/time" in page


def test_a_skip_of_the_next_round_outlives_the_end_of_this_one(house: House) -> None:
    monday = begun(house, "Alice", "Bob")
    following = monday + timedelta(days=14)
    with house.on(monday + timedelta(days=1)):
        house.set_round(following, cooldown=0)
        page = house.alice.client.get("/coaching").text
        skip = re.findall(r'action="(/coaching/skip/[^"]+)"', page)[0]
        assert house.alice.client.post(skip).status_code == 303
        assert house.cleo.client.post(skip).status_code == 404, "whoever takes no part has nothing to skip"
    house.goes(following, 10)
    with house.on(following, 11):
        assert "/coaching/pairs/" not in house.alice.client.get("/coaching").text
        assert house.alice.client.post(skip).status_code == 409
        assert "This time nobody was found" in house.bob.client.get("/notices").text


def test_a_round_that_no_worker_ran_in_its_days_is_not_begun_late(house: House) -> None:
    house.join("Alice", "Bob")
    monday = clock.today() + timedelta(days=7)
    house.set_round(monday)
    house.goes(monday + timedelta(days=20), 10)
    with house.on(monday + timedelta(days=20), 11):
        assert "/coaching/pairs/" not in house.alice.client.get("/coaching").text
        assert "called off" in house.hana.client.get("/coaching/rounds").text
