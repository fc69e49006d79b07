"""Drafts and answers are nowhere in plain; erasing, leaving and locked spaces end what they should and nothing else."""

from __future__ import annotations

import logging
import re
import threading
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis as redis_client
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tenants import clock
from tenants.db import db, work
from tenants.embedded import Engines
from tenants.members import leaving, private_space
from tenants.members import service as members
from tests.conftest import PASSWORD, Person
from tests.tenants.private_space import steps
from tests.wellbeing.home.test_copy import fetch
from tests.wellbeing.learning_notes.conftest import (
    ANSWER,
    CANARY,
    NIGHT,
    TICKS,
    TOLD,
    Drain,
    answered,
    drafted,
    left,
    listed,
    published,
)


@pytest.fixture
def told(cast: SimpleNamespace) -> SimpleNamespace:
    """Leo has published a note, and Alice has answered it."""
    cast.note = published(cast.leo.client, cast.company.units["Operations"])
    assert answered(cast.alice.client, cast.note).status_code == 200
    return cast


def leaves(app: Flask, told: SimpleNamespace, person: Person) -> None:
    """HR marks somebody as having left."""
    with app.app_context(), work(told.hana.tenant_id, told.hana.member_id):
        members.mark_leaver(members.member_row(person.member_id), left_on=clock.today())


def erases(person: Person, drain: Drain) -> None:
    """Somebody erases everything of their own."""
    answer = person.client.post("/my-data/erase", data={"password": PASSWORD, "understood": "yes"})
    assert answer.status_code == 303, answer.text
    drain()


def test_a_canary_sentence_is_nowhere_in_the_database_redis_mail_or_the_logs(
    app: Flask,
    cast: SimpleNamespace,
    drain: Drain,
    superuser: Connection,
    engines: Engines,
    mail_folder: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: Any,
) -> None:
    with caplog.at_level(logging.DEBUG):
        leo, operations = cast.leo.client, cast.company.units["Operations"]
        drafted(leo, operations)
        waiting = drafted(leo, operations)
        leo.post(f"{waiting}/publish", data=TICKS)
        leo.get(f"{waiting}/look")
        note = published(leo, operations)
        answered(cast.alice.client, note)
        leo.get(note)
        superuser.execute(text("DELETE FROM private_space WHERE member_id = :leo"), {"leo": cast.leo.member_id})
        superuser.commit()
        answered(cast.bob.client, note)  # Leo has no private space, so his copy waits
        leo.post("/learning-notes/write", data=TOLD | {"group": "nonsense", "happened": CANARY * 200})
        answered(cast.cleo.client, note)
        drain()
    for needle in (sign.encode(form) for sign in (CANARY, ANSWER) for form in ("utf-8", "utf-16-le")):
        for place, content in _dump(superuser) | _redis(engines):
            assert needle not in content, place
            assert needle.hex().encode() not in content, place
        for mail in mail_folder.glob("*.eml"):
            assert needle not in mail.read_bytes()
    streams = capfd.readouterr()
    for line in (CANARY, ANSWER):
        assert line not in caplog.text + streams.out + streams.err
    with app.app_context(), work(cast.leo.tenant_id, cast.leo.member_id):
        private_space.begin(cast.leo.member_id)
    later = cast.leo.sign_in()
    for _look in range(2):
        page = later.get(note).text
        assert page.count(ANSWER) == 1, "what waited has moved in; what lay in the lost space is sealed for good"


def _dump(superuser: Connection) -> set[tuple[str, bytes]]:
    superuser.rollback()
    names = superuser.exec_driver_sql("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    return {
        (name, "\n".join(superuser.exec_driver_sql(f"SELECT t::text FROM {name} t").scalars()).encode())
        for name in names.scalars().all()
    }


def _redis(engines: Engines) -> set[tuple[str, bytes]]:
    with redis_client.Redis.from_url(engines.redis_url) as redis:
        return {("redis", redis.dump(key) or b"") for key in redis.keys("*")}


@pytest.mark.parametrize("who", ["hana", "bob", "nobody"])
def test_raw_sql_under_the_web_role_shows_no_draft_and_no_answer_and_changes_no_note(
    app: Flask, told: SimpleNamespace, who: str
) -> None:
    waiting = drafted(told.leo.client, told.company.units["Operations"])
    told.leo.client.post(f"{waiting}/publish", data=TICKS)
    member_id = getattr(told, who).member_id if who != "nobody" else None
    with app.app_context(), work(told.leo.tenant_id, member_id):
        for table in ("learning_draft", "learning_answer"):
            assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
        assert db.session.execute(text("SELECT count(*) FROM learning_note")).scalar() == 1, "not what still waits"
        for change in (
            "UPDATE learning_note SET sealed = ''",
            "UPDATE learning_answer SET sealed = ''",
            *(f"DELETE FROM {table}" for table in ("learning_draft", "learning_note", "learning_answer")),
        ):
            assert db.session.execute(text(change)).rowcount == 0, change  # type: ignore[attr-defined]
    forged = "INSERT INTO learning_note (tenant_id, id, member_id, draft_id, goes_at, published_at, sealed)"
    values = {"tenant": told.leo.tenant_id, "id": uuid4(), "leo": told.leo.member_id}
    with (
        app.app_context(),
        pytest.raises(DBAPIError, match="row-level security"),
        work(told.leo.tenant_id, member_id),
    ):
        db.session.execute(text(f"{forged} VALUES (:tenant, :id, :leo, :id, now(), now(), '')"), values)
    for change in ("learning_note SET member_id = member_id", "learning_answer SET reader_id = reader_id"):
        with (
            app.app_context(),
            pytest.raises(DBAPIError, match="permission denied"),
            work(told.leo.tenant_id, told.leo.member_id),
        ):
            db.session.execute(text(f"UPDATE {change}"))


def test_whoever_wrote_a_note_erases_it_with_everything_to_it(
    told: SimpleNamespace, drain: Drain, superuser: Connection
) -> None:
    leo, operations = told.leo.client, told.company.units["Operations"]
    drafted(leo, operations)
    leo.post(f"{drafted(leo, operations)}/publish", data=TICKS)
    assert left(superuser, told.leo.tenant_id) == {"learning_draft": 2, "learning_note": 2, "learning_answer": 2}
    erases(told.leo, drain)
    assert left(superuser, told.leo.tenant_id) == {"learning_draft": 0, "learning_note": 0, "learning_answer": 0}
    assert (listed(told.alice.client), told.alice.client.get(told.note).status_code) == ([], 404)
    jobs = text("SELECT count(*) FROM job WHERE kind = 'learning_notes.publish'")
    assert superuser.scalar(jobs) == 0, "and nothing is owed about it"


def test_whoever_answered_erases_their_copy_and_the_other_keeps_theirs(
    told: SimpleNamespace, drain: Drain, superuser: Connection
) -> None:
    erases(told.alice, drain)
    assert left(superuser, told.leo.tenant_id)["learning_answer"] == 1
    assert ANSWER in told.leo.client.get(told.note).text
    assert ANSWER not in told.alice.client.get(told.note).text
    assert answered(told.alice.client, told.note, "Beginning anew.").status_code == 200
    assert "Beginning anew." in told.leo.client.get(told.note).text


def test_notes_of_somebody_who_leaves_vanish_at_once(
    app: Flask, told: SimpleNamespace, drain: Drain, superuser: Connection
) -> None:
    leo, operations = told.leo.client, told.company.units["Operations"]
    leo.post(f"{drafted(leo, operations)}/publish", data=TICKS)
    leaves(app, told, told.leo)
    alice = told.alice.client
    assert (listed(alice), alice.get(told.note).status_code, told.note in alice.get("/notices").text) == (
        [],
        404,
        False,
    )
    assert answered(alice, told.note).status_code == 404
    with clock.shifted(NIGHT):
        drain()
        assert listed(told.alice.sign_in()) == []
    with app.app_context(), work(told.hana.tenant_id, told.hana.member_id):
        leaving.destroy(told.leo.member_id)
    assert left(superuser, told.leo.tenant_id) == {"learning_draft": 0, "learning_note": 0, "learning_answer": 0}


def test_somebody_who_leaves_reads_no_more_and_their_answer_stays(app: Flask, told: SimpleNamespace) -> None:
    leaves(app, told, told.alice)
    assert told.alice.client.get(told.note).status_code in {303, 401, 403}
    assert ANSWER in told.leo.client.get(told.note).text
    with app.app_context(), work(told.hana.tenant_id, told.hana.member_id):
        leaving.destroy(told.alice.member_id)
    assert ANSWER in told.leo.client.get(told.note).text


def test_whoever_came_by_a_reset_reads_no_draft_and_no_answer_and_lets_none_go(
    app: Flask, told: SimpleNamespace, outbox: Any, superuser: Connection
) -> None:
    leo, operations = told.leo.client, told.company.units["Operations"]
    draft = drafted(leo, operations)
    mine = re.findall(r'action="(/learning-notes/answers/[0-9a-f-]{36})/remove"', leo.get(told.note).text)[0]
    steps.reset(app, told.leo, outbox)
    intruder = told.leo.sign_in(app.test_client())
    page = intruder.get("/learning-notes").text
    assert "stay sealed" in page
    for path in (draft, f"{draft}/look"):
        answer = intruder.get(path)
        assert (answer.status_code, CANARY in answer.text) == (423, False)
    assert intruder.post(f"{draft}/publish", data=TICKS | {"when": "now"}).status_code == 423
    assert intruder.post(f"{draft}/let-go").status_code == 423
    assert ANSWER not in intruder.get(told.note).text
    assert "stays sealed" in intruder.get(told.note).text
    assert intruder.post(f"{mine}/remove").status_code == 423
    kept = intruder.post("/learning-notes/write", data=TOLD | {"group": str(operations), "consent": "yes"})
    assert (kept.status_code, CANARY in kept.text) == (423, True)
    assert answered(told.bob.client, told.note, "Sent while it is locked.").status_code == 200
    assert "Sent while it is locked." not in intruder.get(told.note).text
    assert "Sent while it is locked." in leo.get(told.note).text
    assert left(superuser, told.leo.tenant_id) == {"learning_draft": 1, "learning_note": 1, "learning_answer": 4}


def test_a_copy_of_everything_holds_ones_own_words_and_nobody_elses_name(told: SimpleNamespace, drain: Drain) -> None:
    leo, operations = told.leo.client, told.company.units["Operations"]
    drafted(leo, operations, happened="<i>Not ready yet")
    leo.post(f"{drafted(leo, operations, happened='Tomorrow, perhaps')}/publish", data=TICKS)
    files = fetch(leo, drain)
    record, read = files["learning-notes/learning-notes.json"], files["learning-notes/learning-notes.md"]
    for line in (CANARY, "Tomorrow, perhaps", ANSWER):
        assert line in record
        assert line in read
    assert "&lt;i>Not ready yet" in read
    assert "Alice" not in record + read
    theirs = fetch(told.alice.client, drain)["learning-notes/learning-notes.json"]
    assert (ANSWER in theirs, CANARY in theirs) == (True, False)
    assert "learning-notes/learning-notes.json" not in fetch(told.bob.client, drain)


def test_the_same_answer_sent_from_two_windows_at_once_is_one(told: SimpleNamespace, app: Flask) -> None:
    windows = [told.alice.sign_in(app.test_client()) for _window in range(2)]
    codes: list[int] = []
    mine = re.findall(r'action="(/learning-notes/answers/[0-9a-f-]{36})/take-back"', windows[0].get(told.note).text)[0]
    assert windows[0].post(f"{mine}/take-back").status_code == 303
    threads = [
        threading.Thread(target=lambda window=window: codes.append(answered(window, told.note).status_code))
        for window in windows
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303, 303]
    assert told.leo.client.get(told.note).text.count(ANSWER) == 1


def test_published_from_two_windows_at_once_it_is_one_note(cast: SimpleNamespace, app: Flask, drain: Drain) -> None:
    draft = drafted(cast.leo.client, cast.company.units["Operations"])
    cast.leo.client.post(f"{draft}/publish", data=TICKS)
    windows = [cast.leo.sign_in(app.test_client()) for _window in range(2)]
    went: list[tuple[int, str]] = []

    def publish(window: Any) -> None:
        answer = window.post(f"{draft}/publish", data=TICKS | {"when": "now"})
        went.append((answer.status_code, answer.location))

    threads = [threading.Thread(target=publish, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain()
    (note,) = listed(cast.alice.client)
    assert went == [(303, note), (303, note)]
    assert cast.alice.client.get("/notices").text.count(f'href="{note}"') == 1


def test_an_id_of_nothing_and_of_another_company_are_the_same(told: SimpleNamespace) -> None:
    note_id = told.note.rpartition("/")[2]
    for client in (told.eve.client, told.adam.client):
        for path in (f"/learning-notes/{note_id}", f"/learning-notes/{uuid4()}"):
            assert client.get(path).status_code == 404
    assert UUID(note_id).version == 5
