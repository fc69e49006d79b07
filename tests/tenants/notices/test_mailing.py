"""Notices by mail: at most two a week, in decent hours, neutral, and only as each member wants them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import structlog
from flask import Flask

from tenants import clock, mail
from tenants.db import db, work
from tenants.members.models import Member
from tenants.notices import service
from tenants.notices.registry import KINDS, Kind
from tenants.organizations.models import Holiday, Organization
from tests import mailbox
from tests.conftest import Person

Outbox = Callable[[], list[EmailMessage]]
MONDAY = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with clock.at(MONDAY):
        yield


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    """Some time after Monday at ten."""
    with clock.shifted(by):
        yield


def tell(app: Flask, person: Person, kind: str = "address.proposed", /, **args: str) -> None:
    """Something happens that concerns this person."""
    with app.app_context(), work(person.tenant_id):
        mail.notify(person.member_id, kind, **args)


def mails(outbox: Outbox, person: Person) -> list[EmailMessage]:
    """The notices this person has had by mail."""
    return [found for found in mailbox.to(outbox(), person.email) if found["List-Unsubscribe"]]


def test_a_notice_is_in_the_list_and_in_one_mail(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    cast.alice.sign_in()
    tell(app, cast.alice)
    assert len(mails(outbox, cast.alice)) == 1
    assert "proposes a new address" in cast.alice.client.get("/notices").text
    assert "proposes a new address" not in cast.bob.sign_in().get("/notices").text


def test_subject_and_beginning_are_the_same_for_every_kind(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    tell(app, cast.alice)
    tell(app, cast.bob, "role.granted", person="Leo", role="trustee", unit="")
    [first], [second] = mails(outbox, cast.alice), mails(outbox, cast.bob)
    assert first["Subject"] == second["Subject"] == "Something new for you"
    assert first.get_content()[:120] == second.get_content()[:120]
    assert "Leo" not in second.get_content()


def test_two_mails_a_week_and_the_rest_in_one_digest(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    for hours in range(5):
        with later(hours * HOUR):
            tell(app, cast.alice)
            outbox()
    assert len(mails(outbox, cast.alice)) == 2
    with later(4 * DAY):
        assert len(mails(outbox, cast.alice)) == 2
    with later(7 * DAY):
        assert len(mails(outbox, cast.alice)) == 3
    with later(8 * DAY):
        assert len(mails(outbox, cast.alice)) == 3


def test_several_at_once_are_one_mail(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    for _thing in range(4):
        tell(app, cast.alice)
    assert len(mails(outbox, cast.alice)) == 1


def test_none_in_quiet_hours_or_on_free_days(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with later(9 * HOUR):
        tell(app, cast.alice)
        assert not mails(outbox, cast.alice)
    with later(22 * HOUR + timedelta(minutes=1)):
        assert len(mails(outbox, cast.alice)) == 1
    with later(5 * DAY):
        tell(app, cast.bob)
        assert not mails(outbox, cast.bob)
    with later(6 * DAY):
        assert not mails(outbox, cast.bob)
    with later(7 * DAY - HOUR):
        assert len(mails(outbox, cast.bob)) == 1


def test_hours_are_those_of_the_members_own_time_zone(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        db.session.query(Member).filter_by(id=cast.alice.member_id).one().time_zone = "America/Los_Angeles"
    tell(app, cast.alice)
    assert not mails(outbox, cast.alice)
    with later(6 * HOUR + timedelta(minutes=1)):
        assert len(mails(outbox, cast.alice)) == 1


def test_reading_makes_no_difference_to_the_mail_so_the_mailbox_tells_nothing_of_it(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    with later(10 * HOUR):
        tell(app, cast.alice)
        assert not mails(outbox, cast.alice)
        assert cast.alice.sign_in().post("/notices/read").status_code == 303
    with later(DAY):
        assert len(mails(outbox, cast.alice)) == 1


def test_a_notice_that_has_lost_its_point_is_neither_mailed_nor_listed(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    ends = Kind("test.short", "", lambda _args: "until tonight", ends=lambda _args: MONDAY + 12 * HOUR)
    holds = Kind("test.held", "", lambda _args: "while it holds", holds=lambda _args: not ended)
    for kind in (ends, holds):
        monkeypatch.setitem(KINDS, kind.name, kind)
    with later(10 * HOUR):
        tell(app, cast.alice, "test.short")
        tell(app, cast.alice, "test.held")
        listed = cast.alice.sign_in().get("/notices").text
        assert ("until tonight" in listed, "while it holds" in listed) == (True, True)
    ended.append("taken back")
    with later(DAY):
        assert not mails(outbox, cast.alice)
        listed = cast.alice.sign_in().get("/notices").text
        assert ("until tonight" in listed, "while it holds" in listed) == (False, False)


def test_what_everybody_gets_in_the_same_words_stands_alone_in_its_mail(
    app: Flask, cast: SimpleNamespace, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = Kind("test.same", "", lambda _args: "For all.", told_by_mail=True, listed=False, same_for_all=True)
    monkeypatch.setitem(KINDS, "test.same", same)
    tell(app, cast.alice)
    for person in (cast.alice, cast.bob):
        tell(app, person, "test.same")
    texts = [mails(outbox, person)[0].get_content() for person in (cast.alice, cast.bob)]
    assert "- For all." in texts[0]
    assert len({re.sub(r"/unsubscribe/\S+", "", one) for one in texts}) == 1
    assert "For all." not in cast.alice.sign_in().get("/notices").text


def test_nobody_is_asked_about_kinds_that_never_reach_them(cast: SimpleNamespace) -> None:
    assert "given a role" in cast.hana.sign_in().get("/notices/choices").text
    assert "given a role" not in cast.alice.sign_in().get("/notices/choices").text


def test_a_member_chooses_list_only_or_neither(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    client = cast.alice.sign_in()
    assert client.post("/notices/choices", data={"address.proposed": "in_app"}).status_code == 303
    tell(app, cast.alice)
    assert not mails(outbox, cast.alice)
    assert "proposes a new address" in client.get("/notices").text
    assert client.post("/notices/choices", data={"address.proposed": "neither"}).status_code == 303
    assert "proposes a new address" not in client.get("/notices").text
    assert client.post("/notices/choices", data={"address.proposed": "pigeon"}).status_code == 422


def test_choices_are_sealed_and_only_the_members_own(app: Flask, cast: SimpleNamespace, superuser: object) -> None:
    cast.alice.sign_in().post("/notices/choices", data={"address.proposed": "neither"})
    rows = superuser.exec_driver_sql("SELECT encode(sealed, 'escape') FROM notice_choice").fetchall()  # type: ignore[attr-defined]
    assert rows
    assert "neither" not in str(rows)
    with app.app_context(), work(cast.alice.tenant_id, cast.hana.member_id):
        from tenants.notices.models import Notice, NoticeChoice

        assert db.session.query(NoticeChoice).count() == 0
        assert db.session.query(Notice).filter_by(member_id=cast.alice.member_id).count() == 0


def test_stopping_mails_needs_no_sign_in_and_looking_stops_nothing(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    tell(app, cast.alice)
    [found] = mails(outbox, cast.alice)
    path = mailbox.link(found, "/unsubscribe/")
    assert found["List-Unsubscribe"] == f"<http://localhost{path}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = app.test_client()
    assert stranger.get(path).status_code == 200
    with later(HOUR):
        tell(app, cast.alice)
        assert len(mails(outbox, cast.alice)) == 2
    assert stranger.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with later(8 * DAY):
        tell(app, cast.alice)
        assert len(mails(outbox, cast.alice)) == 2
        assert "proposes a new address" in cast.alice.sign_in().get("/notices").text


def test_a_forged_stop_link_stops_nothing(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    tell(app, cast.alice)
    path = mailbox.link(mails(outbox, cast.alice)[0], "/unsubscribe/")
    tenant, _member, mac = path.removeprefix("/unsubscribe/").split(".")
    client = app.test_client()
    for forged in (
        f"{tenant}.{cast.bob.member_id.hex}.{mac}",
        f"{cast.eve.tenant_id.hex}.{cast.alice.member_id.hex}.{mac}",
        "nonsense",
    ):
        assert client.get(f"/unsubscribe/{forged}").status_code == 404
        assert client.post(f"/unsubscribe/{forged}").status_code == 404


def test_leavers_and_people_who_never_joined_get_none(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        db.session.query(Member).filter_by(id=cast.alice.member_id).one().left_at = clock.now()
    tell(app, cast.alice)
    assert not mails(outbox, cast.alice)


def test_an_organization_without_quiet_hours_or_free_days_is_heard_at_once(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        place = db.session.query(Organization).one()
        place.quiet_from = place.quiet_until
        place.working_days = [1, 2, 3, 4, 5, 6, 7]
    with later(5 * DAY + 10 * HOUR):
        tell(app, cast.alice)
        assert len(mails(outbox, cast.alice)) == 1


def test_nobody_is_written_to_on_a_day_off_where_they_live(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with app.app_context(), work(cast.alice.tenant_id):
        db.session.query(Organization).one().time_zone = "Europe/Lisbon"
        db.session.query(Member).filter_by(id=cast.bob.member_id).one().time_zone = "Europe/Warsaw"
        closed = [MONDAY.date() + timedelta(days=day) for day in range(1, 15)]
        db.session.add_all(Holiday(country="", day=day, name="Closed", origin="own") for day in closed)
        db.session.add(Holiday(country="PL", day=MONDAY.date(), name="Poland", origin="own"))
    with app.app_context(), work(cast.eve.tenant_id):
        db.session.add(Holiday(country="", day=MONDAY.date(), name="Elsewhere", origin="own"))
    for person in (cast.alice, cast.bob):
        tell(app, person)
    assert len(mails(outbox, cast.alice)) == 1
    for days in (1, 8, 14):
        with later(days * DAY):
            assert mails(outbox, cast.bob) == []
    with later(15 * DAY):
        assert len(mails(outbox, cast.bob)) == 1


def test_a_kind_that_nobody_declared_is_a_mistake_of_ours(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.alice.tenant_id), pytest.raises(LookupError):
        service.notify(cast.alice.member_id, "no.such.kind")


def test_nobody_puts_away_anothers_notice(app: Flask, cast: SimpleNamespace) -> None:
    tell(app, cast.alice)
    found = re.search(r"/notices/([0-9a-f-]{36})/read", cast.alice.sign_in().get("/notices").text)
    assert found
    for person in (cast.bob, cast.hana, cast.eve):
        assert person.sign_in().post(f"/notices/{found[1]}/read").status_code == 404
    assert cast.alice.client.post(f"/notices/{found[1]}/read").status_code == 303


def test_no_log_line_names_a_recipient(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    with structlog.testing.capture_logs() as lines:
        tell(app, cast.alice)
        outbox()
    assert cast.alice.email not in str(lines)
