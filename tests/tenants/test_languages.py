"""Every page speaks the language of whoever reads it: a member's own, the organization's, a stranger's browser's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from tenants.db import db, work
from tenants.languages import LANGUAGES
from tenants.members.models import Member
from tenants.organizations.access import organization
from tests.conftest import Person

SIGN_IN = {"en": "Sign in", "de": "Anmelden", "fr": "Se connecter", "es": "Iniciar sesión"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_reads_in_the_language_of_the_browser_until_another_is_chosen(app: Flask, language: str) -> None:
    client = app.test_client()
    page = client.get("/sign-in", headers={"Accept-Language": f"{language};q=0.9, ja"})
    assert f'<html lang="{language}">' in page.text
    assert SIGN_IN[language] in page.text
    for chosen in LANGUAGES:
        answer = client.post("/language", data={"language": chosen, "back": "/sign-in?next=/journal"})
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/journal")
        again = client.get("/sign-in", headers={"Accept-Language": language})
        assert SIGN_IN[chosen] in again.text


def test_an_unknown_language_and_a_way_back_to_elsewhere_are_refused(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/language", data={"language": "tlh", "back": "/"}).status_code == 422
    assert client.post("/language", data={"language": "de", "back": "//evil.example/"}).location == "/"
    client.set_cookie("language", "../../etc")
    assert '<html lang="fr">' in client.get("/", headers={"Accept-Language": "fr"}).text


def test_a_member_reads_in_their_own_language_else_in_the_organizations(app: Flask, cast: SimpleNamespace) -> None:
    alice: Person = cast.alice
    german = {"Accept-Language": "de"}
    assert '<html lang="en">' in alice.client.get("/home", headers=german).text
    with app.app_context(), work(alice.tenant_id):
        organization().languages, organization().language = list(LANGUAGES), "fr"
    assert '<html lang="fr">' in alice.client.get("/home", headers=german).text
    with app.app_context(), work(alice.tenant_id):
        db.session.get_one(Member, (alice.tenant_id, alice.member_id)).language = "es"
    assert '<html lang="es">' in alice.client.get("/home", headers=german).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_has_an_address_in_every_language(app: Flask, language: str) -> None:
    client = app.test_client()
    front = client.get("/", headers={"Accept-Language": language}).text
    address = "/moment" if language == "en" else f"/moment/{language}"
    assert f'href="{address}"' in front
    page = client.get(address, headers={"Accept-Language": "ja"})
    assert f'<html lang="{language}">' in page.text
    assert all(f'lang="{other}"' in page.text for other in LANGUAGES)
    assert client.get("/moment/tlh").status_code == 404


def test_the_words_of_the_form_library_are_translated_too(app: Flask, cast: SimpleNamespace) -> None:
    alice: Person = cast.alice
    with app.app_context(), work(alice.tenant_id):
        db.session.get_one(Member, (alice.tenant_id, alice.member_id)).language = "de"
    refused = alice.client.post("/account", data={"time_zone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert "Zeitzone" in refused.text
