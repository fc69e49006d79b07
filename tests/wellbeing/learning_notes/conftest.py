"""Leo leads Operations, where Alice and Bob work; it is a Wednesday morning, within everybody's working hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from html import unescape
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from tenants import clock

CANARY = "The heron waited at the lock by noon"
ANSWER = "A kingfisher crossed the quiet weir"
TOLD = {
    "happened": CANARY,
    "kind": "Nobody laughed.",
    "useful": "A list on paper.",
    "differently": "I ask before I promise.",
    "language": "en",
}
NIGHT = timedelta(hours=22, minutes=1)
"""From ten on Wednesday to just after eight on Thursday."""
Drain = Callable[[], int]

TICKS = {"over": "yes", "others": "yes", "known": "yes"}


@pytest.fixture(autouse=True)
def _wednesday_morning() -> Iterator[None]:
    """Tests about mornings run at every hour of every day."""
    today = datetime.now(UTC).date()
    wednesday = today + timedelta(days=(2 - today.weekday()) % 7 + 7)
    with clock.at(datetime.combine(wednesday, time(10), tzinfo=UTC)):
        yield


def words(answer: TestResponse) -> str:
    """What a page says."""
    main = answer.text.split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def drafted(client: FlaskClient, group: object, **changed: str) -> str:
    """Keep a draft, a private space with it if need be, and give its address."""
    given = TOLD | {"group": str(group), "draft": str(uuid4()), "consent": "yes", "then": "keep"} | changed
    answer = client.post("/learning-notes/write", data=given)
    if answer.status_code == 200:  # the recovery code, shown this once
        return re.findall(r'href="(/learning-notes/write/[0-9a-f-]{36})"', answer.text)[0]
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.location).path


def published(client: FlaskClient, group: object, **changed: str) -> str:
    """Publish a note at once and give its address."""
    answer = client.post(f"{drafted(client, group, **changed)}/publish", data=TICKS | {"when": "now"})
    assert answer.status_code == 303, answer.text
    assert re.fullmatch(r"/learning-notes/[0-9a-f-]{36}", answer.location), answer.location
    return answer.location


def listed(client: FlaskClient) -> list[str]:
    """The addresses of the notes that are told to somebody."""
    return re.findall(r'<h2><a href="(/learning-notes/[0-9a-f-]{36})"', client.get("/learning-notes").text)


def answered(client: FlaskClient, note: str, said: str = ANSWER) -> TestResponse:
    """Answer a note, with a yes to a private space if need be."""
    return client.post(f"{note}/answer", data={"words": said, "consent": "yes"})


def left(superuser: Connection, tenant_id: UUID) -> dict[str, int]:
    """How many rows a company has in each table of learning notes."""
    superuser.rollback()
    tables = ("learning_draft", "learning_note", "learning_answer")
    ask = "SELECT count(*) FROM {} WHERE tenant_id = :tenant"
    found = {table: superuser.scalar(text(ask.format(table)), {"tenant": tenant_id}) or 0 for table in tables}
    superuser.rollback()
    return found
