"""Every route that takes an id is tried by strangers with every id that is stored: nothing opens, nothing changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, text
from werkzeug.routing import Rule

from tenants.db import db
from tests.conftest import Company, Person
from tests.scene import Scene

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
# rows of one person, by the column that names who reads them
PRIVATE = {
    "private_space": "member_id",
    "journal_entry": "member_id",
    "intention": "member_id",
    "my_way": "member_id",
    "enrollment": "member_id",
    "own_answers": "member_id",
    "notice": "member_id",
    "consent": "member_id",
    "web_session": "member_id",
    "invitation": "member_id",
    "practice_note": "member_id",
    "feedback_draft": "member_id",
    "feedback_copy": "reader_id",
    "coaching_profile": "member_id",
    "coaching_pairing": "CASE WHEN CAST(:m AS uuid) = ANY (member_ids) THEN CAST(:m AS uuid) END",
    "coaching_copy": "reader_id",
    "learning_draft": "member_id",
    "learning_answer": "reader_id",
    "personal_copy": "member_id",
    "shared_entry": "reader_id",
}


@pytest.fixture
def ids(superuser: Connection, furnished: Scene) -> dict[str, list[UUID]]:
    """An id of every table that holds rows of the furnished company."""
    return {table: found for table in tables(superuser) if (found := some_ids(superuser, table, furnished.tenant_id))}


@pytest.fixture
def eve(company: Callable[..., Company]) -> Person:
    """HR of another company."""
    return company("Eastwind").people["Hana"]


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


@contextmanager
def asked() -> Iterator[set[str]]:
    """The tables that statements name while the block runs."""
    named: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        named.update(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)", statement))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield named
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def walk(app: Flask, client: FlaskClient, ids: dict[str, list[UUID]]) -> list[str]:
    """Try every route with an id of nothing, then with the ids of every table that the route asks about."""
    opened = []
    for rule, method in routes_with_ids(app):
        waiting, tried = {"nothing": uuid4()}, set[str]()
        while waiting:
            table, row_id = waiting.popitem()
            tried.add(table)
            address = addresses(rule, row_id)
            with app.app_context(), asked() as named:
                answer = client.open(address, method=method, json={} if address.startswith("/api/") else None)
            to_sign_in = answer.status_code == 303 and "/sign-in" in answer.location
            if answer.status_code not in REFUSALS and not to_sign_in:
                opened.append(f"{method} {rule.rule} with an id of {table}: {answer.status_code}")
            waiting |= {name: ids[name][0] for name in named & ids.keys() - tried}
    return opened


def test_there_are_routes_and_rows_to_walk(app: Flask, ids: dict[str, list[UUID]], superuser: Connection) -> None:
    assert len(list(routes_with_ids(app))) > 20
    held = {"member", "unit", "wave", "action", "release", "figure", "document", "journal_entry", "private_space"}
    features = {
        table
        for table in tables(superuser)
        if table.startswith(("feedback_", "coaching_", "learning_")) or "practice" in table
    }
    assert held | features - {"feedback_hidden"} <= set(ids)


def test_another_company_opens_and_changes_nothing(
    app: Flask, eve: Person, furnished: Scene, ids: dict[str, list[UUID]], superuser: Connection
) -> None:
    before = fingerprint(superuser, furnished.tenant_id)
    assert walk(app, eve.client, ids) == []
    assert fingerprint(superuser, furnished.tenant_id) == before


def test_someone_signed_out_opens_and_changes_nothing(
    app: Flask, furnished: Scene, ids: dict[str, list[UUID]], superuser: Connection
) -> None:
    before = fingerprint(superuser, furnished.tenant_id)
    assert walk(app, app.test_client(), ids) == []
    assert fingerprint(superuser, furnished.tenant_id) == before


@pytest.mark.parametrize("stranger", ["hana", "leo", "tomas"])
def test_hr_leaders_and_colleagues_open_nothing_private_of_alices(
    app: Flask, furnished: Scene, superuser: Connection, drain: Callable[[], int], stranger: str
) -> None:
    assert furnished.alice.sign_in().post("/my-data/copy").status_code == 303
    drain()
    private = {
        table: list(
            superuser.scalars(
                text(f"SELECT id FROM {table} WHERE tenant_id = :t AND {reader} = :m LIMIT 1"),
                {"t": furnished.tenant_id, "m": furnished.alice.member_id},
            )
        )
        for table, reader in PRIVATE.items()
    }
    private = {table: found for table, found in private.items() if found}
    assert {"journal_entry", "intention", "practice_note", "private_space", "web_session", "feedback_copy"} <= set(
        private
    )
    assert {"coaching_profile", "coaching_pairing", "coaching_copy", "personal_copy", "shared_entry"} <= set(private)
    assert walk(app, getattr(furnished, stranger).sign_in(), private) == []


def test_nobody_opens_anything_private_of_a_supervisors(app: Flask, furnished: Scene, superuser: Connection) -> None:
    query = "SELECT id FROM {} WHERE tenant_id = :t AND {} = :m LIMIT 1"
    where = {"t": furnished.tenant_id, "m": furnished.leo.member_id}
    private = {
        table: list(superuser.scalars(text(query.format(table, reader)), where))
        for table, reader in (("feedback_draft", "member_id"), ("feedback_copy", "reader_id"))
    }
    assert all(private.values())
    for stranger in ("alice", "hana", "tomas", "olga"):
        assert walk(app, getattr(furnished, stranger).sign_in(), private) == []


def test_a_member_changes_nothing_of_their_company_with_ids_they_guess(
    app: Flask, furnished: Scene, ids: dict[str, list[UUID]], superuser: Connection
) -> None:
    before = fingerprint(superuser, furnished.tenant_id)
    walk(app, furnished.tomas.sign_in(), {table: found for table, found in ids.items() if table not in PRIVATE})
    assert fingerprint(superuser, furnished.tenant_id) == before
