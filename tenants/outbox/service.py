"""Puts mails into the outbox and takes them away again: sent, refused for good, or too old."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, update

from tenants import clock, config, jobs, scope, vault
from tenants.db import db
from tenants.members.models import Member
from tenants.outbox.models import MailOutbox
from tenants.outbox.transport import AddressRefused, NotSentNow, transport_for

log = structlog.get_logger()

LASTS = timedelta(hours=24)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Letter:
    """What is sealed in an outbox row."""

    kind: str
    to: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    member_id: str = ""


def put(
    *,
    kind: str,
    to: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
    member_id: UUID | None = None,
) -> None:
    """Write a mail down in the running transaction and owe its sending."""
    row_id = uuid4()
    letter = Letter(kind, to, subject, body, dict(headers or {}), str(member_id or ""))
    sealed = vault.seal_for_platform(json.dumps(asdict(letter)).encode(), table="mail_outbox", row_id=row_id)
    now, place = clock.now(), scope.current()
    db.session.add(
        MailOutbox(
            id=row_id,
            tenant_id=place.tenant_id if place else None,
            sealed=sealed,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    db.session.flush()
    jobs.owe("mail.send", row_id, {"mail": str(row_id), "attempt": "1"})


@dataclass(frozen=True)
class Parcel:
    """One mail taken from the outbox, ready to be handed over without a transaction."""

    mail_id: UUID
    letter: Letter
    message: EmailMessage


def take(mail_id: UUID) -> Parcel | None:
    """A mail that still waits; None when it has been sent or grew too old."""
    row = db.session.get(MailOutbox, mail_id)
    if row is None:
        return None
    letter = Letter(**json.loads(vault.open_for_platform(row.sealed, table="mail_outbox", row_id=row.id)))
    if row.expires_at <= clock.now():
        log.warning("mail_too_old", kind=letter.kind)
        _vanish(mail_id)
        return None
    return Parcel(mail_id, letter, _message(letter, row))


def hand_over(parcel: Parcel) -> str:
    """Give it to the transport: "sent", "refused" for good, or "waits" for another attempt. Touches no database."""
    try:
        transport_for(config.in_force().mail).send(parcel.message)
    except AddressRefused:
        return "refused"
    except NotSentNow as error:
        log.warning("mail_waits", kind=parcel.letter.kind, reason=str(error))
        return "waits"
    return "sent"


def settle(parcel: Parcel, outcome: str, *, attempt: int) -> None:
    """Write down how it went: the row vanishes, or another attempt is owed after a longer, uneven wait."""
    if outcome == "waits":
        _owe_again(parcel.mail_id, attempt + 1)
        return
    if outcome == "refused":
        log.warning("mail_refused", kind=parcel.letter.kind)
    _note_bounce(parcel.letter, bounces=outcome == "refused")
    _vanish(parcel.mail_id)


def sweep() -> None:
    """Delete the mails that nobody could send in time."""
    db.session.execute(delete(MailOutbox).where(MailOutbox.expires_at <= clock.now()))


def _owe_again(mail_id: UUID, attempt: int) -> None:
    wait = min(_FIRST_WAIT * 2 ** (attempt - 1), _LONGEST_WAIT) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
    args = {"mail": str(mail_id), "attempt": str(attempt)}
    jobs.owe("mail.send", f"{mail_id}-{attempt}", args, run_at=clock.now() + wait)


def _vanish(mail_id: UUID) -> None:
    db.session.execute(delete(MailOutbox).where(MailOutbox.id == mail_id))


def _note_bounce(letter: Letter, *, bounces: bool) -> None:
    if letter.member_id and scope.current() is not None:
        db.session.execute(
            update(Member)
            .where(Member.id == UUID(letter.member_id), Member.email == letter.to, Member.bounces.is_not(bounces))
            .values(bounces=bounces)
        )


def _message(letter: Letter, row: MailOutbox) -> EmailMessage:
    settings = config.in_force()
    message = EmailMessage()
    message["Message-ID"] = f"<{row.id.hex}@{urlsplit(settings.public_url).hostname or 'localhost'}>"
    message["Date"] = format_datetime(row.created_at)
    message["From"] = settings.mail_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.body)
    return message
