"""Whoever held the mailbox once leaves something behind; what its owner keeps later is still only theirs."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from flask import Flask

from tenants.db import work
from tenants.members import service as members
from tenants.signin import service as signin
from tests import mailbox
from tests.tenants.private_space import steps
from tests.tenants.private_space.steps import Outbox


def _address() -> str:
    return f"private.{uuid4().hex[:8]}@example.net"


def test_a_link_to_one_private_address_does_not_open_the_space_of_another(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    hers, hanas = _address(), _address()
    steps.private_address(cast.alice.client, hers, outbox)
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    hana.post("/private-space/empty", data={"consent": "yes"})
    steps.private_address(hana, hanas, outbox)
    steps.reset(app, cast.alice, outbox, "a second stream beneath stones")
    hana = cast.alice.sign_in(app.test_client())
    hana.post("/private-space/link")
    path = mailbox.link(mailbox.to(outbox(), hanas)[-1], "/private-space/open/")
    assert hana.post(path).status_code == 303
    assert not steps.reads(hana, entry)
    own = mailbox.link(mailbox.to(outbox(), hers)[-1], "/private-space/open/")
    assert hana.post(own).status_code == 303
    assert steps.reads(hana, entry)


def test_a_leavers_link_to_another_address_does_not_open_the_space(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    hers, hanas = _address(), _address()
    steps.private_address(cast.alice.client, hers, outbox)
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    hana.post("/private-space/empty", data={"consent": "yes"})
    steps.private_address(hana, hanas, outbox)
    cast.hana.client.post(f"/people/{cast.alice.member_id}/leaving", data={"left_on": "2020-01-01"})
    app.test_client().post("/left", data={"email": cast.alice.email})
    leaver = app.test_client()
    assert leaver.post(mailbox.link(mailbox.to(outbox(), hanas)[-1], "/left/")).status_code == 303
    assert steps.SECRET_LINE not in leaver.get("/journal/export/json").text
    assert not steps.reads(leaver, entry)
    alice = app.test_client()
    assert alice.post(mailbox.link(mailbox.to(outbox(), hers)[-1], "/left/")).status_code == 303
    assert steps.SECRET_LINE in alice.get("/journal/export/json").text


def test_an_address_proposed_in_another_space_never_counts_in_ones_own(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    hanas = _address()
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    hana.post("/private-space/empty", data={"consent": "yes"})
    hana.post("/private-space/address", data={"email": hanas})
    trap = mailbox.link(mailbox.to(outbox(), hanas)[-1], "/private-space/address/")
    cast.alice.client.post(trap)
    hana.post("/private-space/link")
    assert not [mail for mail in mailbox.to(outbox(), hanas) if "/private-space/open/" in mail.get_content()]
    assert not steps.reads(hana, entry)


def test_a_session_from_before_the_owner_came_does_not_read_the_space_begun_after(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    hana = cast.alice.client
    steps.write(hana, "planted")
    steps.reset(app, cast.alice, outbox)
    alice = cast.alice.sign_in(app.test_client())
    alice.post("/private-space/empty", data={"consent": "yes"})
    entry = steps.write_more(alice, steps.SECRET_LINE)
    assert steps.reads(alice, entry)
    assert not steps.reads(hana, entry)
    assert steps.SECRET_LINE not in hana.get("/journal").text


def test_the_code_of_an_empty_space_opens_it_on_an_older_device(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    steps.write(cast.alice.client, "older")
    steps.reset(app, cast.alice, outbox)
    phone = cast.alice.sign_in(app.test_client())
    page = phone.post("/private-space/empty", data={"consent": "yes"}).text
    found = steps.CODE.search(page)
    assert found
    entry = steps.write_more(phone, steps.SECRET_LINE)
    assert not steps.reads(cast.alice.client, entry)
    assert cast.alice.client.post("/private-space/open", data={"code": found[0]}).status_code == 303
    assert steps.reads(cast.alice.client, entry)


def test_a_reset_before_the_first_private_save_ends_every_session(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    assert cast.alice.client.get("/account").status_code == 200
    steps.reset(app, cast.alice, outbox)
    assert cast.alice.client.get("/account").status_code == 303


def _also_in_eastwind(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with app.app_context(), work(cast.eve.tenant_id):
        signin.invite([members.add(email=cast.alice.email, name="Alice").id])
    path = mailbox.link(mailbox.to(outbox(), cast.alice.email)[-1], "/invitation/")
    assert app.test_client().post(path, data={"password": cast.alice.password}).status_code == 303


def test_a_session_from_before_a_reset_reaches_no_other_organization(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    steps.write(cast.alice.client)
    _also_in_eastwind(app, cast, outbox)
    steps.reset(app, cast.alice, outbox)
    answer = cast.alice.client.post("/switch", data={"tenant": str(cast.eve.tenant_id)})
    assert answer.status_code == 409
    assert "Northwind" in cast.alice.client.get("/account").text


def test_a_choice_of_organization_ends_with_the_password_that_was_proven(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    _also_in_eastwind(app, cast, outbox)
    hana = app.test_client()
    hana.post("/sign-in", data={"email": cast.alice.email, "password": cast.alice.password})
    steps.reset(app, cast.alice, outbox)
    hana.post("/choose", data={"tenant": str(cast.alice.tenant_id)})
    assert hana.get("/account").status_code == 303


def test_an_empty_space_begun_after_a_reset_takes_no_proposed_address(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    hana = cast.alice.sign_in(app.test_client())
    hana.post("/private-space/empty", data={"consent": "yes"})
    cast.hana.client.post(f"/people/{cast.alice.member_id}/address", data={"email": _address()})
    assert hana.post("/my/address").status_code == 409


def test_a_reset_link_in_the_old_mailbox_ends_with_the_address(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    app.test_client().post("/reset", data={"email": cast.alice.email})
    link = mailbox.link(mailbox.to(outbox(), cast.alice.email)[-1], "/reset/")
    cast.hana.client.post(f"/people/{cast.alice.member_id}/address", data={"email": _address()})
    assert cast.alice.client.post("/my/address").status_code == 303
    assert app.test_client().get(link).status_code == 404
