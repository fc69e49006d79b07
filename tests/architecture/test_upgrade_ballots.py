"""Check-ins open or being counted when ballots become sealed: every plain ballot is counted once, and then gone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Connection, create_engine, pool, text

from tenants import clock, embedded, migrate, vault, workers
from tenants.config import Settings
from tenants.db import db, work
from tests.architecture.test_upgrade import _address
from wellbeing.checkins.instruments import shipped
from wsgi import create_app

TENANT, UNIT = UUID(int=71), UUID(int=72)
PEOPLE = [UUID(int=1000 + number) for number in range(24)]
OPEN, CLOSING = UUID(int=73), UUID(int=74)
ANSWERS = {"cbi": {f"cbi_p{number}": "75" for number in range(1, 7)}}
PROMISE = {"instruments": [], "breakdowns": ["location"], "organization_only": False}


@pytest.fixture
def old(engines: embedded.Engines, settings: Settings) -> Iterator[tuple[str, Connection, Settings]]:
    """A database of its own as the version before left it: migrator's address, a connection that sees all, settings."""
    name = f"old_{uuid4().hex[:8]}"
    server = create_engine(engines.superuser_url, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    migrate.create_roles(_address(engines.superuser_url, name))
    migrator = _address(engines.migrator_url, name)
    command.upgrade(migrate._config(migrator), "0003")
    assert settings.tally_database_url
    there = replace(
        settings,
        database_url=_address(settings.database_url, name),
        tally_database_url=_address(settings.tally_database_url, name),
    )
    engine = create_engine(_address(engines.superuser_url, name), poolclass=pool.NullPool)
    with engine.connect() as connection:
        yield migrator, connection, there
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def put(connection: Connection, table: str, **values: Any) -> None:
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    given = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in values.items()}
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), given)


def furnish(connection: Connection, master_key: bytes) -> None:
    """An organization in which 20 of 24 people have answered each of two waves, in the tables of the time."""
    now = datetime.now(UTC)
    put(connection, "organization", tenant_id=TENANT, slug="old", name="Old", created_at=now)
    put(connection, "slug", slug="old", tenant_id=TENANT, created_at=now)
    for version in (0, 1):
        wrapped = vault.seal(master_key, os.urandom(32), f"tenant_key|{TENANT}|{version}")
        put(connection, "tenant_key", tenant_id=TENANT, version=version, wrapped=wrapped, created_at=now)
    put(connection, "unit", tenant_id=TENANT, id=UNIT, name="A", path="A", path_key="a", created_at=now)
    cbi = shipped("cbi")
    put(
        connection, "instrument", tenant_id=TENANT, id=uuid4(), key="cbi", version=cbi.version, origin="shipped",
        definition=dict(cbi.definition), enabled=True,
    )  # fmt: skip
    for number, person in enumerate(PEOPLE):
        put(
            connection, "member", tenant_id=TENANT, id=person, email=f"p{number}@old.example.org", unit_id=UNIT,
            location="Lyon", created_at=now, unit_since=now,
        )  # fmt: skip
    used = json.dumps([{"key": "cbi", "version": cbi.version}])
    for wave_id, state in ((OPEN, "open"), (CLOSING, "closing")):
        put(
            connection, "wave", tenant_id=TENANT, id=wave_id, name=state, instruments=used, promise=PROMISE,
            threshold=5, organization_only=False, trial=False, origin="live", state=state, opened_at=now,
            closes_at=now + timedelta(days=7), closed_at=None if state == "open" else now,
        )  # fmt: skip
        for number, person in enumerate(PEOPLE):
            row = {"tenant_id": TENANT, "id": uuid4(), "wave_id": wave_id}
            put(connection, "audience_member", **row, member_id=person, unit_path=[UNIT], location="Lyon", tenure="")
            if number < 20:
                put(connection, "participation", **row, member_id=person)
                put(connection, "ballot", **row, unit_path=[UNIT], location="Lyon", tenure="", answers=ANSWERS)
    put(
        connection, "job", id=uuid4(), tenant_id=TENANT, kind="wave.release", key=str(CLOSING), queue="tally",
        args={"wave_id": str(CLOSING)}, state="running", run_at=now, attempts=1, fence=1, created_at=now,
        lease_until=now + timedelta(minutes=10),
    )  # fmt: skip
    connection.commit()


def test_plain_ballots_are_counted_once_and_then_gone(old: tuple[str, Connection, Settings]) -> None:
    migrator, connection, settings = old
    furnish(connection, settings.keyring.local()[0].key)
    for table in ("participation", "ballot"):
        connection.execute(text(f"ANALYZE {table}"))
    connection.commit()
    remembered = text(
        "SELECT tablename FROM pg_stats WHERE attname IN ('member_id', 'answers') "
        "AND tablename IN ('participation', 'ballot', 'unsealed_ballot') ORDER BY tablename"
    )
    assert connection.scalars(remembered).all() == ["ballot", "participation"]
    connection.rollback()
    migrate.upgrade(migrator)
    for table in ("participation", "unsealed_ballot"):
        connection.execute(text(f"ANALYZE {table}"))
    connection.commit()
    assert connection.scalars(remembered).all() == [], "the planner keeps no answer and nobody who answered"
    connection.rollback()

    def counted(*tables: str) -> list[int]:
        found = [int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0) for table in tables]
        connection.rollback()  # who still reads would keep the vacuum waiting
        return found

    assert counted("ballot", "unsealed_ballot", "participation", "wave_key") == [0, 40, 40, 0]
    running = text("SELECT state, fence FROM job WHERE kind = 'wave.release'")
    assert tuple(connection.execute(running).one()) == ("pending", 2), "the tally of the old code stores nothing"
    connection.rollback()
    web, tally = create_app(settings, "web"), create_app(settings, "tally")
    try:
        nobody_casts_any_more(web)
        assert counted("participation") == [40]
        workers.run_owed(web, tally)
        assert counted("ballot", "unsealed_ballot", "participation", "wave_key") == [0, 0, 0, 0]
        assert counted("ledger_round", "audience_member") == [2, 48]
        states = connection.execute(text("SELECT name, state FROM wave ORDER BY name")).all()
        assert [tuple(row) for row in states] == [("closing", "released"), ("open", "released")]
        shown = text(
            "SELECT f.value FROM figure f JOIN release r ON r.id = f.release_id "
            "WHERE r.scale = 'personal' AND f.kind = 'org' AND f.unit_id IS NULL"
        )
        values = connection.scalars(shown).all()
        assert len(values) == 2
        assert all(abs(value - 75) <= 4 for value in values), "everybody answered 75"
        connection.rollback()
        with clock.shifted(timedelta(hours=2)):  # a vacuum that finds a table in use comes back
            workers.run_owed(web, tally)
        unfinished = text("SELECT kind FROM job WHERE state <> 'done' AND kind <> 'wave.vacuum'")
        assert connection.scalars(unfinished).all() == []
        closed = text("SELECT count(*) FROM audit_event WHERE action = 'wave.closed'")
        assert connection.scalar(closed) == 1
    finally:
        for app in (web, tally):
            with app.app_context():
                db.engine.dispose()


def nobody_casts_any_more(web: Flask) -> None:
    from tenants.members.service import member_row
    from wellbeing.checkins import service

    late = PEOPLE[-1]
    with web.app_context(), work(TENANT, late):
        member = member_row(late)
        with pytest.raises(service.CheckinClosed):
            service.cast(member=member, wave_id=OPEN, cells=ANSWERS, keep_copy=False)
