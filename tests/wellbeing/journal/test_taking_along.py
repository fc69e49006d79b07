"""The journal in a member's copy of everything, and back again: all of it or nothing, nothing twice."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tenants import taking_along
from tenants.db import work
from tenants.errors import DomainError, Invalid
from tenants.members import private_space
from tenants.members import service as members
from tests.wellbeing.journal.test_pages import entry_url

PART = "journal"


def written(app: Flask, person: SimpleNamespace) -> dict[str, str]:
    """What the part puts into a person's copy."""
    with app.test_request_context(), work(person.tenant_id, person.member_id):
        return dict(part().write(members.member_row(person.member_id)))


def part() -> taking_along.Part:
    """The journal's part."""
    return next(each for each in taking_along.parts() if each.name == PART)


def take_back(app: Flask, person: SimpleNamespace, files: dict[str, str]) -> None:
    """Take a copy back for a person."""
    read = part().read
    assert read is not None
    with app.test_request_context(), work(person.tenant_id, person.member_id):
        read(members.member_row(person.member_id), files)


def begin(app: Flask, person: SimpleNamespace) -> None:
    """Begin the private space of a person."""
    with app.app_context(), work(person.tenant_id, person.member_id):
        private_space.begin(person.member_id)


def bodies(person: SimpleNamespace) -> list[str]:
    """What the person has in the journal."""
    return sorted(each["body"] for each in json.loads(person.client.get("/journal/export/json").text)["entries"])


def test_a_copy_is_taken_back_once_with_every_field(app: Flask, cast: SimpleNamespace) -> None:
    alice = cast.alice
    url = entry_url(alice.client, form="pause", situation="<b>noise</b>", body="one", tags="late shift", energy="low")
    entry_url(alice.client, body="two 👩🏽‍🚀", effort="e", prompt="effort-today")
    alice.client.post("/api/v1/journal/entries", json={"body": "half a sign \ud83d"})
    assert part().tables == {"journal_entry"}
    copy = written(app, alice)
    assert set(copy) == {"journal.md", "journal.json"}
    assert "half a sign \ufffd" in copy["journal.md"], "every sign can be written into a file"
    assert "<b>noise</b>" in copy["journal.md"]
    before = json.loads(copy["journal.json"])["entries"]
    assert alice.client.post(f"{url}/delete").status_code == 303
    for _again in range(2):
        take_back(app, alice, copy)
    after = json.loads(written(app, alice)["journal.json"])["entries"]
    assert sorted(after, key=lambda entry: entry["id"]) == sorted(before, key=lambda entry: entry["id"])
    assert "&lt;b&gt;noise&lt;/b&gt;" in alice.client.get(url).text
    take_back(app, alice, {"something.else": ""})
    assert len(bodies(alice)) == 3


def test_a_copy_that_was_handed_on_neither_collides_nor_doubles(app: Flask, cast: SimpleNamespace) -> None:
    entry_url(cast.alice.client, body="Alice's words")
    copy = written(app, cast.alice)
    begin(app, cast.bob)
    for _again in range(2):
        take_back(app, cast.bob, copy)
    assert bodies(cast.bob) == ["Alice's words"]
    assert bodies(cast.alice) == ["Alice's words"]


def test_a_copy_of_before_there_were_forms_is_taken_back(app: Flask, cast: SimpleNamespace) -> None:
    begin(app, cast.alice)
    old = {
        "id": "11111111-2222-4333-8444-555555555555",
        "written_at": "2026-01-02T10:00:00+00:00",
        "revised_at": None,
        "prompt": "",
        "body": "an old one",
        "effort": "",
        "kindness": "",
        "mood": {"energy": None, "pleasantness": None, "word": ""},
    }
    take_back(app, cast.alice, {"journal.json": json.dumps({"format": "wellbeing-journal-1", "entries": [old]})})
    assert bodies(cast.alice) == ["an old one"]
    assert "an old one" in cast.alice.client.get("/journal?month=2026-01").text


GOOD: dict[str, Any] = {"id": "11111111-2222-4333-8444-555555555555", "written_at": "2026-01-02T10:00:00+00:00"}


@pytest.mark.parametrize(
    "broken",
    [
        {"body": "x", "written_at": "yesterday"},
        {"body": "x", "written_at": "0001-01-01T00:00:00+00:00"},
        {"body": "x", "id": "7"},
        {"body": 7},
        {"body": "x" * 100_001},
        {"body": "x", "fields": {"colour": "blue"}},
        {"body": "x", "fields": "blue"},
        {"body": "x", "mood": {"energy": "sideways"}},
        {"body": "x", "surprise": 1},
        {"body": "x", "form": "poem"},
        {"body": "   "},
    ],
)
def test_one_broken_entry_is_named_and_nothing_is_kept(
    app: Flask, cast: SimpleNamespace, broken: dict[str, Any]
) -> None:
    begin(app, cast.alice)
    entries = [GOOD | {"body": "a whole one"}, GOOD | {"id": "21111111-2222-4333-8444-555555555555"} | broken]
    with pytest.raises(Invalid, match="copy_broken") as refused:
        take_back(app, cast.alice, {"journal.json": json.dumps({"format": "wellbeing-journal-1", "entries": entries})})
    with app.test_request_context():
        assert "journal.json, entry 2" in refused.value.message
        assert "Nothing was taken in." in refused.value.message
    assert bodies(cast.alice) == []


@pytest.mark.parametrize("content", ["{", "[]", "[" * 100_000, '{"entries": []}', '{"format": "wellbeing-journal-1"}'])
def test_a_file_that_is_no_journal_is_refused(app: Flask, cast: SimpleNamespace, content: str) -> None:
    begin(app, cast.alice)
    with pytest.raises(DomainError) as refused:
        take_back(app, cast.alice, {"journal.json": content})
    with app.test_request_context():
        assert "journal.json" in refused.value.message
