"""Where a copy is sealed: for a reader without a space, with a locked one, or with one begun by a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants import clock
from tenants.db import work
from tenants.members import private_space
from tenants.members import service as members
from tenants.signin import service as signin
from tests.tenants.private_space.steps import CODE, reset
from tests.wellbeing.feedback.conftest import CANARY, begin_space, draft_url, received, sent

Outbox = Callable[[], list[EmailMessage]]


def spaces(superuser: Any, reader: Any) -> list[Any]:
    """The space of each copy of a reader."""
    superuser.rollback()
    query = "SELECT space_id FROM feedback_copy WHERE reader_id = %(reader)s AND author_id <> reader_id"
    return list(superuser.exec_driver_sql(query, {"reader": reader.member_id}).scalars())


def test_without_a_private_space_a_note_waits_and_moves_in_when_one_begins(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int], superuser: Any
) -> None:
    sent(line.leo.client, "hard-day", line.bob.member_id)
    drain()
    page = line.bob.client.get("/feedback").text
    assert "Somebody wrote to you" in page
    assert CANARY not in page
    assert received(line.bob.client) == []
    assert spaces(superuser, line.bob) == [None]
    begun = line.bob.client.post("/private-space/begin", data={"consent": "yes"})
    assert begun.status_code == 200
    [url] = received(line.bob.client)
    assert CANARY in line.bob.client.get(url).text
    assert spaces(superuser, line.bob) != [None]


def test_a_page_about_a_waiting_note_leads_back_to_where_a_space_begins(
    line: SimpleNamespace, drain: Callable[[], int], superuser: Any
) -> None:
    sent(line.leo.client, "hard-day", line.bob.member_id)
    drain()
    query = "SELECT id FROM feedback_copy WHERE reader_id = %(reader)s"
    copy_id = superuser.exec_driver_sql(query, {"reader": line.bob.member_id}).scalar()
    for path in (f"/feedback/{copy_id}", f"/feedback/follow/{copy_id}"):
        answer = line.bob.client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/feedback")
    assert line.bob.client.post(f"/feedback/{copy_id}/thanks").status_code == 303
    assert line.bob.client.get(f"/api/v1/feedback/received/{copy_id}").status_code == 409


def test_the_writer_cannot_tell_whether_the_reader_has_a_space(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int]
) -> None:
    pages = []
    for person in (line.alice, line.bob):
        own = sent(line.leo.client, "hard-day", person.member_id)
        drain()
        line.leo.client.get(own)
        page = line.leo.client.get(own).text
        pages.append(page.replace(str(person.member_id), "").replace(own, "").replace("Alice", "Bob"))
    assert pages[0] == pages[1]


def test_a_locked_space_takes_a_note_in_and_only_its_owner_opens_it(
    app: Flask, line: SimpleNamespace, outbox: Outbox, drain: Callable[[], int]
) -> None:
    older = line.alice.client
    reset(app, line.alice, outbox)
    newcomer = line.alice.sign_in(app.test_client())
    sent(line.leo.client, "hard-day", line.alice.member_id)
    drain()
    page = newcomer.get("/feedback").text
    assert "stays sealed" in page
    assert CANARY not in page
    [url] = received(older)
    assert CANARY in older.get(url).text
    assert newcomer.get(url).status_code == 423
    assert newcomer.post(f"{url}/remove").status_code == 423
    assert newcomer.get(f"/feedback/follow/{url.rsplit('/', 1)[1]}").status_code == 423


def test_whoever_holds_the_mailbox_and_begins_an_empty_space_gets_no_note(
    app: Flask, line: SimpleNamespace, outbox: Outbox, drain: Callable[[], int]
) -> None:
    older = line.alice.client
    sent(line.leo.client, "specific-thanks", line.alice.member_id)
    drain()
    reset(app, line.alice, outbox)
    stranger = line.alice.sign_in(app.test_client())
    with clock.shifted(timedelta(seconds=5)):
        assert stranger.post("/private-space/empty", data={"consent": "yes"}).status_code == 200
        sent(line.leo.client, "hard-day", line.alice.member_id)
        drain()
        assert received(stranger) == []
        assert CANARY not in stranger.get("/feedback/export/json").text
        assert len(received(older)) == 2


def test_without_a_space_a_reset_keeps_waiting_notes_shut_for_two_weeks(
    app: Flask, line: SimpleNamespace, outbox: Outbox, drain: Callable[[], int], superuser: Any
) -> None:
    sent(line.leo.client, "hard-day", line.bob.member_id)
    drain()
    reset(app, line.bob, outbox)
    stranger = line.bob.sign_in(app.test_client())
    begin_space(app, line.bob)
    page = stranger.get("/feedback").text
    assert "Your password was set anew by e-mail" in page
    query = "SELECT id FROM feedback_copy WHERE reader_id = %(reader)s"
    copy_id = superuser.exec_driver_sql(query, {"reader": line.bob.member_id}).scalar()
    assert stranger.get(f"/feedback/{copy_id}").status_code == 423
    assert CANARY not in page
    assert received(stranger) == []
    with clock.shifted(timedelta(days=13)):
        stranger = line.bob.sign_in(app.test_client())
        assert received(stranger) == []
    with clock.shifted(timedelta(days=15)):
        bob = line.bob.sign_in(app.test_client())
        [url] = received(bob)
        assert CANARY in bob.get(url).text


def test_a_new_space_is_trusted_once_two_weeks_have_passed(
    app: Flask, line: SimpleNamespace, outbox: Outbox, drain: Callable[[], int]
) -> None:
    reset(app, line.alice, outbox)
    client = line.alice.sign_in(app.test_client())
    with clock.shifted(timedelta(seconds=5)):
        assert client.post("/private-space/empty", data={"consent": "yes"}).status_code == 200
    with clock.shifted(timedelta(days=15)):
        line.leo.sign_in()
        sent(line.leo.client, "hard-day", line.alice.member_id)
        drain()
        alice = line.alice.sign_in(app.test_client())
        [url] = received(alice)
        assert CANARY in alice.get(url).text


def newcomer_of(app: Flask, line: SimpleNamespace) -> Any:
    """Noor reports to Leo and has not joined yet."""
    with app.app_context(), work(line.hana.tenant_id, line.hana.member_id):
        return members.add(email=f"n{uuid4().hex[:8]}@example.org", name="Noor", manager_id=line.leo.member_id).id


def test_nothing_goes_to_somebody_who_has_not_joined(app: Flask, line: SimpleNamespace, superuser: Any) -> None:
    noor = newcomer_of(app, line)
    draft = draft_url(line.leo.client, "correct-one-thing", noor)
    refused = line.leo.client.post(f"{draft}/send")
    assert refused.status_code == 409
    assert "Noor has not joined yet" in refused.text
    assert CANARY in refused.text
    superuser.rollback()
    assert (
        superuser.exec_driver_sql("SELECT count(*) FROM feedback_copy WHERE reader_id = %(n)s", {"n": noor}).scalar()
        == 0
    )
    with app.app_context(), work(line.hana.tenant_id):
        signin.activate(member_id=noor, password="a calm and long sentence")
    assert line.leo.client.post(f"{draft}/send").status_code == 303


def test_a_note_on_its_way_comes_back_when_its_reader_has_not_joined(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int], superuser: Any
) -> None:
    own = sent(line.leo.client, "correct-one-thing", line.alice.member_id)
    set_null = "UPDATE member SET activated_at = NULL WHERE id = %(alice)s"
    superuser.exec_driver_sql(set_null, {"alice": line.alice.member_id})
    superuser.commit()
    drain()
    assert spaces(superuser, line.alice) == []
    assert line.leo.client.get(own).status_code == 404
    assert "For Alice" in line.leo.client.get("/feedback/write").text
    assert "It is a draft again" in line.leo.client.get("/notices").text


def test_once_an_older_space_is_opened_again_a_planted_one_receives_nothing(
    app: Flask, line: SimpleNamespace, outbox: Outbox, drain: Callable[[], int]
) -> None:
    with app.app_context(), work(line.bob.tenant_id, line.bob.member_id):
        code = private_space.begin(line.bob.member_id)
    reset(app, line.bob, outbox, "a stranger holds the mailbox")
    stranger = line.bob.sign_in(app.test_client())
    with clock.shifted(timedelta(seconds=5)):
        planted = CODE.search(stranger.post("/private-space/empty", data={"consent": "yes"}).text)
    assert planted
    with clock.shifted(timedelta(days=1)):
        reset(app, line.bob, outbox, "the owner is back again")
        assert line.bob.sign_in(app.test_client()).post("/private-space/open", data={"code": code}).status_code == 303
    with clock.shifted(timedelta(days=16)):
        line.leo.sign_in()
        sent(line.leo.client, "hard-day", line.bob.member_id)
        drain()
        [url] = received(line.bob.sign_in(app.test_client()))
    with clock.shifted(timedelta(days=30)):
        reset(app, line.bob, outbox, "the stranger comes once more")
        stranger = line.bob.sign_in(app.test_client())
        assert stranger.post("/private-space/open", data={"code": planted[0]}).status_code == 303
        assert received(stranger) == []
        assert stranger.get(url).status_code == 423


def test_a_note_to_somebody_who_leaves_before_it_arrives_goes_nowhere(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int], superuser: Any
) -> None:
    sent(line.leo.client, "hard-day", line.bob.member_id)
    with app.app_context(), work(line.hana.tenant_id, line.hana.member_id):
        members.mark_leaver(members.member_row(line.bob.member_id), left_on=clock.today())
    drain()
    assert spaces(superuser, line.bob) == []


def test_a_writer_with_a_locked_space_opens_neither_drafts_nor_copies(app: Flask, delivered: SimpleNamespace) -> None:
    with app.app_context(), work(delivered.leo.tenant_id, delivered.leo.member_id):
        private_space.lock(delivered.leo.member_id, clock.now())
    client: FlaskClient = delivered.leo.sign_in(app.test_client())
    assert client.get(delivered.own).status_code == 423
    page = client.get("/feedback/write")
    assert page.status_code == 200
    assert CANARY not in page.text


@pytest.mark.parametrize("path", ["/feedback", "/feedback/write", "/feedback/ask", "/feedback/export"])
def test_every_page_says_what_feedback_is_for(line: SimpleNamespace, path: str) -> None:
    assert "For learning. Not for appraisal, pay or discipline." in line.leo.client.get(path).text
