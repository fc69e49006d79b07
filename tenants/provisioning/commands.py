"""Commands of those who run the service: who is an operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from tenants.cli import data_option


@click.group()
def operator() -> None:
    """Say who may run the service. Only here, never on a page."""


@operator.command("grant")
@data_option
@click.option("--org", "slug", required=True, help="The organization the person belongs to.")
@click.argument("email")
def grant(slug: str, email: str) -> None:
    """Make somebody an operator.

    \b
    Example:
      wellbeing operator grant --org northwind olga@example.org
    """
    from tenants.provisioning import service

    with _inside(slug):
        service.make_operator(email=email)
    click.echo("Done: an operator now.")


@operator.command("end")
@data_option
@click.option("--org", "slug", required=True, help="The organization the person belongs to.")
@click.argument("email")
def end(slug: str, email: str) -> None:
    """Take the role of operator away.

    \b
    Example:
      wellbeing operator end --org northwind olga@example.org
    """
    from tenants.provisioning import service

    with _inside(slug):
        service.end_operator(email=email)
    click.echo("Done: no operator any more.")


@contextmanager
def _inside(slug: str) -> Iterator[None]:
    from tenants.db import work
    from tenants.provisioning import slugs

    with work(None):
        tenant_id = slugs.require(slug)
    with work(tenant_id):
        yield


commands = (operator,)
