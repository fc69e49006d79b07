"""Command line of practices: whether a folder of them is well-formed, without an application or a database."""

from __future__ import annotations

from pathlib import Path

import click

from tenants.cli import PlainCommand


@click.command("check-practices", cls=PlainCommand)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def check_practices(folder: Path) -> None:
    """Read every practice of a folder, and name the first flaw with its file and line.

    The folder holds one folder for each practice, with en.md, de.md, fr.md and es.md in it.

    \b
    Example:
      wellbeing check-practices wellbeing/practices/shipped
    """
    from wellbeing.practices import content

    try:
        found = content.shipped(folder)
    except content.ContentFlaw as flaw:
        raise click.ClickException(str(flaw)) from flaw
    for slug, practice in found.items():
        click.echo(f"{slug}: {practice.words('en').title}, {practice.minutes} min, {', '.join(practice.essay)}")
