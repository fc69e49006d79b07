"""The limit on sign-in stops strangers and never the person whose address they try."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants import clock, work_queue
from tenants.signin import limits
from tests.conftest import PASSWORD, Person

Outbox = Callable[[], list[EmailMessage]]

STRANGER = {"REMOTE_ADDR": "198.51.100.7"}
HOME = {"REMOTE_ADDR": "203.0.113.20"}


def _fail(client: FlaskClient, email: str, times: int, where: dict[str, str] = STRANGER) -> list[int]:
    answers = [
        client.post("/sign-in", data={"email": email, "password": "not the password"}, environ_base=where)
        for _try in range(times)
    ]
    return [answer.status_code for answer in answers]


def _enter(client: FlaskClient, person: Person, where: dict[str, str]) -> int:
    data = {"email": person.email, "password": PASSWORD}
    return client.post("/sign-in", data=data, environ_base=where).status_code


def test_a_stranger_is_stopped_after_ten_tries(app: Flask, cast: SimpleNamespace) -> None:
    codes = _fail(app.test_client(), cast.alice.email, 11)
    assert codes == [422] * 10 + [429]


def test_the_victim_still_signs_in_from_home(app: Flask, cast: SimpleNamespace) -> None:
    _fail(app.test_client(), cast.alice.email, 11)
    assert _enter(app.test_client(), cast.alice, HOME) == 303


def test_the_victim_still_signs_in_beside_the_stranger_on_a_device_used_before(
    app: Flask, cast: SimpleNamespace
) -> None:
    client = app.test_client()
    assert _enter(client, cast.alice, STRANGER) == 303
    client.post("/sign-out")
    _fail(app.test_client(), cast.alice.email, 11)
    assert _enter(app.test_client(), cast.alice, STRANGER) == 429
    assert _enter(client, cast.alice, STRANGER) == 303


def test_a_known_device_has_a_window_of_its_own_and_only_for_its_address(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    _enter(client, cast.alice, STRANGER)
    client.post("/sign-out")
    codes = _fail(client, cast.alice.email, 21)
    assert codes == [422] * 20 + [429]
    assert _fail(client, cast.bob.email, 11)[-1] == 429


def test_a_forged_device_cookie_counts_for_nothing(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    _enter(client, cast.bob, HOME)
    forged = app.test_client()
    for name in ("device_0123456789ab",):
        forged.set_cookie(name, "nonce.0123456789abcdef0123456789abcdef", path="/sign-in")
    assert _fail(forged, cast.alice.email, 11)[-1] == 429


def test_the_window_slides(app: Flask, cast: SimpleNamespace) -> None:
    _fail(app.test_client(), cast.alice.email, 10)
    with clock.shifted(timedelta(minutes=14)):
        assert _enter(app.test_client(), cast.alice, STRANGER) == 429
    with clock.shifted(timedelta(minutes=16)):
        assert _enter(app.test_client(), cast.alice, STRANGER) == 303


def test_successes_do_not_count_so_an_office_signs_in_at_nine(app: Flask, cast: SimpleNamespace) -> None:
    for _person in range(15):
        assert _enter(app.test_client(), cast.alice, HOME) == 303


def test_one_network_cannot_try_everybody(app: Flask, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGN_IN_NETWORK", replace(limits.SIGN_IN_NETWORK, most=5))
    client = app.test_client()
    codes = [_fail(client, f"person{number}@example.org", 1)[0] for number in range(6)]
    assert codes == [422] * 5 + [429]


@pytest.fixture
def without_redis(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from tenants.signin import guards

    monkeypatch.setitem(
        app.extensions, "settings", replace(app.extensions["settings"], redis_url="redis://127.0.0.1:1")
    )
    guards._counter.cache_clear()
    yield
    guards._counter.cache_clear()


def test_without_redis_each_process_counts_for_itself_and_nobody_waits(
    app: Flask, cast: SimpleNamespace, without_redis: None
) -> None:
    began = time.monotonic()
    codes = _fail(app.test_client(), cast.alice.email, 11)
    assert codes == [422] * 10 + [429]
    assert _enter(app.test_client(), cast.alice, HOME) == 303
    assert time.monotonic() - began < 10


def test_no_address_can_be_read_from_redis(app: Flask, cast: SimpleNamespace) -> None:
    _fail(app.test_client(), cast.alice.email, 3)
    with app.app_context():
        stored = work_queue.connection().keys("*")
    assert stored
    assert all(cast.alice.email.encode() not in key and b"198.51.100.7" not in key for key in stored)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_network_is_an_address_or_the_line_it_belongs_to(address: str | None, network: str) -> None:
    assert limits.network_of(address) == network


def test_mails_that_anyone_can_ask_for_are_few_an_hour(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    client = app.test_client()
    for _time in range(6):
        assert client.post("/reset", data={"email": cast.alice.email}).status_code == 200
    assert len([mail for mail in outbox() if mail["To"] == cast.alice.email]) == 3
