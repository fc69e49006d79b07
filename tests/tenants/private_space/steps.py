"""What people do around a private space, through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests import mailbox
from tests.conftest import Person

CODE = re.compile(r"[A-Z2-7]{5}(?:-[A-Z2-7]{5}){4}")
SECRET_LINE = "The river was quiet this morning"
NEW_PASSWORD = "a stream beneath the stones"
Outbox = Callable[[], list[EmailMessage]]


def write(client: FlaskClient, body: str = SECRET_LINE) -> tuple[str, str]:
    """Keep the first entry with consent: its address and the recovery code."""
    answer = client.post("/journal", data={"body": body, "consent": "yes"})
    assert answer.status_code == 200, answer.text
    entry = re.search(r'href="(/journal/[0-9a-f-]{36})"', answer.text)
    code = CODE.search(answer.text)
    assert entry
    assert code
    return entry[1], code[0]


def write_more(client: FlaskClient, body: str) -> str:
    """Keep another entry: its address."""
    answer = client.post("/journal", data={"body": body})
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path


def digits_on(page: str) -> str:
    """The six digits that a locked device shows."""
    shown = re.search(r'class="secret[^"]*">(.*?)</p>', page, re.DOTALL)
    assert shown
    digits = re.sub(r"<[^>]*>|\s", "", shown[1])
    assert re.fullmatch(r"\d{6}", digits)
    return digits


def reads(client: FlaskClient, entry: str, line: str = SECRET_LINE) -> bool:
    """Whether this browser sees the entry's words."""
    return line in client.get(entry).text


def reset(app: Flask, person: Person, outbox: Outbox, password: str = NEW_PASSWORD) -> None:
    """Whoever holds the mailbox sets a new password."""
    client = app.test_client()
    client.post("/reset", data={"email": person.email})
    path = mailbox.link(
        [mail for mail in mailbox.to(outbox(), person.email) if "/reset/" in mail.get_content()][-1], "/reset/"
    )
    assert client.post(path, data={"password": password}).status_code == 303
    person.password = password


def private_address(client: FlaskClient, address: str, outbox: Outbox) -> None:
    """Give a private address and open the link that goes there."""
    assert client.post("/private-space/address", data={"email": address}).status_code == 303
    path = mailbox.link(mailbox.to(outbox(), address)[-1], "/private-space/address/")
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
