"""What the database itself refuses, asked in raw SQL under each login."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tenants import embedded
from tests.wellbeing.checkins.conftest import Team

Make = Callable[..., Team]


@contextmanager
def login(url: str, tenant_id: UUID, member_id: UUID | None = None) -> Iterator[Connection]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        connection.execute(text("SELECT enter_scope(:tenant, :member)"), {"tenant": tenant_id, "member": member_id})
        yield connection
    engine.dispose()


def test_the_web_login_cannot_read_change_or_delete_a_ballot(team: Make, engines: embedded.Engines) -> None:
    made = team()
    made.cast(made.open(), 1)
    for statement in (
        "SELECT * FROM ballot",
        "SELECT count(*) FROM ballot",
        "DELETE FROM ballot",
        "UPDATE ballot SET sealed = sealed",
    ):
        with (
            login(engines.web_url, made.company.tenant_id) as web,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            web.execute(text(statement))


def test_the_web_login_cannot_take_participation_back(team: Make, engines: embedded.Engines) -> None:
    made = team()
    made.cast(made.open(), 1)
    for statement in ("DELETE FROM participation", "UPDATE participation SET id = id"):
        with (
            login(engines.web_url, made.company.tenant_id) as web,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            web.execute(text(statement))


def test_a_member_sees_only_their_own_participation_and_hr_none(team: Make, engines: embedded.Engines) -> None:
    made = team()
    wave_id = made.open()
    for number in (1, 2, 3):
        made.cast(wave_id, number)
    counted = text("SELECT count(*) FROM participation")
    for member_id, seen in ((made.person(1).member_id, 1), (made.hana.member_id, 0), (None, 0)):
        with login(engines.web_url, made.company.tenant_id, member_id) as web:
            assert web.execute(counted).scalar() == seen


def test_the_tally_login_reads_ballots_of_its_tenant_only_and_adds_none(team: Make, engines: embedded.Engines) -> None:
    made = team()
    made.cast(made.open(), 1)
    counted = text("SELECT count(*) FROM ballot")
    with login(engines.tally_url, made.company.tenant_id) as tally:
        assert tally.execute(counted).scalar() == 1
    with login(engines.tally_url, uuid4()) as tally:
        assert tally.execute(counted).scalar() == 0
    added = text("INSERT INTO ballot SELECT tenant_id, gen_random_uuid(), wave_id, sealed FROM ballot")
    with login(engines.tally_url, made.company.tenant_id) as tally, pytest.raises(ProgrammingError):
        tally.execute(added)


def test_the_web_login_adds_the_key_of_an_urn_and_never_sees_it_again(team: Make, engines: embedded.Engines) -> None:
    made, other = team(), team()
    made.open()
    for statement in (
        "SELECT wrapped FROM wave_key",
        "SELECT count(*) FROM wave_key",
        "DELETE FROM wave_key",
        "UPDATE wave_key SET wrapped = wrapped",
        "INSERT INTO wave_key SELECT * FROM wave_key",
        "SELECT * FROM unsealed_ballot",
        "INSERT INTO unsealed_ballot SELECT * FROM unsealed_ballot",
    ):
        with (
            login(engines.web_url, made.company.tenant_id) as web,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            web.execute(text(statement))
    counted = text("SELECT count(*) FROM wave_key")
    for tenant_id, seen in ((made.company.tenant_id, 1), (other.company.tenant_id, 0), (uuid4(), 0)):
        with login(engines.tally_url, tenant_id) as tally:
            assert tally.execute(counted).scalar() == seen
    # a rotation seals it anew; which wave it belongs to is never changed, and who wraps it otherwise opens nothing
    with login(engines.tally_url, made.company.tenant_id) as tally:
        assert tally.execute(text("UPDATE wave_key SET wrapped = wrapped")).rowcount == 1
    with login(engines.tally_url, made.company.tenant_id) as tally, pytest.raises(ProgrammingError, match="denied"):
        tally.execute(text("UPDATE wave_key SET id = id"))


def test_what_a_wave_promised_and_its_key_cannot_be_written_again(team: Make, engines: embedded.Engines) -> None:
    made = team()
    made.open()
    for column in ("promise = '{}'", "public_key = public_key", "threshold = 5", "closes_at = closes_at"):
        for url in (engines.web_url, engines.tally_url):
            with (
                login(url, made.company.tenant_id) as anyone,
                pytest.raises(ProgrammingError, match="permission denied"),
            ):
                anyone.execute(text(f"UPDATE wave SET {column}"))


def test_what_was_asked_and_where_people_count_cannot_be_written_again(team: Make, engines: embedded.Engines) -> None:
    made = team()
    made.open()
    for statement in (
        "UPDATE instrument SET definition = '{}'",
        "UPDATE instrument SET origin = origin",
        "UPDATE instrument SET uploaded_by = uploaded_by",
        "DELETE FROM instrument",
        "UPDATE audience_member SET location = 'alone'",
        "DELETE FROM audience_member",
    ):
        with (
            login(engines.web_url, made.company.tenant_id) as web,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            web.execute(text(statement))


@pytest.mark.parametrize("sealed", [b"", b"x" * 3999, b"x" * 4001])
def test_a_ballot_of_another_size_is_refused(team: Make, engines: embedded.Engines, sealed: bytes) -> None:
    made = team()
    row = {"tenant": made.company.tenant_id, "id": uuid4(), "wave": made.open(), "sealed": sealed}
    added = text("INSERT INTO ballot VALUES (:tenant, :id, :wave, :sealed)")
    with login(engines.web_url, made.company.tenant_id) as web, pytest.raises(IntegrityError, match="ballot_sealed"):
        web.execute(added, row)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("participation", "(tenant_id, id, wave_id, member_id) VALUES (:tenant, :id, :wave, :member)"),
        ("ballot", "(tenant_id, id, wave_id, sealed) VALUES (:tenant, :id, :wave, :sealed)"),
        ("wave_key", "(tenant_id, id, wave_id, wrapped) VALUES (:tenant, :id, :wave, :sealed)"),
    ],
)
def test_another_tenants_urn_takes_nothing(team: Make, engines: embedded.Engines, table: str, columns: str) -> None:
    made, other = team(), team()
    wave_id = made.open()
    row = {"id": uuid4(), "wave": wave_id, "member": made.person(1).member_id, "sealed": b"x" * 4000}
    insert = text(f"INSERT INTO {table} {columns}")
    for tenant, refusal in (
        (made.company.tenant_id, ProgrammingError),  # a row of theirs
        (other.company.tenant_id, IntegrityError),  # one's own row that points at their wave
    ):
        with login(engines.web_url, other.company.tenant_id) as web, pytest.raises(refusal):
            web.execute(insert, row | {"tenant": tenant})
