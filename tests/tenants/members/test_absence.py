"""Away and paused: HR notes a last day and never a reason; a pause is nobody's business; mail waits for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock, jobs, mail
from tenants.db import as_member, db, work
from tenants.members import absence, service
from tenants.members.models import OwnPace
from tests import mailbox
from tests.conftest import Person

MONDAY = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)
TODAY = MONDAY.date()
DAY = timedelta(days=1)
Outbox = Callable[[], list[EmailMessage]]


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with clock.at(MONDAY):
        yield


def absent(app: Flask, cast: SimpleNamespace, on: date = TODAY) -> set[str]:
    """Who a job finds absent on a day, by the names of the cast."""
    with app.app_context(), work(cast.alice.tenant_id):
        found = absence.absent(on)
    return {name for name in ("alice", "bob", "cleo", "hana", "leo") if getattr(cast, name).member_id in found}


def note(cast: SimpleNamespace, person: Person, until: object) -> int:
    """Hana notes somebody as away."""
    return int(cast.hana.client.post(f"/people/{person.member_id}/away", data={"until": str(until)}).status_code)


def test_a_member_pauses_until_a_day_or_until_they_say_and_returns(app: Flask, cast: SimpleNamespace) -> None:
    alice = cast.alice.client
    assert alice.post("/my/pace/pause", data={"until": str(TODAY + 3 * DAY)}).status_code == 303
    assert "You pause" in alice.get("/my/pace").text
    assert [absent(app, cast, TODAY + days * DAY) for days in (0, 3, 4)] == [{"alice"}, {"alice"}, set()]
    for _twice in range(2):
        assert alice.post("/my/pace/pause", data={"until": ""}).status_code == 303
    assert absent(app, cast, TODAY + 400 * DAY) == {"alice"}
    for _twice in range(2):
        assert alice.post("/my/pace/resume").status_code == 303
    assert absent(app, cast) == set()
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        assert db.session.query(OwnPace).count() == 0


@pytest.mark.parametrize("until", [TODAY - DAY, TODAY + 800 * DAY, "soon"])
def test_a_senseless_day_comes_back_with_a_sentence(cast: SimpleNamespace, until: object) -> None:
    refused = cast.alice.client.post("/my/pace/pause", data={"until": str(until)})
    assert (refused.status_code, str(until) in refused.text) == (422, True)
    assert note(cast, cast.alice, until) == 422
    assert "<dd>up to" not in cast.hana.client.get(f"/people/{cast.alice.member_id}").text


def test_hr_notes_a_last_day_which_the_person_sees_and_ends_it(app: Flask, cast: SimpleNamespace) -> None:
    page = f"/people/{cast.bob.member_id}"
    assert note(cast, cast.bob, TODAY + 9 * DAY) == 303
    assert note(cast, cast.bob, TODAY + 2 * DAY) == 303
    assert "up to and including Mar 5, 2031" in cast.hana.client.get(page).text
    assert "away up to Mar 5, 2031" in cast.bob.client.get("/my/pace").text
    assert "Mar 5, 2031" in cast.bob.client.get("/my-data").text
    assert [absent(app, cast, TODAY + days * DAY) for days in (2, 3)] == [{"bob"}, set()]
    for _twice in range(2):
        assert cast.hana.client.post(f"{page}/away/end").status_code == 303
    assert absent(app, cast) == set()
    log = cast.hana.client.get("/organization/acts").text
    assert (log.count("noted as away"), log.count("noted as back")) == (2, 1)


def test_only_hr_notes_absences_and_only_of_their_own_company(app: Flask, cast: SimpleNamespace) -> None:
    until = {"until": str(TODAY)}
    for person, answer in ((cast.bob, 403), (cast.leo, 403), (cast.eve, 404)):
        for path in ("away", "away/end"):
            assert person.client.post(f"/people/{cast.alice.member_id}/{path}", data=until).status_code == answer
    assert absent(app, cast) == set()


def test_a_leaver_is_not_absent_and_cannot_be_noted(app: Flask, cast: SimpleNamespace) -> None:
    cast.cleo.client.post("/my/pace/pause", data={"until": ""})
    assert absent(app, cast) == {"cleo"}
    left = cast.hana.client.post(f"/people/{cast.cleo.member_id}/leaving", data={"left_on": str(TODAY)})
    assert left.status_code == 303
    assert absent(app, cast) == set()
    assert note(cast, cast.cleo, TODAY) == 409


def test_nobody_sees_a_pause_neither_on_a_page_nor_in_the_database(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    places = ["/people", f"/people/{cast.alice.member_id}", "/organization/acts", "/api/v1/people", "/home"]
    before = [cast.hana.client.get(place).text for place in places]
    cast.alice.client.post("/my/pace/pause", data={"until": str(TODAY + 5 * DAY)})
    assert [cast.hana.client.get(place).text for place in places] == before
    for other in (cast.hana, cast.bob):
        with app.app_context(), work(cast.alice.tenant_id, other.member_id):
            assert db.session.query(OwnPace).count() == 0
            with pytest.raises(RuntimeError, match="jobs only"):
                absence.absent(TODAY)
    with app.app_context(), work(cast.eve.tenant_id):
        assert absence.absent(TODAY) == set()
    stored = superuser.execute(text("SELECT encode(sealed, 'escape') FROM own_pace")).scalars().all()
    assert stored
    assert not any("until" in row or "2031" in row for row in stored)


def test_mail_waits_until_somebody_is_back(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    cast.alice.client.post("/my/pace/pause", data={"until": str(TODAY + DAY)})
    cast.bob.client.post("/my/pace/pause", data={"until": ""})
    note(cast, cast.cleo, TODAY + 30 * DAY)
    everyone = (cast.alice, cast.bob, cast.cleo, cast.leo)

    def mailed() -> list[int]:
        found = outbox()
        return [len([one for one in mailbox.to(found, who.email) if one["List-Unsubscribe"]]) for who in everyone]

    with app.app_context(), work(cast.alice.tenant_id):
        for person in everyone:
            mail.notify(person.member_id, "address.proposed")
    assert mailed() == [0, 0, 0, 1]
    assert "proposes a new address" in cast.bob.client.get("/notices").text
    with clock.shifted(DAY):
        assert mailed() == [0, 0, 0, 1]
    with clock.shifted(2 * DAY):
        assert mailed() == [1, 0, 0, 1]
        assert cast.bob.sign_in().post("/my/pace/resume").status_code == 303
        assert cast.hana.sign_in().post(f"/people/{cast.cleo.member_id}/away/end").status_code == 303
        assert mailed() == [1, 1, 1, 1]


def test_two_absences_in_a_row_are_one(app: Flask, cast: SimpleNamespace) -> None:
    note(cast, cast.alice, TODAY + 2 * DAY)
    cast.alice.client.post("/my/pace/pause", data={"until": str(TODAY + 4 * DAY)})
    with app.app_context(), work(cast.alice.tenant_id), as_member(cast.alice.member_id):
        alice = service.member_row(cast.alice.member_id)
        assert absence.returns_on(alice, TODAY) == TODAY + 5 * DAY
        absence.pause(alice, until=TODAY)
        assert absence.returns_on(alice, TODAY) == TODAY + 3 * DAY
        absence.pause(alice, until=None)
        assert absence.returns_on(alice, TODAY) is None


def test_what_hr_noted_is_forgotten_once_it_is_over(
    app: Flask, cast: SimpleNamespace, drain: Callable[[], int], superuser: Connection
) -> None:
    note(cast, cast.alice, TODAY)
    count = text("SELECT count(*) FROM absence WHERE tenant_id = :tenant")
    for days, kept in ((1, 1), (3, 0)):
        with clock.shifted(days * DAY):
            with app.app_context(), work(cast.alice.tenant_id):
                jobs.owe("absence.forget", str(days))
            drain()
        assert superuser.execute(count, {"tenant": cast.alice.tenant_id}).scalar() == kept
        superuser.rollback()
