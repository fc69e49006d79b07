"""Command line of check-ins: instruments and scores without a server, and past answers of another system."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from tenants.cli import PlainCommand

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_INSTRUMENT_BYTES = 5 * 1024 * 1024
LINES_AT_ONCE = 5000


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


@click.group()
def instrument() -> None:
    """The instruments that come with the product, and scores of answers; no server is needed.

    \b
    Examples:
      wellbeing instrument list
      wellbeing instrument show cbi
      wellbeing instrument score cbi.toml answers.csv
    """


@instrument.command("list", cls=PlainCommand)
def list_() -> None:
    """One line for each instrument: key, version, languages, name and file, divided by tabs.

    \b
    Example:
      wellbeing instrument list
    """
    from wellbeing.checkins.instruments import SHIPPED, file_of, shipped

    for key in SHIPPED:
        one = shipped(key)
        click.echo("\t".join((key, str(one.version), ",".join(one.languages), one.name, str(file_of(key)))))


@instrument.command(cls=PlainCommand)
@click.argument("key")
def show(key: str) -> None:
    """The file of an instrument, to read or to begin another one from.

    \b
    Example:
      wellbeing instrument show scs_sf > scs_sf.toml
    """
    from wellbeing.checkins.instruments import SHIPPED, file_of

    if key not in SHIPPED:
        raise click.ClickException(f"There is no instrument {key!r}; there are: {', '.join(SHIPPED)}.")
    click.echo(file_of(key).read_text(encoding="utf-8"), nl=False)


@instrument.command("score", cls=PlainCommand)
@click.argument("instrument_file", metavar="INSTRUMENT-FILE", type=FILE)
@click.argument("answers_file", metavar="ANSWERS.csv", type=FILE)
def score_(instrument_file: Path, answers_file: Path) -> None:
    """Print one JSON object for each row and scale: row (from 1), scale, score, and the reason when there is none.

    INSTRUMENT-FILE is TOML or JSON as "wellbeing instrument show" prints it, or a plain JSON table of items. The
    heading of ANSWERS.csv names every item once, in any order; of an instrument whose questions take turns, those that
    were asked. Cells hold option values; empty ones and NA are missing. Nothing is printed unless every cell is right.

    Scores: cbi has personal and work, from at least 3 of 6 and 4 of 7 answers (published). scs_sf has total, from at
    least 10 of 12 (our own rule). fevs_eei has leaders_lead, supervisors, intrinsic and index from 0 to 100; X is
    missing.

    \b
    Examples:
      wellbeing instrument score cbi.toml answers.csv
      wellbeing instrument score instruments.json answers.csv
    """
    from wellbeing.checkins import score_csv, wording
    from wellbeing.checkins.instrument_shapes import NoInstrument, scorable
    from wellbeing.checkins.instruments import InstrumentMistakes, read_definition

    definition_text = _text(instrument_file, MOST_INSTRUMENT_BYTES)
    answers_text = _text(answers_file, score_csv.MOST_BYTES)
    try:
        fitting = scorable(read_definition(definition_text), score_csv.heading_of(answers_text))
        asked = score_csv.check(answers_text, fitting)
    except InstrumentMistakes as wrong:
        told = " ".join(wording.mistake(one) for one in wrong.mistakes[:5])
        raise click.ClickException(f"{instrument_file.name}: {told}") from wrong
    except NoInstrument as wrong:
        raise click.ClickException(f"{instrument_file.name}: {wrong}") from wrong
    except score_csv.AnswersFlaw as flaw:
        raise click.ClickException(f"{answers_file.name}: {flaw}") from flaw
    lines: list[str] = []
    for one in score_csv.scores(answers_text, asked, fitting.besides):
        lines.append(json.dumps(asdict(one)))
        if len(lines) >= LINES_AT_ONCE:
            click.echo("\n".join(lines))
            lines.clear()
    if lines:
        click.echo("\n".join(lines))


def _text(file: Path, most: int) -> str:
    if file.stat().st_size > most:
        raise click.ClickException(
            f"{file.name} is larger than {most // (1024 * 1024)} MB; divide it into smaller files."
        )
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"{file.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name} is not UTF-8 text; save it as UTF-8.") from error
