"""My way: kept after a yes, seen by nobody, and spoken to in the language of the account."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask import Flask

from tenants.db import work
from tenants.languages import LANGUAGES
from tenants.members import own_way
from tenants.members import service as members
from tenants.organizations.access import organization

CHOSEN = {"anchor": ["sound", "object"], "avoid": ["mistakes", "body"], "pace": "unhurried", "trends_off": "yes"}


def checked(page: str, name: str) -> set[str]:
    return set(re.findall(rf'name="{name}" value="(\w+)"(?: id="[^"]*")? checked', page))


def test_a_way_asks_for_consent_once_and_shows_what_was_chosen(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    first = client.get("/my-way").text
    assert "Nobody sees what you chose" in first
    assert checked(first, "avoid") == checked(first, "on_this_day") == set()
    assert checked(first, "pace") == {"usual"}
    refused = client.post("/my-way", data=CHOSEN)
    assert refused.status_code == 422
    assert checked(refused.text, "avoid") == {"mistakes", "body"}
    kept = client.post("/my-way", data=CHOSEN | {"consent": "yes"})
    assert re.search(r"([A-Z2-7]{5}-){4}[A-Z2-7]{5}", kept.text)
    page = client.get("/my-way").text
    assert checked(page, "anchor") == {"sound", "object"}
    assert checked(page, "avoid") == {"mistakes", "body"}
    assert checked(page, "pace") == {"unhurried"}
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        way = own_way.way_of(cast.alice.member_id)
    assert (way.trends, way.on_this_day) == (False, False)
    assert client.post("/my-way", data={"pace": "usual", "on_this_day": "yes"}).status_code == 303
    page = client.get("/my-way").text
    assert checked(page, "avoid") == set()
    assert 'name="on_this_day" value="yes" checked' in page
    for person in (cast.bob, cast.hana, cast.eve):
        assert checked(person.client.get("/my-way").text, "anchor") == set()


@pytest.mark.parametrize("wrong", [{"avoid": "taxes"}, {"anchor": "wind"}, {"pace": "fast"}, {"colour": "blue"}])
def test_nonsense_is_refused(cast: SimpleNamespace, wrong: dict[str, str]) -> None:
    assert cast.alice.client.post("/my-way", data={"consent": "yes"} | wrong).status_code == 422


def test_the_language_is_the_one_of_the_account(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    with app.app_context(), work(cast.alice.tenant_id):
        organization().languages = list(LANGUAGES)
    client.post("/my-way", data={"language": "de", "consent": "yes"})
    assert '<html lang="de"' in client.get("/my-way").text
    client.post("/my-way", data={"language": "tlh"})
    assert '<html lang="en"' in client.get("/my-way").text
    with app.app_context(), work(cast.alice.tenant_id):
        assert members.member_row(cast.alice.member_id).language is None
