"""Choosing a practice, doing it and keeping a few words, as a member does on the pages."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock
from tenants.db import work
from tenants.languages import LANGUAGES
from tenants.members import private_space
from tenants.members.my_way import MyWay
from tenants.organizations.access import organization
from tests.wellbeing.practices.steps import CANARY, SENTENCES, goes_its_way, keep, note_url, slugs
from wellbeing.practices import content
from wellbeing.practices.kept import NOTE_LENGTH


def test_the_list_shows_everything_by_need_and_is_narrowed_by_links(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    page = client.get("/practices").text
    assert set(content.shipped()) <= set(slugs(page))
    assert page.index(">to settle</h2>") < page.index(">a small step</h2>")
    assert "For some people attention to the breath is uncomfortable" in page, "a content note stands in the list"
    narrowed = client.get("/practices?need=settle&minutes=2").text
    assert "real-time-soothing" in slugs(narrowed)
    assert not {"body-scan", "small-step"} & set(slugs(narrowed))
    assert client.get("/practices?need=%00&minutes=x").status_code == 200
    assert "Nothing of this kind right now" in client.get("/practices?need=step&minutes=2").text
    assert client.get("/practices/no-such-thing").status_code == 404


def test_a_practice_is_whole_without_a_script_and_says_that_one_may_stop(cast: SimpleNamespace) -> None:
    page = cast.alice.client.get("/practices/real-time-soothing").text
    said = content.shipped()["real-time-soothing"].words("en")
    for step in said.steps:
        assert step.title in page
    for words in ("You can stop here", "Your eyes may stay open", said.closing, said.evidence[:40], "about 45 seconds"):
        assert words in page
    assert page.count("<h1") == 1
    for hidden in ("data-begin hidden", "data-timer hidden", "data-clock hidden"):
        assert hidden in page
    assert 'data-seconds="20"' in page


def test_every_shipped_practice_opens_in_every_language(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        organization().languages = list(LANGUAGES)
    for language in LANGUAGES:
        with app.app_context(), work(cast.alice.tenant_id):
            organization().language = language
        for slug, practice in content.shipped().items():
            page = cast.alice.client.get(f"/practices/{slug}")
            assert page.status_code == 200
            assert practice.words(language).title.replace("'", "&#39;") in page.text, (slug, language)


def test_the_anchor_is_chosen_by_a_link_and_comes_from_my_way(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    breath, sound = "Notice where breathing is easiest to feel", "Listen to what is there"
    assert breath in client.get("/practices/gentle-breathing").text
    page = client.get("/practices/gentle-breathing?anchor=sound").text
    assert sound in page
    assert breath not in page
    goes_its_way(app, cast.alice, MyWay(anchors=frozenset({"sound"}), pace="unhurried"))
    page = client.get("/practices/gentle-breathing").text
    assert sound in page
    assert breath not in page
    assert 'data-seconds="38"' in page, "unhurried steps are longer"
    assert sound in cast.bob.client.get("/practices/gentle-breathing?anchor=sound").text


def test_what_one_asked_to_be_left_in_peace_with_is_never_offered(app: Flask, cast: SimpleNamespace) -> None:
    goes_its_way(app, cast.alice, MyWay(avoid=frozenset({"breath", "critic"})))
    client = cast.alice.client
    offered = slugs(client.get("/practices").text)
    assert "real-time-soothing" in offered
    assert not {"gentle-breathing", "brief-reframing", "three-sentences"} & set(offered)
    every = client.get("/practices?need=settle&all=yes").text
    assert "gentle-breathing" in slugs(every), "they can still look it up themselves"
    assert "also what you asked to be left in peace with" in every
    assert "Show all practices" not in cast.bob.client.get("/practices").text, "nothing is left out for Bob"
    assert "asked to be left" not in cast.bob.client.get("/practices?all=yes").text
    assert not {"gentle-breathing", "three-sentences"} & set(slugs(client.get("/practices/grounding").text))
    assert "my breath" not in client.get("/practices/real-time-soothing").text
    opened = client.get("/practices/gentle-breathing").text
    assert "asked to be left in peace with: attention to the breath" in opened, "an old link still opens, and says so"
    listed = client.get("/api/v1/practices").json
    assert "gentle-breathing" not in {one["slug"] for one in listed["practices"]}
    assert "gentle-breathing" in slugs(cast.bob.client.get("/practices").text)


def test_reframing_waits_right_after_labelling_however_one_comes(cast: SimpleNamespace) -> None:
    client, host = cast.alice.client, "http://localhost"
    labelling, reframing = "/practices/compassionate-labelling", "/practices/brief-reframing"
    assert "brief-reframing" not in slugs(client.get(labelling).text)
    listed = client.get("/practices", headers={"Referer": host + labelling}).text
    assert "brief-reframing" not in slugs(listed)
    assert 'after=compassionate-labelling"' in listed, "the list hands on what was open just now"
    came = {"Referer": f"{host}/practices?need=settle&after=compassionate-labelling"}
    for answer in (
        client.get(reframing, headers={"Referer": host + labelling}),
        client.get(reframing, headers=came),
        client.get(f"{reframing}?after=compassionate-labelling"),
    ):
        assert answer.status_code == 200
        assert "better a little later" in answer.text
        assert "data-player" not in answer.text
        assert slugs(answer.text)
    assert "data-player" in client.get(reframing, headers={"Referer": f"https://elsewhere.example{labelling}"}).text
    for nonsense in ("http://[", "x" * 5000, f"{host}/practices?after=%00", f"{host}/practices/" + "y" * 500):
        assert "data-player" in client.get(reframing, headers={"Referer": nonsense}).text
    assert "data-player" in client.get(f"{reframing}?after=%3Cscript%3E").text
    assert "data-player" in client.get(reframing).text, "another time it is simply there"
    assert "brief-reframing" in slugs(client.get("/practices", headers={"Referer": f"{host}/home"}).text)
    api = client.get("/api/v1/practices?after=compassionate-labelling").json["practices"]
    assert "brief-reframing" not in {one["slug"] for one in api}


def rows(superuser: Connection, tenant_id: object) -> dict[str, Any]:
    superuser.rollback()
    named = superuser.scalars(
        text(
            "SELECT DISTINCT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'tenant_id' AND table_name <> 'web_session'"
        )
    ).all()
    whole = "SELECT count(*), md5(coalesce(string_agg(CAST(t AS text), '|' ORDER BY CAST(t AS text)), '')) FROM {} t "
    where = "WHERE tenant_id = :t"
    return {name: tuple(superuser.execute(text(whole.format(name) + where), {"t": tenant_id}).one()) for name in named}


def test_doing_practices_changes_no_row_anywhere(
    cast: SimpleNamespace, superuser: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    client = cast.alice.client
    client.get("/home")
    before = rows(superuser, cast.alice.tenant_id)
    client.get("/practices?need=settle")
    for slug in content.shipped():
        client.get(f"/practices/{slug}?after=grounding")
    client.get("/practices/notes")
    client.post(SENTENCES, data={"note": "", "words-see": "  "})
    client.post(SENTENCES, data={"note": CANARY})
    assert rows(superuser, cast.alice.tenant_id) == before
    assert CANARY not in caplog.text


def test_the_first_note_asks_for_consent_loses_nothing_and_gives_the_code(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    assert 'name="consent"' in client.get(SENTENCES).text
    assert "/practices/notes" not in client.get("/my-data").text
    typed = {"words-see": "This is a hard hour.", "words-wish": "May I go slowly.", "note": "It helped a little."}
    refused = client.post(f"{SENTENCES}?anchor=sound", data=typed)
    assert refused.status_code == 422
    for words in typed.values():
        assert words in refused.text
    kept = keep(client, **typed)
    assert re.search(r"[A-Z2-7]{5}(-[A-Z2-7]{5}){4}", kept.text)
    url = re.search(r'href="(/practices/notes/[0-9a-f-]{36})', kept.text)
    assert url
    page = client.get(url[1]).text
    for words in (*typed.values(), "A sentence that sees what is hard", "Three sentences to have at hand"):
        assert words in page
    assert "A sentence that remembers others" not in page, "what was left empty takes no room"
    assert 'name="consent"' not in client.get(SENTENCES).text
    assert "/practices/notes" in client.get("/my-data").text
    listed = client.get("/practices/notes").text
    assert "It helped a little." in listed
    assert listed.count("Three sentences to have at hand</a>") == 1


def test_nothing_to_keep_too_much_and_unknown_fields_come_back(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    assert "the practice was enough" in keep(client, note=" ").text
    long = "x" * (NOTE_LENGTH + 1)
    refused = keep(client, note=long)
    assert refused.status_code == 422
    assert long in refused.text
    assert keep(client, note="x", **{"words-elsewhere": "x"}).status_code == 422
    assert keep(client, note="x\x00y").status_code == 422
    assert keep(client, note="x", surprise="y").status_code == 422
    assert keep(client, url="/practices/no-such", note="x").status_code == 404
    wide = keep(client, note="\r\n" * (NOTE_LENGTH // 2))
    assert wide.status_code == 422, "only line ends are nothing to keep"
    assert keep(client, note="深" * NOTE_LENGTH).status_code == 200


def test_pressing_twice_keeps_one_and_other_words_become_a_second(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    draft = re.search(r'name="draft" value="([0-9a-f-]{36})"', client.get(SENTENCES).text)
    assert draft
    first = note_url(client, note="once", draft=draft[1])
    assert note_url(client, note="once", draft=draft[1]) == first
    second = note_url(client, note="once, and more", draft=draft[1])
    assert second != first
    assert ">once<" in client.get(first).text


def test_two_tabs_changing_one_note_lose_neither_text(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = note_url(client, note="at first", **{"words-see": "seen"})
    first = {"revision": "1", "note": "from the first tab", "words-see": "seen"}
    assert client.post(url, data=first).status_code == 303
    late = client.post(url, data={"revision": "1", "note": "from the second tab", "words-see": "seen anew"})
    assert late.status_code == 409
    for words in ("from the first tab", "from the second tab", "seen anew", 'name="revision" value="2"'):
        assert words in late.text
    both = {"revision": "2", "note": "both together", "words-see": "seen"}
    assert [client.post(url, data=both).status_code for _press in range(2)] == [303, 303]
    assert "both together" in client.get(url).text
    assert "Changed" in client.get(url).text
    assert client.post(url, data={"revision": "3", "note": "", "words-see": ""}).status_code == 422
    assert client.post(url, data={"revision": "3", "note": "x", "words-nowhere": "x"}).status_code == 422


def test_a_note_is_deleted_after_one_question(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = note_url(client, note="<b>to be let go</b>")
    assert "&lt;b&gt;to be let go&lt;/b&gt;" in client.get(url).text
    assert "for good" in client.get(f"{url}/delete").text
    assert client.post(f"{url}/delete").status_code == 303
    assert {client.get(url).status_code, client.post(f"{url}/delete").status_code} == {404}
    assert "Nothing here yet" in client.get("/practices/notes").text


def test_a_locked_space_keeps_its_notes_sealed_and_takes_no_new_one(app: Flask, cast: SimpleNamespace) -> None:
    url = note_url(cast.alice.client, note="before the reset")
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    assert newcomer.get(url).status_code == 423
    assert newcomer.post(f"{url}/delete").status_code == 423
    assert "stay sealed" in newcomer.get("/practices/notes").text
    refused = newcomer.post(SENTENCES, data={"note": "typed while locked"})
    assert refused.status_code == 423
    assert "typed while locked" in refused.text
    assert "Your private space is locked" in newcomer.get(SENTENCES).text
    assert newcomer.get("/api/v1/practices/notes").json == {"notes": [], "sealed": 1}
    assert "before the reset" in cast.alice.client.get(url).text


def test_home_has_one_quiet_link_that_suits_whoever_looks(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    line = r'If you like, a short practice: <a href="/practices/([a-z-]+)"'
    found = re.search(line, client.get("/home").text)
    assert found
    assert content.shipped()[str(found[1])].suggested
    goes_its_way(app, cast.bob, MyWay(pace="brief"))
    brief = re.search(line, cast.bob.client.get("/home").text)
    assert brief
    assert content.shipped()[str(brief[1])].minutes <= 2
    everything = MyWay(avoid=frozenset({"body", "critic", "breath", "touch", "imagery", "mistakes", "conflict"}))
    goes_its_way(app, cast.cleo, everything)
    assert cast.cleo.client.get("/home").status_code == 200
