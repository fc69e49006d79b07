"""Every refusal is one calm page; without a database it needs none, and the next request finds it again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError


def _unreachable(*_given: object, **_named: object) -> NoReturn:
    raise OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))


def test_a_page_in_the_middle_of_an_outage_is_calm_and_the_next_one_works(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as outage:
        outage.setattr("wellbeing.home.service.today", _unreachable)
        outage.setattr("tenants.organizations.service.organization", _unreachable)
        answer = cast.alice.client.get("/home")
        assert answer.status_code == 503
        assert "We will be back in a moment" in answer.text
        assert "I need a moment" in answer.text
    assert cast.alice.client.get("/home").status_code == 200


def test_an_outage_is_told_to_programs_as_a_problem(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellbeing.journal.access.entries_of", _unreachable)
    answer = cast.alice.client.get("/api/v1/journal/entries")
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "unavailable"


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/people", 403), ("/sign-out", 405)])
def test_a_refusal_names_no_detail_and_offers_the_way_back(cast: SimpleNamespace, path: str, status: int) -> None:
    answer = cast.alice.client.get(path)
    assert answer.status_code == status
    assert 'href="/"' in answer.text
    assert answer.text.count("<h1>") == 1


def test_what_is_not_yours_asks_strangers_to_sign_in_and_brings_them_back(app: Flask) -> None:
    answer = app.test_client().get("/journal?month=2026-05")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/journal?month%3D2026-05"
