"""Finding one's own words again: in any script and spelling, by tag and month, through the page and the API."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from tenants import clock
from tenants.db import work
from tenants.members import private_space
from tests.wellbeing.journal.test_pages import entry_url
from wellbeing.journal.folding import fold, quickly, with_places
from wellbeing.journal.mood import Mood
from wellbeing.journal.reflection import Reflection, to_bytes
from wellbeing.journal.searching import query_of, snippet

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
LATIN = st.text(alphabet='abcxyzäöüßéèñçłŻÓ…“”œ "\\\n,:{}', max_size=60)


def look(client: FlaskClient, **question: str) -> str:
    """Press "Search" and read what was found."""
    sent = client.post("/journal/search", data=question)
    assert sent.status_code == 303, sent.text
    return client.get(sent.headers["Location"]).text


def shown(page: str) -> list[str]:
    """The first words of each entry that was found, without marks."""
    found = re.findall(r'<p class="opening"[^>]*>(.*?)</p>', page, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", text) for text in found]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Müde nach der Schicht", "MUDE"),
        ("mude", "müde"),
        ("Zażółć gęślą jaźń", "zazolc"),
        ("Straße", "strasse"),
        ("ﬁne œuvre Æther", "aether"),
        ("Wait… what", "..."),
        ("İstanbul", "istanbul"),
        ("今天的会议", "会议"),
        ("كَتَبَ", "كتب"),
        ("Спокойный ЁЖ", "еж"),
        ("cafe\u0301", "café"),
        ("👩🏽‍🚀 flew", "👩🏽‍🚀"),
        ('she said "enough"', '"enough"'),
        ("back\\slash", "k\\s"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_a_word_is_found_in_any_case_accent_and_script(text: str, word: str) -> None:
    entry = Reflection(written_at=NOON, body=f"something before\n{text} and after")
    query = query_of(word)
    assert query.matches(entry)
    assert query.may_be_in(to_bytes(entry))
    assert any(hit for _text, hit in snippet(entry, query))


def test_signs_that_make_another_letter_stay_apart() -> None:
    assert fold("が") != fold("か")
    assert fold("ばら") != fold("はら")


@given(before=LATIN, word=LATIN, after=LATIN)
@example(before="", word="body", after="")
@example(before="", word="prompt_id", after="")
@example(before="", word=",", after="")
def test_looking_at_the_sealed_record_first_never_misses_an_entry(before: str, word: str, after: str) -> None:
    for entry in (
        Reflection(written_at=NOON, body=before + word + after),
        Reflection(written_at=NOON, form="pause", fields={"needs": before + word}, tags=(after,)),
        Reflection(written_at=NOON, body=word + " 深", mood=Mood(word=before)),
    ):
        for query in (query_of(word), query_of("", word)):
            assert query.may_be_in(to_bytes(entry)) or not query.matches(entry)


@given(text=st.text(max_size=80))
def test_the_quick_way_and_the_long_way_make_the_same_texts_equal(text: str) -> None:
    plain = "".join(sign for sign in text if sign.isprintable())
    quick = quickly(plain)
    if quick is not None:
        assert quick == quickly(fold(plain))
    folded, places = with_places(plain)
    assert len(folded) == len(places)
    assert places == sorted(places)


def test_names_of_fields_are_no_words_of_the_member() -> None:
    record = to_bytes(Reflection(written_at=NOON, body="nothing of that kind"))
    for name in ("effort", "kindness", "pleasantness"):
        assert not query_of(name).may_be_in(record)


def test_every_word_must_occur_wherever_it_stands(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    entry_url(client, body="Long talk with Grete", effort="asked <i>early</i>", tags="late shift")
    entry_url(client, form="pause", needs="Grete’s answer", body="x" * 400 + " early <b>bird</b> " + "y" * 400)
    entry_url(client, body="Nothing of it", prompt="effort-today")
    assert len(shown(look(client, words="grete"))) == 2
    page = look(client, words="EARLY grete")
    assert len(shown(page)) == 2
    assert '<mark class="hit">' in page
    assert "<i>early</i>" not in page
    assert "<b>bird</b>" not in page
    assert len(shown(look(client, words="grete early shift"))) == 1
    assert shown(look(client, words="put some effort into"))[0].startswith("What did you put some effort into today")
    assert "Nothing found" in look(client, words="grete zebra")
    assert len(shown(look(client, tag="LATE shift"))) == 1
    assert len(shown(look(client, words="grete", tag="late shift"))) == 1
    assert "Nothing found" in look(client, tag="late")
    refused = client.post("/journal/search", data={"words": "x" * 201})
    assert refused.status_code == 422
    assert "x" * 201 in refused.text


def test_a_month_narrows_what_is_found_and_pages_follow_each_other(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    with clock.shifted(-timedelta(days=70)):
        cast.alice.sign_in()
        entry_url(client, body="river long ago")
        month = f"{clock.now():%Y-%m}"
    cast.alice.sign_in()
    for number in range(21):
        entry_url(client, body=f"river {number}.")
    first = look(client, words="river")
    assert shown(first)[:2] == ["river 20.", "river 19."]
    assert len(shown(first)) == 20
    later = re.search(r'rel="next" href="([^"]+)"', first)
    assert later
    second = client.get(later[1].replace("&amp;", "&")).text
    assert shown(second) == ["river 0.", "river long ago"]
    assert 'rel="next"' not in second
    assert 'rel="prev"' in second
    assert shown(look(client, words="river", month=month)) == ["river long ago"]
    assert shown(look(client, month=month)) == ["river long ago"]
    found = client.post("/api/v1/journal/search", json={"words": "RIVER", "page": 2})
    assert [entry["body"] for entry in found.json["entries"]] == ["river 0.", "river long ago"]
    assert found.json["more"] is False
    assert client.post("/api/v1/journal/search", json={"words": "river", "month": month}).json["entries"]
    assert client.post("/api/v1/journal/search", json={"words": 7, "when": "now"}).status_code == 422


def test_what_is_looked_for_stands_in_no_address_and_opens_for_nobody_else(
    app: Flask, cast: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    entry_url(cast.alice.client, body="quarry canary", tags="quarry")
    entry_url(cast.bob.client, body="quarry of Bob's")
    with caplog.at_level(logging.DEBUG):
        address = cast.alice.client.post("/journal/search", data={"words": "quarry"}).headers["Location"]
        assert "canary" in cast.alice.client.get(address).text
    assert "quarry" not in address
    assert "quarry" not in caplog.text
    for person in (cast.bob, cast.hana, cast.eve):
        page = person.client.get(address)
        assert page.status_code == 200
        assert "quarry" not in page.text
    for broken in ("x", "%F0", urlsplit(address).query[-12:], "AAAA" * 30):
        assert cast.alice.client.get(f"/journal/search?asked={broken}").status_code == 200
    assert cast.alice.client.get(f"{address}&page=0").status_code == 422
    assert cast.bob.client.post("/api/v1/journal/search", json={"words": "canary"}).json["entries"] == []
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    assert "locked on this device" in newcomer.get("/journal/search").text
    closed = newcomer.post("/journal/search", data={"words": "quarry"})
    assert closed.status_code == 423
    assert "canary" not in closed.text + newcomer.get(address).text
