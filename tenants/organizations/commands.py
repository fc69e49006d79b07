"""Commands that begin an organization."""

from __future__ import annotations

import click

from tenants.cli import data_option


@click.group()
def org() -> None:
    """Organizations: the customers, each by itself."""


@org.command("create")
@data_option
@click.argument("name")
@click.option("--hr-email", required=True, help="The first person of HR; a link to join is mailed there.")
@click.option("--hr-name", default="", help="How to call that person.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/Lisbon.")
def create(name: str, hr_email: str, hr_name: str, time_zone: str) -> None:
    """Begin an organization and print its slug, by which the other commands know it.

    \b
    Examples:
      wellbeing org create "Northwind" --hr-email hana@example.org
      wellbeing org create "Northwind" --hr-email hana@example.org --time-zone Europe/Lisbon
    """
    from tenants.db import work
    from tenants.organizations.service import sign_up
    from tenants.typed import time_zones

    if time_zone not in time_zones():
        raise click.BadParameter("is no time zone; write it like Europe/Lisbon.", param_hint="--time-zone")
    with work(None):
        _tenant_id, slug = sign_up(name=name, hr_email=hr_email, hr_name=hr_name, time_zone=time_zone)
    click.echo(slug)


commands = (org,)
