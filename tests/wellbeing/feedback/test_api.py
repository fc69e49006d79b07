"""Hints, received notes and templates as JSON under /api/v1."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from tests.wellbeing.feedback.conftest import CANARY

HINTS = "/api/v1/feedback/hints"
RECEIVED = "/api/v1/feedback/received"


def test_hints_are_found_by_field_and_those_put_away_stay_away(line: SimpleNamespace) -> None:
    draft = "You are lazy. 😀 You are always late."
    answer = line.leo.client.post(HINTS, json={"texts": {"a": draft, "b": "On Tuesday the list was missing."}})
    assert answer.status_code == 200
    found = answer.json["hints"]
    assert found["b"] == []
    assert found["a"]
    for hint in found["a"]:
        assert draft[hint["start"] : hint["end"]] == hint["quote"]
        assert {"category", "severity", "rule", "reason", "kinder", "title", "key"} <= set(hint)
    keys = [hint["key"] for hint in found["a"]]
    again = line.leo.client.post(HINTS, json={"texts": {"a": draft}, "dismissed": keys})
    assert again.json["hints"]["a"] == []


def test_hints_store_nothing(line: SimpleNamespace, superuser: Any) -> None:
    before = _counts(superuser)
    line.leo.client.post(HINTS, json={"texts": {"a": "You are lazy."}})
    assert _counts(superuser) == before


def _counts(superuser: Any) -> dict[str, int]:
    superuser.rollback()
    names = superuser.scalars(text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")).all()
    return {name: superuser.scalar(text(f"SELECT count(*) FROM {name}")) for name in names}


def test_wrong_shapes_and_other_roles_are_refused(line: SimpleNamespace) -> None:
    leo = line.leo.client
    for wrong in ({}, {"texts": "x"}, {"texts": {"a": "x" * 4001}}, {"texts": {}, "more": 1}):
        assert leo.post(HINTS, json=wrong).status_code == 422
    assert line.alice.client.post(HINTS, json={"texts": {"a": "x"}}).status_code == 403
    assert line.alice.app.test_client().post(HINTS, json={"texts": {"a": "x"}}).status_code == 401


def test_a_reader_lists_and_reads_their_own_notes(delivered: SimpleNamespace) -> None:
    listed = delivered.alice.client.get(RECEIVED).json
    assert (len(listed["notes"]), listed["sealed"], listed["waiting"]) == (1, 0, 0)
    note = delivered.alice.client.get(f"{RECEIVED}/{listed['notes'][0]['id']}").json
    assert note["written_by"] == "Leo"
    assert CANARY in {part["text"] for part in note["parts"]}
    assert delivered.leo.client.get(RECEIVED).json["notes"] == []
    assert delivered.leo.client.get(f"{RECEIVED}/{note['id']}").status_code == 404
    assert delivered.alice.client.get(f"{RECEIVED}/{uuid4()}").status_code == 404


def test_templates_are_listed_for_who_may_write(line: SimpleNamespace) -> None:
    listed = line.leo.client.get("/api/v1/feedback/templates").json["templates"]
    assert len(listed) == 8
    assert listed[0]["languages"] == ["en", "de", "fr", "es"]
    assert line.alice.client.get("/api/v1/feedback/templates").status_code == 403
