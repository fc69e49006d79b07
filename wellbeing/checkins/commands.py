"""Command line of check-ins: past answers of another system."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def answers() -> None:
    """Past answers of another system.

    \b
    Example:
      wellbeing answers import --org northwind --instrument jsat.toml --wave "Spring 2026" spring.csv
    """


@answers.command("import")
@click.option("--org", "slug", required=True, help="The organization's slug.")
@click.option("--instrument", "instrument_file", required=True, type=FILE, help="Instrument as TOML or JSON.")
@click.option("--wave", "name", required=True, help="Name of the wave, unique in the organization.")
@click.argument("answers_file", metavar="FILE.csv", type=FILE)
def import_(slug: str, instrument_file: Path, name: str, answers_file: Path) -> None:
    """Bring in one past wave: a ballot and a participation per row with an answer, then closed and counted.

    FILE.csv has the column member (e-mail or external id), optionally unit, location and tenure as they were
    then, and one column per item id. Empty cells and NA are missing. Any flaw refuses the whole file, by row.

    \b
    Examples:
      wellbeing answers import --org northwind --instrument jsat.toml --wave "Spring 2026" spring.csv
      wellbeing answers import --org northwind --instrument cbi.json --wave "2025" cbi-2025.csv
    """
    from tenants.db import work
    from tenants.provisioning.slugs import tenant_named
    from wellbeing.checkins import past, wording
    from wellbeing.checkins.instruments import InstrumentMistakes, instrument_from, read_definition

    try:
        instrument = instrument_from(read_definition(instrument_file.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{instrument_file.name} is not UTF-8 text.") from error
    except InstrumentMistakes as wrong:
        for found in wrong.mistakes:
            click.echo(wording.mistake(found), err=True)
        raise click.ClickException(f"{instrument_file.name} was not imported.") from wrong
    with work(None):
        tenant_id = tenant_named(slug)
    if tenant_id is None:
        raise click.ClickException(f"There is no organization with the slug {slug}.")
    try:
        with work(tenant_id):
            wave = past.bring_in(name=name, instrument=instrument, content=answers_file.read_bytes())
            click.echo(
                f"{wave.name}: taken in and closed. Its figures are made next, and then the answers are deleted."
            )
    except past.AnswersRefused as refused:
        for sentence in refused.sentences:
            click.echo(sentence, err=True)
        raise click.ClickException(f"{answers_file.name} was not imported.") from refused
