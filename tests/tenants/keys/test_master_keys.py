"""Master keys wherever they lie: one wraps, older ones open; away or wrong, nothing is written in plain."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Connection, text

import wsgi
from tenants import embedded, key_service, vault
from tenants.cli import House, cli
from tenants.config import Settings, SettingsError
from tenants.db import db, work
from tenants.errors import KeysUnavailable
from tenants.key_service import ServiceKey
from tenants.keys import service as rotation
from tenants.keys import starting
from tenants.master_keys import UNNAMED, Keyring, LocalKey
from tenants.sealed import SealBroken
from tests.conftest import Company
from tests.tenants.keys import key_service_double
from tests.tenants.keys.key_service_double import TOKEN, Double
from tests.tenants.private_space import steps
from tests.tenants.test_config import GOOD


@pytest.fixture
def service() -> Iterator[Double]:
    """A key service on this machine."""
    with key_service_double.running() as double:
        yield double


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """The file with the token of the key service."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    return file


@pytest.fixture
def held(app: Flask) -> Iterator[Settings]:
    """The settings of the application, put back afterwards."""
    before: Settings = app.extensions["settings"]
    yield before
    app.extensions["settings"] = before


def sign_up() -> None:
    from tenants.organizations import service as organizations

    organizations.sign_up(name="Northwind", hr_email=f"hana.{uuid4().hex}@example.org")


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_the_first_key_wraps_and_the_others_open(tmp_path: Path) -> None:
    old, new, file = key(), key(), tmp_path / "keys"
    before = Settings.from_environment(GOOD | {"WELLBEING_MASTER_KEY": old}).keyring
    key_id, wrapped = before.wrap(b"k" * 32, "here")
    file.write_text(f"{new}\n{old}\n")
    for given in (
        {"WELLBEING_MASTER_KEY": f"{new},{old}"},
        {"WELLBEING_MASTER_KEY": "", "WELLBEING_MASTER_KEY_FILE": str(file)},
    ):
        during = Settings.from_environment(GOOD | given).keyring
        assert during.unwrap(wrapped, "here", key_id) == b"k" * 32
        assert during.newest() == during.wrap(b"x" * 32, "here")[0] != key_id
        with pytest.raises(SealBroken):
            during.unwrap(wrapped, "there", key_id)
    # before master keys had ids: any that is here may be the one
    assert during.unwrap(wrapped, "here", UNNAMED) == b"k" * 32
    after = Settings.from_environment(GOOD | {"WELLBEING_MASTER_KEY": new}).keyring
    with pytest.raises(KeysUnavailable):
        after.unwrap(wrapped, "here", key_id)
    assert new not in repr(after) + str(after.newest())


def test_settings_of_a_key_service_are_checked_by_name(token: Path) -> None:
    good = {"WELLBEING_KEY_SERVICE_URL": "https://keys.example/v1/transit/keys/house", "WELLBEING_MASTER_KEY": ""}
    given = GOOD | good | {"WELLBEING_KEY_SERVICE_TOKEN_FILE": str(token)}
    assert isinstance(Settings.from_environment(given).keyring.keys[0], ServiceKey)
    for name, value in (
        ("WELLBEING_KEY_SERVICE_URL", "https://keys.example/v1/transit"),
        ("WELLBEING_KEY_SERVICE_URL", "ftp://keys.example/v1/transit/keys/house"),
        ("WELLBEING_KEY_SERVICE_TOKEN_FILE", "/nowhere/at/all"),
        ("WELLBEING_KEY_SERVICE_TOKEN_FILE", ""),
    ):
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment(given | {name: value})


def test_a_key_service_wraps_and_opens_and_is_asked_once(service: Double, token: Path) -> None:
    ours = ServiceKey(service.address, str(token))
    key_id, wrapped = ours.wrap(b"k" * 32, "here")
    assert (key_id, ours.newest()) == ("house:v1", "house:v1")
    assert b"k" * 32 not in wrapped
    assert [ours.unwrap(wrapped, "here") for _each in range(3)] == [b"k" * 32] * 3
    assert service.asked.count("decrypt") == 1
    with pytest.raises(SealBroken):
        ours.unwrap(wrapped, "there")
    service.rotate()
    assert ours.newest() == ours.wrap(b"n" * 32, "here")[0] == "house:v2"
    assert ours.knows("house:v1")
    assert not ours.knows("home:v1")
    assert ServiceKey(service.address, str(token)).unwrap(wrapped, "here") == b"k" * 32


@pytest.mark.parametrize("fails", ["status", "refused", "hangs", "garbage", "closes", "no token", "nobody there"])
def test_a_key_service_that_fails_is_one_refusal(
    fails: str, service: Double, token: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_service, "PATIENCE_SECONDS", 0.3)
    ours = ServiceKey(service.address, str(token))
    _key_id, wrapped = ours.wrap(b"k" * 32, "here")
    service.fails = "status" if fails == "refused" else fails
    service.status = 403 if fails == "refused" else 503
    if fails == "no token":
        token.unlink()
    if fails == "nobody there":
        ours = ServiceKey("http://127.0.0.1:1/v1/transit/keys/house", str(token))
    for ask in (ours.newest, lambda: ours.wrap(b"k" * 32, "here"), lambda: ours.unwrap(wrapped, "here")):
        with pytest.raises(KeysUnavailable):
            ask()


def test_while_the_key_service_is_away_pages_say_so_and_nothing_is_written(
    app: Flask,
    held: Settings,
    service: Double,
    token: Path,
    company: Callable[..., Company],
    superuser: Connection,
) -> None:
    ours = ServiceKey(service.address, str(token))
    app.extensions["settings"] = replace(held, keyring=Keyring((ours, *held.keyring.keys)))
    made = company(people={"Ada": ""})
    ada = made.people["Ada"].client
    entry, _code = steps.write(ada)
    masters = text("SELECT DISTINCT master FROM tenant_key WHERE tenant_id = :tenant")
    assert superuser.scalars(masters, {"tenant": made.tenant_id}).all() == ["house:v1"]
    counted = text("SELECT count(*) FROM journal_entry WHERE tenant_id = :tenant")

    ours._known.clear()
    service.fails = "status"
    refused = ada.get(entry)
    assert refused.status_code == 503
    assert "keys are out of reach" in refused.text
    kept = ada.post("/journal", data={"body": "These words must not be lost"})
    assert kept.status_code == 503
    assert "These words must not be lost" in kept.text, "the form comes back with what was typed"
    answer = ada.get(entry, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "keys_unavailable")
    assert superuser.scalar(counted, {"tenant": made.tenant_id}) == 1
    with app.app_context(), pytest.raises(KeysUnavailable), work(None):
        sign_up()
    assert ada.get("/home").status_code == 200, "what needs no key goes on"

    service.fails = ""
    assert ada.get(entry).status_code == 200
    service.fails = "status"
    assert ada.get(entry).status_code == 200, "a key that was opened is remembered for a while"

    service.fails = ""
    app.extensions["settings"] = replace(held, keyring=Keyring((*held.keyring.keys, ours)))
    with app.app_context(), work(None):
        assert rotation.rewrap_tenant(made.tenant_id) == 2, "back from the service to a key of one's own"
    app.extensions["settings"] = held
    assert ada.get(entry).status_code == 200


def test_a_wrong_master_key_stops_the_start_and_writes_nothing(
    app: Flask, settings: Settings, held: Settings, engines: embedded.Engines, monkeypatch: pytest.MonkeyPatch,
    superuser: Connection, cast: SimpleNamespace,
) -> None:  # fmt: skip
    wrong = replace(settings, keyring=Keyring((LocalKey(os.urandom(32)),)))
    counted = text("SELECT (SELECT count(*) FROM tenant_key), (SELECT count(*) FROM platform_key)")
    before = tuple(superuser.execute(counted).one())
    superuser.rollback()
    for login in ("web", "tally"):
        with pytest.raises(SettingsError, match="not one that this installation"):
            wsgi.create_app(wrong, login)
    # with a database that came up after the start, the first key that would be wrapped is refused
    app.extensions["settings"] = wrong
    with app.app_context(), pytest.raises(KeysUnavailable), work(None):
        sign_up()
    assert cast.alice.client.post("/journal", data={"body": "quiet", "consent": "yes"}).status_code == 503
    assert tuple(superuser.execute(counted).one()) == before

    environ = engines.environment() | {"WELLBEING_MASTER_KEY": key(), "WELLBEING_PUBLIC_URL": "http://localhost"}
    environ |= {"WELLBEING_OPERATED_BY": "x", "WELLBEING_OPERATOR_IS_EMPLOYER": "no"}
    environ |= {"WELLBEING_MAIL": "folder:/nowhere", "WELLBEING_MAIL_FROM": "a@example.org"}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for words in (["serve", "--port", "8997"], ["worker"], ["scheduler"]):
        told = CliRunner().invoke(cli, words, obj=House(wsgi.create_app), prog_name="wellbeing")
        assert told.exit_code == 2, told.output
        assert "not one that this installation" in told.output.splitlines()[-1]
        assert "Traceback" not in told.output


def test_an_older_installation_proves_its_key_on_an_organization(
    app: Flask,
    settings: Settings,
    superuser: Connection,
    company: Callable[..., Company],
) -> None:
    """Before this version there was no key of the installation: the first start may not make one under a wrong key."""
    company(signed_in=False)
    kept = superuser.execute(text("SELECT * FROM platform_key")).mappings().one()
    superuser.execute(text("DELETE FROM platform_key"))
    superuser.commit()
    try:
        with pytest.raises(SettingsError, match="not one that this installation"):
            wsgi.create_app(replace(settings, keyring=Keyring((LocalKey(os.urandom(32)),))))
        assert superuser.scalar(text("SELECT count(*) FROM platform_key")) == 0
        superuser.rollback()
        starting.check_master_key(app, "web")
        assert superuser.scalar(text("SELECT count(*) FROM platform_key")) == 1
        superuser.rollback()
    finally:
        superuser.execute(text("DELETE FROM platform_key"))
        superuser.execute(
            text("INSERT INTO platform_key VALUES (:version, :master, :wrapped, :created_at)"), dict(kept)
        )
        superuser.commit()


def test_what_belongs_to_no_tenant_opens_also_from_before(app: Flask) -> None:
    row = uuid4()
    with app.app_context(), work(None):
        sealed = vault.seal_for_platform(b"quiet", table="mail_outbox", row_id=row)
        assert vault.open_for_platform(sealed, table="mail_outbox", row_id=row) == b"quiet"
        master = vault.keyring().local()[0]
        before = vault.seal(master.derived("mail_outbox"), b"older", f"mail_outbox|{row}")
        assert vault.open_for_platform(before, table="mail_outbox", row_id=row) == b"older"
        for other in (uuid4(), row):
            with pytest.raises(SealBroken):
                vault.open_for_platform(sealed if other != row else b"x" * 40, table="mail_outbox", row_id=other)
        db.session.rollback()
