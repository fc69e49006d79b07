"""Command line of documents: build one report to a file, and say whether a file is a report that was made here."""

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
@click.option("--wave", "wave_name", default="", help="The wave's name; not needed with a period.")
@click.option("--period", "written", default="", help="A year or a quarter, as 2026 or 2026-Q3: its means.")
@click.option("--language", default="", help="The report's language, as de; the organization's without it.")
@click.option("--format", "form", type=click.Choice(["pdf", "csv", "json"]), default="pdf", show_default=True)
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the file goes."
)
def build(
    slug: str, kind: str, unit_path: str, wave_name: str, written: str, language: str, form: str, output: Path
) -> None:
    """Write a report on a released wave to a file; the figures are the stored ones.

    For a period it is the report on its last wave, with the means of all that closed within it.

    \b
    Examples:
      wellbeing report build --org northwind --kind engagement --wave "Spring 2026" -o engagement.pdf
      wellbeing report build --org northwind --kind burnout --unit "Operations / Night shift" \\
          --wave "Spring 2026" --format csv -o night.csv
      wellbeing report build --org northwind --kind burnout --period 2026 --language de -o year.pdf
    """
    from rich.console import Console
    from rich.progress import Progress

    from tenants.db import work
    from tenants.provisioning.slugs import tenant_named

    if bool(wave_name.strip()) == bool(written.strip()):
        raise click.UsageError("Give either --wave or --period.")
    if not output.parent.is_dir():
        raise click.ClickException(f"There is no folder {output.parent}.")
    with work(None):
        tenant_id = tenant_named(slug)
    if tenant_id is None:
        raise click.ClickException(f"There is no organization with the slug {slug}.")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading the release", total=2)
        with work(tenant_id):
            parts = _ingredients(kind, unit_path, wave_name, written, language)
        progress.update(task, advance=1, description="Making the report")
        content = _content(parts, form)
        progress.update(task, advance=1)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"{output}: {len(content)} bytes, release {parts.waves[-1].fingerprint()[:16]}")


def _ingredients(kind: str, unit_path: str, wave_name: str, written: str, language: str) -> Any:
    from dataclasses import replace

    from reports.documents import service
    from tenants.languages import LANGUAGES
    from tenants.organizations.access import organization

    if language and language not in LANGUAGES:
        raise click.ClickException(f"There is no report in {language!r}; the languages are {', '.join(LANGUAGES)}.")
    period = None
    if written.strip():
        found, period = _last_of(kind, written)
    else:
        found = _wave_named(kind, wave_name)
    unit_id = _unit_in(found, unit_path) if unit_path.strip() else None
    parts = service.ingredients_for(kind, language or organization().language, found.wave_id, unit_id)
    return replace(parts, period=period)


def _wave_named(kind: str, wave_name: str) -> Any:
    from reports.releases import access
    from wellbeing.checkins.statistics import wave_named

    wanted = " ".join(wave_name.split())
    found = next((wave for wave in access.released_waves() if wave.name == wanted), None)
    if found is None:
        known = wave_named(wanted)
        why = "is not released yet" if known else "does not exist"
        raise click.ClickException(f"The wave {wanted!r} {why}.")
    if not found.of_kind(kind):
        raise click.ClickException(f"The wave {wanted!r} has no {kind} report; it has: {', '.join(found.kinds())}.")
    return found


def _last_of(kind: str, written: str) -> tuple[Any, Any]:
    """The last wave of a kind in a period, and the period."""
    from reports.documents.periods import period_of, periods_until
    from reports.releases import access

    period = period_of(written)
    if period is None:
        raise click.ClickException(f"{written!r} is no period; write a year or a quarter, as 2026 or 2026-Q3.")
    waves = [wave for wave in access.released_waves() if not wave.stands_apart and wave.of_kind(kind)]
    known = periods_until(waves, kind)
    if period not in known:
        has = ", ".join(one.key for one in known) or "none"
        raise click.ClickException(f"Fewer than two {kind} waves closed in {period.key}. Periods with two: {has}.")
    return period.of(waves)[-1], period


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
    rows = service.rows(parts)
    return (tables.csv_of(rows) if form == "csv" else tables.json_of(rows)).encode()


@report.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--org", "slug", default="", help="The organization's slug; all of them without it.")
def verify(file: Path, slug: str) -> None:
    """Say whether a PDF is a report that is kept here and has not changed since it was made.

    \b
    Exit status: 0 when it is, 2 when it is not.
    Examples:
      wellbeing report verify burnout.pdf
      wellbeing report verify burnout.pdf --org northwind
    """
    import hashlib

    from rich.console import Console
    from rich.progress import track

    from tenants.db import work

    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while part := content.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    places = _places(slug)
    for tenant_id in track(places, "Looking", console=Console(stderr=True), transient=True):
        with work(tenant_id):
            said = _made_as(digest.hexdigest())
        if said:
            click.echo(f"{file}: {said}, unchanged since it was made.")
            click.echo(f"sha256 {digest.hexdigest()}")
            return
    raise click.ClickException(
        f"{file} is not a report that is kept here, or it was changed since. sha256 {digest.hexdigest()}"
    )


def _places(slug: str) -> list[Any]:
    """The organizations to look in."""
    from tenants.db import work
    from tenants.provisioning.slugs import every_tenant, tenant_named

    with work(None):
        found = [tenant_named(slug)] if slug else every_tenant()
    if slug and found == [None]:
        raise click.ClickException(f"There is no organization with the slug {slug}.")
    return list(found)


def _made_as(sha256: str) -> str:
    """What a report made here is about; empty when there is none with this fingerprint."""
    from reports.documents import service, wording
    from reports.releases import access
    from tenants.organizations.access import organization

    document = service.made_as(sha256)
    if document is None:
        return ""
    wave = access.waves_until(document.wave_id)[-1]
    if document.about is not None:
        return f"{wording.program_title(document.about['name'], 'en')}, {wave.name}"
    names = {f"custom:{one.key}": one.name for one in wave.instruments}
    about = service.released_path(wave, document.unit_id) if document.unit_id else organization().name
    title = wording.report_title(document.kind, names.get(document.kind, ""))
    return f"{title} on {about}, {wave.name}"


commands = (report,)
