"""Help by country: nothing starts before HR has said that what people see is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants import clock
from tenants.db import work
from tenants.jobs import owe
from tenants.organizations import countries
from tenants.organizations import help as help_room
from tenants.organizations.access import organization
from tests.conftest import Person


def _contact(**rest: str) -> dict[str, str]:
    return {
        "country": "PT",
        "name": "Company doctor",
        "phone": "+351 800 100 200",
        "source": "https://example.org/doctor",
        "verified_on": clock.today().isoformat(),
        "expires_on": (clock.today() + timedelta(days=90)).isoformat(),
    } | rest


def _missing(app: Flask, person: Person) -> list[str]:
    with app.app_context(), work(person.tenant_id):
        return help_room.help_confirmed()


@pytest.fixture
def lisbon(app: Flask, cast: SimpleNamespace) -> SimpleNamespace:
    """Northwind lives in Lisbon, Bob in Berlin."""
    with app.app_context(), work(cast.hana.tenant_id):
        organization().time_zone = "Europe/Lisbon"
    details = {"name": "Bob", "time_zone": "Europe/Berlin"}
    assert cast.hana.client.post(f"/people/{cast.bob.member_id}/details", data=details).status_code == 303
    return cast


def test_every_country_of_members_waits_for_a_confirmation(app: Flask, lisbon: SimpleNamespace) -> None:
    assert _missing(app, lisbon.hana) == ["DE", "PT"]
    assert lisbon.hana.client.post("/organization/help/confirm", data={"country": "DE"}).status_code == 303
    assert _missing(app, lisbon.hana) == ["PT"]
    assert lisbon.hana.client.post("/organization/help/confirm", data={"country": "FR"}).status_code == 409
    assert lisbon.alice.client.post("/organization/help/confirm", data={"country": "PT"}).status_code == 403
    assert lisbon.eve.client.post("/organization/help/confirm", data={"country": "PT"}).status_code == 409


def test_a_country_without_a_known_number_needs_a_contact_first(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.hana.tenant_id):
        organization().time_zone = "UTC"
    assert _missing(app, cast.hana) == ["ZZ"]
    refused = cast.hana.client.post("/organization/help/confirm", data={"country": "ZZ"})
    assert (refused.status_code, "Add a contact" in refused.text) == (409, True)
    assert cast.hana.client.post("/organization/help", data=_contact(country="ZZ")).status_code == 303
    assert cast.hana.client.post("/organization/help/confirm", data={"country": "ZZ"}).status_code == 303
    assert _missing(app, cast.hana) == []


def test_a_changed_contact_or_one_too_old_asks_for_a_new_confirmation(app: Flask, lisbon: SimpleNamespace) -> None:
    hana = lisbon.hana.client
    for country in ("DE", "PT"):
        hana.post("/organization/help/confirm", data={"country": country})
    assert _missing(app, lisbon.hana) == []
    assert hana.post("/organization/help", data=_contact()).status_code == 303
    assert _missing(app, lisbon.hana) == ["PT"]
    hana.post("/organization/help/confirm", data={"country": "PT"})
    with clock.shifted(timedelta(days=91)):
        assert _missing(app, lisbon.hana) == ["PT"]
    with app.app_context(), work(lisbon.hana.tenant_id):
        contact_id = next(row for row in help_room.help_by_country() if row.country == "PT").contacts[0].id
    assert lisbon.eve.client.post(f"/organization/help/{contact_id}/remove").status_code == 404
    assert hana.post(f"/organization/help/{contact_id}/remove").status_code == 303
    assert _missing(app, lisbon.hana) == ["PT"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"phone": "call me"}, "phone"),
        ({"country": "XX"}, "country"),
        ({"source": ""}, "source"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"verified_on": "2999-01-01", "expires_on": "2999-02-01"}, "verified_on"),
    ],
)
def test_a_contact_needs_a_way_to_reach_it_and_a_source(
    cast: SimpleNamespace, wrong: dict[str, str], field: str
) -> None:
    refused = cast.hana.client.post("/organization/help", data=_contact(**wrong))
    assert refused.status_code == 422
    assert f'id="f-{field}-error"' in refused.text
    assert "Company doctor" in refused.text


def test_members_see_the_help_of_their_own_country(lisbon: SimpleNamespace) -> None:
    assert "Your company has not added a contact yet" in lisbon.alice.client.get("/help").text
    lisbon.hana.client.post("/organization/help", data=_contact())
    alice, bob = lisbon.alice.client.get("/help").text, lisbon.bob.client.get("/help").text
    assert "tel:+351800100200" in alice
    assert "Portugal" in alice
    assert "Company doctor" not in bob
    assert "tel:112" in bob


def test_a_contact_that_was_not_checked_in_time_says_so_until_hr_reads_it_again(lisbon: SimpleNamespace) -> None:
    hana, alice = lisbon.hana.client, lisbon.alice.client
    hana.post("/organization/help", data=_contact(text_number="+351 910 000 000"))
    hana.post("/organization/help/confirm", data={"country": "PT"})
    page = alice.get("/help").text
    assert "Verified on" in page
    assert "sms:+351910000000" in page
    assert "Not checked since then" not in page
    with clock.shifted(timedelta(days=91)):
        stale = _signed_in_later(lisbon.hana).get("/organization/help").text
        assert "Not checked since then" in _signed_in_later(lisbon.alice).get("/help").text
    assert "Company doctor" in stale
    check = re.search(r'action="(/organization/help/[0-9a-f-]{36}/check)"', hana.get("/organization/help").text)
    assert check
    later = (clock.today() + timedelta(days=200)).isoformat()
    assert lisbon.alice.client.post(check[1], data={"expires_on": later}).status_code == 403
    assert lisbon.eve.client.post(check[1], data={"expires_on": later}).status_code == 404
    assert hana.post(check[1], data={"expires_on": "2020-01-01"}).status_code == 422
    for _twice in range(2):
        assert hana.post(check[1], data={"expires_on": later}).status_code == 303
    with clock.shifted(timedelta(days=91)):
        assert "Not checked since then" not in _signed_in_later(lisbon.alice).get("/help").text
    acts = hana.get("/organization/acts").text
    assert acts.count("A help contact was checked again") == 1


def _signed_in_later(person: Person) -> FlaskClient:
    return person.sign_in(person.app.test_client())


def test_hr_is_reminded_of_contacts_to_check_at_most_once_in_thirty_days(
    app: Flask, lisbon: SimpleNamespace, drain: Callable[[], int]
) -> None:
    hana = lisbon.hana
    with app.app_context(), work(hana.tenant_id):
        organization().launched_at = clock.now()
    hana.client.post("/organization/help", data=_contact())
    words = "<p>Some help contacts are to be read again"
    thirty_days, begun = help_room.REMINDED_EVERY.total_seconds(), set()
    for day in (0, 61, 62, 75, 91):
        with clock.shifted(timedelta(days=day)):
            number = int(clock.now().timestamp() // thirty_days)
            for _twice in range(2):
                with app.app_context(), work(hana.tenant_id):
                    owe("help.remind", f"period-{number}")  # as the scheduler does, for this organization alone
                drain()
            if day:
                begun.add(number)
            assert _signed_in_later(hana).get("/notices").text.count(words) == len(begun)
            assert words not in _signed_in_later(lisbon.alice).get("/notices").text
    assert 2 <= len(begun) <= 3


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/Lisbon", "PT"), ("Asia/Calcutta", "IN"), ("US/Eastern", "US"), ("UTC", "ZZ"), ("Europe/Kyiv", "UA")],
)
def test_a_time_zone_lies_in_a_country(zone: str, country: str) -> None:
    assert countries.country_of(zone) == country
