"""A gradual approach: the anchor first, mild steps of one's own, rest at any time, and nobody is led there."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from tenants import beside
from tenants.db import work
from tenants.members import own_way, private_space
from tenants.members.my_way import MyWay
from tests.wellbeing.intentions.conftest import CANARY, kept, let_go


def test_the_anchor_comes_before_the_first_step(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    assert "not for painful memories" in client.get("/gradual-steps").text
    new = client.get("/gradual-steps/new").text
    assert 'name="rungs"' not in new
    assert 'name="towards"' not in new
    refused = client.post("/gradual-steps", data={"consent": "yes"})
    assert refused.status_code == 422
    assert "First choose what gives you safety" in refused.text
    assert client.post("/gradual-steps", data={"anchor": "courage", "consent": "yes"}).status_code == 422
    url = kept(client, "/gradual-steps", anchor="sound")
    lines = {"rungs": [CANARY, "", "say one sentence"], "towards": "speaking in meetings", "revision": "1"}
    lost = client.post(url, data=lines | {"anchor": "", "own_anchor": " "})
    assert lost.status_code == 422
    assert CANARY in lost.text
    assert (
        client.post(url, data=lines | {"anchor": "sound", "own_anchor": "my  grandmother’s kitchen"}).status_code == 303
    )
    listed = client.get("/gradual-steps").text
    for words in ("my grandmother’s kitchen", CANARY, "say one sentence", "speaking in meetings"):
        assert words in listed
    many = client.post(url, data={"anchor": "sound", "rungs": list("abcdef"), "revision": "2"})
    assert many.status_code == 422


def test_a_step_shows_its_anchor_first_and_a_way_to_rest_and_to_people(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = kept(client, "/gradual-steps", own_anchor="the old tree")
    assert (
        client.post(url, data={"own_anchor": "the old tree", "rungs": ["greet", "ask"], "revision": "1"}).status_code
        == 303
    )
    step = client.get(f"{url}/step/2").text
    assert step.index("the old tree") < step.index(">ask<")
    assert f"{url}/rest" in step
    assert "/help" in step
    for number in (0, 3):
        assert client.get(f"{url}/step/{number}").status_code == 404
    rest = client.get(f"{url}/rest").text
    assert "the old tree" in rest
    assert "greet" not in rest
    assert "/moment" in rest
    conflict = client.post(url, data={"own_anchor": "the old tree", "rungs": ["another"], "revision": "1"})
    assert conflict.status_code == 409
    assert "another" in conflict.text
    assert "greet" in conflict.text
    let_go(client, url)


def test_nobody_is_led_there_by_home_the_journal_or_another_page(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    kept(client, "/gradual-steps", anchor="sound")
    for path in ("/home", "/journal", "/journal/new", "/letters", "/small-steps", "/my-sentences", "/goals", "/my-way"):
        assert "/gradual-steps" not in client.get(path).text, path
    assert "/gradual-steps" in client.get("/for-myself").text
    with app.test_request_context("/"), work(cast.alice.tenant_id, cast.alice.member_id):
        assert not [one for place in (beside.HOME_TODAY, beside.JOURNAL_FORMS) for one in beside.fragments(place)]


def test_anchors_follow_my_way(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = kept(client, "/gradual-steps", anchor="touch")
    way = MyWay(anchors=frozenset({"object"}), avoid=frozenset({"breath", "touch"}))
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        assert not private_space.needed(cast.alice.member_id)
        own_way.keep(member_id=cast.alice.member_id, way=way)
    new = client.get("/gradual-steps/new").text
    assert 'value="breath"' not in new
    assert new.index('value="object"') < new.index('value="sound"')
    chosen = client.get(url).text
    assert 'value="touch"' in chosen, "what was chosen before stays"
    assert 'value="breath"' not in chosen
