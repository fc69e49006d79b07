"""What a member made goes into their copy of everything, and comes back from it, once and checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tenants import clock, taking_along
from tenants.db import work
from tenants.errors import Invalid
from tenants.members import private_space
from tenants.members import service as members
from tenants.members.models import Member
from tests.conftest import Person
from tests.wellbeing.intentions.conftest import CANARY
from tests.wellbeing.intentions.test_isolation import MADE, everything


@contextmanager
def scene(app: Flask, person: Person) -> Iterator[Member]:
    with app.test_request_context(), work(person.tenant_id, person.member_id):
        yield members.member_row(person.member_id)


def written(app: Flask, person: Person, name: str) -> dict[str, str]:
    part = {part.name: part for part in taking_along.parts()}[name]
    with scene(app, person) as member:
        return dict(part.write(member))


def take_back(app: Flask, person: Person, name: str, files: Mapping[str, str]) -> None:
    part = {part.name: part for part in taking_along.parts()}[name]
    assert part.read
    with scene(app, person) as member:
        if private_space.needed(member.id):
            private_space.begin_first(member.id)
        part.read(member, files)


def test_a_copy_holds_everything_and_comes_back_once(app: Flask, cast: SimpleNamespace) -> None:
    assert written(app, cast.alice, "intentions") == {}
    made = everything(cast.alice.client)
    day = (clock.today() + timedelta(days=9)).isoformat()
    cast.alice.client.post(f"{made['/letters']}/finish", data={"arrives_on": day})
    files = written(app, cast.alice, "intentions")
    assert set(files) == {"intentions.json", "intentions.md"}
    kinds = {one["kind"] for one in json.loads(files["intentions.json"])["intentions"]}
    assert kinds == {"sentences", "letter", "small_step", "goal", "ladder"}
    assert files["intentions.md"].count(CANARY) >= 8
    assert "Comes back on" in files["intentions.md"]
    take_back(app, cast.alice, "intentions", files)
    assert written(app, cast.alice, "intentions") == files, "what is there already is not doubled"
    for person in (cast.bob, cast.eve):
        take_back(app, person, "intentions", files)
        take_back(app, person, "intentions", files)
        there = json.loads(written(app, person, "intentions")["intentions.json"])["intentions"]
        assert len(there) == len(MADE)
        assert all(CANARY in person.client.get(path).text for path in MADE)
    assert all(CANARY in cast.alice.client.get(path).text for path in MADE)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "cannot be read as a file"),
        ("[]", "cannot be read as a file"),
        ('{"format": "wellbeing-intentions-1", "intentions": 1}', "cannot be read as a file"),
        ("[" * 100_000, "cannot be read as a file"),
        ({"kind": "spell"}, "entry 2: “kind”"),
        ({"kind": "goal", "begun_on": "yesterday", "sentence": "x"}, "entry 2: “begun_on”"),
        ({"kind": "goal", "begun_on": "2026-01-01", "sentence": "x" * 1001}, "entry 2: “sentence”"),
        ({"kind": "goal", "begun_on": "2026-01-01", "bad_day": "maybe"}, "entry 2: “bad_day”"),
        ({"kind": "ladder", "begun_on": "2026-01-01", "rungs": list("abcdef")}, "entry 2: “rungs”"),
        ({"kind": "sentences", "begun_on": "2026-01-01", "said": [7]}, "entry 2: “said”"),
        ({"kind": "letter", "begun_on": "2026-01-01", "arrives_on": 5}, "entry 2: “arrives_on”"),
        ({"kind": "letter", "begun_on": "2026-01-01", "id": "not an id"}, "entry 2: “id”"),
        ("a text for a record", "entry 2: “id”"),
    ],
)
def test_a_broken_copy_names_the_place_and_keeps_nothing(
    app: Flask, cast: SimpleNamespace, content: object, named: str
) -> None:
    good = {"id": "0d6b9f0e-1111-4222-8333-944445555666", "kind": "goal", "begun_on": "2026-01-01", "sentence": "x"}
    wrong = content
    if not isinstance(content, str) or content.startswith("a text"):
        second = {"id": "0d6b9f0e-1111-4222-8333-944445555667"} | content if isinstance(content, dict) else content
        wrong = json.dumps({"format": "wellbeing-intentions-1", "intentions": [good, second]})
    with pytest.raises(Invalid) as refused:
        take_back(app, cast.alice, "intentions", {"intentions.json": str(wrong)})
    assert named in refused.value.message
    assert written(app, cast.alice, "intentions") == {}
    take_back(app, cast.alice, "intentions", {"other.json": "{"})


def test_a_way_goes_along_and_comes_back_where_none_is_chosen(app: Flask, cast: SimpleNamespace) -> None:
    assert written(app, cast.alice, "my_way") == {}
    cast.alice.client.post(
        "/my-way",
        data={"avoid": ["loss"], "anchor": ["sound"], "trends_off": "yes", "on_this_day": "1", "consent": "1"},
    )
    files = written(app, cast.alice, "my_way")
    assert json.loads(files["my-way.json"])["avoid"] == ["loss"]
    for words in ("loss and goodbyes", "sounds around me", "as it comes", "no trends", "on this day"):
        assert words in files["my-way.md"]
    take_back(app, cast.bob, "my_way", files)
    assert written(app, cast.bob, "my_way") == files
    cast.cleo.client.post("/my-way", data={"pace": "brief", "consent": "yes"})
    take_back(app, cast.cleo, "my_way", files)
    assert json.loads(written(app, cast.cleo, "my_way")["my-way.json"])["pace"] == "brief", "her own choice stands"
    for broken in ("{", "[]", '{"format": "other"}', files["my-way.json"].replace("false", '"no"')):
        with pytest.raises(Invalid):
            take_back(app, cast.leo, "my_way", {"my-way.json": broken})
    assert written(app, cast.leo, "my_way") == {}
