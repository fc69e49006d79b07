"""A copy of everything: made by a job with the sight of the session that asked, fetched once, and complete."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, format_date
from sqlalchemy import Connection, text

from tenants import clock, taking_along
from tenants.db import work
from tenants.members import private_space
from tenants.organizations.access import organization
from tests.scene import Scene
from tests.tenants.private_space import steps
from tests.tenants.private_space.steps import Outbox
from wellbeing.home import copying

Drain = Callable[[], int]

# What names a member and is in no part of the copy, each with its reason.
REVIEWED = {
    "audit_event": "what administrators did for the organization; kept whole, and read by those who may",
    "erasure": "the log of what was erased: ids and moments, replayed after a restore; it names nobody any more",
    "feedback_template": "HR's own work for the organization, under the name of whoever made it",
    "help_confirmation": "what HR confirmed for the organization",
    "instrument": "what HR and trustees added, confirmed or licensed for the organization",
    "participation": "lives while a check-in is open; a copy would outlive it and say who answered",
    "people_upload": "a file of other people that HR looked at, gone within a day",
    "personal_copy": "the copy itself",
    "program_morning": "whose morning a week of a programme is; the same for everybody it is for, whatever they do",
}


class Killed(BaseException):
    """A worker that is killed: nothing of its own catches this."""


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_args: object) -> None:
        raise error

    return fail


def fetch(client: FlaskClient, drain: Drain) -> dict[str, str]:
    """Ask for a copy, let it be made and fetch it: its files."""
    assert client.post("/my-data/copy").status_code == 303
    drain()
    page = client.get("/my-data/copy").text
    answer = client.post(address(page))
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        return {name: folder.read(name).decode() for name in folder.namelist()}


def address(page: str) -> str:
    found = re.search(r'action="(/my-data/copy/[0-9a-f-]{36})"', page)
    assert found, page
    return found[1]


def test_every_table_that_names_a_member_is_told_of_by_one_part_or_reviewed(app: Flask, superuser: Connection) -> None:
    references = text(
        "SELECT r.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
        "JOIN pg_class m ON m.oid = c.confrelid WHERE c.contype = 'f' AND m.relname = 'member'"
    )
    named = text(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name ~ "
        "'(^|_)(member|author|reader|actor|person|people|owner|identity)_ids?$|_by$'"
    )
    found = set(superuser.scalars(references)) | set(superuser.scalars(named))
    told = [table for part in taking_along.parts() for table in part.tables]
    assert len(told) == len(set(told)), "a table is told of by two parts"
    assert found - set(told) - set(REVIEWED) == set(), "declare these in a taking_along.py, or review them here"
    assert set(told) - found == set(), "no such table, or it names nobody"
    assert set(REVIEWED) & set(told) == set(), "told of and reviewed"
    assert set(REVIEWED) <= found, "reviewed, and names nobody"
    assert {"member", "private_space", "own_answers", "feedback_copy", "coaching_copy"} <= found


def test_the_copy_holds_everything_of_a_furnished_member_and_nothing_of_others(
    app: Flask, furnished: Scene, drain: Drain
) -> None:
    files = fetch(furnished.alice.sign_in(), drain)
    assert "## What is in it" in files["README.md"]
    assert "What is not in it" not in files["README.md"]
    index = json.loads(files["index.json"])
    assert index["format"] == "wellbeing-copy-1"
    assert set(index["files"]) == set(files) - {"README.md", "index.json"}
    profile = json.loads(files["profile/profile.json"])
    assert (profile["name"], profile["email"]) == ("Alice Okafor", furnished.alice.email)
    assert (profile["manager"], profile["unit"]) == ("Leo Marchetti", "Operations / Night shift")
    assert "Supervisor: Leo Marchetti" in files["profile/profile.md"]
    assert "The geese flew over at six." in files["journal/journal.md"]
    assert "We both walk home." in files["coaching/coaching.md"]
    assert "The form was missing that day." in files["feedback/received.json"]
    assert "Was my handover on Monday clear?" in files["feedback/written.md"]
    assert [one["checkin"] for one in json.loads(files["check-ins/check-ins.json"])["asked"]]
    assert json.loads(files["sign-in/sign-in.json"])["devices"]
    assert json.loads(files["private-space/private-space.json"])["consents"]
    assert json.loads(files["notices/notices.json"])["notices"]
    secrets = re.compile(r"token|hash|wrapped|sealed|\$argon2")
    assert not [name for name, said in files.items() if name.endswith(".json") and secrets.search(said)]
    leo = fetch(furnished.leo.sign_in(), drain)
    written = leo["feedback/written.json"] + leo["feedback/written.md"]
    assert "Draft" in written
    assert "Alice" not in written
    assert "Lena" not in written


def test_it_works_once_and_for_the_session_that_asked(app: Flask, cast: SimpleNamespace, drain: Drain) -> None:
    alice, bob, hana, eve = cast.alice.client, cast.bob.client, cast.hana.client, cast.eve.client
    assert "Make my copy" in alice.get("/my-data/copy").text
    for _press in range(2):
        assert alice.post("/my-data/copy").status_code == 303
    assert "being made" in alice.get("/my-data/copy").text
    drain()
    path = address(alice.get("/my-data/copy").text)
    other_device = cast.alice.sign_in(app.test_client())
    for client in (bob, hana, eve, other_device):
        assert client.post(path).status_code == 404
    assert "Make my copy" in other_device.get("/my-data/copy").text
    assert app.test_client().post(path).status_code in {303, 401}
    assert alice.get(path).status_code == 405
    assert alice.post(path).status_code == 200
    gone = alice.post(path)
    assert gone.status_code == 404
    assert "Make a new one" in gone.text
    assert "Make my copy" in alice.get("/my-data/copy").text


def test_it_is_gone_after_a_day_and_with_the_sign_in(
    cast: SimpleNamespace, drain: Drain, superuser: Connection
) -> None:
    count = text("SELECT count(*) FROM personal_copy WHERE tenant_id = :t")
    here = {"t": cast.alice.tenant_id}
    for person in (cast.alice, cast.bob):
        assert person.client.post("/my-data/copy").status_code == 303
    drain()
    assert superuser.scalar(count, here) == 2
    path = address(cast.alice.client.get("/my-data/copy").text)
    assert cast.bob.client.post("/sign-out").status_code == 303
    superuser.rollback()
    assert superuser.scalar(count, here) == 1
    for hours in range(1, 25):
        with clock.shifted(timedelta(hours=hours, minutes=1)):
            assert cast.alice.client.get("/home").status_code == 200
    with clock.shifted(timedelta(hours=24, minutes=2)):
        assert cast.alice.client.post(path).status_code == 404
        assert "Make my copy" in cast.alice.client.get("/my-data/copy").text
        drain()
        superuser.rollback()
        assert superuser.scalar(count, here) == 0


def test_a_killed_worker_loses_nothing_and_a_failure_can_be_tried_again(
    app: Flask, cast: SimpleNamespace, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = cast.alice.client
    assert alice.post("/my-data/copy").status_code == 303
    with monkeypatch.context() as dying:
        dying.setattr(copying, "_sealed", raising(Killed()))
        with pytest.raises(Killed):
            drain()
        assert "being made" in alice.get("/my-data/copy").text
    assert drain() == 0  # the row is still that worker's
    with clock.shifted(timedelta(minutes=11)):
        drain()
        assert alice.post(address(alice.get("/my-data/copy").text)).status_code == 200

    assert alice.post("/my-data/copy").status_code == 303
    with monkeypatch.context() as dying:
        dying.setattr(copying, "_sealed", raising(OSError()))
        drain()
        assert "being made" in alice.get("/my-data/copy").text
        for _try in range(6):
            with clock.shifted(timedelta(minutes=20 * (_try + 1))):
                drain()
    assert "did not work" in alice.get("/my-data/copy").text
    assert "README.md" in fetch(alice, drain)


def test_only_what_the_asking_session_opens_goes_in(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, drain: Drain
) -> None:
    alice = cast.alice
    steps.write(alice.client)
    steps.private_address(alice.client, f"own.{alice.email}", outbox)
    assert alice.client.post("/my-data/copy").status_code == 303
    with app.app_context(), work(alice.tenant_id, alice.member_id):
        private_space.lock(alice.member_id, clock.now())
    newcomer = alice.sign_in(app.test_client())
    page = newcomer.get("/my-data/copy").text
    assert "locked on this device" in page
    theirs = fetch(newcomer, drain)
    assert "is locked on the device you used" in theirs["README.md"]
    assert "that you began on" in theirs["README.md"]
    space = json.loads(theirs["private-space/private-space.json"])["spaces"][0]
    assert (space["open"], space["private_address"]) == (False, None)
    mine = alice.client.post(address(alice.client.get("/my-data/copy").text))
    with zipfile.ZipFile(io.BytesIO(mine.data)) as folder:
        space = json.loads(folder.read("private-space/private-space.json"))["spaces"][0]
    assert (space["open"], space["private_address"]) == (True, f"own.{alice.email}")


def test_the_stored_zip_is_sealed_and_a_moved_one_does_not_open(
    cast: SimpleNamespace, drain: Drain, superuser: Connection
) -> None:
    steps.write(cast.alice.client)
    for person in (cast.alice, cast.bob):
        assert person.client.post("/my-data/copy").status_code == 303
    drain()
    rows = superuser.execute(
        text("SELECT id, member_id, space_id, sealed FROM personal_copy WHERE tenant_id = :t"),
        {"t": cast.alice.tenant_id},
    ).all()
    assert len(rows) == 2
    held = {row.member_id: row for row in rows}
    assert held[cast.alice.member_id].space_id is not None
    assert held[cast.bob.member_id].space_id is None
    assert not [row for row in rows if b"PK\x03\x04" in bytes(row.sealed) or b"README" in bytes(row.sealed)]
    move = text("UPDATE personal_copy SET sealed = :sealed, space_id = NULL WHERE id = :id")
    for taken, into in ((cast.bob, cast.alice), (cast.alice, cast.bob)):
        superuser.execute(move, {"sealed": held[taken.member_id].sealed, "id": held[into.member_id].id})
    superuser.commit()
    for person in (cast.alice, cast.bob):
        assert person.client.post(address(person.client.get("/my-data/copy").text)).status_code == 500


def test_a_leaver_takes_everything_along(app: Flask, furnished: Scene, drain: Drain) -> None:
    lena = furnished.lena.sign_in()
    assert "/my-data/copy" in lena.get("/leaving").text
    files = fetch(lena, drain)
    assert json.loads(files["profile/profile.json"])["left_on"]
    assert lena.get("/my-data").status_code == 403
    assert lena.post("/my-data/bring").status_code == 403


def test_the_copy_speaks_the_members_language_and_day(app: Flask, cast: SimpleNamespace, drain: Drain) -> None:
    with app.app_context(), work(cast.alice.tenant_id, cast.hana.member_id):
        organization().languages = ["en", "de"]
    answer = cast.alice.client.post("/account", data={"language": "de", "time_zone": "Asia/Tokyo"})
    assert answer.status_code == 303, answer.text
    files = fetch(cast.alice.client, drain)
    with app.app_context(), force_locale("de"):
        day = format_date(clock.today("Asia/Tokyo"), "long")
    assert day in files["README.md"]
    assert "Name: Alice" in files["profile/profile.md"]


def test_of_two_requests_at_once_one_fetches_the_copy(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Drain
) -> None:
    alice = cast.alice
    assert alice.client.post("/my-data/copy").status_code == 303
    drain()
    where = address(alice.client.get("/my-data/copy").text)
    second = app.test_client()
    second._cookies = dict(alice.client._cookies)  # the same browser, twice
    superuser.rollback()
    held = text("SELECT id FROM personal_copy WHERE member_id = :m FOR UPDATE")
    superuser.execute(held, {"m": alice.member_id})  # so that both have begun before either ends
    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(client.post, where) for client in (alice.client, second)]
        wait(asked, timeout=1.5)
        superuser.rollback()
        assert sorted(one.result(timeout=30).status_code for one in asked) == [200, 404]
