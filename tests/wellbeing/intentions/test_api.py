"""The same verbs as JSON under /api/v1."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tenants import clock
from tests.wellbeing.intentions.conftest import kept

KINDS = {
    "letters": ({"body": "by program"}, {"body": "changed"}),
    "small-steps": ({"what": "by program"}, {"what": "changed", "how": "done", "note": "kind"}),
    "goals": ({"sentence": "by program", "bad_day": "yes"}, {"sentence": "changed"}),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_lives_through_the_api(cast: SimpleNamespace, kind: str) -> None:
    client, at, (first, later) = cast.alice.client, f"/api/v1/{kind}", KINDS[kind]
    early = client.post(at, json=first)
    assert early.status_code == 409
    assert early.json["code"] == "private_space_needed"
    kept(client, "/my-sentences", said=["begins"])
    made = client.post(at, json=first)
    assert made.status_code == 201
    assert first.items() <= made.json.items()
    url = f"{at}/{made.json['id']}"
    changed = client.put(url, json=later | {"revision": 1})
    assert changed.status_code == 200
    assert later.items() <= changed.json.items()
    assert client.get(url).json == changed.json
    assert client.get(at).json["kept"] == [changed.json]
    late = client.put(url, json=first | {"revision": 1})
    assert (late.status_code, late.json["code"]) == (409, "intention_changed")
    wrong = client.put(url, json=later | {"revision": "x", "colour": "blue"})
    assert {"revision", "colour"} <= set(wrong.json["fields"])
    for person in (cast.bob, cast.hana, cast.eve):
        assert person.client.get(url).status_code == 404
        assert person.client.put(url, json=later | {"revision": 2}).status_code == 404
        assert person.client.delete(url).status_code == 404
        assert person.client.get(at).json["kept"] == []
    assert cast.alice.app.test_client().get(url).status_code == 401
    assert client.get(f"{at}/{uuid4()}").status_code == 404
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_sentences_and_the_day_of_a_letter(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    assert client.get("/api/v1/sentences").json == {"revision": 0, "said": []}
    early = client.put("/api/v1/sentences", json={"said": ["one"]})
    assert (early.status_code, early.json["code"]) == (409, "private_space_needed")
    kept(client, "/letters", body="begins")
    assert client.put("/api/v1/sentences", json={"said": ["one", "two"]}).json == {
        "revision": 1,
        "said": ["one", "two"],
    }
    assert client.put("/api/v1/sentences", json={"said": ["late"], "revision": 0}).status_code == 409
    assert client.put("/api/v1/sentences", json={"said": [], "revision": 1}).json == {"revision": 0, "said": []}
    [letter] = client.get("/api/v1/letters").json["kept"]
    day = (clock.today() + timedelta(days=3)).isoformat()
    finish = f"/api/v1/letters/{letter['id']}/finish"
    assert client.post(finish, json={"arrives_on": clock.today().isoformat()}).status_code == 422
    assert client.post(finish, json={"arrives_on": day}).json["arrives_on"] == day


def test_half_a_sign_from_a_program_closes_no_page(cast: SimpleNamespace) -> None:
    client, half = cast.alice.client, "half a sign \ud83d"
    kept(client, "/letters", body="begins")
    assert client.put("/api/v1/sentences", json={"said": [half]}).json["said"] == ["half a sign \ufffd"]
    assert client.post("/api/v1/letters", json={"body": half}).json["body"] == "half a sign \ufffd"
    assert client.post("/api/v1/goals", json={"sentence": half, "first_step": half}).status_code == 201
    assert client.post("/goals", json={"sentence": half}).status_code == 303
    for path in ("/letters", "/goals", "/for-myself", "/home"):
        assert client.get(path).status_code == 200, path
