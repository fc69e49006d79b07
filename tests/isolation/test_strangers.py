"""Every route that takes an id is tried by strangers with every id that is stored: nothing opens, nothing changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.routing import Rule

REFUSALS = {401, 403, 404, 405, 409, 415, 422, 423}
# what a person's own acts may change anywhere: their session's last minute
IGNORED = {
    "web_session",
    "job",
    "alembic_version",
    "slug",
    "identity",
    "directory",
    "password_reset",
    "mail_outbox",
}
PRIVATE = ("private_space", "journal_entry", "own_answers", "notice", "consent", "web_session", "invitation")


@pytest.fixture
def ids(superuser: Connection, cast: SimpleNamespace, lived: None) -> dict[str, list[UUID]]:
    """A few ids of every table that holds rows of Northwind."""
    return {
        table: found for table in tables(superuser) if (found := some_ids(superuser, table, cast.company.tenant_id))
    }


@pytest.fixture
def lived(cast: SimpleNamespace, drain: Callable[[], int]) -> None:
    """Alice has written, been noticed and had an open check-in; Hana has uploaded people."""
    from tests.isolation.lived_in import live

    live(cast)
    drain()


def tables(connection: Connection) -> list[str]:
    names = (
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public'"
    )
    return sorted(set(connection.scalars(text(names))) - IGNORED | {"web_session"})


def some_ids(connection: Connection, table: str, tenant_id: UUID) -> list[UUID]:
    columns = set(
        connection.scalars(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = :t"), {"t": table}
        )
    )
    column = "id" if "id" in columns else "tenant_id"
    query = f"SELECT {column} FROM {table} WHERE tenant_id = :t LIMIT 2"
    return list(connection.scalars(text(query), {"t": tenant_id}))


def fingerprint(connection: Connection, tenant_id: UUID) -> dict[str, str]:
    connection.rollback()
    row = "CAST(t AS text)"
    whole = f"SELECT md5(coalesce(string_agg({row}, '|' ORDER BY {row}), '')) FROM {{}} t WHERE tenant_id = :t"
    return {
        table: connection.scalar(text(whole.format(table)), {"t": tenant_id})
        for table in tables(connection)
        if table != "web_session"
    }


def routes_with_ids(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if any(type(converter).__name__ == "UUIDConverter" for converter in rule._converters.values()):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def addresses(rule: Rule, row_id: UUID) -> str:
    filled = re.sub(r"<uuid:[^>]+>", str(row_id), rule.rule)
    return re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?:\w+:)?[^>]+>", "x", filled))


def walk(app: Flask, client: FlaskClient, ids: dict[str, list[UUID]]) -> list[str]:
    opened = []
    for rule, method in routes_with_ids(app):
        for table, found in ids.items():
            address = addresses(rule, found[0])
            answer = client.open(address, method=method, json={} if address.startswith("/api/") else None)
            to_sign_in = answer.status_code == 303 and "/sign-in" in answer.location
            if answer.status_code not in REFUSALS and not to_sign_in:
                opened.append(f"{method} {rule.rule} with an id of {table}: {answer.status_code}")
    return opened


def test_there_are_routes_to_walk(app: Flask) -> None:
    assert len(list(routes_with_ids(app))) > 20


def test_another_company_opens_and_changes_nothing(
    app: Flask, cast: SimpleNamespace, ids: dict[str, list[UUID]], superuser: Connection
) -> None:
    before = fingerprint(superuser, cast.company.tenant_id)
    assert walk(app, cast.eve.client, ids) == []
    assert fingerprint(superuser, cast.company.tenant_id) == before


def test_someone_signed_out_opens_and_changes_nothing(
    app: Flask, cast: SimpleNamespace, ids: dict[str, list[UUID]], superuser: Connection
) -> None:
    before = fingerprint(superuser, cast.company.tenant_id)
    assert walk(app, app.test_client(), ids) == []
    assert fingerprint(superuser, cast.company.tenant_id) == before


@pytest.mark.parametrize("stranger", ["bob", "hana", "leo"])
def test_colleagues_hr_and_leaders_open_nothing_private_of_alices(
    app: Flask, cast: SimpleNamespace, superuser: Connection, lived: None, stranger: str
) -> None:
    private = {
        table: list(
            superuser.scalars(
                text(f"SELECT id FROM {table} WHERE tenant_id = :t AND member_id = :m LIMIT 1"),
                {"t": cast.alice.tenant_id, "m": cast.alice.member_id},
            )
        )
        for table in PRIVATE
    }
    private = {table: found for table, found in private.items() if found}
    assert {"journal_entry", "private_space", "web_session"} <= set(private)
    person = getattr(cast, stranger)
    assert walk(app, person.client, private) == []


def test_a_member_changes_no_row_of_their_company_through_ids_they_guess(
    app: Flask, cast: SimpleNamespace, ids: dict[str, list[UUID]], superuser: Connection
) -> None:
    ours = {table: found for table, found in ids.items() if table not in {"wave", "notice", "journal_entry"}}
    before = fingerprint(superuser, cast.company.tenant_id)
    walk(app, cast.bob.client, ours)
    assert fingerprint(superuser, cast.company.tenant_id) == before
