"""An installation with released and open waves is upgraded: nothing is lost, and what was released stays readable."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.engine import URL, make_url

from tenants import embedded, migrate

TENANT, WAVE, RELEASE, UNIT, MEMBER = (UUID(int=number) for number in range(1, 6))
BEFORE = (
    "INSERT INTO organization (tenant_id, slug, name, created_at) VALUES (:tenant, 'old', 'Old', now())",
    "INSERT INTO member (tenant_id, id, email, created_at, unit_since) VALUES (:tenant, :member, 'a@b', now(), now())",
    (
        "INSERT INTO wave (tenant_id, id, name, instruments, promise, threshold, organization_only, trial, origin,"
        " state, opened_at, closes_at)"
        " VALUES (:tenant, :wave, 'W', '[]', '{}', 5, false, false, 'live', 'open', now(), now())"
    ),
    "INSERT INTO audience_member VALUES (:tenant, :release, :wave, :member, '{}', '', '')",
    "INSERT INTO ballot VALUES (:tenant, :release, :wave, '{}', '', '', '{}')",
    "INSERT INTO release VALUES (:tenant, :release, :wave, 'cbi', 'work', '{}', '{}', now())",
    "INSERT INTO figure VALUES (:tenant, :member, :release, 'org', NULL, '', 0, '10-14', 50, NULL, 'published', NULL)",
    (
        "INSERT INTO figure VALUES (:tenant, :unit, :release, 'unit', :unit, 'A', 1, NULL, NULL, NULL, 'suppressed',"
        " 'remainder')"
    ),
)


@pytest.fixture
def old(engines: embedded.Engines) -> Iterator[tuple[str, Connection]]:
    """A database of its own as the first version left it: the migrator's address and a connection that sees all."""
    name = f"old_{uuid4().hex[:8]}"
    server = create_engine(engines.superuser_url, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    superuser = _address(engines.superuser_url, name)
    migrate.create_roles(superuser)
    migrator = _address(engines.migrator_url, name)
    command.upgrade(migrate._config(migrator), "0001")
    engine = create_engine(superuser, poolclass=pool.NullPool)
    with engine.connect() as connection:
        yield migrator, connection
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _address(url: str, name: str) -> str:
    found: URL = make_url(url)
    return found.set(database=name).render_as_string(hide_password=False)


def test_released_figures_and_open_waves_survive_the_upgrade(old: tuple[str, Connection]) -> None:
    migrator, connection = old
    values = {"tenant": TENANT, "wave": WAVE, "release": RELEASE, "unit": UNIT, "member": MEMBER}
    for statement in BEFORE:
        connection.execute(text(statement), values)
    connection.commit()
    migrate.upgrade(migrator)
    figures = connection.execute(
        text(
            "SELECT kind, unit_id, value, status, reason, unit_ids, location, name, bands FROM figure ORDER BY position"
        )
    ).all()
    assert [tuple(row) for row in figures] == [
        ("org", None, 50, "published", None, [], "", "", None),
        ("org", UNIT, None, "suppressed", "hidden", [], "", "", None),
    ]
    for table in ("audience_member", "unsealed_ballot"):
        cell = f"SELECT unit_path, location, tenure, job_family, groups FROM {table}"
        assert tuple(connection.execute(text(cell)).one()) == ([], "", "", "", [])
    assert tuple(connection.execute(text("SELECT strict, named_groups, state FROM wave")).one()) == (False, {}, "open")
    assert connection.execute(text("SELECT placed_since FROM member")).scalar() is None
