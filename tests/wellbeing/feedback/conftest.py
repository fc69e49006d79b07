"""Leo supervises Alice and Bob; it is a Wednesday morning, within everybody's working hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants import clock
from tenants.db import work
from tenants.members import private_space
from tenants.members import service as members
from tests.conftest import Person

CANARY = "The heron waited at the lock by noon"
WORDS = {
    "correct-one-thing": {
        "words-situation": "On Tuesday, in the handover at six.",
        "words-behaviour": CANARY,
        "words-impact": "Two machines stood still for an hour.",
        "words-view": "How did it look from where you stood?",
        "words-step": "The list is handed over in writing.",
        "words-support": "I will print the form.",
    },
    "specific-thanks": {
        "words-moment": "On Monday, when the phones did not stop.",
        "words-did": CANARY,
        "words-effect": "The others could breathe.",
    },
    "hard-day": {
        "words-noticed": "Yesterday the ward was full.",
        "words-hear": CANARY,
        "words-offer": "I can take your first hour.",
    },
}


@pytest.fixture(autouse=True)
def _wednesday_morning() -> Iterator[None]:
    """Tests about working hours run at every hour."""
    today = datetime.now(UTC).date()
    wednesday = today + timedelta(days=(2 - today.weekday()) % 7 + 7)
    with clock.at(datetime.combine(wednesday, time(10), tzinfo=UTC)):
        yield


@pytest.fixture
def line(app: Flask, cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, with Leo as the supervisor of Alice and Bob, and private spaces for Leo and Alice."""
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        for person in (cast.alice, cast.bob):
            members.set_manager(members.member_row(person.member_id), manager_id=cast.leo.member_id)
        members.grant(member_id=cast.cleo.member_id, role="trustee")
    for person in (cast.leo, cast.alice):
        begin_space(app, person)
    return cast


def begin_space(app: Flask, person: Person) -> None:
    """The person's private space begins."""
    with app.app_context(), work(person.tenant_id, person.member_id):
        private_space.begin(person.member_id)


def day(ahead: int) -> str:
    """A day so many days ahead, as a form sends it."""
    return (clock.today() + timedelta(days=ahead)).isoformat()


def filled(template: str, to: UUID, **changed: str) -> dict[str, str]:
    """The fields of a finished note."""
    fields = {"to": str(to), "template": template, "version": "1", "language": "en", **WORDS[template]}
    if template == "correct-one-thing":
        fields["day-step"] = day(3)
    return fields | changed


def draft_url(client: FlaskClient, template: str, to: UUID, **changed: str) -> str:
    """Keep a draft and give its address."""
    answer = client.post("/feedback/write", data=filled(template, to, **changed))
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path.removesuffix("/preview")


def sent(client: FlaskClient, template: str, to: UUID, **changed: str) -> str:
    """Send a note and give the address of the author's own copy."""
    answer = client.post(f"{draft_url(client, template, to, **changed)}/send")
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path


def received(client: FlaskClient) -> list[str]:
    """The addresses of the notes on somebody's page."""
    return re.findall(r'<h2><a href="(/feedback/[0-9a-f-]{36})"', client.get("/feedback").text)


@pytest.fixture
def delivered(line: SimpleNamespace, drain: Callable[[], int]) -> SimpleNamespace:
    """Leo has corrected one thing with Alice, and it has arrived."""
    line.own = sent(line.leo.client, "correct-one-thing", line.alice.member_id)
    drain()
    line.url = received(line.alice.client)[0]
    return line
