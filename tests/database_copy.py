"""Copies of the test's database as backups make them: with PostgreSQL's own programs and the login for dumps."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tenants import embedded, engine_place


class Copy:
    """A dump of the whole database, and its restore over what is there."""

    def __init__(self, engines: embedded.Engines, folder: Path) -> None:
        self._sockets, self._folder = str(engines.place.sockets), folder
        self._programs = engine_place.postgres_programs(engines.place.user)

    def take(self) -> None:
        """As the role that makes backups."""
        self._run("pg_dump", "-U", "wellbeing_dump", "-Fc", "-f", str(self._folder / "copy.dump"), "wellbeing")

    def restore(self) -> None:
        """As after a loss."""
        copy = str(self._folder / "copy.dump")
        self._run("pg_restore", "-U", "postgres", "--clean", "--if-exists", "-d", "wellbeing", copy)

    def plain(self) -> bytes:
        """Everything as one file that can be searched, with every row as an insertion."""
        file = self._folder / "plain.sql"
        self._run("pg_dump", "-U", "wellbeing_dump", "--inserts", "-f", str(file), "wellbeing")
        return file.read_bytes()

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), "-h", self._sockets, *words], check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
