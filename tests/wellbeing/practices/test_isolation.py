"""What is kept after a practice is read by its author alone: no colleague, HR, operator or copy of the database."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text

from tenants import taking_along, vault
from tenants.db import db, work
from tenants.errors import Invalid
from tenants.members import service as members
from tenants.private_space.models import PrivateSpace
from tests.wellbeing.practices.steps import CANARY, note_url
from wellbeing.practices import taking_along as own_part
from wellbeing.practices.models import PracticeNote


def test_nobody_else_reads_changes_or_deletes_a_note(cast: SimpleNamespace) -> None:
    url = note_url(cast.alice.client, note=CANARY)
    api = f"/api/v1{url}"
    for person in (cast.bob, cast.hana, cast.leo, cast.eve, cast.adam):
        client = person.client
        answers = [
            *(client.get(f"{url}{end}") for end in ("", "/edit", "/delete")),
            client.post(url, data={"revision": "1", "note": "mine now"}),
            client.post(f"{url}/delete"),
            client.get(api),
            client.put(api, json={"revision": 1, "note": "mine now"}),
            client.delete(api),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert CANARY not in client.get("/practices/notes").text
        assert client.get("/api/v1/practices/notes").json == {"notes": [], "sealed": 0}
    assert CANARY in cast.alice.client.get(url).text
    assert cast.alice.app.test_client().get(url).status_code == 303


def test_the_database_itself_shows_a_note_to_its_author_alone(app: Flask, cast: SimpleNamespace) -> None:
    note_url(cast.alice.client, note=CANARY)
    count = text("SELECT count(*) FROM practice_note WHERE member_id = :m")
    for person in (cast.alice, cast.bob, cast.hana, cast.eve):
        with app.app_context(), work(person.tenant_id, person.member_id):
            assert db.session.scalar(count, {"m": cast.alice.member_id}) == (1 if person is cast.alice else 0)
    with app.app_context(), work(cast.alice.tenant_id):
        assert db.session.scalar(text("SELECT count(*) FROM practice_note")) == 0


def test_a_copy_of_the_database_tells_neither_words_nor_which_practice(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    note_url(cast.alice.client, note=CANARY, **{"words-see": CANARY})
    row = superuser.execute(
        text("SELECT CAST(t AS text) AS told, t.sealed FROM practice_note t WHERE member_id = :m"),
        {"m": cast.alice.member_id},
    ).one()
    assert CANARY.encode().hex() not in row.told
    assert b"three-sentences" not in row.sealed
    assert len(row.sealed) % 64 == (1 + 4 + 12 + 16) % 64, "padded, so that the length tells little"


def test_a_sealed_note_moved_to_another_row_or_member_does_not_open(app: Flask, cast: SimpleNamespace) -> None:
    url = note_url(cast.alice.client, note=CANARY)
    other = note_url(cast.bob.client, note="Bob’s own")
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        sealed = db.session.scalars(select(PracticeNote)).one().sealed
        space = db.session.scalars(select(PrivateSpace)).one()
        with pytest.raises(vault.SealBroken):
            vault.open_for_member(space, table="practice_note", row_id=uuid4(), sealed=sealed)
        with pytest.raises(vault.SealBroken):
            vault.open_for_member(space, table="journal_entry", row_id=UUID(url.rpartition("/")[2]), sealed=sealed)
    with app.app_context(), work(cast.bob.tenant_id, cast.bob.member_id):
        db.session.scalars(select(PracticeNote)).one().sealed = sealed
    answer = cast.bob.client.get(other)
    assert answer.status_code == 500
    assert CANARY not in answer.text


def copy_of(app: Flask, person: SimpleNamespace) -> dict[str, str]:
    with app.app_context(), work(person.tenant_id, person.member_id):
        return dict(own_part.write(members.member_row(person.member_id)))


def take_back(app: Flask, person: SimpleNamespace, files: dict[str, str]) -> None:
    with app.app_context(), work(person.tenant_id, person.member_id):
        own_part.read(members.member_row(person.member_id), files)


def test_notes_are_taken_along_and_taken_back_once(app: Flask, cast: SimpleNamespace) -> None:
    assert "practices" in {part.name for part in taking_along.parts()}
    url = note_url(cast.alice.client, note=CANARY, **{"words-see": "A hard hour."})
    files = copy_of(app, cast.alice)
    assert set(files) == {"notes.json", "notes.md"}
    for words in (CANARY, "A hard hour.", "Three sentences to have at hand", "A sentence that sees what is hard"):
        assert all(words in content for content in files.values())
    take_back(app, cast.alice, files)
    assert len(json.loads(copy_of(app, cast.alice)["notes.json"])["notes"]) == 1, "what is there stays once"
    cast.alice.client.post(f"{url}/delete")
    for _time in range(2):
        take_back(app, cast.alice, files)
    again = json.loads(copy_of(app, cast.alice)["notes.json"])["notes"]
    first = json.loads(files["notes.json"])["notes"]
    assert [one | {"id": ""} for one in again] == [one | {"id": ""} for one in first]
    take_back(app, cast.alice, {})


def flawed(told: dict[str, Any]) -> dict[str, str]:
    """Files that are no such copy, each with what is said about it."""
    note = told["notes"][0]
    entries: list[tuple[list[object], str]] = [
        ([note, 7], "notes.json, entry 2"),
        ([note | {"id": "x"}], "notes.json, entry 1"),
        ([note, note | {"note": "", "fields": []}], "notes.json, entry 2"),
        ([note | {"kept_at": "soon"}], "notes.json, entry 1"),
        ([note | {"note": "x" * 20_001}], "notes.json, entry 1"),
    ]
    other = ("{", "[]", "[" * 100_000, json.dumps(told | {"format": "other"}), json.dumps(told | {"notes": {}}))
    files = {json.dumps(told | {"notes": notes}): words for notes, words in entries}
    return files | dict.fromkeys(other, "notes.json is not")


def test_a_broken_copy_names_file_and_entry_and_takes_nothing_in(app: Flask, cast: SimpleNamespace) -> None:
    url = note_url(cast.alice.client, note=CANARY)
    files = copy_of(app, cast.alice)
    cast.alice.client.post(f"{url}/delete")
    for content, words in flawed(json.loads(files["notes.json"])).items():
        with pytest.raises(Invalid) as refusal:
            take_back(app, cast.alice, files | {"notes.json": content})
        with app.test_request_context():
            assert words in refusal.value.message
    assert copy_of(app, cast.alice) == {}
