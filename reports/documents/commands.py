"""Command line of documents: build one report to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.group()
def report() -> None:
    """Reports on released waves.

    \b
    Example:
      wellbeing report build --org northwind --kind burnout --wave "Spring 2026" --format pdf -o burnout.pdf
    """


@report.command("build")
@click.option("--org", "slug", required=True, help="The organization's slug.")
@click.option("--kind", required=True, help="burnout, engagement or custom:INSTRUMENT.")
@click.option("--unit", "unit_path", default="", help="A unit such as 'Operations / Night shift'; all without it.")
@click.option("--wave", "wave_name", required=True, help="The wave's name.")
@click.option("--format", "form", type=click.Choice(["pdf", "csv", "json"]), default="pdf", show_default=True)
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the file goes."
)
def build(slug: str, kind: str, unit_path: str, wave_name: str, form: str, output: Path) -> None:
    """Write a report on a released wave to a file; the figures are the stored ones.

    \b
    Examples:
      wellbeing report build --org northwind --kind engagement --wave "Spring 2026" -o engagement.pdf
      wellbeing report build --org northwind --kind burnout --unit "Operations / Night shift" \\
          --wave "Spring 2026" --format csv -o night.csv
    """
    from rich.console import Console
    from rich.progress import Progress

    from tenants.db import work
    from tenants.provisioning.slugs import tenant_named

    if not output.parent.is_dir():
        raise click.ClickException(f"There is no folder {output.parent}.")
    with work(None):
        tenant_id = tenant_named(slug)
    if tenant_id is None:
        raise click.ClickException(f"There is no organization with the slug {slug}.")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading the release", total=2)
        with work(tenant_id):
            parts = _ingredients(kind, unit_path, wave_name)
        progress.update(task, advance=1, description="Making the report")
        content = _content(parts, form)
        progress.update(task, advance=1)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"{output}: {len(content)} bytes, release {parts.waves[-1].fingerprint()[:16]}")


def _ingredients(kind: str, unit_path: str, wave_name: str) -> Any:
    from reports.documents import service
    from reports.documents.pieces import Subject
    from reports.releases import access
    from tenants.organizations.access import organization
    from wellbeing.actions.statistics import actions_of
    from wellbeing.checkins.statistics import wave_named

    wanted = " ".join(wave_name.split())
    found = next((wave for wave in access.released_waves() if wave.name == wanted), None)
    if found is None:
        known = wave_named(wanted)
        why = "is not released yet" if known else "does not exist"
        raise click.ClickException(f"The wave {wanted!r} {why}.")
    if not found.of_kind(kind):
        raise click.ClickException(f"The wave {wanted!r} has no {kind} report; it has: {', '.join(found.kinds())}.")
    unit_id = _unit_in(found, unit_path) if unit_path.strip() else None
    path = service.released_path(found, unit_id) if unit_id else ""
    place = organization()
    subject = Subject(place.name, unit_id, path)
    waves = access.waves_until(found.wave_id)
    return service.Ingredients(kind, place.language, subject, waves, actions_of((unit_id,)))


def _unit_in(wave: Any, unit_path: str) -> Any:
    from reports.releases.statistics import in_chart_order

    spelled = _spelled(unit_path)
    for figure in in_chart_order(wave.scales[:1]):
        if figure.unit_id is not None and _spelled(figure.unit_path) == spelled:
            return figure.unit_id
    raise click.ClickException(f"The unit {unit_path!r} was not part of the wave {wave.name!r}.")


def _spelled(path: str) -> list[str]:
    return [" ".join(name.split()).casefold() for name in path.split("/")]


def _content(parts: Any, form: str) -> bytes:
    from reports.documents import service, tables
    from reports.documents.rendering import RenderingFailed

    if form == "pdf":
        try:
            return service.make(parts)
        except RenderingFailed as error:
            raise click.ClickException(str(error)) from error
    rows = tables.rows_of(parts.kind, parts.subject, parts.waves[-1])
    return (tables.csv_of(rows) if form == "csv" else tables.json_of(rows)).encode()


commands = (report,)
