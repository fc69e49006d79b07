"""Practices and one's own notes as JSON."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from tests.wellbeing.practices.steps import note_url
from wellbeing.practices import content

NOTES = "/api/v1/practices/notes"


def test_practices_are_listed_and_read_for_an_anchor_and_a_language(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    listed = client.get("/api/v1/practices?need=settle&minutes=2").json["practices"]
    assert {one["need"] for one in listed} == {"settle"}
    assert all(one["minutes"] <= 2 and not one["own"] for one in listed)
    one = client.get("/api/v1/practices/gentle-breathing?anchor=sound&language=de").json
    words = content.shipped()["gentle-breathing"].words("de")
    assert one["title"] == words.title
    assert one["anchor"] == "sound"
    assert one["anchors"] == ["breath", "sound", "object"]
    assert one["steps"][1]["paragraphs"] == list(words.steps[1].said("sound"))
    assert one["steps"][1]["seconds"] == 50
    assert one["source"].startswith("Zaccaro")
    fields = client.get("/api/v1/practices/three-sentences").json["fields"]
    assert fields[0] == {"step": 1, "id": "see", "label": "A sentence that sees what is hard"}
    assert client.get("/api/v1/practices/no-such").status_code == 404
    assert cast.alice.app.test_client().get("/api/v1/practices").status_code == 401


def test_notes_are_kept_changed_and_deleted(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    given = {
        "practice": "three-sentences",
        "words": {"see": "A hard hour."},
        "note": "it helped",
        "draft": str(uuid4()),
    }
    first = client.post(NOTES, json=given)
    assert (first.status_code, first.json["code"]) == (409, "private_space_needed")
    note_url(client, note="begins the private space")
    made = client.post(NOTES, json=given)
    assert made.status_code == 201
    assert made.json["title"] == "Three sentences to have at hand"
    assert {one["id"]: one["words"] for one in made.json["words"]} == {"see": "A hard hour.", "shared": "", "wish": ""}
    assert client.post(NOTES, json=given).json["id"] == made.json["id"]
    assert len(client.get(NOTES).json["notes"]) == 2
    url = f"{NOTES}/{made.json['id']}"
    changed = client.put(url, json={"revision": 1, "note": "changed", "words": {"wish": "Slowly."}})
    assert (changed.status_code, changed.json["revision"]) == (200, 2)
    assert client.put(url, json={"revision": 1, "note": "late"}).status_code == 409
    assert client.put(url, json={"revision": 2, "note": "x", "words": {"other": "x"}}).status_code == 422
    assert client.get(url).json["words"][2]["words"] == "Slowly."
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_nonsense_is_refused_in_a_sentence(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    note_url(client, note="begins the private space")
    right = {"practice": "three-sentences", "note": "x"}
    for wrong in (
        {"practice": "no-such"},
        {"note": 7},
        {"words": {"nowhere": "x"}},
        {"words": ["x"]},
        {"words": {"see": "x" * 5001}},
        {"note": "x" * 20_001},
        {"note": ""},
        {"note": "half a sign \ud800"},
        {"language": "tlh"},
        {"surprise": 1},
        {"words": {str(number): "x" for number in range(21)}},
    ):
        answer = client.post(NOTES, json=right | wrong)
        assert answer.status_code in {404, 422}, wrong
        assert answer.mimetype == "application/problem+json"
    for body in (b"[]", b"null", b"7"):
        assert client.post(NOTES, data=body, content_type="application/json").status_code == 422
        assert client.post("/practices/three-sentences", data=body, content_type="application/json").status_code == 422
    assert len(client.get(NOTES).json["notes"]) == 1
