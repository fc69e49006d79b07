"""Commands that bring in people."""

from __future__ import annotations

from pathlib import Path

import click

from tenants.cli import data_option
from tenants.members.people_csv import Flaw, Note

SHOWN = 20


@click.group()
def people() -> None:
    """The people of an organization."""


@people.command("import")
@data_option
@click.option("--org", "slug", required=True, help="The slug that org create printed.")
@click.option("--dry-run", is_flag=True, help="Say what the file would do, and do nothing.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_people(slug: str, file: Path, *, dry_run: bool) -> None:
    """Take in people.csv: all of it, or nothing and a list of what to correct.

    Columns, in any order: email, name, external_id, unit, manager_email, location, job_family, hired_on, time_zone,
    language. Only email is needed. A unit is a path such as "Operations / Night shift". A second file changes the
    people it names; whoever is not in it stays as they are.

    \b
    Examples:
      wellbeing people import --org northwind people.csv --dry-run
      wellbeing people import --org northwind people.csv
    """
    from tenants.db import work
    from tenants.members import uploads
    from tenants.members.people_csv import UNIT_SEPARATOR
    from tenants.provisioning import slugs

    with work(None):
        tenant_id = slugs.require(slug)
    with work(tenant_id):
        seen = uploads.plan_of(file.read_bytes())
        _say_notes(seen.notes)
        if seen.flaws:
            _say_flaws(seen.flaws)
            raise click.exceptions.Exit(2)
        for path in seen.new_units:
            click.echo(f"new unit: {UNIT_SEPARATOR.join(path)}", err=True)
        counted = f"{len(seen.created)} new, {len(seen.updated)} changed, {len(seen.unchanged)} as they were"
        if dry_run:
            click.echo(f"The file would bring: {counted}. Nothing was done.")
            return
        with click.progressbar(length=len(seen.created) + len(seen.updated), label="People") as bar:
            uploads.apply(seen, lambda done, _total: bar.update(done - bar.pos))
    click.echo(f"Taken in: {counted}.")


def _say_flaws(flaws: list[Flaw]) -> None:
    from tenants.members.wording import sentence

    click.echo("Nothing was taken in. Please correct:", err=True)
    for flaw in flaws:
        place = f"row {flaw.row}, {flaw.column}" if flaw.column else f"row {flaw.row}"
        click.echo(f"  {place}: {sentence(flaw)}", err=True)


def _say_notes(notes: list[Note]) -> None:
    from tenants.members.wording import sentence

    for note in notes[:SHOWN]:
        click.echo(f"row {note.row}, {note.column}: {sentence(note)}", err=True)
    if len(notes) > SHOWN:
        click.echo(f"and {len(notes) - SHOWN} notes like these", err=True)


commands = (people,)
