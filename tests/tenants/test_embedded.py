"""Embedded engines: one pair a folder, shared by commands, found again, and honest about what is in the way."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tenants import embedded, engine_place, engine_processes
from tenants.embedded import Engines
from tenants.engine_place import EmbeddedError


def _enterable() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "var"


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder of this test's own, which every user can enter."""
    yield from _enterable()


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    """Running engines that the tests which only look share."""
    for folder in _enterable():
        with embedded.running(folder, durable=False) as found:
            yield found


def _connect(engines: Engines, user: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(engines.place.sockets), user=user, dbname=embedded.DATABASE, autocommit=True)


def _postgres_pid(engines: Engines) -> int:
    return int((engines.place.home / "postgresql" / "postmaster.pid").read_text().split()[0])


def _is_postgres(pid: int) -> bool:
    return engine_processes.is_process(pid, ("postgres",))


def test_each_role_has_its_own_address_and_the_web_role_owns_nothing(engines: Engines) -> None:
    assert "wellbeing_web@" in engines.web_url
    assert "wellbeing_tally@" in engines.tally_url
    assert "wellbeing_migrator@" in engines.migrator_url
    with _connect(engines, "wellbeing_web") as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute("CREATE TABLE public.mine (id int)")


def test_nobody_reaches_the_engines_over_the_network(engines: Engines) -> None:
    with _connect(engines) as link:
        assert link.execute("SHOW listen_addresses").fetchone() == ("",)
        assert link.execute("SHOW unix_socket_permissions").fetchone() == ("0700",)
    with redis.Redis.from_url(engines.redis_url) as client:
        assert client.config_get("port")["port"] == "0"
    assert stat.S_IMODE(engines.place.sockets.stat().st_mode) == 0o700


def test_postgresql_never_logs_what_people_wrote(engines: Engines) -> None:
    with _connect(engines) as link:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            link.execute("SELECT %s::text::int", ["canary-of-a-journal"])
        with pytest.raises(psycopg.errors.UndefinedColumn):
            link.execute("SELECT canary_of_a_statement")
    assert "canary" not in (engines.place.home / "postgresql.log").read_text()


def test_redis_refuses_writes_rather_than_forget(engines: Engines) -> None:
    with redis.Redis.from_url(engines.redis_url) as client:
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_the_demo_keeps_what_redis_was_told(data: Path) -> None:
    with embedded.running(data) as engines, redis.Redis.from_url(engines.redis_url) as client:
        client.set("kept", "yes")
    with embedded.running(data) as engines, redis.Redis.from_url(engines.redis_url) as client:
        assert client.get("kept") == b"yes"


def test_a_second_start_finds_the_data_and_the_keys_again(data: Path) -> None:
    with embedded.running(data, durable=False) as first, _connect(first) as link:
        link.execute("CREATE TABLE kept (id int)")
    assert not _is_postgres_running(data)
    with embedded.running(data, durable=False) as second, _connect(second) as link:
        assert link.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert (first.secret_key, first.master_key) == (second.secret_key, second.master_key)


def _is_postgres_running(data: Path) -> bool:
    return (data / "engines" / "postgresql" / "postmaster.pid").exists()


def test_the_keys_are_readable_to_their_owner_alone(engines: Engines) -> None:
    kept = engines.data_dir / "secrets"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert engines.master_key in kept.read_text()


def test_broken_keys_are_not_replaced_in_silence(data: Path) -> None:
    data.mkdir()
    (data / "secrets").write_text("WELLBEING_SECRET_KEY=only-half\n")
    with pytest.raises(EmbeddedError, match="restore it from a copy"):
        embedded.start(data, durable=False)
    assert not _is_postgres_running(data)


def test_commands_of_one_folder_share_the_engines_and_the_last_one_stops_them(data: Path) -> None:
    first = embedded.start(data, durable=False)
    pid = _postgres_pid(first)
    script = (
        "import sys, pathlib; from tenants import embedded\n"
        "with embedded.running(pathlib.Path(sys.argv[1]), durable=False) as e:\n"
        "    print((e.place.home / 'postgresql' / 'postmaster.pid').read_text().split()[0])"
    )
    other = subprocess.run([sys.executable, "-c", script, str(data)], capture_output=True, text=True, check=True)
    assert int(other.stdout) == pid
    assert _is_postgres(pid)
    first.stop()
    assert not _is_postgres(pid)


def test_two_first_starts_at_once_make_one_database(data: Path) -> None:
    found: list[Engines] = []
    threads = [threading.Thread(target=lambda: found.append(embedded.start(data, durable=False))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({_postgres_pid(engines) for engines in found}) == 1
    for engines in found:
        engines.stop()
    assert not _is_postgres_running(data)


def test_engines_that_were_killed_start_again_past_their_stale_locks(data: Path) -> None:
    with embedded.running(data, durable=False) as engines:
        pid = _postgres_pid(engines)
        redis_pid = int((engines.place.home / "redis" / "redis.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        os.kill(redis_pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while _is_postgres(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        with embedded.running(data, durable=False) as again, _connect(again) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)


def test_a_lock_that_names_a_stranger_is_not_obeyed(data: Path) -> None:
    with embedded.running(data, durable=False) as engines:
        lock = engines.place.home / "postgresql" / "postmaster.pid"
        words = lock.read_text().splitlines()
    words[0] = str(os.getpid())
    lock.write_text("\n".join(words) + "\n")
    with embedded.running(data, durable=False) as again, _connect(again) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_a_start_that_hangs_elsewhere_is_named_in_one_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "WAIT_SECONDS", 0.1)
    data.mkdir()
    script = (
        "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2)\n"
        "print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(data / "engines.lock")], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(EmbeddedError, match="Another command has been starting or stopping"):
            embedded.start(data, durable=False)
        holder.kill()


def test_a_database_that_does_not_start_tells_its_last_words(data: Path) -> None:
    with embedded.running(data, durable=False) as engines:
        version = engines.place.home / "postgresql" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start in .*: .*FATAL"):
        embedded.start(data, durable=False)


def test_a_file_in_the_folders_place_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with pytest.raises(EmbeddedError, match="choose another with --data"):
        embedded.start(tmp_path / "var", durable=False)


def test_an_emptied_database_is_ready_to_migrate(engines: Engines) -> None:
    with _connect(engines) as link:
        link.execute("CREATE TABLE half_done (id int)")
    embedded.empty(engines)
    with _connect(engines) as link:
        assert link.execute("SELECT to_regclass('half_done')").fetchone() == (None,)
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert link.execute(owner).fetchone() == ("wellbeing_owner",)


def test_a_path_too_long_for_a_socket_finds_a_short_one(tmp_path: Path) -> None:
    with embedded.running(tmp_path / ("long" * 30) / "var", durable=False) as engines, _connect(engines) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
        assert len(str(engines.place.sockets)) < engine_place.SOCKET_PATH_LIMIT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the engines as somebody else")
def test_run_as_root_no_permission_outside_changes_and_a_closed_home_is_respected(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with embedded.running(home / "var", durable=False) as engines, _connect(engines) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
        assert Path(f"/proc/{_postgres_pid(engines)}").stat().st_uid != 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_without_the_wheels_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_place, "_package_folder", lambda _name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedError, match="set DATABASE_URL"):
        engine_place.postgres_programs(None)
    with pytest.raises(EmbeddedError, match="set REDIS_URL"):
        engine_place.redis_program(None)


def test_a_redis_on_the_path_is_preferred(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "valkey-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert engine_place.redis_program(None) == program
