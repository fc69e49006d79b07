"""The public pages need no sign-in; the moment page is the same for everybody and leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine


def test_the_first_page_greets_strangers_and_sends_members_home(cast: SimpleNamespace, app: Flask) -> None:
    stranger = app.test_client().get("/")
    assert stranger.status_code == 200
    assert "Sign in" in stranger.text
    assert cast.alice.client.get("/").status_code == 303


def test_moment_is_the_same_for_everybody_and_sets_no_cookie(cast: SimpleNamespace, app: Flask) -> None:
    stranger, alice = app.test_client().get("/moment"), cast.alice.client.get("/moment")
    assert stranger.data == alice.data
    for answer in (stranger, alice):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_moment_touches_no_database(cast: SimpleNamespace) -> None:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert cast.alice.client.get("/moment").status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert seen == []


@pytest.mark.parametrize("employer", [True, False])
def test_the_page_says_first_who_runs_the_server(app: Flask, monkeypatch: pytest.MonkeyPatch, employer: bool) -> None:
    told = replace(app.extensions["settings"], operated_by="Northwind IT", operator_is_employer=employer)
    monkeypatch.setitem(app.extensions, "settings", told)
    page = app.test_client().get("/who-can-see-what").text
    assert ("Your employer runs this server." in page) is employer
    assert page.index("Northwind IT") < page.index("Four promises")


def test_finishing_the_first_visit_is_remembered_once_and_reading_it_is_not(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    alice = cast.alice
    for number in (1, 2, 3):
        assert alice.client.get(f"/first-visit/{number}").status_code == 200
    assert _consents(superuser, alice.member_id) == []
    for _twice in range(2):
        assert alice.client.post("/first-visit").status_code == 303
    assert _consents(superuser, alice.member_id) == ["welcome"]
    assert alice.client.get("/first-visit/4").status_code == 404


def _consents(superuser: Connection, member_id: object) -> list[str]:
    superuser.rollback()
    rows = superuser.execute(text("SELECT kind FROM consent WHERE member_id = :m"), {"m": member_id})
    return [row.kind for row in rows]
