"""What nobody types, but somebody may send: every answer says what is wrong, and no page breaks."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.db import work
from tests.wellbeing.feedback.conftest import day, draft_url, filled
from wellbeing.feedback import catalog

TEMPLATE = {
    "name": "Own note",
    "when": "Often",
    "language": "en",
    "section": "",
    "place": "1",
    "title": "Words",
    "purpose": "p",
    "help": "h",
    "example": "e",
    "needed": "yes",
    "step": "no",
    "reach": "anyone",
}


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "2000-01-01"])
def test_a_talk_is_within_a_year(delivered: SimpleNamespace, on: str) -> None:
    for ahead in (on, day(367)):
        answer = delivered.alice.client.post(f"{delivered.url}/talk", data={"on": ahead, "at": "10:00"})
        assert answer.status_code == 422
    assert delivered.leo.client.get(delivered.own).status_code == 200


def test_a_next_step_is_within_a_year(line: SimpleNamespace) -> None:
    fields = {"day-step": "9999-12-31", "remind": "yes"}
    draft = draft_url(line.leo.client, "correct-one-thing", line.alice.member_id, **fields)
    answer = line.leo.client.post(f"{draft}/send")
    assert answer.status_code == 422
    assert "more than a year ahead" in answer.text


def test_odd_numbers_and_rows_are_refused(line: SimpleNamespace) -> None:
    fields = filled("hard-day", line.alice.member_id)
    assert line.leo.client.post("/feedback/write/look", data=fields | {"row": "abc"}).status_code == 422
    assert line.leo.client.post("/feedback/write/look", data=fields | {"row": ""}).status_code == 200
    assert line.hana.client.post("/feedback/templates", data=TEMPLATE | {"place": "²"}).status_code == 303


def test_put_away_hints_are_few_and_short(line: SimpleNamespace) -> None:
    fields = filled("hard-day", line.alice.member_id)
    for keys in (["k" * 201], ["k"] * 201):
        assert line.leo.client.post("/feedback/write", data=fields | {"dismissed": "\n".join(keys)}).status_code == 422
        body = {"texts": {}, "dismissed": keys}
        assert line.leo.client.post("/api/v1/feedback/hints", json=body).status_code == 422


def test_phrases_are_short_in_lower_case_too_and_at_most_300(app: Flask, line: SimpleNamespace) -> None:
    client = line.hana.client
    assert client.post("/feedback/templates/phrases", data={"phrase": "İ" * 80, "reason": "r"}).status_code == 422
    with app.app_context(), work(line.hana.tenant_id, line.hana.member_id):
        for number in range(300):
            catalog.add_phrase(phrase=f"phrase {number}", reason="r", kinder="")
    assert client.post("/feedback/templates/phrases", data={"phrase": "one more", "reason": "r"}).status_code == 409


def test_one_request_at_a_time_is_open(line: SimpleNamespace) -> None:
    client = line.alice.client
    assert [client.post("/feedback/ask", data={"words": "please"}).status_code for _turn in range(2)] == [303, 303]
    assert client.post("/feedback/ask", data={"words": "something else"}).status_code == 409
    assert line.leo.client.get("/feedback/write").text.count("please") == 1
    [away] = re.findall(r"/feedback/requests/[0-9a-f-]{36}/put-away", client.get("/feedback").text)
    assert client.post(away).status_code == 303
    assert client.post("/feedback/ask", data={"words": "something else"}).status_code == 303


def _own_template(client: FlaskClient) -> tuple[str, str]:
    made = client.post("/feedback/templates", data=TEMPLATE)
    key = made.headers["Location"].rsplit("/", 1)[1]
    section = re.search(r'name="section" value="([^"]+)"', client.get(f"/feedback/templates/{key}/edit").text)
    assert section
    return key, section[1]


def test_only_offered_templates_in_their_newest_version_can_be_begun(line: SimpleNamespace) -> None:
    hana, leo = line.hana.client, line.leo.client
    key, section = _own_template(hana)
    fields = {"to": str(line.cleo.member_id), "template": key, "language": "en", f"words-{section}": "Change this."}
    old = leo.post("/feedback/write", data=fields | {"version": "1"})
    assert old.status_code == 303
    changed = TEMPLATE | {"section": section, "reach": "reports", "corrective": "yes", "based_on": "1"}
    assert hana.post(f"/feedback/templates/{key}", data=changed).status_code == 303
    refused = leo.post("/feedback/write", data=fields | {"version": "1"})
    assert refused.status_code == 409
    assert "Change this." in refused.text
    assert hana.post(f"/feedback/templates/{key}/hide").status_code == 303
    for version in ("1", "2"):
        refused = leo.post("/feedback/write", data=fields | {"version": version})
        assert refused.status_code == 409
        assert "not offered any more" in refused.text
    assert leo.get(f"/feedback/write/new?template={key}&to={line.alice.member_id}").status_code == 404
    assert leo.get(old.headers["Location"]).status_code == 200  # what was begun goes on
