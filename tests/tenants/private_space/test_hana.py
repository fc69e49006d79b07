"""Hana of HR holds Alice's mailbox and tries everything; nothing opens Alice's entry."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.db import db, work
from tenants.members.models import Member
from tests import mailbox
from tests.conftest import Person
from tests.tenants.private_space import steps
from tests.tenants.private_space.steps import Outbox


@pytest.fixture
def entry(cast: SimpleNamespace) -> str:
    """Alice's entry, written in her private space."""
    return steps.write(cast.alice.client)[0]


def _nothing_opens(client: FlaskClient, entry: str) -> None:
    for path in (entry, f"{entry}/edit", f"{entry}/delete", "/journal", "/journal/export/json", "/home", "/my-data"):
        assert steps.SECRET_LINE not in client.get(path, follow_redirects=True).text, path
    assert client.post(entry, data={"body": "x", "revision": "1"}).status_code >= 400
    assert client.post(f"{entry}/delete").status_code >= 400


def test_hana_sees_nothing_with_her_own_sign_in(cast: SimpleNamespace, entry: str) -> None:
    _nothing_opens(cast.hana.client, entry)


def test_changing_alices_address_only_proposes_and_moves_nothing(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    hers = f"hana.second.{cast.alice.email}"
    person = f"/people/{cast.alice.member_id}"
    assert cast.hana.client.post(f"{person}/address", data={"email": hers}).status_code == 303
    app.test_client().post("/reset", data={"email": hers})
    assert not mailbox.to(outbox(), hers)
    stolen = app.test_client().post("/sign-in", data={"email": hers, "password": cast.alice.password})
    assert stolen.status_code == 422
    assert steps.reads(cast.alice.client, entry)


def test_a_reset_with_the_mailbox_opens_the_account_and_no_entry(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    _nothing_opens(hana, entry)
    steps.reset(app, cast.alice, outbox, "a second stream beneath stones")
    again = cast.alice.sign_in(app.test_client())
    _nothing_opens(again, entry)
    assert hana.get("/account").status_code == 303
    assert steps.reads(cast.alice.client, entry)


def test_after_a_reset_hana_can_neither_take_an_address_nor_add_ways_in(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    hers = f"hana.second.{cast.alice.email}"
    cast.hana.client.post(f"/people/{cast.alice.member_id}/address", data={"email": hers})
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    assert hana.post("/my/address").status_code == 423
    assert hana.post("/private-space/address", data={"email": "hana@example.net"}).status_code == 423
    assert hana.post("/private-space/new-code").status_code == 423
    assert hana.post("/private-space/begin", data={"consent": "yes"}).status_code == 409
    hana.post("/private-space/link")
    assert not [mail for mail in outbox() if "/private-space/open/" in mail.get_content()]
    _nothing_opens(hana, entry)


def test_changing_the_password_again_or_switching_devices_opens_nothing(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    data = {"current": cast.alice.password, "new": "a third stream beneath stones"}
    assert hana.post("/account/password", data=data).status_code == 303
    cast.alice.password = data["new"]
    _nothing_opens(cast.alice.sign_in(app.test_client()), entry)


def test_what_alice_writes_after_hanas_empty_space_does_not_go_there(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    assert hana.post("/private-space/empty", data={"consent": "yes"}).status_code == 200
    later = steps.write_more(cast.alice.client, "still mine alone")
    assert steps.reads(cast.alice.client, later, "still mine alone")
    assert not steps.reads(hana, later, "still mine alone")
    _nothing_opens(hana, entry)


def test_inviting_alice_again_mails_nothing(cast: SimpleNamespace, outbox: Outbox, entry: str) -> None:
    assert cast.hana.client.post(f"/people/{cast.alice.member_id}/invite").status_code == 303
    cast.hana.client.post("/people/invite", data={"everyone": "yes"})
    assert not mailbox.to(outbox(), cast.alice.email)
    assert steps.reads(cast.alice.client, entry)


def _import(client: FlaskClient, csv: str) -> str:
    file = (io.BytesIO(csv.encode()), "people.csv")
    answer = client.post("/people/upload", data={"file": file}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["Location"])
    found = re.search(r'name="fingerprint" value="([^"]+)"', page.text)
    assert found, page.text
    confirmed = client.post(f"{answer.headers['Location']}/confirm", data={"fingerprint": found[1]})
    assert confirmed.status_code == 303, confirmed.text
    return page.text


def test_importing_alice_again_under_the_same_external_id_only_proposes_an_address(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        db.session.query(Member).filter_by(id=cast.alice.member_id).one().external_id = "A-1"
    hers = f"hana.second.{cast.alice.email}"
    _import(cast.hana.client, f"email,name,external_id\n{hers},Alice,A-1\n")
    with app.app_context(), work(cast.alice.tenant_id):
        alice = db.session.query(Member).filter_by(external_id="A-1").one()
        assert (alice.id, alice.email, alice.proposed_email) == (cast.alice.member_id, cast.alice.email, hers)
    app.test_client().post("/reset", data={"email": hers})
    assert not [mail for mail in mailbox.to(outbox(), hers) if "/reset/" in mail.get_content()]
    stolen = Person(cast.alice.member_id, cast.alice.tenant_id, hers, cast.alice.slug, app)
    assert stolen.client.post("/sign-in", data={"email": hers, "password": stolen.password}).status_code == 422
    assert steps.reads(cast.alice.client, entry)


def test_marking_alice_as_left_and_adding_her_address_anew_gives_hana_nothing(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, entry: str
) -> None:
    today = {"left_on": "2020-01-01"}
    assert cast.hana.client.post(f"/people/{cast.alice.member_id}/leaving", data=today).status_code == 303
    cast.hana.client.post("/people/new", data={"email": cast.alice.email, "name": "Alice"})
    app.test_client().post("/left", data={"email": cast.alice.email})
    assert not [mail for mail in outbox() if "/left/" in mail.get_content()]
    steps.reset(app, cast.alice, outbox)
    client = app.test_client()
    client.post("/sign-in", data={"email": cast.alice.email, "password": cast.alice.password})
    _nothing_opens(client, entry)


def test_no_preview_shows_alice(cast: SimpleNamespace, app: Flask, entry: str) -> None:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            assert steps.SECRET_LINE not in cast.hana.client.get(rule.rule).text, rule.rule
