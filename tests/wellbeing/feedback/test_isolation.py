"""A note belongs to two people: no colleague, HR, leader, stranger, operator or copy of the database reads a line."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis as redis_client
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tenants import clock, vault
from tenants.db import db, work
from tenants.embedded import Engines
from tenants.members import leaving, private_space
from tenants.members import service as members
from tenants.provisioning import service as provisioning
from tests.wellbeing.feedback.conftest import CANARY, begin_space, day, draft_url, received, sent
from wellbeing.feedback import places
from wellbeing.feedback.models import FeedbackCopy

TABLES = ("feedback_draft", "feedback_copy")


@pytest.fixture
def olga(app: Flask, delivered: SimpleNamespace) -> Any:
    """Cleo, a trustee, also operates the service; and Bob leads the unit that Alice works in."""
    with app.app_context(), work(delivered.cleo.tenant_id, delivered.hana.member_id):
        provisioning.make_operator(email=delivered.cleo.email)
        unit_id = delivered.company.units["Operations / Night shift"]
        members.grant(member_id=delivered.bob.member_id, role="leader", unit_id=unit_id)
    return delivered.cleo


def test_nobody_else_reads_answers_shows_or_removes_a_note(app: Flask, delivered: SimpleNamespace, olga: Any) -> None:
    url, own = delivered.url, delivered.own
    draft = draft_url(delivered.leo.client, "hard-day", delivered.alice.member_id)
    for person in (delivered.bob, delivered.hana, olga, delivered.eve, delivered.adam):
        begin_space(app, person)
        client = person.client
        answers = [
            client.get(url),
            client.get(own),
            client.get(draft),
            client.get(f"{draft}/preview"),
            client.get(f"{url}/show"),
            client.get(f"{url}/remove"),
            client.get(f"{url}/copy"),
            client.get(f"/api/v1{url.replace('/feedback/', '/feedback/received/')}"),
            client.post(f"{url}/thanks"),
            client.post(f"{url}/view", data={"words": "mine"}),
            client.post(f"{url}/talk", data={"on": day(1), "at": "10:00"}),
            client.post(f"{url}/aside"),
            client.post(f"{url}/show", data={"to": str(person.member_id)}),
            client.post(f"{url}/remove"),
            client.post(f"{own}/take-back"),
            client.post(f"{draft}/send"),
            client.post(f"{draft}/let-go"),
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}, person.email
        lists = [client.get(path) for path in ("/feedback", "/feedback/export/json", "/feedback/write", "/home")]
        assert not [answer for answer in (*answers, *lists) if CANARY in answer.text]
    assert CANARY in delivered.alice.client.get(url).text
    assert CANARY in delivered.leo.client.get(draft).text


def test_the_two_do_not_reach_each_others_side(delivered: SimpleNamespace) -> None:
    assert delivered.alice.client.get(delivered.own).status_code == 403
    assert delivered.leo.client.get(delivered.url).status_code == 404
    assert delivered.leo.client.post(f"{delivered.url}/remove").status_code == 404
    assert delivered.leo.client.get(delivered.own.replace("/write/note", "")).status_code == 404


def test_another_supervisor_sees_nothing_of_it(app: Flask, delivered: SimpleNamespace) -> None:
    with app.app_context(), work(delivered.hana.tenant_id, delivered.hana.member_id):
        members.set_manager(members.member_row(delivered.cleo.member_id), manager_id=delivered.bob.member_id)
    begin_space(app, delivered.bob)
    bob = delivered.bob.client
    assert bob.get("/feedback/write").status_code == 200
    assert CANARY not in bob.get(f"/feedback/write/to/{delivered.alice.member_id}").text
    assert bob.get(delivered.own).status_code == 404
    assert bob.get(f"/feedback/write/to/{delivered.eve.member_id}").status_code == 404


@pytest.mark.parametrize("who", ["hana", "bob", "nobody"])
def test_raw_sql_under_the_web_role_shows_nothing_to_others(app: Flask, delivered: SimpleNamespace, who: str) -> None:
    draft_url(delivered.leo.client, "hard-day", delivered.alice.member_id)
    member_id = getattr(delivered, who).member_id if who != "nobody" else None
    with app.app_context(), work(delivered.alice.tenant_id, member_id):
        for table in TABLES:
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
            assert db.session.execute(text(f"DELETE FROM {table}")).rowcount == 0  # type: ignore[attr-defined]
        touched = db.session.execute(text("UPDATE feedback_copy SET sealed = ''"))
        assert touched.rowcount == 0  # type: ignore[attr-defined]
    for person, copies in ((delivered.alice, 1), (delivered.leo, 1)):
        with app.app_context(), work(person.tenant_id, person.member_id):
            assert db.session.execute(text("SELECT count(*) FROM feedback_copy")).scalar() == copies


def test_once_delivered_its_writer_sees_the_readers_copy_no_more(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int]
) -> None:
    sent(line.leo.client, "correct-one-thing", line.alice.member_id)
    count = text("SELECT count(*) FROM feedback_copy WHERE reader_id = :alice")
    for expected in (1, 0):
        with app.app_context(), work(line.leo.tenant_id, line.leo.member_id):
            assert db.session.execute(count, {"alice": line.alice.member_id}).scalar() == expected
        drain()


def test_nobody_writes_in_anothers_name_or_changes_what_was_delivered(app: Flask, delivered: SimpleNamespace) -> None:
    forged = text(
        "INSERT INTO feedback_copy (tenant_id, id, note_id, author_id, reader_id, delivered, sealed) "
        "VALUES (:tenant, :id, :id, :author, :reader, true, '')"
    )
    leo, alice, bob = delivered.leo, delivered.alice, delivered.bob
    values = {"tenant": bob.tenant_id, "id": uuid4(), "author": leo.member_id, "reader": alice.member_id}
    with (
        app.app_context(),
        pytest.raises(DBAPIError, match="row-level security"),
        work(bob.tenant_id, bob.member_id),
    ):
        db.session.execute(forged, values)
    for column, value in (("author_id", bob.member_id), ("reader_id", bob.member_id), ("note_id", uuid4())):
        with (
            app.app_context(),
            pytest.raises(DBAPIError, match="permission denied"),
            work(alice.tenant_id, alice.member_id),
        ):
            db.session.execute(text(f"UPDATE feedback_copy SET {column} = :value"), {"value": value})


def test_a_canary_sentence_is_nowhere_in_the_database_redis_mail_or_the_logs(
    app: Flask,
    line: SimpleNamespace,
    drain: Callable[[], int],
    superuser: Any,
    engines: Engines,
    mail_folder: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: Any,
) -> None:
    with caplog.at_level(logging.DEBUG):
        leo, alice = line.leo.client, line.alice.client
        draft_url(leo, "hard-day", line.alice.member_id)
        sent(leo, "specific-thanks", line.bob.member_id)  # Bob has no private space, so his copy waits
        with clock.shifted(clock.now().replace(hour=20) - clock.now()):
            line.leo.sign_in()
            sent(leo, "correct-one-thing", line.alice.member_id)  # stays on its way
        sent(leo, "specific-thanks", line.alice.member_id)
        drain()
        url = received(alice)[0]
        alice.post(f"{url}/view", data={"words": CANARY})
        alice.post(f"{url}/talk", data={"on": day(1), "at": "10:00", "words": CANARY})
        begin_space(app, line.hana)
        alice.post(f"{url}/show", data={"to": str(line.hana.member_id)})
        alice.post("/feedback/ask", data={"words": CANARY})
        leo.post("/feedback/write", data={"words-hear": CANARY, "template": "hard-day", "version": "1"})
        leo.post("/api/v1/feedback/hints", json={"texts": {"a": f"You are lazy. {CANARY}"}})
        leo.post("/api/v1/feedback/hints", json={"texts": CANARY})
        drain()
    needles = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
    for place, content in _dump(superuser) | _redis(engines):
        assert not [needle for needle in needles if needle in content], place
    for mail in mail_folder.glob("*.eml"):
        assert CANARY.encode() not in mail.read_bytes()
    streams = capfd.readouterr()
    assert CANARY not in caplog.text + streams.out + streams.err


def _dump(superuser: Any) -> set[tuple[str, bytes]]:
    superuser.rollback()
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


def test_a_copy_moved_to_another_row_or_reader_does_not_open(app: Flask, delivered: SimpleNamespace) -> None:
    copy_id = UUID(delivered.url.rsplit("/", 1)[1])
    begin_space(app, delivered.bob)
    with app.app_context(), work(delivered.alice.tenant_id, delivered.alice.member_id):
        sealed = db.session.get_one(FeedbackCopy, (delivered.alice.tenant_id, copy_id)).sealed
        space = private_space.writing_space(delivered.alice.member_id)
        assert CANARY.encode() in vault.open_for_member(space, table=places.TABLE, row_id=copy_id, sealed=sealed)
        with pytest.raises(vault.SealBroken):
            vault.open_for_member(space, table=places.TABLE, row_id=uuid4(), sealed=sealed)
    for person in (delivered.bob, delivered.leo):
        with app.app_context(), work(person.tenant_id, person.member_id):
            space = private_space.writing_space(person.member_id)
            with pytest.raises(vault.SealBroken):
                vault.open_for_member(space, table=places.TABLE, row_id=copy_id, sealed=sealed)


def test_a_waiting_copy_opens_for_its_reader_only(app: Flask, line: SimpleNamespace) -> None:
    row_id = uuid4()
    with app.app_context(), work(line.bob.tenant_id):
        sealed = places.in_transit(line.bob.member_id, row_id, b"quiet")
        for reader in (line.hana.member_id, line.alice.member_id):
            moved = FeedbackCopy(id=row_id, reader_id=reader, sealed=sealed)
            with pytest.raises(vault.SealBroken):
                places.out_of_transit(moved)


def test_erasing_the_writer_leaves_the_readers_copy_and_the_other_way_round(
    app: Flask, delivered: SimpleNamespace, drain: Callable[[], int]
) -> None:
    thanks = sent(delivered.leo.client, "specific-thanks", delivered.cleo.member_id)
    drain()
    tenant = delivered.alice.tenant_id
    with app.app_context(), work(tenant, delivered.hana.member_id):
        members.mark_leaver(members.member_row(delivered.cleo.member_id), left_on=clock.today())
        leaving.destroy(delivered.cleo.member_id)
    assert CANARY in delivered.leo.client.get(thanks).text
    with app.app_context(), work(tenant, delivered.hana.member_id):
        members.mark_leaver(members.member_row(delivered.leo.member_id), left_on=clock.today())
        leaving.destroy(delivered.leo.member_id)
    page = delivered.alice.client.get(delivered.url).text
    assert CANARY in page
    assert "Leo wrote to you" in page
    assert delivered.alice.client.post(f"{delivered.url}/thanks").status_code == 409
    assert delivered.alice.client.post(f"{delivered.url}/remove").status_code == 303
