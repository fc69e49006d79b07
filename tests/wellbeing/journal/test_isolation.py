"""A journal is yours: no colleague, HR, leader, stranger, operator or copy of the database reads it."""

from __future__ import annotations

import logging
import re
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis as redis_client
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tenants import clock, vault
from tenants.db import db, work
from tenants.embedded import Engines
from tenants.members import private_space
from wellbeing.journal.models import JournalEntry

CANARY = "The canary sings at seven in the quarry"


def written_by(client: FlaskClient, body: str = CANARY) -> str:
    """A first entry with consent; gives its address."""
    words = {"body": body, "effort": body, "own_word": body[:30], "form": "pause", "needs": body, "tags": body[:39]}
    kept = client.post("/journal", data={"consent": "yes"} | words)
    found = re.search(r'href="(/journal/[0-9a-f-]{36})"', kept.text)
    assert found, kept.text
    return found[1]


def test_nobody_else_reads_changes_or_deletes_an_entry(cast: SimpleNamespace) -> None:
    url = written_by(cast.alice.client)
    for person in (cast.bob, cast.hana, cast.leo, cast.eve, cast.adam):
        answers = [
            person.client.get(url),
            person.client.get(f"{url}/edit"),
            person.client.get(f"{url}/delete"),
            person.client.post(url, data={"revision": "1", "body": "mine now"}),
            person.client.post(f"{url}/delete"),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert not [answer for answer in answers if CANARY in answer.text]
        assert CANARY not in person.client.get("/journal").text
        assert CANARY not in person.client.get("/journal/export/json").text
    assert CANARY in cast.alice.client.get(url).text


def test_a_stranger_without_a_session_is_asked_to_sign_in(cast: SimpleNamespace) -> None:
    url = written_by(cast.alice.client)
    answer = cast.alice.app.test_client().get(url)
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("who", ["hana", "bob", "nobody"])
def test_raw_sql_under_the_web_role_shows_only_the_authors_rows(app: Flask, cast: SimpleNamespace, who: str) -> None:
    written_by(cast.alice.client)
    member_id = getattr(cast, who).member_id if who != "nobody" else None
    with app.app_context(), work(cast.alice.tenant_id, member_id):
        for table in ("journal_entry", "private_space", "consent"):
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
        touched = db.session.execute(text("UPDATE journal_entry SET revision = 9"))
        assert touched.rowcount == 0  # type: ignore[attr-defined]
        assert db.session.execute(text("DELETE FROM journal_entry")).rowcount == 0  # type: ignore[attr-defined]
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        assert db.session.execute(text("SELECT count(*) FROM journal_entry")).scalar() == 1


def test_nobody_can_write_into_anothers_journal(app: Flask, cast: SimpleNamespace) -> None:
    written_by(cast.alice.client)
    with (
        app.app_context(),
        pytest.raises(DBAPIError, match="row-level security"),
        work(cast.alice.tenant_id, cast.bob.member_id),
    ):
        db.session.execute(
            text(
                "INSERT INTO journal_entry (tenant_id, id, member_id, space_id, month_on, revision, sealed) "
                "VALUES (:tenant, :id, :member, :id, '2026-01-01', 1, '')"
            ),
            {"tenant": cast.alice.tenant_id, "id": uuid4(), "member": cast.alice.member_id},
        )


def test_a_canary_sentence_is_nowhere_in_the_database_redis_or_the_logs(
    cast: SimpleNamespace, superuser: Any, engines: Engines, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        url = written_by(cast.alice.client)
        cast.alice.client.post(url, data={"revision": "1", "body": CANARY + " again"})
        cast.alice.client.post(url, data={"revision": "1", "body": CANARY + " in conflict"})
        cast.alice.client.post("/journal", data={"body": CANARY, "energy": "sideways"})
        cast.alice.client.post("/journal/prompt", data={"needs": CANARY, "write_as": "mistake"})
        cast.alice.client.post(f"{url}/peace")
        found = cast.alice.client.post("/journal/search", data={"words": CANARY, "tag": CANARY[:39]})
        assert "canary" in cast.alice.client.get(found.headers["Location"]).text
    needles = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
    for place, content in _dump(superuser) | _redis(engines):
        assert not [needle for needle in needles if needle in content], place
    streams = capfd.readouterr()
    assert CANARY not in caplog.text + streams.out + streams.err


def _dump(superuser: Any) -> set[tuple[str, bytes]]:
    names = superuser.exec_driver_sql(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
    ).scalars()
    return {
        (name, "\n".join(superuser.exec_driver_sql(f"SELECT t::text FROM {name} t").scalars()).encode())
        for name in names.all()
    }


def _redis(engines: Engines) -> set[tuple[str, bytes]]:
    with redis_client.Redis.from_url(engines.redis_url) as redis:
        return {("redis", redis.dump(key) or b"") for key in redis.keys("*")}


def test_an_entry_moved_to_another_row_member_or_company_does_not_open(app: Flask, cast: SimpleNamespace) -> None:
    entry_id = UUID(written_by(cast.alice.client).rsplit("/", 1)[1])
    written_by(cast.bob.client, "Bob's own")
    written_by(cast.eve.client, "Eve's own")
    table = JournalEntry.__tablename__
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        sealed = db.session.get_one(JournalEntry, (cast.alice.tenant_id, entry_id)).sealed
        space = private_space.writing_space(cast.alice.member_id)
        assert CANARY.encode() in vault.open_for_member(space, table=table, row_id=entry_id, sealed=sealed)
        with pytest.raises(vault.SealBroken):
            vault.open_for_member(space, table=table, row_id=uuid4(), sealed=sealed)
        with pytest.raises(vault.SealBroken):
            vault.open_for_member(space, table="own_answers", row_id=entry_id, sealed=sealed)
    for person in (cast.bob, cast.eve):
        with app.app_context(), work(person.tenant_id, person.member_id):
            space = private_space.writing_space(person.member_id)
            with pytest.raises(vault.SealBroken):
                vault.open_for_member(space, table=table, row_id=entry_id, sealed=sealed)


def test_after_a_reset_by_mail_the_journal_stays_sealed_on_the_new_session(app: Flask, cast: SimpleNamespace) -> None:
    url = written_by(cast.alice.client)
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.app.test_client()
    cast.alice.sign_in(newcomer)
    assert newcomer.get(url).status_code == 423
    page = newcomer.get("/journal")
    assert page.status_code == 200
    assert CANARY not in page.text
    assert "stay sealed" in page.text
    told = cast.alice.client.get("/my-data").text
    assert "1 entry in your journal" in told
    month = re.findall(r"/journal\?month=[0-9-]+|[A-Z][a-z]+ 20[0-9]{2}", cast.alice.client.get("/journal").text)
    assert month
    for path in ("/journal", "/journal/search", "/my-data"):
        told = newcomer.get(path).text
        assert not [one for one in month if one in told], "neither when it was written"
        assert "in your journal" not in told, "nor how much"
        assert "No journal entries" not in told
    typed = newcomer.post("/journal", data={"body": "written while locked", "consent": "yes"})
    assert typed.status_code == 423
    assert "written while locked" in typed.text
    assert CANARY in cast.alice.client.get(url).text
