"""Showing one entry to a peer coach: a copy for that person alone, gone when taken back or when the pairing ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock, embedded
from tenants.db import work
from tenants.members import private_space
from tenants.members.leaving import destroy
from tests.conftest import Person
from tests.wellbeing.home.test_copy import fetch
from tests.wellbeing.pairings.conftest import House

Outbox = Callable[[], list[EmailMessage]]
LINE = "A heron stood in the rain and did not mind"


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    """Rounds have days; the tests begin on a Monday morning."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=-today.weekday() % 7 + 7)
    with clock.at(datetime.combine(monday, time(9), tzinfo=UTC)):
        yield


@pytest.fixture
def monday(house: House) -> date:
    """The first day of a round in which Alice and Bob, or Alice, Bob and Cleo, are about to be."""
    return clock.today() + timedelta(days=7)


def paired(house: House, monday: date, *names: str) -> str:
    """These people join, are paired and agree: the address of their pairing."""
    house.join(*names)
    house.set_round(monday)
    house.goes(monday, 10)
    with house.on(monday, 11):
        address = house.pair_of(house.company.people[names[0]])
        for name in names:
            assert house.company.people[name].client.post(f"{address}/accept").status_code == 303
    return address


def entry_of(person: Person, body: str = LINE) -> str:
    given = {"body": body, "effort": "Asked for help", "word": "weary", "energy": "low", "pleasantness": "unpleasant"}
    given["tags"] = "wanderings"
    answer = person.client.post("/journal", data=given | {"consent": "yes"})
    assert answer.status_code in {200, 303}, answer.text
    found = answer.headers.get("Location") or re.findall(r'href="(/journal/[0-9a-f-]{36})"', answer.text)[0]
    return str(found)


def shown_on(page: str) -> list[str]:
    return re.findall(r'href="(/shared-entries/[0-9a-f-]{36})"', page)


def stored(superuser: Connection, person: Person) -> int:
    superuser.rollback()
    count = text("SELECT count(*) FROM shared_entry WHERE author_id = :m OR reader_id = :m")
    return int(superuser.scalar(count, {"m": person.member_id}) or 0)


def test_an_entry_is_shown_read_and_taken_back(
    app: Flask, house: House, monday: date, superuser: Connection, outbox: Outbox
) -> None:
    alice, bob = house.alice, house.bob
    entry = entry_of(alice)
    assert "Show this entry" not in alice.client.get(entry).text
    assert alice.client.get(f"{entry}/share").status_code == 404
    assert alice.client.post(f"{entry}/share").status_code == 404
    pair = paired(house, monday, "Alice", "Bob")
    with house.on(monday, 12):
        assert f"{entry}/share" in alice.client.get(entry).text
        page = alice.client.get(f"{entry}/share").text
        assert "Show this entry to Bob?" in page
        assert LINE in page
        assert "weary" not in page
        assert "wanderings" not in page
        for sentence in ("sealed for that person alone", "take it back at any time", "when the pairing ends"):
            assert sentence in page
        assert stored(superuser, alice) == 0
        for _press in range(2):
            assert alice.client.post(f"{entry}/share", data={"to": str(bob.member_id)}).status_code == 303
        assert stored(superuser, alice) == 1
        assert "A copy of this entry is with Bob" in alice.client.get(entry).text
        assert alice.client.get(f"{entry}/share").status_code == 303

        assert "something new for you" in bob.client.get("/home").text
        assert LINE not in bob.client.get("/home").text
        page = bob.client.get(pair).text
        assert LINE not in page
        assert "Alice shows you an entry of their journal" in page
        copy = shown_on(page)[0]
        read = bob.client.get(copy).text
        assert LINE in read
        assert "Asked for help" in read
        assert "weary" not in read
        assert "wanderings" not in read
        assert alice.client.get(copy).status_code == 404
        assert "Shown to you" not in alice.client.get(pair).text
        mails = [mail.get_content() for mail in outbox()]
        assert not [mail for mail in mails if "Alice" in mail or "journal" in mail or "heron" in mail]

        revised = alice.client.post(entry, data={"body": "Something else", "revision": "1"})
        assert revised.status_code == 303
        assert LINE in bob.client.get(copy).text

        assert "is with Bob" in alice.client.get(f"{entry}/take-back").text
        for _press in range(2):
            assert alice.client.post(f"{entry}/take-back").status_code == 303
        assert stored(superuser, alice) == 0
        assert bob.client.get(copy).status_code == 404
        assert "Shown to you" not in bob.client.get(pair).text
        assert "something new for you" not in bob.client.get("/home").text


def test_nobody_else_opens_it_and_it_is_in_no_file_but_its_authors(
    app: Flask, house: House, monday: date, superuser: Connection, engines: embedded.Engines
) -> None:
    alice, bob = house.alice, house.bob
    pair = paired(house, monday, "Alice", "Bob")
    with house.on(monday, 12):
        entry = entry_of(alice)
        assert alice.client.post(f"{entry}/share").status_code == 303
        copy = shown_on(bob.client.get(pair).text)[0]
        house.eve.sign_in()
        for stranger in (house.hana, house.leo, house.cleo, house.eve):
            assert stranger.client.get(copy).status_code == 404
            assert stranger.client.post(f"{copy}/put-away").status_code == 404
            for path in (f"{entry}/share", f"{entry}/take-back"):
                assert stranger.client.get(path).status_code == 404, path
                assert stranger.client.post(path, data={"to": str(bob.member_id)}).status_code == 404, path
        assert bob.client.post(f"{entry}/take-back").status_code == 404
        files = fetch(bob.client, house.drain)
        assert not [name for name, said in files.items() if LINE in said]
        mine = fetch(alice.client, house.drain)
        assert '"with": "Bob"' in mine["sharing/sharing.json"]
        assert LINE not in mine["sharing/sharing.json"]
        with app.app_context(), work(alice.tenant_id, alice.member_id):
            private_space.lock(alice.member_id, clock.now())
        newcomer = alice.sign_in(app.test_client())
        assert "sharing/sharing.json" not in fetch(newcomer, house.drain), "whoever came by a reset learns of no entry"
    row = superuser.execute(
        text("SELECT id, space_id, sealed FROM shared_entry WHERE author_id = :m"), {"m": alice.member_id}
    ).one()
    assert b"heron" not in bytes(row.sealed)
    space = superuser.scalar(text("SELECT member_id FROM private_space WHERE id = :s"), {"s": row.space_id})
    assert space == bob.member_id
    with psycopg.connect(engines.web_url.replace("postgresql+psycopg", "postgresql")) as web:
        seen = {}
        for name in ("Alice", "Bob", "Cleo", "Hana", "Leo"):
            person = house.company.people[name]
            with web.transaction(force_rollback=True):
                web.execute("SELECT enter_scope(%s, %s)", (person.tenant_id, person.member_id))
                seen[name] = web.execute("SELECT count(*) FROM shared_entry").fetchone()
        assert seen == {"Alice": (1,), "Bob": (1,), "Cleo": (0,), "Hana": (0,), "Leo": (0,)}
        with web.transaction(force_rollback=True):
            web.execute("SELECT enter_scope(%s, %s)", (alice.tenant_id, bob.member_id))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute("UPDATE shared_entry SET reader_id = %s", (house.cleo.member_id,))


@pytest.mark.parametrize("way", ["end", "another", "round", "leaves", "entry", "destroyed", "put away"])
def test_the_copy_goes_with_the_pairing_the_person_and_the_entry(
    app: Flask, house: House, monday: date, superuser: Connection, way: str
) -> None:
    alice, bob, hana = house.alice, house.bob, house.hana
    pair = paired(house, monday, "Alice", "Bob")
    with house.on(monday, 12):
        entry = entry_of(alice)
        assert alice.client.post(f"{entry}/share").status_code == 303
        copy = shown_on(bob.client.get(pair).text)[0]
        assert stored(superuser, bob) == 1
        if way in {"end", "another"}:
            assert bob.client.post(f"{pair}/{way}").status_code == 303
            assert bob.client.get(copy).status_code == 404
            assert alice.client.get(f"{entry}/share").status_code in {303, 404}
        if way == "leaves":
            left = hana.client.post(f"/people/{alice.member_id}/leaving", data={"left_on": "2020-01-01"})
            assert left.status_code == 303
            assert bob.client.get(copy).status_code == 404
        if way == "entry":
            assert alice.client.post(f"{entry}/delete").status_code == 303
        if way == "destroyed":
            with app.app_context(), work(alice.tenant_id):
                destroy(bob.member_id)
        if way == "put away":
            assert bob.client.post(f"{copy}/put-away").status_code == 303
            assert "is with Bob" not in alice.client.get(entry).text
            assert "Show this entry" in alice.client.get(entry).text
        house.drain()
        if way not in {"round", "destroyed"}:
            assert "something new for you" not in bob.client.get("/home").text
    if way == "round":
        house.goes(monday + timedelta(days=15))
        with house.on(monday + timedelta(days=15), 12):
            assert bob.client.get(copy).status_code == 404
            assert "is with Bob" not in alice.client.get(entry).text
    assert stored(superuser, bob) == 0


def test_among_three_one_is_chosen_and_one_alone_at_a_time(house: House, monday: date, superuser: Connection) -> None:
    alice, bob, cleo = house.alice, house.bob, house.cleo
    pair = paired(house, monday, "Alice", "Bob", "Cleo")
    with house.on(monday, 12):
        entry = entry_of(alice)
        page = alice.client.get(f"{entry}/share").text
        assert "Bob" in page
        assert "Cleo" in page
        refused = alice.client.post(f"{entry}/share")
        assert refused.status_code == 422
        assert "Choose to whom you show it" in refused.text
        for wrong in (house.dora, house.eve, alice):
            assert alice.client.post(f"{entry}/share", data={"to": str(wrong.member_id)}).status_code == 422
        assert alice.client.post(f"{entry}/share", data={"to": str(cleo.member_id)}).status_code == 303
        other = alice.client.post(f"{entry}/share", data={"to": str(bob.member_id)})
        assert other.status_code in {303, 409}
        assert stored(superuser, bob) == 0
        assert stored(superuser, cleo) == 1
        copy = shown_on(cleo.client.get(pair).text)[0]
        assert shown_on(bob.client.get(pair).text) == []
        assert bob.client.get(copy).status_code == 404
        assert cleo.client.post(f"{pair}/end").status_code == 303
        assert cleo.client.get(copy).status_code == 404
        house.drain()
        assert stored(superuser, alice) == 0
        assert "Show this entry" in alice.client.get(entry).text


def test_nothing_is_handed_over_where_nothing_may_be_received_and_a_locked_reader_reads_nothing(
    app: Flask, house: House, monday: date, superuser: Connection, outbox: Outbox
) -> None:
    alice, bob = house.alice, house.bob
    pair = paired(house, monday, "Alice", "Bob")
    with house.on(monday, 12):
        entry = entry_of(alice)
        assert alice.client.post(f"{entry}/share").status_code == 303
        with app.app_context(), work(bob.tenant_id, bob.member_id):
            private_space.lock(bob.member_id, clock.now())
        newcomer = bob.sign_in(app.test_client())
        copy = shown_on(newcomer.get(pair).text)[0]
        closed = newcomer.get(copy)
        assert closed.status_code == 200
        assert LINE not in closed.text
        assert "closed on this device" in closed.text
        assert LINE in bob.client.get(copy).text
        assert alice.client.post(f"{entry}/take-back").status_code == 303
        with app.app_context(), work(alice.tenant_id, alice.member_id):
            private_space.lock(alice.member_id, clock.now())
        late = alice.sign_in(app.test_client())
        assert late.get(f"{entry}/share").status_code == 423
        assert late.post(f"{entry}/share").status_code == 423
        superuser.execute(text("UPDATE private_space SET receives = false WHERE member_id = :m"), {"m": bob.member_id})
        superuser.commit()
        refused = alice.client.post(f"{entry}/share")
        assert refused.status_code == 409
        assert "Nothing was shared" in refused.text
        assert stored(superuser, alice) == 0


def test_before_everybody_agreed_there_is_nobody_to_show_it_to(house: House, monday: date) -> None:
    house.join("Alice", "Bob")
    house.set_round(monday)
    house.goes(monday, 10)
    with house.on(monday, 11):
        entry = entry_of(house.alice)
        assert house.alice.client.post(f"{house.pair_of(house.alice)}/accept").status_code == 303
        assert "Show this entry" not in house.alice.client.get(entry).text
        assert house.alice.client.get(f"{entry}/share").status_code == 404
