"""Joining: an organization begins, and each invitation works once, for one person, for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from uuid import UUID, uuid4

import structlog
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from tenants import clock
from tenants.db import db, work
from tenants.members import service as members
from tenants.members.models import Member
from tenants.signin import service as signin
from tenants.signin.models import Identity, Invitation, WebSession
from tests import mailbox
from tests.conftest import PASSWORD

Outbox = Callable[[], list[EmailMessage]]

NEW = "a stream beneath the stones"


def _invited(app: Flask, tenant_id: UUID, name: str = "Nora", email: str | None = None) -> str:
    email = email or f"{name.lower()}.{uuid4().hex[:10]}@example.org"
    with app.app_context(), work(tenant_id):
        member = members.add(email=email, name=name)
        signin.invite([member.id])
    return email


def test_an_organization_begins_with_three_lines_and_one_mail(app: Flask, outbox: Outbox) -> None:
    email = f"hr.{uuid4().hex[:10]}@example.org"
    client = app.test_client()
    answer = client.post("/start", data={"company": "Southwind", "name": "Hana", "email": email})
    assert answer.status_code == 200
    [mail] = mailbox.to(outbox(), email)
    path = mailbox.link(mail, "/invitation/")
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": NEW}).status_code == 303
    assert client.get("/account").status_code == 200
    assert client.get("/people").status_code == 200


def test_beginning_an_organization_tells_nobody_whether_an_address_is_known(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    form = {"company": "Southwind", "name": "Someone"}
    known = client.post("/start", data=form | {"email": cast.alice.email})
    unknown = client.post("/start", data=form | {"email": f"{uuid4().hex}@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text


def test_nobody_is_flooded_by_strangers_who_begin_organizations_for_them(app: Flask, outbox: Outbox) -> None:
    email = f"victim.{uuid4().hex[:10]}@example.org"
    client = app.test_client()
    pages = {
        client.post("/start", data={"company": f"Company {number}", "name": "X", "email": email}).text
        for number in range(5)
    }
    assert len(pages) == 1
    assert len(mailbox.to(outbox(), email)) == 3


def test_a_wrong_line_brings_the_form_back_filled(app: Flask) -> None:
    answer = app.test_client().post("/start", data={"company": "Southwind", "name": "Ana", "email": "not an address"})
    assert answer.status_code == 422
    assert "Southwind" in answer.text
    assert "whole e-mail address" in answer.text


def test_the_link_is_mailed_only_and_stored_as_a_hash(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, superuser: Connection
) -> None:
    with structlog.testing.capture_logs() as lines:
        email = _invited(app, cast.alice.tenant_id)
        [mail] = mailbox.to(outbox(), email)
    token = mailbox.link(mail, "/invitation/").rsplit(".", 1)[1]
    assert token not in str(lines)
    assert email not in str(lines)
    for page in ("/people", "/audit"):
        assert token not in cast.hana.client.get(page).text
    for table in ("invitation", "job", "mail_outbox", "audit_event", "member"):
        stored = " ".join(row[0] for row in superuser.execute(text(f"SELECT x::text FROM {table} x")))
        assert token not in stored
        if table in {"job", "mail_outbox"}:
            assert email not in stored


def test_an_invitation_works_once_and_looking_uses_nothing_up(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    email = _invited(app, cast.alice.tenant_id)
    path = mailbox.link(mailbox.to(outbox(), email)[0], "/invitation/")
    client = app.test_client()
    for _look in range(3):
        assert client.get(path).status_code == 200
    assert client.post(path, data={"password": NEW}).status_code == 303
    again = app.test_client()
    assert again.get(path).status_code == 404
    assert again.post(path, data={"password": "another long sentence"}).status_code == 404
    assert again.post("/sign-in", data={"email": email, "password": NEW}).status_code == 303


def test_an_invitation_ends_after_fourteen_days(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    email = _invited(app, cast.alice.tenant_id)
    path = mailbox.link(mailbox.to(outbox(), email)[0], "/invitation/")
    with clock.shifted(timedelta(days=13, hours=23)):
        assert app.test_client().get(path).status_code == 200
    with clock.shifted(timedelta(days=14, minutes=1)):
        assert app.test_client().get(path).status_code == 404
        assert app.test_client().post(path, data={"password": NEW}).status_code == 404


def test_a_newer_invitation_replaces_the_older_one(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    email = _invited(app, cast.alice.tenant_id)
    with app.app_context(), work(cast.alice.tenant_id):
        member_id = db.session.scalars(select(Member.id).where(Member.email == email)).one()
        signin.invite([member_id])
    first, second = (mailbox.link(mail, "/invitation/") for mail in mailbox.to(outbox(), email))
    statuses = {app.test_client().get(path).status_code for path in (first, second)}
    assert statuses == {200, 404}


def test_a_token_does_not_open_another_companys_door(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    email = _invited(app, cast.alice.tenant_id)
    path = mailbox.link(mailbox.to(outbox(), email)[0], "/invitation/")
    secret = path.rsplit(".", 1)[1]
    assert app.test_client().get(f"/invitation/{cast.eve.tenant_id.hex}.{secret}").status_code == 404
    assert app.test_client().get("/invitation/nonsense").status_code == 404


def test_too_easy_passwords_are_refused_with_a_reason(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    email = _invited(app, cast.alice.tenant_id, name="Nora")
    path = mailbox.link(mailbox.to(outbox(), email)[0], "/invitation/")
    client = app.test_client()
    for password, reason in (
        ("short one", "at least 12"),
        ("Password1234!", "first passwords"),
        (email.split("@", maxsplit=1)[0] + "1", "your own name"),
    ):
        answer = client.post(path, data={"password": password})
        assert answer.status_code == 422
        assert reason in answer.text
    assert client.post(path, data={"password": NEW}).status_code == 303


def test_someone_who_has_joined_cannot_be_invited_again(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        signin.invite([cast.alice.member_id])
        assert not list(db.session.scalars(select(Invitation).where(Invitation.member_id == cast.alice.member_id)))
    assert not mailbox.to(outbox(), cast.alice.email)


def test_one_address_in_two_organizations_joins_by_its_password_and_chooses_after_sign_in(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    _invited(app, cast.eve.tenant_id, name="Alice", email=cast.alice.email)
    path = mailbox.link(mailbox.to(outbox(), cast.alice.email)[0], "/invitation/")
    client = app.test_client()
    assert "another organization already" in client.get(path).text
    assert client.post(path, data={"password": NEW}).status_code == 422
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    with app.app_context(), work(None):
        identities = list(db.session.scalars(select(Identity).where(Identity.email == cast.alice.email)))
    assert len(identities) == 1

    door = app.test_client()
    answer = door.post("/sign-in", data={"email": cast.alice.email, "password": PASSWORD, "next": "/account"})
    assert answer.location == "/choose"
    assert door.get("/account").status_code == 303
    page = door.get("/choose").text
    assert "Northwind" in page
    assert "Eastwind" in page
    foreign = door.post("/choose", data={"tenant": str(uuid4())})
    assert foreign.status_code == 422
    assert door.post("/choose", data={"tenant": str(cast.alice.tenant_id)}).location == "/account"
    assert "Northwind" in door.get("/account").text


def test_switching_takes_the_session_to_the_other_organization_with_its_age(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    _invited(app, cast.eve.tenant_id, name="Alice", email=cast.alice.email)
    path = mailbox.link(mailbox.to(outbox(), cast.alice.email)[0], "/invitation/")
    assert app.test_client().post(path, data={"password": PASSWORD}).status_code == 303
    client = cast.alice.client
    with app.app_context(), work(cast.alice.tenant_id):
        here = db.session.scalars(select(WebSession).where(WebSession.member_id == cast.alice.member_id)).one()
        identity_id, expires = here.identity_id, here.expires_at
    assert "Eastwind" in client.get("/switch").text
    assert client.post("/switch", data={"tenant": str(cast.adam.tenant_id)}).status_code == 303
    assert "Eastwind" in client.get("/account").text
    with app.app_context(), work(cast.eve.tenant_id):
        ages = set(db.session.scalars(select(WebSession.expires_at).where(WebSession.identity_id == identity_id)))
    assert expires in ages
    assert cast.bob.client.post("/switch", data={"tenant": str(cast.adam.tenant_id)}).status_code == 422


def test_signing_out_everywhere_reaches_the_other_organization_too(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    _invited(app, cast.eve.tenant_id, name="Alice", email=cast.alice.email)
    path = mailbox.link(mailbox.to(outbox(), cast.alice.email)[0], "/invitation/")
    elsewhere = app.test_client()
    assert elsewhere.post(path, data={"password": PASSWORD}).status_code == 303
    assert elsewhere.get("/account").status_code == 200
    cast.alice.client.post("/account/sign-out-everywhere")
    assert elsewhere.get("/account").status_code == 303


def test_the_choice_page_is_closed_without_a_password_and_after_ten_minutes(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    assert app.test_client().get("/choose").status_code == 303
    _invited(app, cast.eve.tenant_id, name="Alice", email=cast.alice.email)
    path = mailbox.link(mailbox.to(outbox(), cast.alice.email)[0], "/invitation/")
    app.test_client().post(path, data={"password": PASSWORD})
    door = app.test_client()
    door.post("/sign-in", data={"email": cast.alice.email, "password": PASSWORD})
    with clock.shifted(timedelta(minutes=11)):
        assert door.post("/choose", data={"tenant": str(cast.alice.tenant_id)}).status_code in {303, 401}
        assert door.get("/account").status_code == 303
