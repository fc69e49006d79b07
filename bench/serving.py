"""What benches over HTTP share: the product and its bare peer under the same server, and a browser for everybody."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import create_engine, insert, select, text, update

from tenants import clock, installation
from tenants.db import db, work
from tenants.embedded import Engines
from tenants.members.models import Member
from tenants.signin.models import Directory, Identity, WebSession
from tenants.signin.tokens import TenantToken

WORKERS, THREADS = 2, 4
PORTS = (8671, 8672)


def sessions(app: Flask, tenant_id: UUID) -> dict[UUID, str]:
    """A signed-in browser for everybody, written down as signing in would: the cookie of each member."""
    signing = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name, now, cookies = app.config["SESSION_COOKIE_NAME"], clock.now(), {}
    with work(tenant_id):
        members = list(db.session.execute(select(Member.id, Member.email)))
        db.session.execute(update(Member).values(activated_at=now))
        identities = [{"id": uuid4(), "email": row.email, "created_at": now} for row in members]
        directory, rows_of_sessions = [], []
        for row, identity in zip(members, identities, strict=True):
            token = TenantToken.new(tenant_id)
            directory.append({"identity_id": identity["id"], "tenant_id": tenant_id, "member_id": row.id})
            rows_of_sessions.append(
                {
                    "tenant_id": tenant_id, "id": uuid4(), "member_id": row.id, "identity_id": identity["id"],
                    "token_hash": token.digest, "label": "", "started_at": now, "seen_at": now,
                    "expires_at": now + timedelta(days=1),
                }
            )  # fmt: skip
            signed = signing.dumps({"_user_id": str(token), "_fresh": True, "_permanent": True})
            cookies[row.id] = f"{name}={signed}"
        for table, rows in ((Identity, identities), (Directory, directory), (WebSession, rows_of_sessions)):
            for start in range(0, len(rows), 1000):
                db.session.execute(insert(table), rows[start : start + 1000])
    return cookies


@contextmanager
def served(application: str, port: int, environ: Mapping[str, str]) -> Iterator[None]:
    """An application under the product's own server settings."""
    command = installation.web_command("127.0.0.1", port, WORKERS, THREADS)
    command[command.index("wsgi:create_app()")] = application
    root = Path(__file__).parents[1]
    server = subprocess.Popen(command, env={**os.environ, **environ, "PYTHONPATH": str(root)}, cwd=root)  # noqa: S603
    try:
        _wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def bare(engines: Engines) -> Iterator[None]:
    """The bare peer with tables of its own in the same database."""
    superuser = create_engine(engines.superuser_url)
    with superuser.begin() as connection:
        connection.execute(text("CREATE TABLE bare_one (id uuid PRIMARY KEY, member uuid)"))
        connection.execute(text("CREATE TABLE bare_two (id uuid PRIMARY KEY, body bytea)"))
    superuser.dispose()
    plain = engines.superuser_url.replace("postgresql+psycopg://", "postgresql://")
    with served("bench.bare:create_app()", PORTS[1], {"BARE_DATABASE_URL": plain}):
        yield


def _wait_for(port: int) -> None:
    for _try in range(300):
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/static/favicon.svg", timeout=2)
            return
        time.sleep(0.1)
