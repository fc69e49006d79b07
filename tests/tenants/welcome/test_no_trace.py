"""Somebody uses "I need a moment" under the real server; afterwards logs, database and Redis are as they were."""

from __future__ import annotations

import hashlib
import http.client
import os
import socket
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis as redis_client
from sqlalchemy import text
from sqlalchemy.engine import Connection

from tenants import embedded
from tenants.installation import web_command

MARK = "moment-canary"
PATIENCE = 150.0


def _database(superuser: Connection) -> dict[str, str]:
    """Every table's content, and how many transactions the web login has begun."""
    superuser.rollback()
    tables = superuser.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
    found = {}
    for table in sorted(tables):
        rows = superuser.execute(text(f'SELECT t::text FROM "{table}" t ORDER BY 1')).scalars().all()
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'wellbeing_web' AND application_name = :mark"
    found["connections"] = str(superuser.execute(text(asked), {"mark": MARK}).scalar_one())
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(port: int, path: str, cookie: str = "") -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", path, headers={"Cookie": cookie, "User-Agent": MARK, "Referer": MARK})
    answer = line.getresponse()
    assert answer.status == 200
    assert path == "/home" or answer.getheader("Set-Cookie") is None
    told = answer.read().decode("utf-8", "replace")
    line.close()
    return told


@pytest.mark.slow
def test_a_moment_leaves_no_line_no_row_and_no_key(
    cast: SimpleNamespace, engines: embedded.Engines, superuser: Connection, tmp_path: Path
) -> None:
    port = _free_port()
    environ = {
        **os.environ,
        **engines.environment(),
        "WELLBEING_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WELLBEING_OPERATED_BY": "Example Operations",
        "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
        "WELLBEING_MAIL": f"folder:{tmp_path}",
        "WELLBEING_MAIL_FROM": "kind-work@example.org",
        "PGAPPNAME": MARK,
    }
    session = cast.alice.client.get_cookie("session")
    cookie = f"session={session.value}"
    log = tmp_path / "web.log"
    root = Path(__file__).resolve().parents[3]
    with log.open("wb") as sink:
        server = subprocess.Popen(
            web_command("127.0.0.1", port, 1, 2), env=environ, cwd=root, stdout=sink, stderr=subprocess.STDOUT
        )
    try:
        _until_it_answers(port, log)
        with redis_client.Redis.from_url(engines.redis_url) as redis:
            before, keys = _database(superuser), sorted(redis.keys())
            visitors = redis.info("stats")["total_connections_received"]
            started = log.read_bytes()
            page = _get(port, "/moment", cookie)
            for path in ("/moment/de", "/moment/fr", "/moment/es", "/sw.js", "/write", "/app/en.webmanifest"):
                assert len(_get(port, path, cookie)) > 200
            for part in ("moment.css", "js/moment.js", "js/sentences.js", "js/drafts.js"):
                _get(port, f"/static/{part}", cookie)
            after = _database(superuser)
            assert redis.info("stats")["total_connections_received"] == visitors
            assert sorted(redis.keys()) == keys
        assert "Lead me through it" in page
        assert before == after
        assert after["connections"] == "0"
        assert log.read_bytes() == started
        assert MARK.encode() not in log.read_bytes()
        _get(port, "/home", cookie)
        assert _database(superuser)["connections"] != "0", "the same look does see an ordinary page"
    finally:
        server.terminate()
        server.wait(20)


def _until_it_answers(port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            _get(port, "/static/tokens.css")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')}")
