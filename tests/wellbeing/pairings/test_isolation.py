"""Nobody but the pair: not HR, a leader, another member, another company, whoever reads the tables or the mailbox."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock, embedded
from tenants.db import work
from tenants.members import service as members
from tenants.members.leaving import destroy
from tests.conftest import Person
from tests.tenants.private_space import steps
from tests.wellbeing.pairings.conftest import CANARY, House, partner_of, wishes

WISH = "A quiet word about my evenings"


@pytest.fixture
def pair(house: House) -> tuple[Person, Person, str]:
    """Alice and Bob share a note; gives both and the address of their pair."""
    monday = clock.today() + timedelta(days=7)
    house.join("Alice", wants=WISH, not_with=f"{house.cleo.email}\nnobody@example.org")
    house.join("Bob")
    house.set_round(monday)
    house.goes(monday, 10)
    with house.on(monday, 11):
        address = house.pair_of(house.alice)
        for person in (house.alice, house.bob):
            assert person.client.post(f"{address}/accept").status_code == 303
        assert house.alice.client.post(f"{address}/note", data={"words": CANARY}).status_code == 303
        assert house.alice.client.post(f"{address}/agenda", data={"words": CANARY}).status_code == 303
    return house.alice, house.bob, address


def test_nobody_else_opens_a_pair_or_its_notes(house: House, pair: tuple[Person, Person, str]) -> None:
    alice, bob, address = pair
    with house.on(clock.today() + timedelta(days=7), 12):
        mine = alice.client.get(address).text
        copy = re.findall(rf'action="{address}/copies/([0-9a-f-]+)/', mine)[0]
        house.eve.sign_in()
        strangers = (house.hana, house.leo, house.cleo, house.eve)
        gets = ("", "/guide", "/end", "/conversation.ics")
        posts = ("/accept", "/time", "/no-time", "/title", "/guide", "/note", "/own", "/thanks", "/end", "/another")
        for person in strangers:
            for way in gets:
                assert person.client.get(f"{address}{way}").status_code == 404, way
            for way in posts:
                given = {"words": "x", "guide": "mistakes", "starts_at": "2027-01-01T10:00:00+00:00"}
                assert person.client.post(f"{address}{way}", data=given).status_code == 404, way
            for way in ("keep", "drop", "remove"):
                assert person.client.post(f"{address}/copies/{copy}/{way}").status_code == 404
            assert person.client.post(f"/coaching/kept/{copy}/remove").status_code == 404
            assert person.client.get(f"/api/v1{address.replace('pairs', 'pairings')}").status_code == 404
            assert CANARY not in person.client.get("/coaching/export/json").text
        theirs = re.findall(rf'action="{address}/copies/([0-9a-f-]+)/', bob.client.get(address).text)
        assert copy not in theirs
        assert bob.client.post(f"{address}/copies/{copy}/remove").status_code == 404
        assert WISH in bob.client.get(address).text
        assert house.cleo.email not in bob.client.get(address).text
        shown = alice.client.get(f"/api/v1{address.replace('pairs', 'pairings')}").json
        assert shown is not None
        assert (shown["with"], shown["agreed"], shown["state"]) == (["Bob"], True, "open")
        assert '"joined":true' in alice.client.get("/api/v1/coaching").text.replace(" ", "")


def test_the_database_itself_refuses_everybody_else(
    house: House, pair: tuple[Person, Person, str], engines: embedded.Engines
) -> None:
    alice, bob, _address = pair
    with psycopg.connect(engines.web_url.replace("postgresql+psycopg", "postgresql")) as web:

        def seen(table: str, who: Person) -> int:
            with web.transaction(force_rollback=True):
                web.execute("SELECT enter_scope(%s, %s)", (who.tenant_id, who.member_id))
                return len(web.execute(f"SELECT id FROM {table}").fetchall())

        for table, mine in (("coaching_profile", 1), ("coaching_pairing", 1), ("coaching_copy", 2)):
            assert seen(table, alice) == seen(table, bob) == mine
            for stranger in (house.hana, house.leo, house.cleo, house.eve):
                assert seen(table, stranger) == 0, table
        with web.transaction(force_rollback=True):
            web.execute("SELECT enter_scope(%s, %s)", (house.hana.tenant_id, house.hana.member_id))
            for change in (
                "UPDATE coaching_pairing SET state = 'ended'",
                "DELETE FROM coaching_profile",
                "DELETE FROM coaching_copy",
            ):
                assert web.execute(change).rowcount == 0


def test_no_word_wish_or_exclusion_lies_open_anywhere(
    house: House,
    pair: tuple[Person, Person, str],
    superuser: Connection,
    outbox: Callable[[], list[EmailMessage]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    mails = outbox()
    superuser.rollback()
    names = superuser.scalars(
        text(
            "SELECT table_name FROM information_schema.columns "
            "WHERE column_name = 'tenant_id' AND table_schema = 'public'"
        )
    ).all()
    for table in set(names) - {"member", "identity"}:
        rows = superuser.execute(text(f"SELECT CAST(t AS text) FROM {table} t")).scalars()
        everything = "\n".join(str(row) for row in rows)
        for secret in (CANARY, WISH, "nobody@example.org"):
            assert secret not in everything, (table, secret)
            assert secret.encode().hex() not in everything, (table, secret)
    for mail in mails:
        assert "coaching" not in mail["Subject"].lower()
        content = mail.get_content() if not mail.is_multipart() else ""
        assert "coaching" not in content.lower()
        assert CANARY not in content
    assert CANARY not in capsys.readouterr().out


def test_an_excluded_person_learns_nothing_and_no_address_is_confirmed(house: House) -> None:
    real = house.alice.client.post(
        "/coaching/wishes", data=_wishes(house.alice, not_with=f"{house.bob.email}, {house.cleo.email}")
    )
    unreal = house.dora.client.post("/coaching/wishes", data=_wishes(house.dora, not_with="nobody.at.all@example.org"))
    assert real.status_code == unreal.status_code == 200  # both see their recovery code
    pages = [person.client.get("/coaching/wishes").text for person in (house.alice, house.dora)]
    assert house.bob.email in pages[0]
    assert "nobody.at.all@example.org" in pages[1]
    assert house.alice.client.post("/coaching/wishes", data=_wishes(house.alice, not_with="Bob")).status_code == 422
    house.join("Bob", "Cleo")
    monday = clock.today() + timedelta(days=7)
    round_url = house.set_round(monday)
    house.goes(monday, 10)
    with house.on(monday, 11):
        assert partner_of(house.alice.client.get(house.pair_of(house.alice)).text) == "Dora"
        told = house.bob.client.get("/coaching").text + house.bob.client.get(house.pair_of(house.bob)).text
        assert "Alice" not in told
        followed = house.hana.client.get(round_url).text
        for name in ("Alice", "Bob", "Cleo", "Dora"):
            assert name not in followed


def _wishes(person: Person, **changed: object) -> dict[str, object]:
    return wishes(person.client.get("/coaching/wishes").text, **changed)


def test_one_takes_ones_own_along_also_after_leaving_and_erasure_takes_everything(
    app: Flask, house: House, pair: tuple[Person, Person, str], superuser: Connection
) -> None:
    alice, bob, address = pair
    with house.on(clock.today() + timedelta(days=7), 12):
        exported = json.loads(alice.client.get("/coaching/export/json").text)
        assert exported["preferences"]["wants"] == WISH
        assert exported["pairings"][0]["with"] == ["Bob"]
        assert [one["words"] for one in exported["notes"]] == [CANARY, CANARY]
        told = alice.client.get("/coaching/export/markdown").text
        for words in (CANARY, WISH, "Pressure and hard weeks", house.cleo.email):
            assert words in told
        assert "take a copy" in alice.client.get("/my-data").text
        with app.app_context(), work(alice.tenant_id, house.hana.member_id):
            members.mark_leaver(members.member_row(alice.member_id), left_on=clock.today())
        house.drain()
        assert "This pairing has ended." in bob.client.get(address).text
        with app.app_context(), work(alice.tenant_id):
            destroy(alice.member_id)
        superuser.rollback()
        left = {
            table: superuser.scalar(text(query), {"m": alice.member_id})
            for table, query in {
                "profile": "SELECT count(*) FROM coaching_profile WHERE member_id = :m",
                "copy": "SELECT count(*) FROM coaching_copy WHERE reader_id = :m",
                "pairing": "SELECT count(*) FROM coaching_pairing WHERE :m = ANY (member_ids)",
                "notice": "SELECT count(*) FROM notice WHERE member_id = :m",
            }.items()
        }
        assert left == dict.fromkeys(left, 0)
        assert bob.client.get("/coaching").status_code == 200


def test_whoever_holds_the_mailbox_reads_no_wish_and_no_name_and_can_take_none_away(
    app: Flask, house: House, pair: tuple[Person, Person, str], outbox: steps.Outbox
) -> None:
    alice, bob, address = pair
    with house.on(clock.today() + timedelta(days=7), 12):
        assert bob.client.post("/coaching/wishes", data=_wishes(bob, wants=WISH)).status_code == 303
        assert WISH in alice.client.get(address).text
        hidden = WISH, house.cleo.email, "nobody@example.org"
        steps.reset(app, alice, outbox)
        stranger = alice.sign_in(app.test_client())
        seen = [stranger.get(way) for way in ("/coaching/wishes", address, "/coaching/export/json")]
        assert [page.status_code for page in seen] == [200, 200, 200]
        for secret in hidden:
            assert not [page.request.path for page in seen if secret in page.text]
        assert "not open on this device" in seen[0].text
        given = wishes(seen[0].text, not_with="somebody@example.org")
        assert stranger.post("/coaching/wishes", data=given).status_code in {200, 303}
        told = alice.client.get("/coaching/wishes").text
        for secret in (*hidden, "somebody@example.org"):
            assert secret in told, "what was written before holds"
        assert WISH not in stranger.get("/coaching/wishes").text, "nor after a space was begun anew"
