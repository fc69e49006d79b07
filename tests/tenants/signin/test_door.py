"""The door: signing in, out, elsewhere, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import structlog
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.engine import Connection
from werkzeug.test import TestResponse

from tenants import clock
from tenants.config import Settings
from tenants.db import db, work
from tenants.provisioning.models import Slug
from tenants.signin.models import Identity, WebSession
from tests.conftest import PASSWORD

Drain = Callable[[], int]


def _home(client: FlaskClient) -> TestResponse:
    return client.get("/account")


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


def test_a_member_signs_in_and_reaches_their_account(cast: SimpleNamespace) -> None:
    assert _home(cast.alice.client).status_code == 200


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    wrong = client.post("/sign-in", data={"email": cast.alice.email, "password": "not the password"})
    unknown = client.post("/sign-in", data={"email": f"{uuid4().hex}@example.org", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 422
    assert "do not go together" in wrong.text
    assert wrong.text.replace(cast.alice.email, "").count("\n") == unknown.text.count("\n")


def test_a_refused_sign_in_keeps_the_address_but_never_the_password(app: Flask, cast: SimpleNamespace) -> None:
    answer = app.test_client().post("/sign-in", data={"email": cast.alice.email, "password": "not the password"})
    assert cast.alice.email in answer.text
    assert "not the password" not in answer.text


def test_signing_in_goes_on_to_the_page_asked_for_but_never_to_another_site(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    data = {"email": cast.alice.email, "password": PASSWORD}
    assert client.post("/sign-in", data=data | {"next": "/journal"}).location.endswith("/journal")
    assert client.post("/sign-in", data=data | {"next": "https://evil.example/"}).location == "/"
    assert client.post("/sign-in", data=data | {"next": "//evil.example/"}).location == "/"


def test_every_sign_in_makes_a_fresh_session_and_ends_the_one_before_in_this_browser(
    app: Flask, cast: SimpleNamespace
) -> None:
    client = app.test_client()
    cast.alice.sign_in(client)
    first = _cookie(client)
    cast.alice.sign_in(client)
    second = _cookie(client)
    assert first != second
    client.set_cookie("session", first)
    assert _home(client).status_code == 303


def test_signing_out_ends_the_session_even_for_a_copied_cookie(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    cast.alice.sign_in(client)
    copied = _cookie(client)
    answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert "storage" in answer.headers["Clear-Site-Data"]
    client.set_cookie("session", copied)
    assert _home(client).status_code == 303


def test_an_idle_session_ends_and_a_used_one_does_not(app: Flask, cast: SimpleNamespace, settings: Settings) -> None:
    client = cast.alice.client
    step = settings.session_idle - timedelta(minutes=5)
    with clock.shifted(step):
        assert _home(client).status_code == 200
        with clock.shifted(step):
            assert _home(client).status_code == 200
            with clock.shifted(settings.session_idle + timedelta(minutes=1)):
                assert _home(client).status_code == 303


def test_no_session_outlives_its_absolute_limit_however_busy(
    app: Flask, cast: SimpleNamespace, settings: Settings
) -> None:
    client = cast.alice.client
    with app.app_context(), work(cast.alice.tenant_id):
        later = clock.now() + settings.session_absolute
        db.session.execute(update(WebSession).where(WebSession.member_id == cast.alice.member_id).values(seen_at=later))
    with clock.shifted(settings.session_absolute - timedelta(minutes=1)):
        assert _home(client).status_code == 200
    with clock.shifted(settings.session_absolute + timedelta(minutes=1)):
        assert _home(client).status_code == 303


def test_being_seen_is_written_at_most_once_a_minute(app: Flask, cast: SimpleNamespace) -> None:
    def seen() -> datetime:
        with app.app_context(), work(cast.alice.tenant_id):
            return db.session.scalars(
                select(WebSession.seen_at).where(WebSession.member_id == cast.alice.member_id)
            ).one()

    before = seen()
    _home(cast.alice.client)
    assert seen() == before
    with clock.shifted(timedelta(minutes=2)):
        _home(cast.alice.client)
    assert seen() > before


def test_the_token_is_stored_only_as_a_hash(app: Flask, cast: SimpleNamespace, superuser: Connection) -> None:
    cookie = _cookie(cast.alice.client)
    rows = superuser.execute(
        text("SELECT web_session::text FROM web_session WHERE member_id = :m"), {"m": cast.alice.member_id}
    )
    stored = " ".join(row[0] for row in rows)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    payload = signer.loads(cookie)
    token = payload["_user_id"].split(".")[1]
    assert token
    assert token not in stored


def test_one_session_of_the_list_can_be_ended_and_a_strangers_cannot(app: Flask, cast: SimpleNamespace) -> None:
    phone = cast.alice.sign_in(app.test_client())
    page = cast.alice.client.get("/account").text
    assert page.count("/account/sessions/") == 2
    with app.app_context(), work(cast.alice.tenant_id):
        ids = [
            row.id
            for row in db.session.scalars(
                select(WebSession).where(WebSession.member_id == cast.alice.member_id).order_by(WebSession.started_at)
            )
        ]
    assert cast.bob.client.post(f"/account/sessions/{ids[1]}/end").status_code == 404
    assert cast.eve.client.post(f"/account/sessions/{ids[1]}/end").status_code == 404
    assert cast.alice.client.post(f"/account/sessions/{ids[1]}/end").status_code == 303
    assert _home(phone).status_code == 303
    assert _home(cast.alice.client).status_code == 200


def test_signing_out_everywhere_ends_every_session(app: Flask, cast: SimpleNamespace) -> None:
    phone = cast.alice.sign_in(app.test_client())
    assert cast.alice.client.post("/account/sign-out-everywhere").status_code == 303
    assert _home(phone).status_code == _home(cast.alice.client).status_code == 303


def test_changing_the_password_needs_the_present_one_and_ends_other_sessions(app: Flask, cast: SimpleNamespace) -> None:
    phone = cast.alice.sign_in(app.test_client())
    new = "a stream beneath the stones"
    refused = cast.alice.client.post("/account/password", data={"current": "wrong", "new": new})
    assert refused.status_code == 422
    assert cast.alice.client.post("/account/password", data={"current": PASSWORD, "new": "short"}).status_code == 422
    assert cast.alice.client.post("/account/password", data={"current": PASSWORD, "new": new}).status_code == 303
    assert _home(cast.alice.client).status_code == 200
    assert _home(phone).status_code == 303
    client = app.test_client()
    assert client.post("/sign-in", data={"email": cast.alice.email, "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={"email": cast.alice.email, "password": new}).status_code == 303


def test_a_suspended_organization_lets_nobody_in_or_stay(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(None):
        db.session.execute(update(Slug).where(Slug.tenant_id == cast.alice.tenant_id).values(state="suspended"))
    assert _home(cast.alice.client).status_code == 303
    answer = app.test_client().post("/sign-in", data={"email": cast.alice.email, "password": PASSWORD})
    assert answer.status_code == 422
    assert "closed for now" in answer.text


def test_a_hash_made_with_older_settings_is_renewed_at_sign_in(app: Flask, cast: SimpleNamespace) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with app.app_context(), work(None):
        db.session.execute(update(Identity).where(Identity.email == cast.alice.email).values(password_hash=old))
    cast.alice.sign_in(app.test_client())
    with app.app_context(), work(None):
        stored = db.session.scalars(select(Identity.password_hash).where(Identity.email == cast.alice.email)).one()
    assert stored != old


def test_no_log_line_carries_an_address_or_a_password(app: Flask, cast: SimpleNamespace, drain: Drain) -> None:
    with structlog.testing.capture_logs() as lines:
        client = app.test_client()
        client.post("/sign-in", data={"email": cast.alice.email, "password": "not the password"})
        cast.alice.sign_in(client)
        client.post("/reset", data={"email": cast.alice.email})
        drain()
    told = str(lines)
    assert "sign_in_refused" in told
    assert cast.alice.email not in told
    assert "not the password" not in told
    assert PASSWORD not in told
