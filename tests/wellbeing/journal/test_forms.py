"""Writing in a form that fits the moment: fields, tags, changing the form, and a prompt that follows the member."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tenants import clock
from tenants.db import work
from tenants.members import own_way
from tenants.members.my_way import MyWay
from tests.wellbeing.journal.test_pages import entry_url, keep
from wellbeing.journal import prompts
from wellbeing.journal.forms import FIELD_LENGTH, FORMS

PAUSE = {
    "form": "pause",
    "situation": "The <b>line</b> stood\nfor an hour",
    "feelings": "неспокойно",
    "needs": "quiet · 静けさ",
    "next_step": "Tea, then Monday",
    "effort": "Stayed\n  to explain",
    "tags": "late shift, Team,  team , #line",
}


def test_the_page_of_forms_leads_to_each_with_one_tap(cast: SimpleNamespace) -> None:
    page = cast.alice.client.get("/journal/forms").text
    assert "How would you like to write?" in page
    for form in FORMS.values():
        assert f'href="/journal/new?form={form.key}"' in page
        opened = cast.alice.client.get(f"/journal/new?form={form.key}").text
        assert f'name="form" value="{form.key}"' in opened
        for field in form.fields:
            assert f'name="{field.id}"' in opened
        assert all(f'name="{name}"' in opened for name in ("body", "effort", "kindness", "tags"))


def test_a_pause_is_kept_shown_changed_and_taken_along_field_by_field(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = entry_url(client, **PAUSE)
    page = client.get(url).text
    for words in ("The &lt;b&gt;line&lt;/b&gt; stood\nfor an hour", "неспокойно", "静けさ", "Tea, then Monday"):
        assert words in page
    assert "<b>line</b>" not in page
    assert "Next small step" in page
    assert "Stayed\nto explain" in page
    assert re.findall(r'name="tag" value="([^"]+)"', page) == ["late shift", "Team", "line"]
    form = client.get(f"{url}/edit").text
    assert "The &lt;b&gt;line&lt;/b&gt; stood\nfor an hour</textarea>" in form
    assert 'value="late shift, Team, line"' in form
    changed = {name: text for name, text in PAUSE.items() if name != "form"} | {"needs": "", "learned": "to ask"}
    assert client.post(url, data={"revision": "1", **changed}).status_code == 303
    page = client.get(url).text
    assert "静けさ" not in page
    assert "to ask" in page, "a field of another form is kept as well"
    assert "The pause" in page
    entry = json.loads(client.get("/journal/export/json").text)["entries"][0]
    assert entry["form"] == "pause"
    assert list(entry["fields"]) == ["situation", "feelings", "next_step", "learned"]
    assert entry["tags"] == ["late shift", "Team", "line"]
    told = client.get("/journal/export/markdown").text
    assert "**The situation**\n\nThe <b>line</b> stood\nfor an hour" in told
    assert "Effort: Stayed\n  to explain" in told
    assert "Tags: late shift, Team, line" in told


def test_another_form_or_prompt_loses_nothing_that_was_typed(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    typed = PAUSE | {"body": "and more", "light": "1", "draft": "7b3e9ad0-6c0e-4bb5-a9a1-3b1f4f8c4a11"}
    page = client.post("/journal/prompt", data=typed | {"write_as": "mistake"}).text
    assert 'name="form" value="mistake"' in page
    for words in ("and more", "неспокойно", "静けさ", "Tea, then Monday", "Stayed\n  to explain", "late shift, Team"):
        assert words in page
    assert 'name="happened"' in page
    assert typed["draft"] in page
    page = client.post("/journal/prompt", data=typed | {"form": "free", "prompt": "effort-today"}).text
    assert "неспокойно" in page
    assert 'name="form" value="free"' in page, "whoever has typed stays in the form"
    page = client.post("/journal/prompt", data={"chosen": "pause", "form": "pause"}).text
    assert 'name="form" value="pause"' in page, "whoever has chosen a form stays in it"
    hard = next(prompt for prompt in prompts.bank() if prompt.difficult)
    for page in (client.get(f"/journal/new?prompt={hard.id}").text, client.get("/journal/new").text):
        assert f'name="light" value="{0 if hard.text in page.replace("&#39;", "’") else 1}"' in page
    assert "Nothing here yet" in client.get("/journal").text


def test_two_tabs_changing_the_fields_of_one_entry_lose_neither(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = entry_url(client, form="mistake", happened="a wrong pallet", learned="look twice")
    assert client.post(url, data={"revision": "1", "happened": "two wrong pallets"}).status_code == 303
    conflict = client.post(url, data={"revision": "1", "happened": "a late pallet", "needs": "sleep", "tags": "stock"})
    assert conflict.status_code == 409
    for words in ("two wrong pallets", "a late pallet", "sleep</textarea>", 'value="stock"'):
        assert words in conflict.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"situation": "x" * (FIELD_LENGTH + 1)}, "This is longer than 10,000 characters."),
        ({"form": "poem", "body": "x"}, "Must be one of"),
        ({"body": "x", "tags": ",".join(map(str, range(9)))}, "At most 8 tags"),
        ({"body": "x", "tags": "y" * 41}, "A tag has at most 40 letters."),
        ({"form": "pause", "situation": "  \n "}, "nothing to keep yet"),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence(cast: SimpleNamespace, words: dict[str, str], said: str) -> None:
    refused = keep(cast.alice.client, **{"feelings": ""} | words)
    assert refused.status_code == 422
    assert said in refused.text or "form" in words
    for text in words.values():
        assert text in refused.text or text == "poem"


def test_tags_used_before_are_offered_and_ticked(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    entry_url(client, body="one", tags="late shift")
    page = client.get("/journal/new").text
    assert re.search(r'name="tag" value="late shift"', page)
    url = entry_url(client, body="two", tag="late shift", tags="LATE SHIFT, team")
    assert re.findall(r'name="tag" value="([^"]+)"', client.get(url).text) == ["late shift", "team"]


def test_a_prompt_follows_ones_way_and_is_not_the_one_answered_last(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    asked = re.search(r'name="prompt" value="([a-z-]+)"', client.get("/journal/new").text)
    assert asked
    entry_url(client, body="x", prompt=asked[1])
    again = re.search(r'name="prompt" value="([a-z-]+)"', client.get("/journal/new").text)
    on_home = re.search(r'/journal/new\?prompt=([a-z-]+)"', client.get("/home").text)
    assert again
    assert on_home
    assert again[1] == on_home[1] != asked[1]
    touching = {prompt.id for prompt in prompts.bank() if prompt.topics}
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        own_way.keep(member_id=cast.alice.member_id, way=MyWay(avoid=frozenset({"body", "past", "mistakes", "critic"})))
    for _ in range(12):
        page = client.post("/journal/prompt", data={"prompt": again[1], "light": "4"}).text
        again = re.search(r'name="prompt" value="([a-z-]+)"', page)
        assert again
        prompt = prompts.find(again[1])
        assert prompt is not None
        assert prompt.id not in touching or {"body", "past", "mistakes", "critic"}.isdisjoint(prompt.topics)


def test_whoever_comes_back_after_a_pause_is_welcome_and_never_told_how_long(cast: SimpleNamespace) -> None:
    with clock.shifted(-timedelta(days=16)):
        cast.alice.sign_in()
        entry_url(cast.alice.client, body="before the pause")
        for page in ("/journal", "/home"):
            assert "Welcome back" not in cast.alice.client.get(page).text
    client = cast.alice.sign_in()
    for page in ("/journal", "/home"):
        text = client.get(page).text
        assert "Welcome back. Begin anywhere; there is nothing to catch up on." in text
        assert "before the pause" not in text or page == "/journal"
        assert not re.search(r"\d|week|day", text.split("Welcome back")[1].split("</p>")[0])
    entry_url(client, body="here again")
    assert "Welcome back" not in client.get("/home").text
