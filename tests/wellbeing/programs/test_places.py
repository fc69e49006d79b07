"""What a member did goes along in their copy and comes back; the JSON knows it; no file opens a programme."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tenants import clock
from tenants.db import work
from tenants.errors import Invalid
from tenants.members import private_space
from tests.scene import Scene
from tests.tenants.private_space import steps as space
from tests.wellbeing.intentions.test_taking_along import take_back, written
from tests.wellbeing.programs.steps import home, page, press, runs
from wellbeing.programs import enrollment, place, taking_along
from wellbeing.programs.audience import LEADERS, Audience
from wellbeing.programs.place import Place

WEEK = timedelta(days=7)


def test_a_copy_tells_it_and_brings_it_back_once(app: Flask, cast: SimpleNamespace) -> None:
    tenant = cast.company.tenant_id
    program, alone = runs(app, tenant), runs(app, tenant, "after-a-hard-season")
    assert written(app, cast.alice, "programs") == {}
    press(cast.alice.client, program, "done", "w1s1")
    press(cast.alice.client, program, "left_out", "w1s2")
    press(cast.alice.client, alone, "join")
    press(cast.alice.client, alone, "aside")
    files = written(app, cast.alice, "programs")
    told = {one["id"]: one for one in json.loads(files["programs.json"])["programs"]}
    assert (told[str(program)]["done"], told[str(program)]["left_out"]) == (["w1s1"], ["w1s2"])
    assert told[str(alone)]["joined"] is told[str(alone)]["laid_aside"] is True
    for words in ("Eight weeks of a kinder tone", "Done, in “Begin with what is there”", "Left out", "Laid aside"):
        assert words in files["programs.md"]
    take_back(app, cast.alice, "programs", files)
    assert written(app, cast.alice, "programs") == files
    take_back(app, cast.bob, "programs", files)
    assert written(app, cast.bob, "programs") == files
    press(cast.cleo.client, program, "done", "w1s2")
    take_back(app, cast.cleo, "programs", files)
    own = {
        one["id"]: one["done"] for one in json.loads(written(app, cast.cleo, "programs")["programs.json"])["programs"]
    }
    assert own[str(program)] == ["w1s2"], "what is there stands"
    take_back(app, cast.eve, "programs", files)
    assert written(app, cast.eve, "programs") == {}, "another company has none of these"
    take_back(app, cast.eve, "programs", {"other.json": "{"})


def test_a_file_opens_no_programme_and_no_week(app: Flask, cast: SimpleNamespace) -> None:
    tenant = cast.company.tenant_id
    leaders = runs(app, tenant, "leaders-go-first", whom=Audience(role=LEADERS))
    program = runs(app, tenant, weeks_ago=2)
    forged = [
        {"id": str(one), "first_on": "2020-01-01", "joined": True, "done": ["w1s1", "w9s9"], "touched_on": "2999-01-01"}
        for one in (leaders, program, uuid4())
    ]
    take_back(
        app, cast.bob, "programs", {"programs.json": json.dumps({"format": "wellbeing-programs-1", "programs": forged})}
    )
    assert cast.bob.client.get(f"/programs/{leaders}").status_code == 404
    kept = json.loads(written(app, cast.bob, "programs")["programs.json"])["programs"]
    assert [(one["id"], one["joined"], one["done"]) for one in kept] == [(str(program), False, ["w1s1"])]
    assert "/practices/gentle-breathing" not in page(cast.bob.client, program), "week two has not begun for Bob"
    assert "effort-today" in home(cast.bob.client)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("{", "cannot be read as a file"),
        ("[" * 100_000, "cannot be read as a file"),
        ({"format": "other", "programs": []}, "cannot be read as a file"),
        ({"format": "wellbeing-programs-1", "programs": {}}, "cannot be read as a file"),
        ({"format": "wellbeing-programs-1", "programs": [{}] * 25}, "cannot be read as a file"),
        ({"format": "wellbeing-programs-1", "programs": [5]}, "entry 1: “id”"),
        ({"format": "wellbeing-programs-1", "programs": [{"id": "x"}]}, "entry 1: “id”"),
        ({"format": "wellbeing-programs-1", "programs": [{"id": str(uuid4()), "done": 5}]}, "entry 1: “done”"),
    ],
)
def test_a_broken_copy_names_the_place_and_keeps_nothing(
    app: Flask, cast: SimpleNamespace, wrong: Any, named: str
) -> None:
    text = wrong if isinstance(wrong, str) else json.dumps(wrong)
    with pytest.raises(Invalid) as refused:
        take_back(app, cast.alice, "programs", {"programs.json": text})
    assert named in refused.value.message
    assert written(app, cast.alice, "programs") == {}


def test_what_is_kept_stays_small(app: Flask, cast: SimpleNamespace) -> None:
    ids = [uuid4() for _ in range(place.MOST + 5)]
    today = clock.today()
    with app.app_context(), work(cast.company.tenant_id, cast.alice.member_id):
        private_space.begin_first(cast.alice.member_id)
        for number, program_id in enumerate(ids):
            touched = Place(first_on=today, touched_on=today + timedelta(days=number))
            enrollment.keep(member_id=cast.alice.member_id, changes={program_id: taking_along._put(touched)})
        assert set(enrollment.places_of(cast.alice.member_id)) == set(ids[5:])


def test_programs_in_json(app: Flask, cast: SimpleNamespace) -> None:
    tenant = cast.company.tenant_id
    program, alone = runs(app, tenant), runs(app, tenant, "after-a-hard-season")
    alice, base = cast.alice.client, "/api/v1/programs"
    listed = {one["id"]: one for one in alice.get(base).json["programs"]}
    assert set(listed) == {str(program), str(alone)}
    assert (listed[str(alone)]["may_join"], listed[str(alone)]["week"]) == (True, 0)
    assert listed[str(program)]["now"]["url"] == "/practices/effort-and-kindness"
    assert alice.get(f"{base}/{alone}").json["weeks"] == []
    mark, at_place = f"{base}/{program}/steps/w1s1", f"{base}/{alone}/place"
    early = alice.put(mark, json={"mark": "done"})
    assert (early.status_code, early.json["code"]) == (409, "private_space_needed")
    space.write(alice)
    whole = alice.put(mark, json={"mark": "done"}).json
    assert [one["mark"] for one in whole["weeks"][0]["steps"]] == ["done", "open"]
    assert whole["now"]["id"] == "w1s2"
    assert alice.put(mark, json={"mark": "open"}).json["now"]["id"] == "w1s1"
    assert alice.post(at_place, json={"act": "join"}).json["week"] == 1
    assert alice.post(at_place, json={"act": "aside"}).json["laid_aside"] is True
    for method, path, given, status in (
        ("PUT", mark, {"mark": "late"}, 422),
        ("PUT", mark, {"mark": "done", "more": 1}, 422),
        ("PUT", f"{base}/{program}/steps/w5s1", {"mark": "done"}, 422),
        ("POST", at_place, {"act": "done"}, 422),
        ("POST", f"{base}/{program}/place", {"act": "join"}, 409),
        ("PUT", f"{base}/{uuid4()}/steps/w1s1", {"mark": "done"}, 404),
    ):
        assert alice.open(path, method=method, json=given).status_code == status, (path, given)
    assert cast.eve.client.get(f"{base}/{program}").status_code == 404
    assert app.test_client().get(base).status_code == 401


def test_a_check_in_and_a_round_are_steps_while_they_are_open(furnished: Scene) -> None:
    shown = {person: getattr(furnished, person).sign_in() for person in ("alice", "partner", "tomas")}
    listed = shown["alice"].get("/api/v1/programs").json["programs"]
    programs = {one["name"]: UUID(one["id"]) for one in listed if one["state"] == "running"}
    kinder = programs["Eight weeks of a kinder tone"]
    coaching = programs["Six weeks of peer coaching"]
    assert f"/check-ins/{furnished.open_wave}" in page(shown["alice"], kinder)
    for person, there in (("alice", True), ("partner", True), ("tomas", False)):
        assert ("/coaching/follow/" in page(shown[person], coaching)) is there, person
    found = re.search(r"/coaching/follow/[0-9a-f-]{36}", page(shown["alice"], coaching))
    assert found
    assert "/coaching/pairs/" in shown["alice"].get(found[0]).location
