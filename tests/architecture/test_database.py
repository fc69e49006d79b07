"""The schema keeps its own rules: policies everywhere, nothing owned by who serves pages, ready to be distributed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

SHARED = {
    "slug",
    "identity",
    "directory",
    "password_reset",
    "job",
    "mail_outbox",
    "alembic_version",
    "platform_key",
    "erasure",
}
AUTHOR = {
    "private_space",
    "notice",
    "mail_week",
    "consent",
    "journal_entry",
    "own_answers",
    "feedback_draft",
    "feedback_copy",
    "coaching_copy",
    "learning_draft",
    "learning_answer",
    "my_way",
    "enrollment",
    "practice_note",
}
FOR_JOBS_TOO = {"own_pace", "notice_choice", "coaching_profile", "coaching_pairing", "personal_copy", "shared_entry"}


@pytest.fixture
def catalog(superuser: Connection) -> Connection:
    return superuser


def tables(catalog: Connection) -> set[str]:
    names = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    return set(catalog.scalars(text(names)))


def test_every_tenant_table_forces_row_security_with_a_restrictive_tenant_policy(catalog: Connection) -> None:
    forced = set(catalog.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")))
    assert tables(catalog) - SHARED == forced & tables(catalog)
    tenant = catalog.execute(
        text("SELECT tablename, qual, with_check FROM pg_policies WHERE permissive = 'RESTRICTIVE'")
    ).all()
    assert {row.tablename for row in tenant} == tables(catalog) - SHARED
    for row in tenant:
        assert "app.tenant_id" in row.qual
        assert "app.tenant_id" in row.with_check


def test_private_tables_open_for_their_author_only(catalog: Connection) -> None:
    for table in AUTHOR:
        reads = catalog.execute(
            text(
                "SELECT qual FROM pg_policies WHERE tablename = :table AND permissive = 'PERMISSIVE' "
                "AND cmd IN ('ALL', 'SELECT')"
            ),
            {"table": table},
        ).all()
        assert [("app.member_id" in row.qual) for row in reads] == [True], table


def test_what_jobs_must_know_opens_for_its_members_and_where_no_member_is_in_force(catalog: Connection) -> None:
    for table in FOR_JOBS_TOO:
        reads = catalog.scalars(
            text(
                "SELECT qual FROM pg_policies WHERE tablename = :table AND permissive = 'PERMISSIVE' "
                "AND cmd IN ('ALL', 'SELECT')"
            ),
            {"table": table},
        ).all()
        assert all("app.member_id" in qual for qual in reads), table
        assert sorted(qual.endswith("IS NULL)") for qual in reads) == [False, True], table


def test_the_roles_that_serve_own_nothing_and_bypass_nothing(catalog: Connection) -> None:
    owners = set(catalog.scalars(text("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")))
    assert owners == {"wellbeing_owner"}
    roles = catalog.execute(
        text("SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'wellbeing%'")
    ).all()
    found = {row.rolname: row for row in roles}
    for name in ("wellbeing_web", "wellbeing_tally", "wellbeing_migrator"):
        assert (found[name].rolsuper, found[name].rolbypassrls) == (False, False)
    owner = found["wellbeing_owner"]
    assert (owner.rolcanlogin, owner.rolbypassrls) == (False, True)


def test_only_the_tally_reads_ballots_and_nobody_changes_what_was_published(catalog: Connection) -> None:
    def may(role: str, table: str) -> set[str]:
        kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
        ask = text("SELECT has_table_privilege(:role, :table, :kind)")
        return {k for k in kinds if catalog.scalar(ask, {"role": role, "table": table, "kind": k})}

    assert may("wellbeing_web", "ballot") == {"INSERT"}
    assert may("wellbeing_web", "wave_key") == {"INSERT"}
    assert may("wellbeing_web", "unsealed_ballot") == set()
    for table in ("ballot", "wave_key", "unsealed_ballot", "participation"):
        assert may("wellbeing_tally", table) == {"SELECT", "DELETE"}, table
        assert catalog.scalar(
            text("SELECT has_table_privilege('wellbeing_tally', :table, 'MAINTAIN')"), {"table": table}
        )
    for table in ("release", "figure"):
        assert may("wellbeing_web", table) == {"SELECT"}
        assert may("wellbeing_tally", table) == {"SELECT", "INSERT"}
    assert may("wellbeing_tally", "ledger_round") == {"SELECT", "INSERT"}
    assert may("wellbeing_web", "ledger_round") == set()
    assert may("wellbeing_web", "audit_event") == {"SELECT", "INSERT"}
    for table in (AUTHOR | FOR_JOBS_TOO) - {"notice"}:
        assert may("wellbeing_tally", table) == set(), table
    assert may("wellbeing_tally", "identity") == set()


def test_what_was_delivered_changes_neither_hands_nor_state(catalog: Connection) -> None:
    ask = text("SELECT has_column_privilege('wellbeing_web', 'feedback_copy', :column, 'UPDATE')")
    columns = catalog.scalars(
        text("SELECT attname FROM pg_attribute WHERE attrelid = 'feedback_copy'::regclass AND attnum > 0")
    ).all()
    assert {name for name in columns if catalog.scalar(ask, {"column": name})} == {"space_id", "sealed"}


def test_a_wave_can_be_closed_and_nothing_else_of_it_written(catalog: Connection) -> None:
    columns = catalog.scalars(
        text("SELECT attname FROM pg_attribute WHERE attrelid = 'wave'::regclass AND attnum > 0 AND NOT attisdropped")
    ).all()
    ask = text("SELECT has_column_privilege(:role, 'wave', :column, 'UPDATE')")
    for role, written in (
        ("wellbeing_web", {"state", "closed_at"}),
        ("wellbeing_tally", {"state", "closed_at", "released_at"}),
    ):
        assert {name for name in columns if catalog.scalar(ask, {"role": role, "column": name})} == written


def test_what_was_said_for_one_unit_is_never_handed_to_another(catalog: Connection) -> None:
    ask = text("SELECT has_column_privilege('wellbeing_web', 'action', :column, 'UPDATE')")
    kept = [name for name in ("tenant_id", "id", "unit_id", "made_at") if catalog.scalar(ask, {"column": name})]
    assert kept == []
    columns = catalog.scalars(
        text("SELECT attname FROM pg_attribute WHERE attrelid = 'action'::regclass AND attnum > 0")
    ).all()
    assert not [name for name in columns if "member" in name or name.endswith("_by")]


def test_the_schema_could_be_distributed_by_tenant(catalog: Connection) -> None:
    lint = Path(__file__).with_name("distributed_ready.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
    lint = (
        lint.replace("::int2[]", "\\:\\:int2[]")
        .replace("::regclass", "\\:\\:regclass")
        .replace("::regrole", "\\:\\:regrole")
    )
    lint = lint.replace("::text", "\\:\\:text")
    assert catalog.execute(text(lint), {"shared": "directory,slug,job,mail_outbox,erasure"}).all() == []


def test_every_index_of_a_tenant_table_starts_with_the_tenant(catalog: Connection) -> None:
    starts = text(
        "SELECT c.relname, i.indexrelid::regclass::text AS index, a.attname FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
    )
    wrong = [row.index for row in catalog.execute(starts) if row.relname not in SHARED and row.attname != "tenant_id"]
    assert wrong == []
