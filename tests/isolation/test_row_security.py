"""The database itself refuses: raw SQL as the web role, beneath the application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest

from tenants import embedded

OTHERS_TABLES = ("unit", "member", "role_grant", "web_session", "audit_event", "organization", "tenant_key")


@pytest.fixture
def web(engines: embedded.Engines) -> Iterator[psycopg.Connection]:
    with psycopg.connect(engines.web_url.replace("postgresql+psycopg", "postgresql")) as connection:
        yield connection


@pytest.fixture
def seen(web: psycopg.Connection) -> Callable[..., set[UUID]]:
    def ask(table: str, tenant: UUID | None, member: UUID | None = None, column: str = "tenant_id") -> set[UUID]:
        with web.transaction(force_rollback=True):
            if tenant:
                web.execute("SELECT enter_scope(%s, %s)", (tenant, member))
            return {row[0] for row in web.execute(f"SELECT {column} FROM {table}")}

    return ask


def test_without_a_tenant_the_database_shows_nothing(cast: SimpleNamespace, seen: Callable[..., set[UUID]]) -> None:
    for table in OTHERS_TABLES:
        assert seen(table, None) == set(), table
        assert seen(table, cast.hana.tenant_id) == {cast.hana.tenant_id}, table


def test_a_reused_connection_forgets_the_tenant(cast: SimpleNamespace, web: psycopg.Connection) -> None:
    with web.transaction():
        web.execute("SELECT enter_scope(%s, %s)", (cast.hana.tenant_id, None))
        assert web.execute("SELECT count(*) FROM member").fetchone() != (0,)
    with web.transaction():
        assert web.execute("SELECT count(*) FROM member").fetchone() == (0,)


def test_a_row_for_another_tenant_cannot_be_written(cast: SimpleNamespace, web: psycopg.Connection) -> None:
    with web.transaction(force_rollback=True):
        web.execute("SELECT enter_scope(%s, %s)", (cast.eve.tenant_id, cast.eve.member_id))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(
                "INSERT INTO unit (tenant_id, id, name, path, path_key, position, created_at) "
                "VALUES (%s, %s, 'X', 'X', 'x', 0, now())",
                (cast.hana.tenant_id, uuid4()),
            )


def test_a_reference_into_another_tenant_cannot_be_stored(cast: SimpleNamespace, web: psycopg.Connection) -> None:
    with web.transaction(force_rollback=True):
        web.execute("SELECT enter_scope(%s, %s)", (cast.eve.tenant_id, cast.eve.member_id))
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            web.execute("UPDATE member SET manager_id = %s WHERE id = %s", (cast.alice.member_id, cast.eve.member_id))


def test_another_tenants_rows_cannot_be_changed_or_deleted(cast: SimpleNamespace, web: psycopg.Connection) -> None:
    with web.transaction(force_rollback=True):
        web.execute("SELECT enter_scope(%s, %s)", (cast.eve.tenant_id, cast.eve.member_id))
        changed = web.execute("UPDATE member SET name = 'Mine' WHERE id = %s", (cast.alice.member_id,))
        deleted = web.execute("DELETE FROM unit WHERE tenant_id = %s", (cast.alice.tenant_id,))
        assert (changed.rowcount, deleted.rowcount) == (0, 0)


@pytest.mark.parametrize(
    "table",
    [
        "private_space",
        "journal_entry",
        "intention",
        "practice_note",
        "notice",
        "consent",
        "own_answers",
        "feedback_draft",
        "learning_draft",
    ],
)
def test_private_rows_are_refused_to_everyone_but_their_author(
    table: str, cast: SimpleNamespace, seen: Callable[..., set[UUID]], private_rows: UUID
) -> None:
    alice, bob, hana, eve = cast.alice, cast.bob, cast.hana, cast.eve
    assert seen(table, alice.tenant_id, alice.member_id, "member_id") == {alice.member_id}
    for other in (bob, hana):
        assert alice.member_id not in seen(table, other.tenant_id, other.member_id, "member_id")
    assert alice.member_id not in seen(table, alice.tenant_id, None, "member_id")
    assert alice.member_id not in seen(table, eve.tenant_id, alice.member_id, "member_id")


@pytest.fixture
def private_rows(cast: SimpleNamespace, engines: embedded.Engines) -> UUID:
    """A row of Alice's in each private table."""
    alice, space = cast.alice, uuid4()
    rows = {
        "private_space": "(tenant_id, id, member_id, key_version, wrapped_key, begun_at, recovery_hash) "
        "VALUES (%(t)s, %(s)s, %(m)s, 1, '', now(), '')",
        "journal_entry": "(tenant_id, id, member_id, space_id, month_on, revision, sealed) "
        "VALUES (%(t)s, %(i)s, %(m)s, %(s)s, '2026-01-01', 1, '')",
        "intention": "(tenant_id, id, member_id, space_id, revision, sealed) "
        "VALUES (%(t)s, %(i)s, %(m)s, %(s)s, 1, '')",
        "practice_note": "(tenant_id, id, member_id, space_id, revision, sealed) "
        "VALUES (%(t)s, %(i)s, %(m)s, %(s)s, 1, '')",
        "own_answers": "(tenant_id, id, member_id, space_id, month_on, sealed) "
        "VALUES (%(t)s, %(i)s, %(m)s, %(s)s, '2026-01-01', '')",
        "learning_draft": "(tenant_id, id, member_id, space_id, revision, sealed) "
        "VALUES (%(t)s, %(i)s, %(m)s, %(s)s, 1, '')",
        "feedback_draft": "(tenant_id, id, member_id, space_id, revision, sealed) "
        "VALUES (%(t)s, %(i)s, %(m)s, %(s)s, 1, '')",
        "notice": "(tenant_id, id, member_id, kind, args, created_at) VALUES (%(t)s, %(i)s, %(m)s, 'x', '{}', now())",
        "consent": "(tenant_id, id, member_id, kind, given_on) VALUES (%(t)s, %(i)s, %(m)s, 'x', '2026-01-01')",
    }
    with psycopg.connect(engines.superuser_url.replace("postgresql+psycopg", "postgresql")) as superuser:
        for table, values in rows.items():
            where = {"t": alice.tenant_id, "i": uuid4(), "m": alice.member_id, "s": space}
            superuser.execute(f"INSERT INTO {table} {values}", where)
    return space


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM ballot",
        "DELETE FROM ballot",
        "UPDATE ballot SET sealed = sealed",
        "SELECT * FROM wave_key",
        "DELETE FROM wave_key",
        "UPDATE wave_key SET wrapped = wrapped",
        "SELECT * FROM unsealed_ballot",
        "UPDATE wave SET promise = '{}'",
        "UPDATE wave SET public_key = NULL",
        "UPDATE figure SET value = 1",
        "DELETE FROM release",
        "INSERT INTO release SELECT * FROM release",
        "SELECT * FROM ledger_round",
        "SELECT count(*) FROM ledger_round",
        "INSERT INTO ledger_round SELECT * FROM ledger_round",
        "UPDATE ledger_round SET number = 1",
        "DELETE FROM ledger_round",
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "DELETE FROM participation",
        "SET ROLE wellbeing_tally",
        "SET ROLE wellbeing_owner",
        "ALTER TABLE member DISABLE ROW LEVEL SECURITY",
        "TRUNCATE member",
    ],
)
def test_what_the_web_role_may_never_do(statement: str, cast: SimpleNamespace, web: psycopg.Connection) -> None:
    with web.transaction(force_rollback=True):
        web.execute("SELECT enter_scope(%s, %s)", (cast.hana.tenant_id, cast.hana.member_id))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


def test_a_member_sees_only_their_own_participation(
    cast: SimpleNamespace, engines: embedded.Engines, seen: Callable[..., set[UUID]]
) -> None:
    wave = uuid4()
    with psycopg.connect(engines.superuser_url.replace("postgresql+psycopg", "postgresql")) as superuser:
        tenant = cast.alice.tenant_id
        superuser.execute(
            "INSERT INTO wave (tenant_id, id, name, instruments, promise, threshold, organization_only, trial, "
            "origin, state, opened_at, closes_at) "
            "VALUES (%s, %s, 'W', '[]', '{}', 5, false, false, 'live', 'open', now(), now())",
            (tenant, wave),
        )
        for person in (cast.alice, cast.bob):
            where = (tenant, uuid4(), wave, person.member_id)
            superuser.execute("INSERT INTO audience_member VALUES (%s, %s, %s, %s, '{}', '', '')", where)
            superuser.execute("INSERT INTO participation VALUES (%s, %s, %s, %s)", where)
    assert seen("participation", tenant, cast.bob.member_id, "member_id") == {cast.bob.member_id}
    assert seen("participation", tenant, cast.hana.member_id, "member_id") == set()
