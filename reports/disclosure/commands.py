"""Command line of disclosure control: plain tables in, every figure that the product would show out; no server."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import click

from tenants.cli import PlainCommand


@click.command("disclose", cls=PlainCommand)
@click.option(
    "--units", "units_path", required=True, type=click.Path(dir_okay=False, path_type=Path), help="unit,parent"
)
@click.option(
    "--answers",
    "answers_path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="wave,person,unit,location,tenure,answer",
)
@click.option("--secret", metavar="HEX", help="Seeds the noise, at least 32 digits; the same gives the same figures.")
@click.option("--k", type=click.IntRange(min=5), default=5, show_default=True, help="Fewest answers behind a figure.")
@click.option("--strict", is_flag=True, help="Stricter limits: fewer groups, less explained.")
@click.option("--sd", type=float, default=20.0, show_default=True, help="Reference SD of one answer.")
@click.option("--low", type=float, default=0.0, show_default=True, help="Lowest answer.")
@click.option("--high", type=float, default=100.0, show_default=True, help="Highest answer.")
@click.option("--step", type=float, default=5.0, show_default=True, help="Step between answers.")
@click.option("--format", type=click.Choice(["json"]), default="json", show_default=True, expose_value=False)
def disclose(units_path: Path, answers_path: Path, secret: str | None, **options: Any) -> None:
    """Print every figure that may be shown about these answers, and how each other one is hidden.

    A row without an answer is somebody asked who did not answer; when there are such rows, sizes of groups are shown
    only where they do not tell who answered. The reasons are for whoever holds the answers: passed on, they could
    tell who answered. Means are on 0-100. Without --secret the noise is drawn anew each time.

    \b
    Examples:
      wellbeing disclose --units units.csv --answers answers.csv
      wellbeing disclose --units units.csv --answers answers.csv --secret 00112233445566778899aabbccddeeff --k 8
      wellbeing disclose --units units.csv --answers answers.csv --low 1 --high 5 --step 1 --sd 0.9
    """
    from reports.disclosure.candidates import DisclosureError
    from reports.disclosure.csv_files import answers_from, units_from
    from reports.disclosure.table import Options, disclose

    try:
        key = bytes.fromhex(secret) if secret is not None else secrets.token_bytes(32)
    except ValueError as error:
        raise click.ClickException("The secret must be hexadecimal digits, two for each byte.") from error
    if len(key) < 16:
        raise click.ClickException("The secret must be at least 32 hexadecimal digits; fewer could be guessed.")
    try:
        told = disclose(
            units_from(_read(units_path), units_path.name),
            answers_from(_read(answers_path), answers_path.name),
            key,
            Options(**options),
        )
    except DisclosureError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8 text.") from error
