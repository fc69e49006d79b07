"""A company that can launch a programme: enough people in units, and help confirmed where they live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants import clock
from tenants.db import db, work
from tests.conftest import PASSWORD, Company, Person
from wellbeing.programs.models import Program

UNITS = ("Operations / Day shift", "Operations / Night shift")


@dataclass
class House:
    """The company with what its tests do over and over."""

    company: Company
    app: Flask

    @property
    def hana(self) -> FlaskClient:
        return self.company.people["Hana"].client

    def person(self, number: int) -> Person:
        """One of the twelve; none of them has signed in yet."""
        return self.company.people[f"P{number:02d}"]

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context(), work(self.company.tenant_id, self.company.people["Hana"].member_id):
            yield

    def row(self, program_id: str) -> Program:
        """The stored programme, out of its session."""
        with self.inside():
            found = db.session.get_one(Program, (self.company.tenant_id, UUID(program_id)))
            db.session.refresh(found)
            db.session.expunge(found)
        return found

    def drafted(self, slug: str = "self-compassion-at-work") -> str:
        """A draft from a blueprint; gives its id."""
        answer = self.hana.post(f"/programs/manage/start/{slug}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"].rsplit("/", 1)[-1])

    def frame(self, program_id: str, **given: object) -> tuple[int, str]:
        """Keep audience and days; gives status and page."""
        row = self.row(program_id)
        values = {
            "revision": str(row.revision),
            "role": "everyone",
            "starts_on": row.starts_on.isoformat() if row.starts_on else "",
            "joiners": "week_one",
            "languages": ["en", "de", "fr", "es"],
        } | given
        answer = self.hana.post(f"/programs/manage/{program_id}/audience", data=values)
        return answer.status_code, answer.text

    def launched(self, program_id: str, **given: object) -> tuple[int, str]:
        """Press "Launch"; gives status and page."""
        values = {"revision": str(self.row(program_id).revision)} | given
        answer = self.hana.post(f"/programs/manage/{program_id}/launch", data=values)
        return answer.status_code, answer.text

    def told(self, program_id: str) -> str:
        """What the overview says."""
        answer = self.hana.get(f"/programs/manage/{program_id}")
        assert answer.status_code == 200, answer.text
        return main(answer.text)


def main(text: str) -> str:
    """What stands in the middle of a page."""
    return text.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.fixture
def house(app: Flask) -> House:
    """Twelve people in two units, HR, and help where they live."""
    from tenants.members import service as members
    from tenants.organizations import help as help_room
    from tenants.organizations import service as organizations
    from tenants.signin import service as signin

    mark = uuid4().hex[:10]
    with app.app_context():
        with work(None):
            hr = f"hana.{mark}@example.org"
            tenant_id, slug = organizations.sign_up(name=f"House {mark}", hr_name="Hana", hr_email=hr)
        made = Company(app, tenant_id, slug)
        with work(tenant_id):
            made.units = {path: organizations.ensure_unit(path).id for path in UNITS}
            ids = {"Hana": members.by_email(hr).id}
            for number in range(12):
                name, unit_id = f"P{number:02d}", made.units[UNITS[number % 2]]
                ids[name] = members.add(email=f"{name}.{mark}@example.org", name=name, unit_id=unit_id).id
            signin.activate(member_id=ids["Hana"], password=PASSWORD)
    for name, member_id in ids.items():
        made.people[name] = Person(member_id, tenant_id, hr if name == "Hana" else "", slug, app)
    made.people["Hana"].sign_in()
    house = House(made, app)
    with house.inside():
        today = clock.today()
        for country in sorted(help_room.countries_of_members()):
            help_room.add_contact(
                country=country,
                name="Listening line",
                phone="+351 213 000 000",
                text_number="",
                url="",
                hours="",
                source="Invented for this test",
                verified_on=today,
                expires_on=today + timedelta(days=900),
            )
            help_room.confirm(country=country, by=made.people["Hana"].member_id)
    return house


def monday(weeks: int = 2) -> date:
    """A Monday some weeks ahead."""
    today = clock.today()
    return today + timedelta(days=7 * weeks - today.weekday())
