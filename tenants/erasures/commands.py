"""Commands for erasures: repeat them on a restored copy, and see whether any waits."""

from __future__ import annotations

from pathlib import Path

import click

from tenants.cli import data_option


@click.group()
def erasures() -> None:
    """Erasures: what was erased stays erased, also after a restore."""


@erasures.command("replay")
@data_option
@click.option("--log", "file", type=click.Path(dir_okay=False, exists=True, path_type=Path),
              help="The log of erasures, if it is not where WELLBEING_ERASURE_LOG says.")  # fmt: skip
def replay(file: Path | None) -> None:
    """Erase again what the log names and this database still holds; after every restore, before anything is served.

    \b
    Examples:
      wellbeing erasures replay
      wellbeing erasures replay --log /srv/wellbeing/erasures.log
    """
    from tenants import work_queue
    from tenants.config import in_force
    from tenants.db import work
    from tenants.erasures import service, written_down

    file = file or in_force().erasure_log
    if file is None:
        raise click.UsageError("WELLBEING_ERASURE_LOG is not set; name the log with --log.")
    try:
        lines = written_down.read(file)
    except written_down.LogBroken as broken:
        raise click.ClickException(f"{file} is no log of erasures: line {broken} cannot be read.") from None
    again = 0
    for line in lines:
        with work(line.tenant_id):
            job_id = service.repeat(line)
        if job_id is not None:
            work_queue.claim_and_run(job_id)
            again += 1
    with work(None):
        _every, waiting = service.counted()
    click.echo(f"{len(lines)} erasures in the log: {again} carried out again, {len(lines) - again} were done here.")
    if waiting:
        raise click.ClickException(f"{waiting} did not end; /operator/health names the reason. Run this again.")


@erasures.command("status")
@data_option
def status() -> None:
    """How many erasures there are, and how many wait.

    \b
    Example:
      wellbeing erasures status
    """
    from tenants.db import work
    from tenants.erasures import service

    with work(None):
        every, waiting = service.counted()
    click.echo(f"{every} erasures, {waiting} of them not done yet.")


commands = (erasures,)
