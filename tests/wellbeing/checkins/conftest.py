"""A company that is ready to be asked: enough people in units, help confirmed, the instruments switched on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from tenants import clock
from tenants.db import work
from tests.conftest import Company, Person

ZONE = "Europe/Berlin"
ABLE_TO_SIGN_IN = 2


@dataclass
class Team:
    """A company with the verbs of its check-ins at hand."""

    company: Company
    app: Flask

    @property
    def hana(self) -> Person:
        return self.company.people["Hana"]

    def person(self, number: int) -> Person:
        return self.company.people[f"P{number:02d}"]

    @contextmanager
    def inside(self, member_id: UUID | None = None) -> Iterator[None]:
        with self.app.app_context(), work(self.company.tenant_id, member_id):
            yield

    def open(self, *, name: str = "Autumn", instruments: tuple[str, ...] = ("cbi",), days: int = 7) -> UUID:
        from wellbeing.checkins import opening

        with self.inside(self.hana.member_id):
            last = clock.today(ZONE) + timedelta(days=days)
            return opening.open_wave(name=name, instruments=instruments, closes_on=last).id

    def cast(self, wave_id: UUID, number: int, value: int = 50) -> bool:
        from tenants.members.service import member_row
        from wellbeing.checkins import service

        person = self.person(number)
        with self.inside(person.member_id):
            cells = {"cbi": {f"cbi_p{item}": str(value) for item in range(1, 7)}}
            member = member_row(person.member_id)
            return service.cast(member=member, wave_id=wave_id, cells=cells, keep_copy=False)

    def close(self, wave_id: UUID) -> None:
        from wellbeing.checkins import service

        with self.inside(self.hana.member_id):
            service.close_wave(wave_id=wave_id)


@pytest.fixture
def team(app: Flask, company: Callable[..., Company]) -> Callable[..., Team]:
    """Makes a ready company: `team(units={"Operations": 12, "Sales": 10})`, Hana of HR besides."""

    def make(units: dict[str, int] | None = None, *, signed_in: bool = False, ready: bool = True) -> Team:
        paths = [path for path, count in (units or {"Operations": 12, "Sales": 10}).items() for _ in range(count)]
        people = {f"P{number:02d}": path for number, path in enumerate(paths, 1)}
        able = dict(list(people.items())[:ABLE_TO_SIGN_IN])
        made = Team(company("Ready", able, signed_in=signed_in), app)
        _add_quickly(made, {name: path for name, path in people.items() if name not in able})
        if ready:
            _make_ready(made)
        return made

    return make


def _add_quickly(made: Team, people: dict[str, str]) -> None:
    """Add people who never sign in: hashing a password for each would take most of the test's time."""
    from tenants.members import service as members
    from tenants.organizations import service as organizations

    mark = made.hana.email.split(".")[1].split("@")[0]
    with made.inside(made.hana.member_id):
        for name, path in people.items():
            if path not in made.company.units:
                made.company.units[path] = organizations.ensure_unit(path).id
            email = f"{name.lower()}.{mark}@example.org"
            row = members.add(email=email, name=name, unit_id=made.company.units[path])
            found = Person(row.id, made.company.tenant_id, email, made.company.slug, made.app)
            made.company.people[name] = found


def _make_ready(made: Team) -> None:
    from tenants.organizations import help as help_room
    from tenants.organizations.access import organization
    from wellbeing.checkins import catalog

    with made.inside(made.hana.member_id):
        found = organization()
        found.time_zone = ZONE
        found.first_import_at = clock.now()
        help_room.confirm(country="DE", by=made.hana.member_id)
        catalog.switch_on(key="cbi", by=made.hana.member_id, licence_read=True)


@pytest.fixture
def last_day() -> Callable[[int], date]:
    """The day that lies so many days ahead in the company's own zone."""
    return lambda days: clock.today(ZONE) + timedelta(days=days)
