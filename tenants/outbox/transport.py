"""The two ways a mail leaves: by SMTP, or as a file in the demo's folder."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

SECONDS = 20
# "no such mailbox", "not here", "no such name": the address itself; other refusals may pass
_GONE = frozenset({550, 551, 553})


class AddressRefused(Exception):
    """The receiving server said for good that this address does not exist; carries no address."""


class NotSentNow(Exception):
    """The mail could not leave this time; trying again later may work. Carries no address."""


class Transport(Protocol):
    """Something that takes one mail away."""

    def send(self, message: EmailMessage) -> None:
        """Send it, or raise AddressRefused or NotSentNow."""


class Folder:
    """Writes each mail as a file that the demo's outbox page shows; the same mail twice is one file."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def send(self, message: EmailMessage) -> None:
        """Write it under a name made from its Message-ID."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = message["Message-ID"].strip("<>").split("@")[0]
            unfinished = self._folder / f".{name}.{os.getpid()}"
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise NotSentNow(type(error).__name__) from None


class Smtp:
    """Speaks to a mail server: `smtps://` is TLS from the start, `smtp://` becomes TLS by STARTTLS.

    `smtp://…?tls=never` is for a server on the same machine only; a login is never sent without TLS.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._implicit = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._implicit else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._plain = "tls=never" in parts.query.split("&")

    def send(self, message: EmailMessage) -> None:
        """Hand it over; every refusal is told apart as lasting or passing."""
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            if codes and all(code in _GONE for code in codes):
                raise AddressRefused from None
            raise NotSentNow("recipient") from None
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise NotSentNow(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._implicit:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        try:
            if not self._implicit and not self._plain:
                server.starttls(context=context)
            if self._user and (self._implicit or not self._plain):
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def transport_for(setting: str) -> Transport:
    """The transport that the WELLBEING_MAIL setting names."""
    if setting.startswith("folder:"):
        return Folder(setting.removeprefix("folder:"))
    return Smtp(setting)
