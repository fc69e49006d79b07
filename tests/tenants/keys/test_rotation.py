"""Keys change while people read on: no text is touched, nothing is lost, and a killed worker's work goes on."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Connection, create_engine, select, text

from tenants import clock, embedded, sealed_places, vault, work_queue
from tenants.config import Settings
from tenants.db import db, work
from tenants.keys import commands, resealing, service
from tenants.master_keys import Keyring, LocalKey
from tenants.members import private_space
from tests import scene as scenes
from tests.tenants.keys.dying_worker import REWRAPPING, ROTATING
from tests.tenants.private_space import steps

EXPORTS = ("/journal/export/json", "/feedback/export/json", "/coaching/export/json", "/check-ins/own/export/json")
PAGES = ("/my/pace", "/notices/choices", "/private-space", "/coaching", "/feedback", "/learning-notes")
PRIVATE = text("SELECT md5(string_agg(md5(sealed), '' ORDER BY id)) FROM journal_entry WHERE tenant_id = :tenant")
LEASES_END = timedelta(hours=1)


@pytest.fixture(scope="module")
def scene(app: Flask, tally_app: Flask, engines: embedded.Engines) -> scenes.Scene:
    """A furnished company of our own, with something in every place that lies under the organization's key."""
    built = scenes.build(app, tally_app, name="Keyholders")
    alice = built.alice.sign_in()
    assert alice.post("/private-space/address", data={"email": "alice.private@example.net"}).status_code == 303
    with app.app_context():
        _more(built)
    return built


def _more(built: scenes.Scene) -> None:
    """What the scene has none of: a file of people, choices of notices, copies that wait for a private space."""
    from tenants.members import absence, uploads
    from tenants.members import service as members
    from tenants.notices import choices
    from tenants.notices.registry import Choice
    from wellbeing.feedback import places as feedback
    from wellbeing.feedback.models import FeedbackCopy
    from wellbeing.learning_notes import places as learning
    from wellbeing.learning_notes.models import LearningAnswer, LearningNote
    from wellbeing.pairings import places as coaching
    from wellbeing.pairings.models import CoachingCopy

    alice, hana, tomas = built.alice.member_id, built.hana.member_id, built.tomas.member_id
    with work(built.tenant_id, alice):
        choices.stop_mail(alice)
        absence.choose_weekday(members.member_row(alice), weekday=3)
        choices.choose(alice, {"feedback": Choice.IN_APP})
    with work(built.tenant_id, hana):
        uploads.keep(b"email\nnew@example.org\n", by=hana)
    with work(built.tenant_id, alice):
        note_id = db.session.scalars(select(LearningNote.id)).one()
        for place, table, more in (
            (learning, LearningAnswer, {"answer_id": uuid4(), "note_id": note_id}),
            (feedback, FeedbackCopy, {"note_id": uuid4(), "delivered": True}),
            (coaching, CoachingCopy, {"words_id": uuid4(), "pairing_id": uuid4()}),
        ):
            row_id = uuid4()
            space_id, sealed = place.sealed_for(tomas, row_id, b"{}")
            assert space_id is None
            db.session.add(table(id=row_id, author_id=alice, reader_id=tomas, sealed=sealed, **more))
            db.session.flush()


def versions(superuser: Connection, tenant_id: UUID) -> dict[str, set[int]]:
    """Under which versions of the organization's key its values lie, by place."""
    superuser.rollback()
    found = {}
    for place in sealed_places.everywhere():
        only = place.only.replace(" AND reader_id = %(member)s", "").replace("member_id = %(member)s", "true")
        ask = f"SELECT {place.column} FROM {place.table} WHERE tenant_id = :tenant AND {only}"
        rows = superuser.scalars(text(ask), {"tenant": tenant_id}).all()
        found[f"{place.table}.{place.column}"] = {vault.version_of(bytes(row)) for row in rows}
    superuser.rollback()
    return found


def seen(built: scenes.Scene) -> dict[str, Any]:
    """What the people of the scene read of their own."""
    found: dict[str, Any] = {}
    for person in (built.alice, built.partner, built.leo, built.hana):
        client = person.sign_in()
        for path in PAGES:
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            found[f"{person.email} {path}"] = answer.text
        for path in EXPORTS:
            told = json.loads(client.get(path).text)
            told.pop("exported_at", None)
            found[f"{person.email} {path}"] = told
    return found


def rotate(tenant_id: UUID) -> int:
    with work(tenant_id):
        return service.owe_rotation()


def run_on(drain: Callable[[], int]) -> None:
    """Everything that a rotation owes, its last minutes included."""
    for hours in range(4):
        with clock.shifted(hours * LEASES_END):
            drain()


def test_an_organizations_key_is_changed_and_everything_opens_as_before(
    app: Flask, scene: scenes.Scene, superuser: Connection, drain: Callable[[], int]
) -> None:
    drain()
    tenant = {"tenant": scene.tenant_id}
    before, texts, secret = seen(scene), superuser.scalar(PRIVATE, tenant), _secret(app, scene.tenant_id)
    assert all(found == {1} for found in versions(superuser, scene.tenant_id).values()), "nothing is left out here"
    with app.app_context():
        assert rotate(scene.tenant_id) == 2
        work_queue.drain("default")
    during = versions(superuser, scene.tenant_id)
    assert during.pop("wave_key.wrapped") == {1}, "only the tally sees the keys of urns"
    assert set(map(frozenset, during.values())) == {frozenset({2})}
    drain()
    assert versions(superuser, scene.tenant_id)["wave_key.wrapped"] == {2}
    with app.app_context(), work(scene.tenant_id):
        assert service.versions() == [1, 2], "whoever read a value before can still open it"
        assert [one.kind for one in service.steps_owed()] == [service.REMOVE_OLD]
    run_on(drain)
    with app.app_context(), work(scene.tenant_id):
        assert service.versions() == [2]
        assert service.steps_owed() == []
    assert seen(scene) == before
    assert superuser.scalar(PRIVATE, tenant) == texts, "no text was touched"
    assert _secret(app, scene.tenant_id) == secret
    alice = scene.alice.client
    assert steps.reads(alice, steps.write_more(alice, steps.SECRET_LINE))
    _closes(app, scene, drain)
    run_on(drain)
    assert all(found <= {2} for found in versions(superuser, scene.tenant_id).values())


def _secret(app: Flask, tenant_id: UUID) -> bytes:
    with app.app_context(), work(tenant_id):
        return vault.tenant_secret("noise")


def _closes(app: Flask, scene: scenes.Scene, drain: Callable[[], int]) -> None:
    """The urn whose key was sealed anew opens at the close."""
    from wellbeing.checkins import service as checkins
    from wellbeing.checkins.models import Wave

    with app.app_context(), work(scene.tenant_id, scene.hana.member_id):
        checkins.close_wave(wave_id=scene.open_wave)
    drain()
    with app.app_context(), work(scene.tenant_id):
        assert db.session.get_one(Wave, (scene.tenant_id, scene.open_wave)).state == "released"


def test_killed_at_any_step_it_goes_on_and_doubles_nothing(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Callable[[], int], killed_at: Callable[[str], int]
) -> None:
    people = (cast.alice, cast.bob, cast.cleo, cast.leo, cast.hana)
    entries = {person.member_id: steps.write(person.client)[0] for person in people}
    tenant_id, secret = cast.alice.tenant_id, _secret(app, cast.alice.tenant_id)
    for number, step in enumerate(ROTATING, 2):
        with app.app_context():
            assert rotate(tenant_id) == number, step
        if step == "the urns' keys are not committed":
            with app.app_context():
                work_queue.drain("default")
        if step == "the old version is gone, not committed":
            drain()
            superuser.execute(text("UPDATE job SET run_at = now() WHERE kind = 'keys.remove_old'"))
            superuser.commit()
        assert killed_at(step) == -signal.SIGKILL, step
        for person in people:
            assert steps.reads(person.client, entries[person.member_id]), step
        run_on(drain)
        with app.app_context(), work(tenant_id):
            assert (service.versions(), service.steps_owed()) == ([number], []), step
        found = versions(superuser, tenant_id)
        assert found["private_space.wrapped_key"] == {number}, step
        assert all(one <= {number} for one in found.values()), step
        for person in people:
            assert steps.reads(person.client, entries[person.member_id]), step
    assert _secret(app, tenant_id) == secret


def test_a_second_rotation_waits_and_a_second_run_changes_nothing(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Callable[[], int]
) -> None:
    steps.write(cast.alice.client)
    tenant_id = cast.alice.tenant_id
    with app.app_context():
        rotate(tenant_id)
        with pytest.raises(Exception, match="rotation_under_way"):
            rotate(tenant_id)
    run_on(drain)
    wrapped = text("SELECT wrapped_key FROM private_space WHERE member_id = :member")
    first = superuser.scalar(wrapped, {"member": cast.alice.member_id})
    superuser.rollback()
    with app.app_context(), work(tenant_id):
        assert service.begin_version(1) == 2
        assert resealing.reseal_members([cast.alice.member_id], 2) == 0
        assert resealing.reseal_house(2) == 0
    assert superuser.scalar(wrapped, {"member": cast.alice.member_id}) == first


def test_retiring_waits_for_whoever_seals_just_now(
    app: Flask, cast: SimpleNamespace, engines: embedded.Engines
) -> None:
    """A value sealed under the old key in a transaction that is still open would be lost once that key is gone."""
    tenant_id = cast.alice.tenant_id
    with app.app_context(), work(tenant_id, cast.alice.member_id):
        private_space.begin(cast.alice.member_id)
        other = create_engine(engines.web_url, hide_parameters=True)
        with other.connect() as connection, connection.begin():
            connection.execute(text("SELECT enter_scope(:tenant, NULL)"), {"tenant": tenant_id})
            connection.execute(text("SET LOCAL lock_timeout = '200ms'"))
            with pytest.raises(Exception, match="LockNotAvailable"):
                connection.execute(text("UPDATE tenant_key SET retired_at = now() WHERE version = 1"))
        other.dispose()


def test_a_run_that_lost_its_lease_seals_nothing_more(
    app: Flask, cast: SimpleNamespace, superuser: Connection, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], int]
) -> None:
    steps.write(cast.alice.client)
    sealed: list[Any] = []
    begin = service.begin_version

    def overtaken(before: int) -> int:
        superuser.execute(text("UPDATE job SET fence = fence + 1 WHERE kind = 'keys.rotate_organization'"))
        superuser.commit()
        return begin(before)

    with monkeypatch.context() as patched, app.app_context():
        patched.setattr(service, "begin_version", overtaken)
        patched.setattr(resealing, "reseal_members", lambda *args: sealed.append(args))
        rotate(cast.alice.tenant_id)
        work_queue.drain("default")
    assert sealed == []
    run_on(drain)
    assert versions(superuser, cast.alice.tenant_id)["private_space.wrapped_key"] == {2}


@pytest.fixture
def newer(app: Flask, tally_app: Flask) -> Iterator[Callable[[], Settings]]:
    """Puts a new master key before the ones there are, in this process; gives the settings of then."""
    before: Settings = app.extensions["settings"]

    def put() -> Settings:
        keyring = Keyring((LocalKey(os.urandom(32)), *before.keyring.keys))
        changed = replace(before, keyring=keyring)
        for each in (app, tally_app):
            each.extensions["settings"] = changed
        return changed

    yield put
    for each in (app, tally_app):  # and every key is wrapped by the first again, for the tests that follow
        each.extensions["settings"] = replace(
            before, keyring=Keyring((*before.keyring.keys, *app.extensions["settings"].keyring.keys[:1]))
        )
    with app.app_context():
        _rewrap_all()
    for each in (app, tally_app):
        each.extensions["settings"] = before


def _rewrap_all() -> None:
    with work(None):
        if service.master_rotation() is None:
            service.owe_master_rotation()
    work_queue.drain("default")


def masters(superuser: Connection) -> set[str]:
    superuser.rollback()
    every = text("SELECT master FROM tenant_key UNION SELECT master FROM platform_key")
    return set(superuser.scalars(every))


def test_the_master_key_is_changed_and_the_old_one_can_go(
    app: Flask, cast: SimpleNamespace, superuser: Connection, newer: Callable[[], Settings]
) -> None:
    entry, _code = steps.write(cast.alice.client)
    sealed = text("SELECT wrapped_key FROM private_space WHERE member_id = :member")
    member = {"member": cast.alice.member_id}
    spaces = superuser.scalar(sealed, member)
    changed = newer()
    old, new = changed.keyring.keys[1].newest(), changed.keyring.newest()
    assert steps.reads(cast.alice.client, entry), "before anything is wrapped anew the old one opens"
    with app.app_context():
        _rewrap_all()
        assert masters(superuser) == {new}
        with work(None):
            assert set(service.wrapped_under()) == {new}
    assert superuser.scalar(sealed, member) == spaces, "members' keys lie under the organization's, untouched"
    superuser.rollback()
    app.extensions["settings"] = replace(changed, keyring=Keyring(changed.keyring.keys[:1]))
    assert steps.reads(cast.alice.client, entry), "the new one alone opens everything"
    assert old not in masters(superuser)
    app.extensions["settings"] = changed


def test_a_master_rotation_killed_in_the_middle_goes_on(
    app: Flask, cast: SimpleNamespace, superuser: Connection, newer: Callable[[], Settings],
    killed_at: Callable[[str], int], monkeypatch: pytest.MonkeyPatch, engines: embedded.Engines,
) -> None:  # fmt: skip
    """The dying worker has the one key of its environment: for it, what this process wrapped anew is to be undone."""
    entry, _code = steps.write(cast.alice.client)
    first = LocalKey(Settings.from_environment(_environ(engines)).keyring.local()[0].key).newest()
    for step in REWRAPPING:
        superuser.execute(text("UPDATE tenant_key SET master = ''"))
        superuser.execute(text("UPDATE platform_key SET master = ''"))
        superuser.commit()
        with app.app_context(), work(None):
            service.owe_master_rotation()
        assert killed_at(step) == -signal.SIGKILL, step
        assert steps.reads(cast.alice.client, entry), step
        assert "" in masters(superuser), step
        superuser.rollback()
        with app.app_context(), clock.shifted(LEASES_END):
            work_queue.drain("default")
        assert masters(superuser) == {first}, step
        assert steps.reads(cast.alice.client, entry), step


def _environ(engines: embedded.Engines) -> dict[str, str]:
    from tests.tenants.test_config import GOOD

    return GOOD | {"WELLBEING_MASTER_KEY": engines.master_key}


def test_the_commands_tell_what_they_owe_and_how_far_it_is(
    app: Flask, cast: SimpleNamespace, drain: Callable[[], int]
) -> None:
    def run(*words: str) -> tuple[bool, str]:
        with app.app_context():
            told = CliRunner().invoke(commands.keys, list(words))
        return told.exception is None, told.output

    slug = cast.company.slug
    assert not run("rotate-organization", "nobody")[0]
    assert run("rotate-organization", slug) == (True, told_of(2))
    assert not run("rotate-organization", slug)[0]
    told = run("status")[1]
    assert f"{slug}: members' keys and values are sealed anew, pending" in told
    assert "wraps from now on" in told
    assert run("rotate-master")[0]
    assert not run("rotate-master")[0]
    assert "organizations' keys are wrapped anew" in run("status")[1]
    run_on(drain)
    fine, told = run("status")
    assert fine
    assert slug not in told
    assert "anew" not in told


def told_of(version: int) -> str:
    return f"Key {version} is on its way; a worker and the tally worker do the rest. See: wellbeing keys status\n"
