"""PostgreSQL and Redis for one machine: commands that use the same data folder share one running pair."""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tenants import engine_place, engine_processes
from tenants.engine_place import EmbeddedError, Place

DATABASE = "wellbeing"
WAIT_SECONDS = 90.0


@dataclass(frozen=True)
class Engines:
    """Addresses of the running engines; `stop` lets go, and the last user's letting go stops the processes."""

    data_dir: Path
    superuser_url: str
    migrator_url: str
    web_url: str
    tally_url: str
    redis_url: str
    secret_key: str
    master_key: str
    place: Place
    durable: bool
    _use: int

    def environment(self) -> dict[str, str]:
        """The settings under which the product finds these engines."""
        return {
            "DATABASE_URL": self.web_url,
            "REDIS_URL": self.redis_url,
            "WELLBEING_TALLY_DATABASE_URL": self.tally_url,
            "WELLBEING_MIGRATOR_DATABASE_URL": self.migrator_url,
            "WELLBEING_SECRET_KEY": self.secret_key,
            "WELLBEING_MASTER_KEY": self.master_key,
        }

    def stop(self) -> None:
        """Let go of the engines; they stop when nobody else uses them."""
        with _turn(self.data_dir):
            if not _last_one(self._use):
                os.close(self._use)
                return
            engine_processes.stop_redis(self.place)
            engine_processes.stop_postgres(self.place)
            os.close(self._use)
        if not self.durable and self.place.home.parent != self.data_dir:
            shutil.rmtree(self.place.home, ignore_errors=True)


def empty(engines: Engines) -> None:
    """Throw the database away and make it anew: for a first filling that was interrupted."""
    import psycopg  # noqa: PLC0415 - heavy, and rarely needed

    with psycopg.connect(host=str(engines.place.sockets), user="postgres", dbname="postgres", autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
    _create_database(engines)


def start(data_dir: Path, *, durable: bool = True) -> Engines:
    """Start the engines of a data folder, or join those that run there.

    Without `durable` nothing is flushed to the disk: right for tests, where the data may be lost with the machine.
    """
    data_dir = _prepare(data_dir)
    with _turn(data_dir):
        place = engine_place.settle(data_dir, durable=durable)
        use = os.open(data_dir / "engines.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(use, fcntl.LOCK_SH)
        try:
            started = engine_processes.start_postgres(place, durable=durable)
            engine_processes.start_redis(place, durable=durable)
            engines = _engines(data_dir, place, use, durable=durable)
            if started:
                _create_database(engines)
        except BaseException:
            if _last_one(use):
                engine_processes.stop_redis(place)
                engine_processes.stop_postgres(place)
            os.close(use)
            raise
    return engines


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Engines]:
    """The engines for the length of a block."""
    engines = start(data_dir, durable=durable)
    try:
        yield engines
    finally:
        engines.stop()


def _prepare(data_dir: Path) -> Path:
    try:
        data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
        data_dir = data_dir.resolve()
    except OSError as error:
        raise EmbeddedError(
            f"The folder {data_dir} cannot be used ({error.strerror}); choose another with --data."
        ) from None
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise EmbeddedError(f"The folder {data_dir} cannot be written; choose another with --data.")
    return data_dir


@contextmanager
def _turn(data_dir: Path) -> Iterator[None]:
    """One command at a time starts or stops engines; the kernel frees the lock of a command that died."""
    lock = os.open(data_dir / "engines.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + WAIT_SECONDS
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EmbeddedError(
                        f"Another command has been starting or stopping the engines in {data_dir} for more than "
                        f"{WAIT_SECONDS:.0f} seconds; end it and try again."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(lock)


def _last_one(use: int) -> bool:
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _engines(data_dir: Path, place: Place, use: int, *, durable: bool) -> Engines:
    def url(role: str) -> str:
        return f"postgresql+psycopg://{role}@/{DATABASE}?host={quote(str(place.sockets), safe='')}"

    secret_key, master_key = _secrets(data_dir / "secrets")
    return Engines(
        data_dir=data_dir,
        superuser_url=url("postgres"),
        migrator_url=url("wellbeing_migrator"),
        web_url=url("wellbeing_web"),
        tally_url=url("wellbeing_tally"),
        redis_url=f"unix://{quote(str(place.sockets / 'redis.sock'))}?db=0",
        secret_key=secret_key,
        master_key=master_key,
        place=place,
        durable=durable,
        _use=use,
    )


def _secrets(file: Path) -> tuple[str, str]:
    """The keys of this data folder, made once and readable to their owner alone."""
    if not file.exists():
        master_key = base64.b64encode(secrets.token_bytes(32)).decode()
        made = f"WELLBEING_SECRET_KEY={secrets.token_urlsafe(48)}\nWELLBEING_MASTER_KEY={master_key}\n"
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(made)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(file)
    try:
        kept = dict(line.split("=", 1) for line in file.read_text(encoding="ascii").splitlines() if line)
        return kept["WELLBEING_SECRET_KEY"], kept["WELLBEING_MASTER_KEY"]
    except (OSError, ValueError, KeyError):
        raise EmbeddedError(
            f"{file} cannot be read; restore it from a copy, or move the whole data folder away to start afresh."
        ) from None


def _create_database(engines: Engines) -> None:
    import psycopg  # noqa: PLC0415 - heavy, and not needed to join running engines

    from tenants import migrate  # noqa: PLC0415

    with psycopg.connect(host=str(engines.place.sockets), user="postgres", dbname="postgres", autocommit=True) as link:
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            link.execute(f'CREATE DATABASE "{DATABASE}"')
    migrate.create_roles(engines.superuser_url)
