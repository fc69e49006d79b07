"""Erasing is for good: keys first, then rows; it survives kill -9 and a restored copy, and takes nothing of others."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tenants import clock, embedded
from tenants.config import SettingsError
from tenants.db import db, work
from tenants.erasures import commands, service, starting, written_down
from tenants.erasures.written_down import Line, LogBroken
from tenants.members import private_space
from tests import scene as scenes
from tests.conftest import PASSWORD, Company
from tests.database_copy import Copy
from tests.tenants.keys.dying_worker import ERASING
from tests.tenants.private_space import steps
from tests.tenants.private_space.steps import Outbox

LEASES_END = timedelta(hours=1)
REMAINS = {
    # HR's own record, and the sign-in that goes with it
    "member", "role_grant", "web_session", "directory", "invitation", "absence", "people_upload",
    # who was asked and has answered: the count at the close needs it, and then it is deleted
    "audience_member", "participation",
    # two people's past, without a word
    "coaching_pairing",
    # when a week of a programme begins where they are, as for everybody it is for
    "program_morning",
    # that it was erased
    "erasure",
}  # fmt: skip
"""Tables with a member's id in which something of theirs may be left, each told on the page."""


@pytest.fixture(scope="module")
def scene(app: Flask, tally_app: Flask) -> scenes.Scene:
    """A furnished company of our own."""
    return scenes.build(app, tally_app, name="Erasers")


def erase(client: FlaskClient, password: str = PASSWORD, **given: str) -> Any:
    return client.post("/my-data/erase", data={"password": password, "understood": "yes"} | given)


def left(superuser: Connection, member_id: UUID) -> dict[str, int]:
    """In which tables how many rows name a member, in any column that may."""
    columns = superuser.execute(
        text(
            "SELECT c.relname, a.attname, a.atttypid = 'uuid[]'::regtype AS several FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
            "WHERE a.attname IN ('member_id', 'reader_id', 'member_ids') AND NOT a.attisdropped".replace("::", "\\:\\:")
        )
    ).all()
    found: dict[str, int] = {}
    for table, column, several in columns:
        fits = f":member = ANY ({column})" if several else f"{column} = :member"
        count = superuser.scalar(text(f"SELECT count(*) FROM {table} WHERE {fits}"), {"member": member_id})
        if count:
            found[table] = found.get(table, 0) + count
    superuser.rollback()
    return found


def test_a_member_erases_everything_of_their_own_and_nothing_of_anybody_else(
    scene: scenes.Scene, superuser: Connection, drain: Callable[[], int]
) -> None:
    alice, partner, leo = scene.alice.sign_in(), scene.partner.sign_in(), scene.leo.sign_in()
    drain()
    before = left(superuser, scene.alice.member_id)
    assert {"journal_entry", "feedback_copy", "coaching_profile", "coaching_copy", "consent", "notice"} <= set(before)
    others = {person: left(superuser, person) for person in (scene.leo.member_id, scene.hana.member_id)}
    sent = leo.get("/feedback/write").text
    page = alice.get("/my-data/erase").text
    assert "What stays, and why" in page
    assert "/my-data/erase" in alice.get("/my-data").text
    for given, sentence in (
        ({"understood": ""}, "Tick this, then everything of yours is erased."),
        ({"password": "not my password at all"}, "This is not the password of this address."),
        ({"password": ""}, "Please fill this in."),
    ):
        refused = erase(alice, **given)
        assert (refused.status_code, sentence in refused.text) == (422, True), sentence
    drain()
    assert left(superuser, scene.alice.member_id) == before
    assert erase(alice).status_code == 303
    assert "It is being erased right now" in alice.get("/my-data/erase").text
    assert erase(alice).status_code == 303, "a second press erases nothing twice"
    drain()
    rest = left(superuser, scene.alice.member_id)
    assert set(rest) <= REMAINS, rest
    assert rest["erasure"] == 1
    for person, found in others.items():
        assert left(superuser, person) == found
    assert leo.get("/feedback/write").text == sent, "whoever wrote feedback keeps their own copy"
    page = alice.get("/my-data/erase").text
    assert "You erased everything on" in page
    for path in ("/home", "/my-data", "/journal", "/feedback", "/coaching", "/private-space", "/notices/choices"):
        answer = alice.get(path)
        assert answer.status_code == 200, path
        assert "walked home slowly" not in answer.text, path
    assert partner.get("/coaching").status_code == 200
    entry, _code = steps.write(alice, "A new beginning, quietly")
    drain()
    assert steps.reads(alice, entry, "A new beginning, quietly")
    assert not [row for row in _jobs(superuser, scene.tenant_id) if row.state != "done" and row.kind == service.RUN]


def test_what_is_begun_after_the_asking_is_not_erased(cast: SimpleNamespace, drain: Callable[[], int]) -> None:
    bob = cast.bob.client
    assert erase(bob).status_code == 303
    entry, code = steps.write(bob, "Begun a moment later")
    assert code
    drain()
    assert steps.reads(bob, entry, "Begun a moment later")
    assert erase(bob).status_code == 303
    drain()
    assert bob.get(entry).status_code == 404


def _jobs(superuser: Connection, tenant_id: UUID) -> list[Any]:
    superuser.rollback()
    found = superuser.execute(
        text("SELECT kind, state FROM job WHERE tenant_id = :tenant"), {"tenant": tenant_id}
    ).all()
    superuser.rollback()
    return list(found)


def test_whoever_came_by_a_reset_erases_nothing(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, superuser: Connection, drain: Callable[[], int]
) -> None:
    """Hana reads the mailbox: she can set a password, and neither read nor destroy what Alice wrote."""
    entry, code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    intruder = cast.alice.sign_in(app.test_client())
    refused = erase(intruder, steps.NEW_PASSWORD)
    assert refused.status_code == 409
    assert "Open it first" in refused.text
    assert 'name="password"' not in intruder.get("/my-data/erase").text
    drain()
    assert left(superuser, cast.alice.member_id)["journal_entry"] == 1
    assert steps.reads(cast.alice.client, entry)
    assert intruder.post("/private-space/open", data={"code": code}).status_code == 303
    with clock.shifted(timedelta(days=15)):
        owner = cast.alice.sign_in(app.test_client())
        assert erase(owner, steps.NEW_PASSWORD).status_code == 303
        drain()
    assert "journal_entry" not in left(superuser, cast.alice.member_id)


def test_who_lost_every_way_in_may_erase_after_sixty_days(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, superuser: Connection, drain: Callable[[], int]
) -> None:
    steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    for days, status in ((59, 409), (61, 303)):
        with clock.shifted(timedelta(days=days)):
            client = cast.alice.sign_in(app.test_client())
            assert erase(client, steps.NEW_PASSWORD).status_code == status, days
            drain()
    assert "journal_entry" not in left(superuser, cast.alice.member_id)


def test_killed_at_any_step_it_goes_on(
    app: Flask, company: Callable[..., Company], superuser: Connection, erasure_log: Path,
    drain: Callable[[], int], killed_at: Callable[[str], int],
) -> None:  # fmt: skip
    names = [f"Ada {number}" for number in range(len(ERASING))]
    made = company(people=dict.fromkeys(names, ""))
    for name, step in zip(names, ERASING, strict=True):
        ada = made.people[name]
        entry, _code = steps.write(ada.client)
        drain()
        assert erase(ada.client).status_code == 303
        assert killed_at(step) == -signal.SIGKILL, step
        known = [line for line in written_down.read(erasure_log) if line.member_id == ada.member_id]
        assert len(known) == (step != "nothing is written down"), step
        gone = step in {"the keys are gone, the rows are there", "the rows are gone, not committed"}
        assert ("private_space" in left(superuser, ada.member_id)) != gone, step
        assert steps.reads(ada.client, entry) != gone, step
        with clock.shifted(LEASES_END):
            drain()
        assert set(left(superuser, ada.member_id)) <= REMAINS, step
        known = [line for line in written_down.read(erasure_log) if line.member_id == ada.member_id]
        assert len(known) == 1, "once in the log, however often it was begun"
        states = text("SELECT done_at IS NOT NULL FROM erasure WHERE member_id = :member")
        assert superuser.scalars(states, {"member": ada.member_id}).all() == [True], step
        superuser.rollback()


def test_what_cannot_be_written_down_is_not_erased(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Callable[[], int], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    entry, _code = steps.write(cast.alice.client)
    drain()
    with monkeypatch.context() as patched:
        patched.setattr(written_down, "append", _full)
        assert erase(cast.alice.client).status_code == 303
        drain()
    assert steps.reads(cast.alice.client, entry)
    with clock.shifted(LEASES_END):
        drain()
    assert "journal_entry" not in left(superuser, cast.alice.member_id)


def _full(*_args: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_restored_copy_does_not_start_and_a_replay_erases_again(
    app: Flask, tally_app: Flask, cast: SimpleNamespace, engines: embedded.Engines, superuser: Connection,
    tmp_path: Path, drain: Callable[[], int],
) -> None:  # fmt: skip
    entry, _code = steps.write(cast.alice.client)
    kept, _code = steps.write(cast.bob.client, "Bob keeps this")
    leaver, organization = cast.cleo, cast.other
    steps.write(leaver.client, "Cleo wrote this")
    drain()
    copy = Copy(engines, tmp_path)
    copy.take()
    assert erase(cast.alice.client).status_code == 303
    with app.app_context():
        with work(leaver.tenant_id, cast.hana.member_id):
            from tenants.members import leaving
            from tenants.members import service as members

            leaving.mark_leaver(members.member_row(leaver.member_id), left_on=clock.today() - timedelta(days=1))
        with clock.shifted(timedelta(days=61)), work(leaver.tenant_id):
            assert service.ask_for_leavers() == 1
        with clock.shifted(timedelta(days=91)), work(organization.tenant_id):
            assert service.erase_if_never_launched()
    with clock.shifted(timedelta(days=92)):
        drain()
    assert "private_space" not in left(superuser, cast.alice.member_id)
    alice_again, _code = steps.write(cast.alice.client, "Begun anew")
    superuser.rollback()
    for each in (app, tally_app):
        with each.app_context():
            db.engine.dispose()

    copy.restore()
    assert steps.reads(cast.alice.client, entry), "a copy from before brings it back: so the log must be replayed"
    with pytest.raises(SettingsError, match="wellbeing erasures replay"):
        starting.check_nothing_came_back(app)
    replayed = _run(app, "replay")
    assert "3 carried out again" in replayed
    starting.check_nothing_came_back(app)
    for person in (cast.alice, leaver):
        assert not {"private_space", "journal_entry"} & set(left(superuser, person.member_id))
    assert cast.alice.client.get(entry).status_code == 404
    assert steps.reads(cast.bob.client, kept, "Bob keeps this")
    assert superuser.scalar(text("SELECT count(*) FROM member WHERE id = :id"), {"id": leaver.member_id}) == 0
    gone = text("SELECT count(*) FROM organization WHERE tenant_id = :id")
    assert superuser.scalar(gone, {"id": organization.tenant_id}) == 0
    superuser.rollback()
    assert cast.alice.client.get(alice_again).status_code == 404, "what the copy never held is not there"
    assert "0 carried out again" in _run(app, "replay")
    assert "0 of them not done" in _run(app, "status")


def _run(app: Flask, *words: str) -> str:
    with app.app_context():
        told = CliRunner().invoke(commands.erasures, list(words), catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return told.output


def test_the_log_survives_a_line_that_was_cut_off_and_refuses_another_file(tmp_path: Path) -> None:
    file = tmp_path / "erasures.log"
    one, two = (Line(uuid4(), "own", uuid4(), uuid4(), (uuid4(),), clock.now()) for _each in range(2))
    written_down.append(file, one)
    with file.open("a") as opened:
        opened.write('{"id": "half a li')
    written_down.append(file, two)
    written_down.append(file, two)
    assert written_down.read(file) == [one, two]
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text('{"some": "other file"}\n')
    with pytest.raises(LogBroken):
        written_down.read(file)
    assert written_down.read(tmp_path / "not there") == []


def test_nothing_starts_while_the_log_is_away(
    app: Flask, cast: SimpleNamespace, drain: Callable[[], int], erasure_log: Path
) -> None:
    assert erase(cast.alice.client).status_code == 303
    drain()
    away = erasure_log.rename(erasure_log.with_suffix(".away"))
    try:
        with pytest.raises(SettingsError, match="which is not there"):
            starting.check_nothing_came_back(app)
    finally:
        away.rename(erasure_log)
    starting.check_nothing_came_back(app)


def test_nothing_is_told_of_who_erased_what(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Callable[[], int], outbox: Outbox
) -> None:
    steps.write(cast.alice.client)
    drain()
    acts = cast.hana.client.get("/organization/acts").text
    people = cast.hana.client.get("/people").text
    before = len(outbox())
    assert erase(cast.alice.client).status_code == 303
    drain()
    assert cast.hana.client.get("/organization/acts").text == acts
    assert cast.hana.client.get("/people").text == people
    assert len(outbox()) == before
    with app.app_context(), work(cast.alice.tenant_id, cast.bob.member_id):
        assert private_space.spaces_of(cast.alice.member_id) == []
    for other in (cast.bob, cast.eve):
        assert "You erased everything" not in other.client.get("/my-data/erase").text
