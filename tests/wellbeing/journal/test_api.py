"""The same verbs as JSON under /api/v1."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from flask.testing import FlaskClient

ENTRIES = "/api/v1/journal/entries"


def begin(client: FlaskClient) -> None:
    """Begin the private space with a first entry on the page."""
    assert client.post("/journal", data={"consent": "yes", "body": "first"}).status_code == 200


def test_without_a_private_space_the_api_refuses_and_stores_nothing(cast: SimpleNamespace) -> None:
    answer = cast.alice.client.post(ENTRIES, json={"body": "x"})
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "private_space_needed"


def test_an_entry_lives_through_the_api(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    begin(client)
    made = client.post(ENTRIES, json={"body": "by program", "effort": "e", "energy": "high", "word": "glad"})
    assert made.status_code == 201
    url = f"{ENTRIES}/{made.json['id']}"
    assert client.get(url).json["mood"] == {"energy": "high", "pleasantness": None, "word": "glad"}
    changed = client.put(url, json={"revision": 1, "body": "changed"})
    assert changed.json["revision"] == 2
    assert client.put(url, json={"revision": 1, "body": "too late"}).status_code == 409
    listed = client.get(ENTRIES).json
    assert [entry["body"] for entry in listed["entries"]] == ["changed", "first"]
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_a_form_its_fields_and_tags_go_both_ways(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    begin(client)
    sent = {"form": "pause", "situation": "noise", "next_step": "tea", "tags": ["late shift", "Late Shift", "team"]}
    made = client.post(ENTRIES, json=sent).json
    assert {name: made[name] for name in sent} == sent | {"tags": ["late shift", "team"]}
    assert made["learned"] == ""
    url = f"{ENTRIES}/{made['id']}"
    changed = client.put(url, json={"revision": 1, "situation": "less noise", "needs": "half a sign \ud83d"}).json
    assert [changed[name] for name in ("form", "situation", "next_step", "tags")] == ["pause", "less noise", "", []]
    assert changed["needs"] == "half a sign \ufffd"
    assert "half a sign \ufffd" in client.get(f"/journal/{made['id']}").text
    for name, wrong in (("form", "poem"), ("tags", 7), ("tags", [7]), ("situation", []), ("fields", {"needs": "x"})):
        refused = client.post(ENTRIES, json={"body": "x", name: wrong})
        assert refused.status_code == 422
        assert name in refused.json["fields"]


def test_wrong_fields_are_named(cast: SimpleNamespace) -> None:
    answer = cast.alice.client.post(ENTRIES, json={"body": "x", "colour": "blue", "energy": "sideways"})
    assert answer.status_code == 422
    assert {"colour", "energy"} <= set(answer.json["fields"])


def test_nobody_else_reaches_an_entry(cast: SimpleNamespace) -> None:
    begin(cast.alice.client)
    url = f"{ENTRIES}/{cast.alice.client.get(ENTRIES).json['entries'][0]['id']}"
    for person in (cast.bob, cast.hana, cast.leo, cast.eve):
        assert person.client.get(url).status_code == 404
        assert person.client.put(url, json={"revision": 1, "body": "mine now"}).status_code == 404
        assert person.client.delete(url).status_code == 404
        assert person.client.get(ENTRIES).json["entries"] == []
    assert cast.alice.app.test_client().get(url).status_code == 401
    assert cast.alice.client.get(f"{ENTRIES}/{uuid4()}").status_code == 404
    assert cast.alice.client.get(url).json["body"] == "first"
