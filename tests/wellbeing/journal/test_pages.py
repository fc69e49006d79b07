"""Writing, reading, changing, deleting and taking away one's own entries, through the pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from tenants import clock
from tenants.db import db, work
from tenants.languages import LANGUAGES
from tenants.members import private_space
from tenants.members import service as members
from tenants.organizations.access import organization
from wellbeing.journal import prompts
from wellbeing.journal.reflection import BODY_LENGTH


def keep(client: FlaskClient, **words: str) -> TestResponse:
    """Press "Keep it" with these words and with consent."""
    return client.post("/journal", data={"consent": "yes"} | words)


def entry_url(client: FlaskClient, **words: str) -> str:
    """Keep an entry and give its address."""
    answer = keep(client, **words)
    if answer.status_code == 200:
        found = re.search(r'href="(/journal/[0-9a-f-]{36})"', answer.text)
        assert found
        return found[1]
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path


def test_the_first_save_asks_for_consent_and_loses_nothing(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    assert 'name="consent"' in client.get("/journal/new").text
    refused = client.post("/journal", data={"body": "A line to keep", "effort": "asked early", "energy": "low"})
    assert refused.status_code == 422
    assert "A line to keep" in refused.text
    assert "asked early" in refused.text
    kept = keep(client, body="A line to keep")
    assert re.search(r"[A-Z2-7]{5}(-[A-Z2-7]{5}){4}", kept.text)
    assert kept.headers["Cache-Control"] == "no-store"
    assert 'name="consent"' not in client.get("/journal/new").text


def test_keeping_an_entry_asks_the_database_three_times(app: Flask, cast: SimpleNamespace) -> None:
    client, asked = cast.alice.client, list[str]()
    keep(client, body="The first one begins the private space")

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(" ".join(re.findall(r"\b(?:FROM|JOIN|INTO)\s+([a-z_]+)", statement)))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            kept = keep(client, body="The second one is written down")
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert kept.status_code == 303
    assert len(asked) == 3, asked
    assert asked[0].startswith(("web_session", "role_grant")), "who asks, with roles and organization"
    assert "private_space" in asked[1], "where it goes, with the key"
    assert "tenant_key" in asked[1]
    assert asked[2] == "journal_entry"
    assert "The second one is written down" in client.get(urlsplit(kept.headers["Location"]).path).text


def test_not_agreeing_leaves_no_trace(cast: SimpleNamespace, superuser: object) -> None:
    cast.alice.client.post("/journal", data={"body": "Not yet"})
    count = "SELECT count(*) FROM {} WHERE member_id = %(member)s"
    for table in ("private_space", "consent", "journal_entry"):
        found = superuser.exec_driver_sql(count.format(table), {"member": cast.alice.member_id}).scalar()  # type: ignore[attr-defined]
        assert found == 0, table


def test_an_entry_is_read_as_it_was_written_markup_and_all(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    body = "<script>alert(1)</script>\nZażółć gęślą jaźń · 深呼吸 · مرحبا · 👩🏽‍🚀"
    page = client.get(
        entry_url(client, body=body, effort="Told them <b>early</b>", kindness="tea", energy="low", word="tired")
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert(1)" not in page.text
    for words in (
        "Zażółć gęślą jaźń",
        "深呼吸",
        "مرحبا",
        "👩🏽‍🚀",
        "Told them &lt;b&gt;early&lt;/b&gt;",
        "tea",
        "tired",
    ):
        assert words in page.text


def test_the_prompt_stays_with_the_entry(cast: SimpleNamespace) -> None:
    page = cast.alice.client.get(entry_url(cast.alice.client, body="x", prompt="effort-today"))
    assert "What did you put some effort into today" in page.text


def test_another_prompt_keeps_what_was_typed_and_stores_nothing(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    answer = client.post("/journal/prompt", data={"prompt": "effort-today", "body": "half a thought", "effort": "e"})
    assert answer.status_code == 200
    assert "half a thought" in answer.text
    assert 'name="prompt" value="kindness-today"' in answer.text
    lighter = client.post("/journal/prompt", data={"prompt": "heavy-and-needed", "instead": "little-easier"})
    assert "What made today a little easier?" in lighter.text
    assert "Nothing here yet" in client.get("/journal").text


@pytest.mark.parametrize("sign", ["x", "深", "👩"])
def test_a_hundred_thousand_characters_fit_and_one_more_comes_back(cast: SimpleNamespace, sign: str) -> None:
    client = cast.alice.client
    url = entry_url(client, body=sign * BODY_LENGTH)
    assert sign * BODY_LENGTH in client.get(url).text
    refused = keep(client, body=sign * (BODY_LENGTH + 1))
    assert refused.status_code == 422
    assert sign * (BODY_LENGTH + 1) in refused.text


def test_lines_of_a_browser_count_once(cast: SimpleNamespace) -> None:
    assert keep(cast.alice.client, body="\r\n" * 60_000 + "x").status_code == 200


def test_nothing_to_keep_is_said_kindly(cast: SimpleNamespace) -> None:
    refused = keep(cast.alice.client, body="   ")
    assert refused.status_code == 422
    assert "nothing to keep yet" in refused.text


def test_pressing_keep_twice_keeps_one_and_other_words_become_a_second(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    draft = re.search(r'name="draft" value="([0-9a-f-]{36})"', client.get("/journal/new").text)
    assert draft
    first = entry_url(client, body="once", draft=draft[1])
    assert entry_url(client, body="once", draft=draft[1]) == first
    second = entry_url(client, body="once, and more", draft=draft[1])
    assert second != first
    assert "once, and more" in client.get(second).text
    assert ">once<" in client.get(first).text


def test_two_tabs_changing_one_entry_lose_neither_text(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = entry_url(client, body="at first")
    assert client.post(url, data={"revision": "1", "body": "from the first tab"}).status_code == 303
    conflict = client.post(url, data={"revision": "1", "body": "from the second tab"})
    assert conflict.status_code == 409
    assert "from the first tab" in conflict.text
    assert "from the second tab" in conflict.text
    assert 'name="revision" value="2"' in conflict.text
    assert client.post(url, data={"revision": "2", "body": "both together"}).status_code == 303
    assert "both together" in client.get(url).text
    assert client.post(url, data={"revision": "2", "body": "both together"}).status_code == 303


def test_a_month_lists_its_entries_and_leads_to_the_others(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    with clock.shifted(-timedelta(days=70)):
        cast.alice.sign_in()
        entry_url(client, body="long ago")
        long_ago = f"{clock.now():%Y-%m}"
    cast.alice.sign_in()
    entry_url(client, body="just now")
    page = client.get("/journal").text
    assert "just now" in page
    assert "long ago" not in page
    assert f"/journal?month={long_ago}" in page
    assert "long ago" in client.get(f"/journal?month={long_ago}").text
    assert client.get("/journal?month=nonsense").status_code == 422


def test_deleting_asks_once_and_then_it_is_gone(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = entry_url(client, body="to be let go")
    assert "for good" in client.get(f"{url}/delete").text
    assert client.post(f"{url}/delete").status_code == 303
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/delete").status_code == 404


def test_a_copy_holds_everything_in_both_forms(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    entry_url(client, body="first <i>words</i>", effort="an effort", kindness="a kindness", word="calm")
    assert "/journal/export/markdown" in client.get("/journal/export").text
    as_json = client.get("/journal/export/json")
    assert "attachment" in as_json.headers["Content-Disposition"]
    assert json.loads(as_json.text)["entries"][0]["body"] == "first <i>words</i>"
    as_text = client.get("/journal/export/markdown").text
    for words in ("first <i>words</i>", "Effort: an effort", "Kindness: a kindness", "calm"):
        assert words in as_text


def test_the_page_says_who_reads_it_and_where_help_is(cast: SimpleNamespace) -> None:
    page = cast.alice.client.get("/journal/new").text
    assert "Nobody reads this, so it cannot call for help. If you are in danger:" in page
    assert "/who-can-see-what" in page
    assert "Only you can read this" in page


def test_whoever_has_left_takes_a_copy_along_and_does_nothing_else(app: Flask, cast: SimpleNamespace) -> None:
    url = entry_url(cast.alice.client, body="to take along")
    with app.app_context(), work(cast.alice.tenant_id, cast.hana.member_id):
        members.mark_leaver(members.member_row(cast.alice.member_id), left_on=clock.today())
    client = cast.alice.sign_in(app.test_client())
    assert "to take along" in client.get("/journal/export/json").text
    assert client.get("/journal/export").status_code == 200
    assert {client.get(path).status_code for path in ("/journal", "/journal/new", url, "/home")} == {403}
    assert client.post("/journal", data={"body": "more"}).status_code == 403


def test_a_closed_space_beside_an_open_one_keeps_its_entries_sealed(app: Flask, cast: SimpleNamespace) -> None:
    old = entry_url(cast.alice.client, body="in the first space")
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.begin(cast.alice.member_id)
    new = entry_url(newcomer, body="in the second space")
    page = newcomer.get("/journal").text
    assert "in the second space" in page
    assert "in the first space" not in page
    assert "stay sealed" in page
    assert newcomer.get(old).status_code == 423
    assert "in the second space" in newcomer.get(new).text
    copy = newcomer.get("/journal/export/json").text
    assert "in the second space" in copy
    assert "in the first space" not in copy
    assert "in the first space" in cast.alice.client.get(old).text


def test_a_question_is_asked_and_kept_in_the_language_of_whoever_writes(app: Flask, cast: SimpleNamespace) -> None:
    asked = prompts.find("effort-today")
    assert asked is not None
    with app.app_context(), work(cast.alice.tenant_id):
        organization().languages, organization().language = list(LANGUAGES), "de"
    page = cast.alice.client.get("/journal/new?prompt=effort-today").text
    assert f"<h1>{asked.de}</h1>" in page
    assert asked.text not in page
    entry = entry_url(cast.alice.client, prompt="effort-today", body="Die Spätschicht")
    assert asked.de in cast.alice.client.get(entry).text
    with app.app_context(), work(cast.alice.tenant_id):
        organization().language = "en"
    assert asked.de in cast.alice.client.get(entry).text, "an entry keeps the words it answered"
