"""Starts and stops the PostgreSQL and Redis processes that come in Python wheels, under one folder and one OS user."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from contextlib import closing
from pathlib import Path

from tenants.engine_place import EmbeddedError, Place, postgres_programs, redis_program

START_SECONDS = 60
POSTGRES_SOCKET = ".s.PGSQL.5432"


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    told = [line for line in lines if "FATAL" in line or "PANIC" in line or "Fatal" in line] or lines
    return told[-1].strip() if told else "the log is empty"


def is_process(pid: int, names: tuple[str, ...]) -> bool:
    """True when that process lives (a zombie does not) under one of the names."""
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").partition("(")[2].rpartition(")")
    except OSError:
        return False
    return name.startswith(names) and not rest.split()[0].startswith(("Z", "X"))


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _answers(path: Path, question: bytes = b"") -> bool:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
            if not question:
                return True
            probe.sendall(question)
            return probe.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def start_postgres(place: Place, *, durable: bool) -> bool:
    """Start PostgreSQL unless it runs already; True when this call started it."""
    data = place.home / "postgresql"
    lock = data / "postmaster.pid"
    pid = _pid_in(lock)
    running = pid is not None and is_process(pid, ("postgres",))
    if running and _answers(place.sockets / POSTGRES_SOCKET):
        return False
    if lock.exists() and not running:  # left by a server that was killed; its number may be a stranger's by now
        lock.unlink()
        (place.sockets / f"{POSTGRES_SOCKET}.lock").unlink(missing_ok=True)
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        _initialize(place, data, durable=durable)
    deadline = time.monotonic() + START_SECONDS
    while not _launch(place, data, durable=durable):
        words = _last_words(place.home / "postgresql.log")
        if "shared memory" not in words or time.monotonic() > deadline:  # a killed server's children end soon
            raise EmbeddedError(f"PostgreSQL did not start in {place.home}: {words}")
        time.sleep(0.2)
    return True


def _initialize(place: Place, data: Path, *, durable: bool) -> None:
    access = ("--auth-local=trust", "--auth-host=reject")
    language = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
    program = postgres_programs(place.user) / "initdb"
    place.run(program, "-D", data, "-U", "postgres", *access, *language, *(() if durable else ("--no-sync",)))


def _launch(place: Place, data: Path, *, durable: bool) -> bool:
    """Whether the server came up; nothing that people write reaches its log."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_error_verbosity": "terse",
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_statement": "none",
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    flags = " ".join(f"-c {name}={_quoted(value)}" for name, value in options.items())
    log = place.home / "postgresql.log"
    log.unlink(missing_ok=True)
    waiting = ("-w", "-t", str(START_SECONDS))
    program = postgres_programs(place.user) / "pg_ctl"
    return place.run(program, "-D", data, "-l", log, *waiting, "-o", flags, "start", check=False) == 0


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def stop_postgres(place: Place) -> None:
    """Stop PostgreSQL, closing its connections."""
    data = place.home / "postgresql"
    if (data / "postmaster.pid").exists():
        place.run(postgres_programs(place.user) / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop", check=False)


def start_redis(place: Place, *, durable: bool) -> bool:
    """Start Redis on a private socket unless it runs already; True when this call started it."""
    folder, log, address = place.home / "redis", place.home / "redis.log", place.sockets / "redis.sock"
    if _answers(address, b"PING\r\n"):
        return False
    address.unlink(missing_ok=True)
    (folder / "redis.pid").unlink(missing_ok=True)
    place.run("/bin/mkdir", "-p", folder)
    log.unlink(missing_ok=True)
    place.run(redis_program(place.user), "--port", "0", "--unixsocket", address, "--unixsocketperm", "700",
              "--daemonize", "yes", "--dir", folder, "--pidfile", folder / "redis.pid", "--logfile", log, "--save", "",
              "--appendonly", "yes" if durable else "no", "--maxmemory-policy", "noeviction")  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while not _answers(address, b"PING\r\n"):
        pid = _pid_in(folder / "redis.pid")
        if time.monotonic() > deadline or (pid and not is_process(pid, ("redis", "valkey"))):
            raise EmbeddedError(f"Redis did not start in {place.home}: {_last_words(log)}")
        time.sleep(0.02)
    return True


def stop_redis(place: Place) -> None:
    """Ask Redis to save and end, and wait until it has."""
    pid = _pid_in(place.home / "redis" / "redis.pid")
    if pid is None or not is_process(pid, ("redis", "valkey")):
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + START_SECONDS
    while is_process(pid, ("redis", "valkey")) and time.monotonic() < deadline:
        time.sleep(0.02)
