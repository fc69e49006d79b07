"""The outbox: sealed until sent, gone afterwards, patient with passing failures, and honest about lasting ones."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import structlog
from flask import Flask

from tenants import clock, mail
from tenants.db import db, work
from tenants.members.models import Member
from tenants.outbox import transport
from tenants.outbox.models import MailOutbox
from tenants.outbox.transport import AddressRefused, NotSentNow, Smtp, transport_for
from tests import mailbox
from tests.conftest import Person

Outbox = Callable[[], list[EmailMessage]]
Drain = Callable[[], int]


class Postman:
    """A transport that does what it is told."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.refusal: Exception | None = None

    def send(self, message: EmailMessage) -> None:
        """Take a mail, or refuse."""
        if self.refusal is not None:
            raise self.refusal
        self.sent.append(message)


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with clock.at(datetime(2031, 3, 3, 10, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def postman(cast: SimpleNamespace, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> Postman:
    """Stands where SMTP would, once the mails of the cast's own beginning are gone."""
    drain()
    found = Postman()
    monkeypatch.setattr("tenants.outbox.service.transport_for", lambda _setting: found)
    return found


def _send(app: Flask, person: Person) -> None:
    with app.app_context(), work(person.tenant_id):
        mail.send("account.test", to=person.email, subject="A subject", body="Some words\n", member_id=person.member_id)


def _waiting(app: Flask) -> int:
    with app.app_context(), work(None):
        return db.session.query(MailOutbox).count()


def _bounces(app: Flask, person: Person) -> bool:
    with app.app_context(), work(person.tenant_id):
        return db.session.query(Member).filter_by(id=person.member_id).one().bounces


def test_a_mail_waits_sealed_and_vanishes_once_sent(
    app: Flask, cast: SimpleNamespace, postman: Postman, drain: Drain, superuser: object
) -> None:
    _send(app, cast.alice)
    stored = str(superuser.exec_driver_sql("SELECT x::text FROM mail_outbox x").fetchall())  # type: ignore[attr-defined]
    assert stored != "[]"
    for private in (cast.alice.email, "A subject", "Some words"):
        assert private not in stored
        assert private.encode().hex() not in stored
    drain()
    assert [message["To"] for message in postman.sent] == [cast.alice.email]
    assert _waiting(app) == 0


def test_a_passing_failure_is_tried_again_with_the_same_message_id(
    app: Flask, cast: SimpleNamespace, postman: Postman, drain: Drain
) -> None:
    ids = []
    send = postman.send

    def failing(message: EmailMessage) -> None:
        ids.append(message["Message-ID"])
        raise NotSentNow("test")

    postman.send = failing  # type: ignore[method-assign]
    _send(app, cast.alice)
    drain()
    assert _waiting(app) == 1
    drain()
    assert len(ids) == 1, "the next attempt waits a while"
    with clock.shifted(timedelta(minutes=2)):
        postman.send = send  # type: ignore[method-assign]
        drain()
    ids += [message["Message-ID"] for message in postman.sent]
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert _waiting(app) == 0
    assert not _bounces(app, cast.alice)


def test_a_mail_that_cannot_leave_within_a_day_is_dropped(
    app: Flask, cast: SimpleNamespace, postman: Postman, drain: Drain
) -> None:
    postman.refusal = NotSentNow("test")
    _send(app, cast.alice)
    drain()
    with clock.shifted(timedelta(hours=24, minutes=1)):
        drain()
        assert _waiting(app) == 0
    assert not postman.sent


def test_a_lasting_refusal_marks_the_address_and_hr_sees_only_that(
    app: Flask, cast: SimpleNamespace, postman: Postman, drain: Drain
) -> None:
    postman.refusal = AddressRefused()
    with structlog.testing.capture_logs() as lines:
        _send(app, cast.alice)
        drain()
    assert _waiting(app) == 0
    assert _bounces(app, cast.alice)
    assert cast.alice.email not in str(lines)
    assert "refuses mail" in cast.hana.client.get(f"/people/{cast.alice.member_id}").text
    postman.refusal = None
    _send(app, cast.alice)
    drain()
    assert not _bounces(app, cast.alice)


def test_running_a_sent_mails_job_again_sends_nothing(
    app: Flask, cast: SimpleNamespace, postman: Postman, drain: Drain, superuser: object
) -> None:
    _send(app, cast.alice)
    drain()
    superuser.exec_driver_sql("UPDATE job SET state = 'pending' WHERE kind = 'mail.send'")  # type: ignore[attr-defined]
    superuser.commit()  # type: ignore[attr-defined]
    drain()
    assert len(postman.sent) == 1


class Server:
    """A mail server for the transport to talk to."""

    def __init__(self, host: str, port: int, **_options: object) -> None:
        self.said: list[object] = [(type(self).__name__, host, port)]
        Server.last = self

    last: Server
    refuse: Exception | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_error: object) -> None:
        self.said.append("quit")

    def starttls(self, **_options: object) -> None:
        self.said.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.said.append(("login", user, password))

    def close(self) -> None:
        self.said.append("close")

    def send_message(self, _message: EmailMessage) -> None:
        if Server.refuse is not None:
            raise Server.refuse
        self.said.append("sent")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    """smtplib with that server."""
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    monkeypatch.setattr(Server, "refuse", None)
    return Server


def test_smtp_becomes_tls_before_anything_is_said(server: type[Server]) -> None:
    Smtp("smtp://kind%40work:a%2Fsecret@mail.example.org").send(EmailMessage())
    assert server.last.said[0] == ("Server", "mail.example.org", 587)
    assert server.last.said[1:] == ["starttls", ("login", "kind@work", "a/secret"), "sent", "quit"]


def test_smtps_is_tls_from_the_start_and_a_login_never_goes_plain(server: type[Server]) -> None:
    Smtp("smtps://someone:secret@mail.example.org").send(EmailMessage())
    assert server.last.said[0] == ("Server", "mail.example.org", 465)
    assert "starttls" not in server.last.said
    Smtp("smtp://someone:secret@localhost:25?tls=never").send(EmailMessage())
    assert server.last.said[1:] == ["sent", "quit"]


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user a@example.org")}), AddressRefused),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"try later")}), NotSentNow),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (552, b"mailbox full")}), NotSentNow),
        (smtplib.SMTPServerDisconnected("gone"), NotSentNow),
        (ConnectionRefusedError(), NotSentNow),
    ],
)
def test_refusals_are_told_apart_and_carry_no_address(
    server: type[Server], refusal: Exception, outcome: type[Exception]
) -> None:
    server.refuse = refusal
    with pytest.raises(outcome) as caught:
        Smtp("smtp://mail.example.org").send(EmailMessage())
    assert "example.org" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_demos_page_shows_mails_with_links_that_work(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    client = app.test_client()
    assert "No mail yet" in client.get("/outbox").text
    client.post("/reset", data={"email": cast.alice.email})
    path = mailbox.link(mailbox.to(outbox(), cast.alice.email)[0], "/reset/")
    page = client.get("/outbox").text
    assert "demo" in page
    assert f'href="http://localhost{path}"' in page


def test_there_is_no_such_page_where_mail_leaves_by_smtp_or_the_house_is_public(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    for other in (replace(settings, mail="smtp://mail.example.org"), replace(settings, public_url="https://x.example")):
        monkeypatch.setitem(app.extensions, "settings", other)
        assert app.test_client().get("/outbox").status_code == 404


def test_the_setting_names_the_transport(tmp_path: object) -> None:
    assert isinstance(transport_for("smtp://mail.example.org"), Smtp)
    assert isinstance(transport_for(f"folder:{tmp_path}"), transport.Folder)
