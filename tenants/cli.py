"""The command line's frame: engines and application for every command, and what runs the house itself."""

from __future__ import annotations

import copy
import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from tenants import embedded, installation
from tenants.config import Settings, SettingsError
from tenants.engine_place import EmbeddedError
from tenants.errors import DomainError

CreateApp = Callable[[Settings | None, str], Flask]
Seed = Callable[[CreateApp, Settings, Callable[[int, int], None]], str]


@dataclass
class House:
    """What the roof hands to the command line, and where the data lies."""

    create_app: CreateApp
    seed: Seed | None = None
    data: Path = field(default_factory=lambda: Path("var"))

    @contextmanager
    def environment(self) -> Iterator[Mapping[str, str]]:
        """The settings in force: the environment's own when it names a database, else the embedded engines'."""
        if os.environ.get("DATABASE_URL"):
            yield dict(os.environ)
            return
        from tenants import migrate

        with embedded.running(self.data) as engines:
            migrate.upgrade(engines.migrator_url)
            yield installation.environment(engines, os.environ)

    @contextmanager
    def application(self, login: str = "web") -> Iterator[Flask]:
        """An application with its context open."""
        with self.environment() as environ:
            app = self.create_app(Settings.from_environment(environ), login)
            if login == "web":
                _check_nothing_came_back(app)
            with app.app_context():
                yield app


class PlainCommand(click.Command):
    """A feature's command that needs neither settings nor engines: it runs as its feature wrote it."""


class HouseGroup(click.Group):
    """A group whose refusals are one sentence and exit code 2, and whose feature commands find the application open."""

    def add_feature(self, command: click.Command) -> None:
        """Attach a feature's command or group; its leaves run inside the application's context, plain ones alone.

        On the embedded engines, where perhaps no worker runs, what the command left owed is done before it ends.
        """
        self.add_command(_opened(command))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end with 0, 1 (the database is away), 2 (refused, in one sentence) or 130 (interrupted)."""
        run = functools.partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        code: Any
        try:
            code = run()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            code = 2
        except click.ClickException as error:
            code = _refuse(_sentence(error))
        except (SettingsError, EmbeddedError) as error:
            code = _refuse(str(error))
        except OperationalError:
            click.echo("The database does not answer; check DATABASE_URL and try again.", err=True)
            code = 1
        except (click.Abort, KeyboardInterrupt):
            click.echo("Stopped.", err=True)
            code = 130
        sys.exit(code if isinstance(code, int) else 0)


def _refuse(sentence: str) -> int:
    click.echo(sentence, err=True)
    return 2


def _sentence(error: click.ClickException) -> str:
    sentence = error.format_message()
    context = getattr(error, "ctx", None)
    return f"{sentence} See: {context.command_path} --help" if context is not None else sentence


def _domain_sentence(error: DomainError) -> str:
    details = [str(each) for found in error.fields.values() for each in found]
    return " ".join([str(error.message), *details])


def _opened(command: click.Command) -> click.Command:
    """A copy of the command whose leaves open the application; the original stays as its feature wrote it."""
    if isinstance(command, PlainCommand):
        return command
    copied = copy.copy(command)
    if isinstance(copied, click.Group):
        copied.commands = {name: _opened(child) for name, child in copied.commands.items()}
        return copied
    plain = command.callback
    if plain is None:
        return copied

    @functools.wraps(plain)
    def inside(*args: Any, **kwargs: Any) -> Any:
        house = click.get_current_context().find_object(House)
        assert house is not None  # noqa: S101 - the roof always hands one over
        return _run_inside(house, functools.partial(plain, *args, **kwargs))

    copied.callback = inside
    return copied


def _run_inside(house: House, plain: Callable[[], Any]) -> Any:
    with house.environment() as environ:
        settings = Settings.from_environment(environ)
        app = house.create_app(settings, "web")
        with app.app_context():
            try:
                answer = plain()
            except DomainError as error:
                raise click.ClickException(_domain_sentence(error)) from error
        if not os.environ.get("DATABASE_URL"):
            from tenants import workers

            workers.run_owed(app, house.create_app(settings, "tally"))
    return answer


def _check_nothing_came_back(app: Flask) -> None:
    from tenants.erasures import starting

    starting.check_nothing_came_back(app)


pass_house = click.make_pass_decorator(House)
data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    callback=lambda context, _option, value: _choose_data(context, value),
    help="Folder of the embedded engines and their data (var).",
)


def _choose_data(context: click.Context, value: Path | None) -> None:
    house = context.find_object(House)
    if house is not None and value is not None:
        house.data = value


@click.group("wellbeing", cls=HouseGroup, context_settings={"help_option_names": ["-h", "--help"]})
@data_option
@click.version_option(package_name="wellbeing", prog_name="wellbeing")
def cli() -> None:
    """A workplace well-being programme: private journals, anonymous check-ins, safe reports.

    Without DATABASE_URL every command uses the embedded engines of ./var (--data for another folder); commands
    that run at the same time share them.

    \b
    Examples:
      wellbeing demo
      wellbeing org create "Northwind" --hr-email hana@example.org
      wellbeing people import --org northwind people.csv --dry-run
      wellbeing --data /srv/pilot serve --port 8080
    """


@cli.command()
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@pass_house
def demo(house: House, port: int) -> None:
    """Two companies with a year of history, on this machine alone.

    \b
    Examples:
      wellbeing demo
      wellbeing demo --port 8080
    """
    from tenants import demonstration

    with ExitStack() as stack:
        demonstration.run(house, port, stack)


@cli.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@pass_house
def serve(house: House, host: str, port: int, workers: int, threads: int) -> None:
    """The pages and the API under gunicorn.

    \b
    Examples:
      wellbeing serve
      wellbeing serve --host 0.0.0.0 --port 8000 --workers 4
    """
    installation.require_free(host, port)
    command = installation.web_command(host, port, workers, threads)
    with house.environment() as environ:
        _check_nothing_came_back(house.create_app(Settings.from_environment(environ), "web"))
        if os.environ.get("DATABASE_URL"):
            os.execvpe(command[0], command, dict(environ))  # noqa: S606 - gunicorn takes our place
        told = (
            f"Serving http://{host}:{port} without workers; the log is {house.data / 'logs'}/web.log. Ctrl-C stops it."
        )
        installation.serve_alone(command, environ, house.data, lambda: click.echo(told))


@cli.command()
@data_option
@click.option("--tally", is_flag=True, help="Serve the tally queue, with the login that may read ballots.")
@pass_house
def worker(house: House, tally: bool) -> None:
    """Run jobs: mails, reports, exports; with --tally, the results of closed check-ins.

    \b
    Examples:
      wellbeing worker
      wellbeing worker --tally
    """
    from tenants import workers

    with house.application("tally" if tally else "web") as app:
        workers.work_on(app, tally=tally)


@cli.command()
@data_option
@pass_house
def scheduler(house: House) -> None:
    """Write down what is owed by the clock and wake what is due or stuck; any number may run.

    \b
    Example:
      wellbeing scheduler
    """
    from tenants import workers

    with house.application() as app:
        workers.schedule(app)


@cli.command()
@data_option
@pass_house
def migrate(house: House) -> None:
    """Bring the database to this version; run it before new code serves.

    With DATABASE_URL it needs WELLBEING_MIGRATOR_DATABASE_URL, the address of the migrator role.

    \b
    Examples:
      wellbeing migrate
      WELLBEING_MIGRATOR_DATABASE_URL=postgresql://wellbeing_migrator@db/wellbeing wellbeing migrate
    """
    from tenants import migrate as migrations
    from tenants.config import migrator_database_url

    with house.environment() as environ:
        if os.environ.get("DATABASE_URL"):
            migrations.upgrade(migrator_database_url(environ))
    click.echo(f"The database is at version {migrations.newest()}.")
