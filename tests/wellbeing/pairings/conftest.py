"""A company in which several people take part in peer coaching, and a clock that the tests move through a round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask

from tenants import clock
from tenants.db import work
from tenants.organizations import help as help_room
from tests.conftest import Company, Person

CANARY = "The heron waited at the lock by noon"
CONTACT = {
    "name": "Listening line",
    "phone": "+351 213 000 000",
    "text_number": "",
    "url": "",
    "hours": "Day and night",
    "source": "Invented for this test",
}
PEOPLE = {
    "Alice": "Operations / Night shift",
    "Bob": "Operations / Day shift",
    "Cleo": "Sales",
    "Dora": "Sales",
    "Emil": "Operations / Day shift",
    "Leo": "Operations",
}


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    """Rounds have days; the tests begin on a Monday morning."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=-today.weekday() % 7 + 7)
    with clock.at(datetime.combine(monday, time(9), tzinfo=UTC)):
        yield


@dataclass
class House:
    """The company, the other company, and verbs that go through pages."""

    app: Flask
    company: Company
    other: Company
    drain: Callable[[], int]

    def __getattr__(self, name: str) -> Person:
        return self.company.people[name.capitalize()]

    @property
    def eve(self) -> Person:
        """HR of another company."""
        return self.other.people["Hana"]

    def join(self, *names: str, **changed: object) -> None:
        """People join through the form."""
        for name in names:
            page = self.company.people[name].client.get("/coaching/wishes").text
            answer = self.company.people[name].client.post("/coaching/wishes", data=wishes(page, **changed))
            assert answer.status_code in {200, 303}, answer.text

    def set_round(self, starts_on: date, **rules: object) -> str:
        """HR sets a round; gives its address."""
        given = {"starts_on": starts_on.isoformat(), "weeks": 2, "cooldown": 6, "minimum_hours": "1.0"} | rules
        answer = self.hana.client.post("/coaching/rounds", data=given)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    @contextmanager
    def on(self, day: date, hour: int = 9) -> Iterator[None]:
        """The clock at an hour of a day, with everybody signed in."""
        with clock.at(datetime.combine(day, time(hour), tzinfo=UTC)):
            for person in self.company.people.values():
                if person.client.get("/coaching").status_code != 200:
                    person.sign_in()
            yield

    def goes(self, day: date, hour: int = 9) -> None:
        """Everything that is owed by then happens."""
        with self.on(day, hour):
            self.drain()

    def pair_of(self, person: Person) -> str:
        """The address of somebody's open pair."""
        return re.findall(r'href="(/coaching/pairs/[0-9a-f-]{36})"', person.client.get("/coaching").text)[0]

    def by_name(self, names: str) -> Person:
        """A person by what a page calls them."""
        return self.company.people[names.strip()]


def wishes(page: str, **changed: object) -> dict[str, object]:
    """The fields of a filled form."""
    revision = re.findall(r'name="revision" value="(\d+)"', page)[0]
    return {
        "topic": ["stress", "boundaries"],
        "wants": "",
        "language": ["en"],
        "cadence": "1",
        "day": ["1", "2", "3", "4", "5"],
        "starts": "09:00",
        "ends": "17:00",
        "not_with": "",
        "revision": revision,
        "consent": "yes",
    } | changed


def partner_of(page: str) -> str:
    """With whom a pair page says that one is."""
    return re.findall(r"<h1>You and ([^<]+)</h1>", page)[0]


@pytest.fixture
def house(app: Flask, company: Callable[..., Company], drain: Callable[[], int]) -> House:
    """Six people, Hana of HR with help confirmed, and another company."""
    made = company("Northwind", PEOPLE)
    hana = made.people["Hana"]
    with app.app_context(), work(made.tenant_id, hana.member_id):
        for country in help_room.countries_of_members():
            expires_on = clock.today() + timedelta(days=900)
            help_room.add_contact(**CONTACT, country=country, verified_on=clock.today(), expires_on=expires_on)
            help_room.confirm(country=country, by=hana.member_id)
    return House(app, made, company("Eastwind", {"Adam": "Lab"}), drain)


def copies(superuser: object, tenant_id: UUID) -> list[object]:
    """What lies in the table of shared words."""
    from sqlalchemy import text

    superuser.rollback()  # type: ignore[attr-defined]
    query = text("SELECT reader_id, kept FROM coaching_copy WHERE tenant_id = :t ORDER BY reader_id")
    return list(superuser.execute(query, {"t": tenant_id}))  # type: ignore[attr-defined]
