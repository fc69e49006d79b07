"""What a member makes is theirs: no colleague, HR, stranger or copy of the database reads it, or its kind."""

from __future__ import annotations

import logging
from datetime import timedelta
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
from tests.wellbeing.intentions.conftest import CANARY, goal_id, kept
from wellbeing.intentions.models import StoredIntention

MADE: dict[str, dict[str, object]] = {
    "/my-sentences": {"said": [CANARY[:60]]},
    "/letters": {"body": CANARY},
    "/small-steps": {"what": CANARY, "when": CANARY, "sentence": CANARY},
    "/goals": {"sentence": CANARY, "first_step": CANARY, "bad_day": "yes"},
    "/gradual-steps": {"own_anchor": CANARY},
}


def everything(client: FlaskClient) -> dict[str, str]:
    """One of each kind; gives the address of each."""
    return {path: kept(client, path, **words) for path, words in MADE.items()}


def test_nobody_else_reads_changes_or_lets_go_of_anything(cast: SimpleNamespace) -> None:
    made = everything(cast.alice.client)
    addresses = {path: url for path, url in made.items() if path != "/my-sentences"}
    let_go = [f"/for-myself/{goal_id(url)}/let-go" for url in addresses.values()]
    for person in (cast.bob, cast.hana, cast.leo, cast.eve, cast.adam):
        answers = [person.client.get(url) for url in (*addresses.values(), *let_go)]
        answers += [person.client.post(url, data={"revision": "1"} | MADE[path]) for path, url in addresses.items()]
        answers += [person.client.post(url) for url in let_go]
        letter, step = addresses["/letters"], addresses["/small-steps"]
        answers += [person.client.post(f"{letter}/{way}") for way in ("finish", "later", "away")]
        answers.append(person.client.post(f"{step}/how", data={"how": "done"}))
        assert {answer.status_code for answer in answers} == {404}
        pages = [person.client.get(path) for path in (*MADE, "/for-myself", "/home", "/my-sentences/now")]
        assert not [page for page in (*answers, *pages) if CANARY in page.text]
    assert all(CANARY in cast.alice.client.get(path).text for path in MADE)


def test_one_kind_never_opens_as_another(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    letter, step = kept(client, "/letters", body=CANARY), kept(client, "/small-steps", what=CANARY)
    for path, one in (("/letters", step), ("/small-steps", letter), ("/goals", letter), ("/gradual-steps", letter)):
        assert client.get(f"{path}/{goal_id(one)}").status_code == 404
        other = client.post(f"{path}/{goal_id(one)}", data=MADE[path] | {"revision": "1"})
        assert other.status_code == 404
    assert client.post(f"/letters/{goal_id(step)}/later").status_code == 404
    for api in ("letters", "goals"):
        assert client.delete(f"/api/v1/{api}/{goal_id(step)}").status_code == 404
    assert CANARY in client.get(letter).text


@pytest.mark.parametrize("who", ["hana", "bob", "nobody"])
def test_raw_sql_under_the_web_role_shows_only_the_authors_rows(app: Flask, cast: SimpleNamespace, who: str) -> None:
    kept(cast.alice.client, "/letters", body=CANARY)
    cast.alice.client.post("/my-way", data={"avoid": "loss"})
    member_id = getattr(cast, who).member_id if who != "nobody" else None
    with app.app_context(), work(cast.alice.tenant_id, member_id):
        for table in ("intention", "my_way"):
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
            assert db.session.execute(text(f"UPDATE {table} SET sealed = ''")).rowcount == 0  # type: ignore[attr-defined]
            assert db.session.execute(text(f"DELETE FROM {table}")).rowcount == 0  # type: ignore[attr-defined]
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        assert db.session.execute(text("SELECT count(*) FROM intention")).scalar() == 1
    statement = "INSERT INTO intention VALUES (:tenant, :id, :member, :id, 1, '')"
    values = {"tenant": cast.alice.tenant_id, "id": uuid4(), "member": cast.alice.member_id}
    with (
        app.app_context(),
        pytest.raises(DBAPIError, match="row-level security"),
        work(cast.alice.tenant_id, cast.bob.member_id),
    ):
        db.session.execute(text(statement), values)


def test_neither_words_nor_kinds_nor_days_are_in_the_database_redis_or_the_logs(
    cast: SimpleNamespace, superuser: Any, engines: Engines, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    client = cast.alice.client
    day = (clock.today() + timedelta(days=777)).isoformat()
    with caplog.at_level(logging.DEBUG):
        made = everything(client)
        client.post(f"{made['/letters']}/finish", data={"arrives_on": day})
        client.post(made["/letters"], data={"body": f"{CANARY} in conflict", "revision": "9"})
        client.post("/small-steps", data={"when": CANARY})
        client.put(f"/api/v1/letters/{goal_id(made['/letters'])}", json={"body": CANARY, "colour": CANARY})
        client.post("/my-way", data={"avoid": "mistakes"})
    words = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode(), day.encode()]
    names = superuser.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars().all()
    for name in names:
        content = "\n".join(superuser.exec_driver_sql(f'SELECT t::text FROM "{name}" t').scalars()).encode()
        assert not [needle for needle in words if needle in content], name
    mine = superuser.exec_driver_sql(
        "SELECT t::text FROM intention t WHERE member_id = %(m)s", {"m": cast.alice.member_id}
    )
    rows = "\n".join(mine.scalars())
    assert rows.count("\n") == len(MADE) - 1
    for kind in ("sentences", "letter", "small_step", "goal", "ladder"):
        assert kind not in rows
        assert kind.encode().hex() not in rows
    with redis_client.Redis.from_url(engines.redis_url) as redis:
        assert not [key for key in redis.keys("*") if any(needle in (redis.dump(key) or b"") for needle in words)]
    streams = capfd.readouterr()
    assert CANARY not in caplog.text + streams.out + streams.err


def test_a_row_moved_to_another_row_member_or_table_does_not_open(app: Flask, cast: SimpleNamespace) -> None:
    row_id = UUID(goal_id(kept(cast.alice.client, "/letters", body=CANARY)))
    kept(cast.bob.client, "/letters", body="Bob's own")
    table = StoredIntention.__tablename__
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        sealed = db.session.get_one(StoredIntention, (cast.alice.tenant_id, row_id)).sealed
        space = private_space.writing_space(cast.alice.member_id)
        assert CANARY.encode() in vault.open_for_member(space, table=table, row_id=row_id, sealed=sealed)
        for other, where in ((table, uuid4()), ("journal_entry", row_id)):
            with pytest.raises(vault.SealBroken):
                vault.open_for_member(space, table=other, row_id=where, sealed=sealed)
    with app.app_context(), work(cast.bob.tenant_id, cast.bob.member_id):
        space = private_space.writing_space(cast.bob.member_id)
        with pytest.raises(vault.SealBroken):
            vault.open_for_member(space, table=table, row_id=row_id, sealed=sealed)


def test_every_page_of_a_locked_space_says_so_and_shows_nothing(app: Flask, cast: SimpleNamespace) -> None:
    made = everything(cast.alice.client)
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    for path in (*MADE, "/for-myself", "/my-way"):
        page = newcomer.get(path)
        assert page.status_code == 200
        assert CANARY not in page.text
        assert "Open your private space" in page.text, path
    for path, words in MADE.items():
        typed = newcomer.post(path, data={"consent": "yes"} | words)
        assert typed.status_code == 423, path
        assert CANARY in typed.text, path
    assert newcomer.get(made["/small-steps"]).status_code == 423
    assert CANARY in cast.alice.client.get(made["/small-steps"]).text


def test_someone_who_has_not_signed_in_is_asked_to(cast: SimpleNamespace) -> None:
    stranger = cast.alice.app.test_client()
    for path in (*MADE, "/for-myself", "/my-way", "/my-sentences/now", "/letters/new"):
        assert "/sign-in" in stranger.get(path).headers["Location"], path
    assert stranger.get("/api/v1/sentences").status_code == 401
