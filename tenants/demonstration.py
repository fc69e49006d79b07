"""The demonstration on one machine: engines, two seeded companies, and every process of the house, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tenants import embedded, installation, migrate
from tenants.config import Settings
from tenants.embedded import Engines
from tenants.engine_place import EmbeddedError
from tenants.supervision import Child, Stopped, run_together, stop_on_signals

if TYPE_CHECKING:
    from tenants.cli import House

FIRST_PAGE_SECONDS = 60.0


def run(house: House, port: int, stack: ExitStack) -> None:
    """Start everything, print where it is, and stop everything at the end."""
    started = time.monotonic()
    host = "127.0.0.1"
    installation.require_free(host, port)
    stop_on_signals()
    try:
        engines = stack.enter_context(embedded.running(house.data))
        migrate.upgrade(engines.migrator_url)
        address = f"http://{host}:{port}"
        environ = installation.environment(engines, {}, address)
        sign_ins = _seed_once(house, engines, environ)
        installation.remember_address(engines, address)
    except Stopped:
        return
    logs = engines.data_dir / "logs"

    def ready() -> None:
        wait_for(address, logs)
        click.echo(
            f"\nReady after {time.monotonic() - started:.0f} s: {address}\n\n{sign_ins}\nCtrl-C stops everything."
        )

    ended = run_together(_children(host, port), {**os.environ, **environ}, logs, ready, lambda: click.echo("Stopping."))
    if ended:
        raise EmbeddedError(f"The {ended} process ended by itself; {logs / ended}.log says why.")


def _children(host: str, port: int) -> list[Child]:
    house = [sys.executable, "-m", "wsgi"]
    return [
        Child("web", installation.web_command(host, port, workers=2, threads=4)),
        Child("worker", [*house, "worker"]),
        Child("tally", [*house, "worker", "--tally"]),
        Child("scheduler", [*house, "scheduler"]),
    ]


def _seed_once(house: House, engines: Engines, environ: dict[str, str]) -> str:
    """Seed unless a whole seeding left its mark; a half-done one is thrown away first."""
    done, begun = engines.data_dir / "demo-sign-ins", engines.data_dir / "demo-begun"
    if done.exists():
        return done.read_text(encoding="utf-8")
    if begun.exists():
        click.echo("The last first start was interrupted; beginning again.")
        embedded.empty(engines)
        migrate.upgrade(engines.migrator_url)
    begun.touch()
    settings = Settings.from_environment(environ)
    sign_ins = _with_progress(lambda progress: house.seed(house.create_app, settings, progress) if house.seed else "")
    draft = done.with_suffix(".new")
    draft.write_text(sign_ins, encoding="utf-8")
    draft.rename(done)
    begun.unlink()
    return sign_ins


def _with_progress(work: Callable[[Callable[[int, int], None]], str]) -> str:
    columns = (
        TextColumn("Two companies and a year of history"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, transient=False) as bar:
        task = bar.add_task("seeding", total=None)
        return work(lambda done, total: bar.update(task, completed=done, total=total))


def wait_for(address: str, logs: Path) -> None:
    """Wait until the first page comes."""
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The first page did not come; {logs / 'web'}.log says why.") from None
            time.sleep(0.1)
