"""Whoever has left comes back for 60 days, for their own writing only."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from flask import Flask

from tenants import clock
from tests import mailbox
from tests.tenants.private_space import steps
from tests.tenants.private_space.steps import Outbox


def _leave(cast: SimpleNamespace) -> None:
    left = cast.hana.client.post(f"/people/{cast.alice.member_id}/leaving", data={"left_on": "2020-01-01"})
    assert left.status_code == 303, left.text


def test_leaving_ends_the_session_and_the_password_opens_only_the_private_space(
    app: Flask, cast: SimpleNamespace
) -> None:
    steps.write(cast.alice.client)
    _leave(cast)
    assert cast.alice.client.get("/account").status_code == 303
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": cast.alice.email, "password": cast.alice.password})
    assert answer.location == "/leaving"
    assert client.get("/leaving").status_code == 200
    assert steps.SECRET_LINE in client.get("/journal/export/json").text
    for path in ("/home", "/journal", "/journal/new", "/people", "/notices"):
        assert client.get(path).status_code == 403, path
    assert client.post("/journal", data={"body": "more"}).status_code == 403


def test_after_sixty_days_nothing_opens(app: Flask, cast: SimpleNamespace) -> None:
    steps.write(cast.alice.client)
    _leave(cast)
    with clock.shifted(timedelta(days=59)):
        assert cast.alice.sign_in(app.test_client()).get("/leaving").status_code == 200
    with clock.shifted(timedelta(days=60, minutes=1)):
        data = {"email": cast.alice.email, "password": cast.alice.password}
        assert app.test_client().post("/sign-in", data=data).status_code == 422


def test_a_link_to_the_private_address_brings_a_leaver_back_without_a_password(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    _leave(cast)
    steps.reset(app, cast.alice, outbox)
    app.test_client().post("/left", data={"email": cast.alice.email})
    path = mailbox.link([mail for mail in mailbox.to(outbox(), own) if "/left/" in mail.get_content()][-1], "/left/")
    client = app.test_client()
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    assert steps.SECRET_LINE in client.get("/journal/export/json").text
    assert client.get("/home").status_code == 403
    assert app.test_client().post(path).status_code == 404


def test_the_link_works_once_for_a_day(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    _leave(cast)
    app.test_client().post("/left", data={"email": cast.alice.email})
    path = mailbox.link([mail for mail in mailbox.to(outbox(), own) if "/left/" in mail.get_content()][-1], "/left/")
    with clock.shifted(timedelta(hours=25)):
        assert app.test_client().post(path).status_code == 404


def test_the_page_answers_the_same_for_everybody(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    steps.write(cast.alice.client)
    steps.private_address(cast.alice.client, f"private.{uuid4().hex[:8]}@example.net", outbox)
    _leave(cast)
    client = app.test_client()
    emails = (cast.alice.email, cast.bob.email, f"{uuid4().hex}@example.org")
    answers = [client.post("/left", data={"email": email}) for email in emails]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


def test_someone_who_works_here_gets_no_such_link(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    app.test_client().post("/left", data={"email": cast.alice.email})
    assert not [mail for mail in outbox() if "/left/" in mail.get_content()]
