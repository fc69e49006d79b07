"""Commands for keys: change the master key, change an organization's key, look how far it is."""

from __future__ import annotations

import click

from tenants.cli import data_option


@click.group()
def keys() -> None:
    """Keys: change them, and see how far a change is."""


@keys.command("rotate-master")
@data_option
def rotate_master() -> None:
    """Wrap every organization's keys by the first master key of the settings.

    Put the new key first and keep the old one behind it until `wellbeing keys status` says that it wraps nothing.
    A worker does the work; a second call while it runs is refused, and one afterwards finds nothing to do.

    \b
    Example:
      wellbeing keys rotate-master
    """
    from tenants.db import work
    from tenants.keys import service

    with work(None):
        service.owe_master_rotation()
    click.echo("A worker wraps all keys anew. How far it is: wellbeing keys status")


@keys.command("rotate-organization")
@data_option
@click.argument("slug")
def rotate_organization(slug: str) -> None:
    """Give an organization a new key and seal anew what lies under the old one; no text is touched.

    \b
    Example:
      wellbeing keys rotate-organization northwind
    """
    from tenants.db import work
    from tenants.keys import service
    from tenants.provisioning import slugs

    with work(None):
        tenant_id = slugs.require(slug)
    with work(tenant_id):
        version = service.owe_rotation()
    click.echo(f"Key {version} is on its way; a worker and the tally worker do the rest. See: wellbeing keys status")


@keys.command("status")
@data_option
def status() -> None:
    """Which master keys wrap how many keys, and which rotations are under way.

    \b
    Example:
      wellbeing keys status
    """
    from tenants import vault
    from tenants.db import work
    from tenants.keys import service, wording

    with work(None):
        newest = vault.keyring().newest()
        counted = service.wrapped_under()
        owed = service.master_rotation()
    for line in wording.masters(newest, counted, vault.keyring()):
        click.echo(line)
    if owed is not None:
        click.echo(wording.step(owed))
    with work(None):
        everybody = service.tenants()
    for slug, tenant_id in everybody:
        with work(tenant_id):
            steps, versions = service.steps_owed(), service.versions()
        for line in wording.rotations(slug, versions, steps):
            click.echo(line)


commands = (keys,)
