"""A company with enough people for results, and past waves brought in through the importer."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask

from tenants import work_queue
from tenants.db import work
from tests.conftest import _make_company

SIZES = {
    "Operations": 2,
    "Operations / Day shift": 24,
    "Operations / Night shift": 9,
    "Operations / Dispatch": 3,
    "Sales": 14,
}
CALM = {
    "schema": 1, "key": "calm", "version": 1, "language": "en", "name": "Calm at work", "kind": "custom",
    "licence": "Ours.", "source": "Made up for a test.", "options": {},
    "items": [
        {"id": "calm_a", "text": "I can think in peace.", "low": 1, "high": 5, "step": 1},
        {"id": "calm_b", "text": "I can take breaks.", "low": 1, "high": 5, "step": 1},
    ],
    "scales": [
        {
            "name": "calm", "title": "Calm", "items": ["calm_a", "calm_b"], "min_answered": 1, "higher_is": "better",
            "reference_sd": 1.0, "reference_sd_source": "Made up for a test.", "share_from": 4,
        }
    ],
}  # fmt: skip


class Workplace:
    """The cast's company with 52 more people, and a way to bring in a wave of their answers."""

    def __init__(self, app: Flask, cast: SimpleNamespace) -> None:
        self.app, self.cast, self.tenant_id = app, cast, cast.company.tenant_id
        self.people: dict[str, str] = {}
        self.units: dict[str, UUID] = {}

    def fill(self) -> None:
        """Add the people of `SIZES`."""
        from tenants.members import service as members
        from tenants.organizations import service as organizations

        with self.app.app_context(), work(self.tenant_id, self.cast.hana.member_id):
            for path, size in SIZES.items():
                self.units[path] = organizations.ensure_unit(path).id
                for number in range(size):
                    name = f"p{len(self.people)}"
                    members.add(
                        email=f"{name}.{self.tenant_id.hex[:8]}@example.org", name=name, external_id=name,
                        unit_id=self.units[path],
                    )  # fmt: skip
                    self.people[name] = path
                    assert number >= 0

    def place_people(self) -> None:
        """Give everybody one of two locations and a hiring date."""
        from sqlalchemy import select

        from tenants.db import db
        from tenants.members.models import Member

        with self.app.app_context(), work(self.tenant_id, self.cast.hana.member_id):
            for number, row in enumerate(db.session.scalars(select(Member).order_by(Member.email))):
                row.location, row.hired_on = ("Lyon", "Porto")[number % 2], date(2019 + number % 6, 1, 1)

    def answers(self, seed: int = 1, skipped: float = 0.2) -> dict[str, tuple[int, int] | None]:
        """Answers of everybody, some of them missing."""
        chance = random.Random(seed)
        return {
            name: None if chance.random() < skipped else (chance.randint(1, 5), chance.randint(1, 5))
            for name in self.people
        }

    def bring_in(self, name: str, answers: dict[str, tuple[int, int] | None]) -> UUID:
        """Import a past wave; its release is owed."""
        from wellbeing.checkins import past
        from wellbeing.checkins.instruments import instrument_from

        lines = ["member,calm_a,calm_b"]
        lines += [f"{who},," if given is None else f"{who},{given[0]},{given[1]}" for who, given in answers.items()]
        content = "\n".join(lines).encode()
        with self.app.app_context(), work(self.tenant_id, self.cast.hana.member_id):
            wave = past.bring_in(name=name, instrument=instrument_from(CALM), content=content)
            return wave.id


@pytest.fixture
def workplace(app: Flask, cast: SimpleNamespace) -> Workplace:
    """A company in which results exist, for one test alone."""
    place = Workplace(app, cast)
    place.fill()
    return place


@pytest.fixture(scope="session")
def released_once(app: Flask, tally_app: Flask) -> SimpleNamespace:
    """Two released waves with their documents, made once; tests that read nothing else share them."""
    cast = two_companies(app)
    place = Workplace(app, cast)
    place.fill()
    first = place.bring_in("Spring", place.answers(1))
    run_everything(app, tally_app)
    answers = place.answers(2, skipped=0.3)
    second = place.bring_in("Autumn", answers)
    run_everything(app, tally_app)
    return SimpleNamespace(place=place, first=first, second=second, answers=answers, cast=cast)


@pytest.fixture
def released(released_once: SimpleNamespace, app: Flask) -> SimpleNamespace:
    """The shared released company; read it, do not change it."""
    return released_once


def two_companies(app: Flask) -> SimpleNamespace:
    """The cast again, in companies that outlive one test."""
    from tenants.members import service as members

    home = _make_company(
        app,
        "Northwind",
        {"Alice": "Operations / Night shift", "Bob": "Operations / Night shift", "Leo": "Operations", "Cleo": "Sales"},
        signed_in=True,
    )
    away = _make_company(app, "Eastwind", {"Adam": "Lab"}, signed_in=True)
    leo, hana = home.people["Leo"], home.people["Hana"]
    with app.app_context(), work(home.tenant_id, hana.member_id):
        members.grant(member_id=leo.member_id, role="leader", unit_id=home.units["Operations"])
    people = {name.lower(): person for name, person in home.people.items()}
    return SimpleNamespace(company=home, other=away, eve=away.people["Hana"], **people)


def run_everything(app: Flask, tally_app: Flask) -> None:
    """Run all that is owed, as web and as tally."""
    ran = 1
    while ran:
        with app.app_context():
            ran = work_queue.drain("default")
        with tally_app.app_context():
            ran += work_queue.drain("tally")
