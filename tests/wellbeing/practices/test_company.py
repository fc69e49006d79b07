"""HR's own practices and what it hides: written, previewed, published, withdrawn; escaped, bounded, of one company."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db, work
from tenants.members.my_way import MyWay
from tests.wellbeing.practices.steps import goes_its_way, note_url, slugs
from wellbeing.practices import company

STEPS = {
    "step_title": ["Go down", "", "Come up <b>again</b>"],
    "step_text": ["Slowly.\r\n\r\nOne hand on the rail.", "", "<script>alert(1)</script>\nwith *stars*"],
    "step_place": ["1", "2", "3"],
}
OWN = {
    "language": "en",
    "title": "The quiet stair",
    "summary": "Down and up, without a phone.",
    "minutes": "4",
    "need": "step",
    "topics": ["body"],
    "note": "Leave it out when your knees hurt.",
    "closing": "You are back.",
}


def written(client: FlaskClient, **other: Any) -> str:
    """Write a practice and give the address of HR's page about it."""
    answer = client.post("/practices/settings/own", data=OWN | STEPS | other)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_a_practice_of_the_companys_own_is_seen_by_nobody_before_it_is_published(cast: SimpleNamespace) -> None:
    hana, alice = cast.hana.client, cast.alice.client
    url = written(hana)
    assert "Nobody but HR sees it yet" in hana.get(url).text
    assert "the-quiet-stair" not in slugs(alice.get("/practices").text)
    assert alice.get("/practices/the-quiet-stair").status_code == 404
    assert alice.post("/practices/the-quiet-stair", data={"note": "x", "consent": "yes"}).status_code == 404
    preview = hana.get(f"{url}/preview").text
    assert "This is how people see it" in preview
    assert 'name="note"' not in preview
    assert "Keep my words" not in preview
    assert hana.post(f"{url}/publish").status_code == 303
    page = alice.get("/practices/the-quiet-stair").text
    for words in ("Written by your company", "One hand on the rail.", OWN["note"], "about 2 minutes"):
        assert words in page
    for escaped in ("Come up &lt;b&gt;again&lt;/b&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;", "with *stars*"):
        assert escaped in page
    assert "<script>alert" not in page
    assert "Step 2 of 2" in page, "an empty step is left out"
    listed = alice.get("/practices?need=step").text
    assert "the-quiet-stair" in slugs(listed)
    assert "Written by your company" in listed
    goes_its_way(alice.application, cast.bob, MyWay(avoid=frozenset({"body"})))
    assert "the-quiet-stair" not in slugs(cast.bob.client.get("/practices").text)
    kept = note_url(alice, "/practices/the-quiet-stair", note="warm knees")
    assert hana.post(f"{url}/withdraw").status_code == 303
    assert alice.get("/practices/the-quiet-stair").status_code == 404
    begun = alice.post("/practices/the-quiet-stair", data={"note": "typed while HR withdrew it"})
    assert "typed while HR withdrew it" in alice.get(begun.headers["Location"]).text
    assert "The quiet stair" in alice.get(kept).text
    assert hana.post(f"{url}/delete").status_code == 303
    assert hana.get(url).status_code == 404
    assert "warm knees" in alice.get(kept).text


def test_another_company_finds_nothing_and_changes_nothing(cast: SimpleNamespace) -> None:
    url = written(cast.hana.client)
    cast.hana.client.post(f"{url}/publish")
    eve = cast.eve.client
    for path in (url, f"{url}/preview", f"{url}/edit"):
        assert eve.get(path).status_code == 404
    for act in ("publish", "withdraw", "delete"):
        assert eve.post(f"{url}/{act}").status_code == 404
    assert eve.post(url, data=OWN | STEPS | {"based_on": "1", "title": "mine"}).status_code == 404
    practice = url.rpartition("/")[2]
    assert eve.post(f"/practices/settings/more?practice={practice}", data=OWN | STEPS).status_code == 404
    assert eve.get("/practices/the-quiet-stair").status_code == 404
    assert "quiet stair" not in eve.get("/practices/settings").text
    written(eve)
    assert "the-quiet-stair" in slugs(cast.alice.client.get("/practices").text)
    assert "the-quiet-stair" not in slugs(cast.adam.client.get("/practices").text)
    eve.post("/practices/settings/ours/grounding/hide")
    assert cast.adam.client.get("/practices/grounding").status_code == 404
    assert cast.alice.client.get("/practices/grounding").status_code == 200


def test_members_and_leaders_do_not_reach_the_settings(cast: SimpleNamespace) -> None:
    url = written(cast.hana.client)
    for person in (cast.alice, cast.leo):
        for path in ("/practices/settings", "/practices/settings/new", url, "/practices/settings/ours/grounding"):
            assert person.client.get(path).status_code == 403
        assert person.client.post(f"{url}/publish").status_code == 403
        assert person.client.post("/practices/settings/ours/grounding/hide").status_code == 403
        assert "Practices for everyone" not in person.client.get("/home").text
    assert "Practices for everyone" in cast.hana.client.get("/home").text


def test_hr_hides_one_of_ours_and_what_was_kept_stays(cast: SimpleNamespace) -> None:
    hana, alice = cast.hana.client, cast.alice.client
    kept = note_url(alice, note="still here")
    for _press in range(2):
        assert hana.post("/practices/settings/ours/three-sentences/hide").status_code == 303
    assert alice.get("/practices/three-sentences").status_code == 404
    assert alice.post("/practices/three-sentences", data={"note": "begun before"}).status_code == 303
    refused = cast.bob.client.post("/practices/three-sentences", data={"note": "without a yes"})
    assert (refused.status_code, "without a yes" in refused.text) == (422, True)
    assert "three-sentences" not in slugs(alice.get("/practices").text)
    assert "still here" in alice.get(kept).text
    assert alice.post(kept, data={"revision": "1", "note": "changed all the same"}).status_code == 303
    settings = hana.get("/practices/settings").text
    assert settings.count(">hidden<") == 1
    assert "data-player" in hana.get("/practices/settings/ours/three-sentences").text
    assert hana.post("/practices/settings/ours/three-sentences/show").status_code == 303
    assert alice.get("/practices/three-sentences").status_code == 200
    assert hana.post("/practices/settings/ours/no-such/hide").status_code == 404
    assert hana.post("/practices/settings/ours/no-such/show").status_code == 404
    assert hana.get("/practices/settings/ours/no-such").status_code == 404


FLAWS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"title": " "}, "Please fill this in."),
    ({"title": "x" * 81}, "longer than 80 letters"),
    ({"minutes": "11"}, "Between 1 and 10 minutes."),
    ({"minutes": "soon"}, "Please write a whole number."),
    ({"need": "luck"}, "one of the answers shown"),
    ({"topics": ["weather"]}, "needs another look"),
    ({"closing": ""}, "Please fill this in."),
    ({"step_title": ["", ""], "step_text": ["", " "], "step_place": ["1", "2"]}, "needs at least one step"),
    ({"step_title": ["a"], "step_text": [""], "step_place": ["1"]}, "Every step needs a title and a few words"),
    ({"step_title": ["a"] * 13, "step_text": ["b"] * 13, "step_place": ["1"] * 13}, "At most twelve steps"),
    ({"step_title": ["a"], "step_text": ["b" * 1201], "step_place": ["1"]}, "needs another look"),
    ({"step_title": ["a", "b"], "step_text": ["b"], "step_place": ["1"]}, "needs another look"),
    ({"step_text": ["a\x00b"], "step_title": ["a"], "step_place": ["1"]}, "needs another look"),
)


def test_a_flawed_practice_comes_back_with_what_was_typed(cast: SimpleNamespace) -> None:
    for other, told in FLAWS:
        answer = cast.hana.client.post("/practices/settings/own", data=OWN | STEPS | other)
        assert answer.status_code == 422, other
        assert told in answer.text, other
        assert 'value="Down and up, without a phone."' in answer.text
    assert "Nothing of your own yet" in cast.hana.client.get("/practices/settings").text


def test_one_more_step_keeps_what_was_typed_and_stores_nothing(cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    grown = hana.post("/practices/settings/more", data=OWN | STEPS)
    assert grown.status_code == 200
    assert grown.text.count('name="step_title"') == 4
    assert "One hand on the rail." in grown.text
    assert "Nothing of your own yet" in hana.get("/practices/settings").text
    url = written(hana)
    practice = url.rpartition("/")[2]
    grown = hana.post(f"/practices/settings/more?practice={practice}", data=OWN | STEPS | {"based_on": "1"})
    assert f'action="{url}?language=en"' in grown.text


def test_a_second_language_stands_beside_the_first_and_two_windows_lose_nothing(cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    url = written(hana)
    form = hana.get(f"{url}/edit?language=de").text
    assert 'value="The quiet stair"' not in form
    assert 'value="de" selected' in form
    german = OWN | {"language": "de", "title": "Die stille Treppe", "based_on": "1"} | STEPS
    assert hana.post(f"{url}?language=de", data=german).status_code == 303
    assert "Die stille Treppe" in hana.get(f"{url}/preview?language=de").text
    assert "The quiet stair" in hana.get(f"{url}/preview").text
    late = hana.post(url, data=OWN | STEPS | {"based_on": "1", "summary": "From the other window."})
    assert late.status_code == 409
    assert "From the other window." in late.text
    assert 'name="based_on" value="2"' in late.text
    hana.post(f"{url}/publish")
    changed = OWN | STEPS | {"based_on": "2", "summary": "Both together."}
    assert hana.post(url, data=changed).status_code == 303
    assert "Both together." in cast.alice.client.get("/practices?need=step").text
    assert hana.post(f"{url}/delete").status_code == 409, "what people see is withdrawn first"


def test_two_of_one_title_get_two_addresses_and_none_takes_one_of_ours(cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    for title in ("The pause", "Notes", "???", "The pause"):
        hana.post(f"{written(hana, title=title)}/publish")
    found = slugs(cast.alice.client.get("/practices").text)
    assert {"the-pause", "the-pause-2", "the-pause-3", "notes-2", "practice"} <= set(found)


def test_there_is_room_for_so_many_and_no_more(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "MOST_OWN", 2)
    hana = cast.hana.client
    written(hana)
    written(hana)
    refused = hana.post("/practices/settings/own", data=OWN | STEPS)
    assert refused.status_code == 409
    assert "At most forty" in refused.text


def test_every_act_of_hr_is_in_the_audit_trail_and_no_act_of_a_member(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    url = written(hana)
    hana.post(url, data=OWN | STEPS | {"based_on": "1", "summary": "Other words."})
    for act in ("publish", "publish", "withdraw", "withdraw", "delete"):
        hana.post(f"{url}/{act}")
    for act in ("hide", "hide", "show", "show"):
        hana.post(f"/practices/settings/ours/grounding/{act}")
    note_url(cast.alice.client, note="mine")
    with app.app_context(), work(cast.hana.tenant_id):
        acts = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))
    told = [act for act in acts if act.startswith("practice")]
    expected = ("written", "changed", "published", "withdrawn", "deleted", "hidden", "shown")
    assert told == [f"practice.{act}" for act in expected]
    page = re.sub(r"\s+", " ", hana.get("/organization/acts").text)
    assert "A practice was hidden" in page
