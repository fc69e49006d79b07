"""The house of the tests: embedded engines, the migrated schema, and a cast of people in two companies."""

from __future__ import annotations

import email
import email.policy
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
import redis as redis_client
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, text

from tenants import embedded, migrate, work_queue
from tenants.config import Settings
from tenants.db import db, work
from tenants.signin import passwords

PASSWORD = "a calm and long sentence"

# how fast a busy machine draws examples says nothing about the product
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Engines]:
    """PostgreSQL and Redis of this run, migrated."""
    with embedded.running(tmp_path_factory.mktemp("var"), durable=False) as found:
        migrate.create_roles(found.superuser_url)
        migrate.upgrade(found.migrator_url)
        yield found


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash passwords with the least work: the tests sign in hundreds of times."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def mail_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this run's mails arrive."""
    return tmp_path_factory.mktemp("outbox")


@pytest.fixture(scope="session")
def erasure_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this run's erasures are written down."""
    return tmp_path_factory.mktemp("erasures") / "erasures.log"


@pytest.fixture(scope="session")
def settings(engines: embedded.Engines, mail_folder: Path, erasure_log: Path) -> Settings:
    """Settings as an installation would have them."""
    environ = {
        "DATABASE_URL": engines.web_url,
        "WELLBEING_TALLY_DATABASE_URL": engines.tally_url,
        "REDIS_URL": engines.redis_url,
        "WELLBEING_SECRET_KEY": engines.secret_key,
        "WELLBEING_MASTER_KEY": engines.master_key,
        "WELLBEING_PUBLIC_URL": "http://localhost",
        "WELLBEING_OPERATED_BY": "Example Operations",
        "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
        "WELLBEING_MAIL": f"folder:{mail_folder}",
        "WELLBEING_MAIL_FROM": "kind-work@example.org",
        "WELLBEING_ERASURE_LOG": str(erasure_log),
    }
    return Settings.from_environment(environ)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application under the web login."""
    from wsgi import create_app

    built = create_app(settings)
    built.testing = False
    built.config["PROPAGATE_EXCEPTIONS"] = False
    yield built
    with built.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def tally_app(settings: Settings) -> Iterator[Flask]:
    """The application under the tally login."""
    from wsgi import create_app

    built = create_app(settings, login="tally")
    yield built
    with built.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def furnished(app: Flask, tally_app: Flask) -> object:
    """One company in which there is something to see on every page; tests only look at it."""
    from tests import scene

    return scene.build(app, tally_app)


@pytest.fixture(autouse=True)
def _emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Jobs, Redis and mails of one test never reach the next."""
    yield
    if "app" not in request.fixturenames:
        return
    engines: embedded.Engines = request.getfixturevalue("engines")
    superuser = create_engine(engines.superuser_url)
    with superuser.begin() as connection:
        connection.execute(text("DELETE FROM job"))
        connection.execute(text("DELETE FROM mail_outbox"))
    superuser.dispose()
    with redis_client.Redis.from_url(engines.redis_url) as redis:
        redis.flushall()
    for file in Path(request.getfixturevalue("mail_folder")).glob("*.eml"):
        file.unlink()


@dataclass
class Person:
    """One of the cast, with a signed-in browser of their own."""

    member_id: UUID
    tenant_id: UUID
    email: str
    slug: str
    app: Flask
    password: str = PASSWORD
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def sign_in(self, client: FlaskClient | None = None) -> FlaskClient:
        """Sign in through the form."""
        client = client or self.client
        answer = client.post("/sign-in", data={"email": self.email, "password": self.password})
        assert answer.status_code == 303, answer.text
        return client


@dataclass
class Company:
    """One organization made through the service verbs."""

    app: Flask
    tenant_id: UUID
    slug: str
    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


@pytest.fixture
def company(app: Flask) -> Callable[..., Company]:
    """Makes organizations: `company(people={"Ada": "Operations / Night shift"})`; Hana of HR comes with each."""

    def make(name: str = "Northwind", people: dict[str, str] | None = None, *, signed_in: bool = True) -> Company:
        return _make_company(app, name, people or {}, signed_in=signed_in)

    return make


def _make_company(app: Flask, name: str, people: dict[str, str], *, signed_in: bool) -> Company:
    from tenants.members import service as members
    from tenants.organizations import service as organizations
    from tenants.signin import service as signin

    mark = uuid4().hex[:10]
    with app.app_context():
        hr_email = f"hana.{mark}@example.org"
        with work(None):
            tenant_id, slug = organizations.sign_up(name=f"{name} {mark}", hr_name="Hana", hr_email=hr_email)
        made = Company(app, tenant_id, slug)
        with work(tenant_id):
            for path in dict.fromkeys(people.values()):
                if path:
                    made.units[path] = organizations.ensure_unit(path).id
            ids = {"Hana": members.by_email(hr_email).id}
            for person, path in people.items():
                address = f"{person.lower().replace(' ', '.')}.{mark}@example.org"
                row = members.add(email=address, name=person, unit_id=made.units.get(path))
                ids[person] = row.id
            for member_id in ids.values():
                signin.activate(member_id=member_id, password=PASSWORD)
            emails = {person: members.member_row(member_id).email for person, member_id in ids.items()}
    for person, member_id in ids.items():
        found = Person(member_id, tenant_id, emails[person], slug, app)
        if signed_in:
            found.sign_in()
        made.people[person] = found
    return made


@pytest.fixture
def cast(app: Flask, company: Callable[..., Company]) -> SimpleNamespace:
    """Alice, Bob her colleague, Hana of HR, Leo who leads Operations, and Eve of another company's HR."""
    from tenants.members import service as members

    home = company(
        "Northwind",
        {
            "Alice": "Operations / Night shift",
            "Bob": "Operations / Night shift",
            "Leo": "Operations",
            "Cleo": "Sales",
        },
    )
    away = company("Eastwind", {"Adam": "Lab"})
    leo, hana = home.people["Leo"], home.people["Hana"]
    with app.app_context(), work(home.tenant_id, hana.member_id):
        members.grant(member_id=leo.member_id, role="leader", unit_id=home.units["Operations"])
    return SimpleNamespace(
        company=home,
        other=away,
        alice=home.people["Alice"],
        bob=home.people["Bob"],
        cleo=home.people["Cleo"],
        hana=hana,
        leo=leo,
        eve=away.people["Hana"],
        adam=away.people["Adam"],
    )


@pytest.fixture
def drain(app: Flask, tally_app: Flask) -> Callable[[], int]:
    """Runs everything owed now: ordinary jobs as web, tallies as tally."""

    def run() -> int:
        total = ran = 0
        while True:
            with app.app_context():
                ran = work_queue.drain("default")
            with tally_app.app_context():
                ran += work_queue.drain("tally")
            total += ran
            if not ran:
                return total

    return run


@pytest.fixture
def outbox(app: Flask, mail_folder: Path, drain: Callable[[], int]) -> Callable[[], list[EmailMessage]]:
    """The mails sent so far, oldest first, after everything owed has run."""

    def read() -> list[EmailMessage]:
        drain()
        files = sorted(mail_folder.glob("*.eml"), key=os.path.getmtime)
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    return read


@pytest.fixture
def superuser(engines: embedded.Engines) -> Iterator[object]:
    """A connection that sees everything, for looking at what is stored."""
    engine = create_engine(engines.superuser_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


__all__ = ["PASSWORD", "Company", "Person", "db"]
