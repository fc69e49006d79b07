"""What the tests of programmes do over and over: let one run from a blueprint, look at it, press its buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tenants import clock
from tenants.db import db, work
from tests.conftest import Person
from wellbeing.programs import audience, blueprint, content
from wellbeing.programs.audience import Audience
from wellbeing.programs.models import Program

SLUG = "self-compassion-at-work"


def values(slug: str = SLUG, *, starts_on: date, whom: Audience | None = None, **more: Any) -> dict[str, Any]:
    """The columns of a running programme made from a blueprint."""
    shipped = blueprint.shipped()[slug]
    weeks = shipped.content.length
    return {
        "blueprint": slug,
        "content": content.to_json(shipped.content),
        "languages": ["en", "de", "fr", "es"],
        "audience": audience.to_json(whom or Audience(role=shipped.audience)),
        "sensitive": shipped.sensitive,
        "joiners": "week_one",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=7 * weeks - 1),
        "rests": [],
        "state": "running",
        "made_at": clock.now(),
        "launched_at": clock.now(),
    } | more


def runs(app: Flask, tenant_id: UUID, slug: str = SLUG, *, weeks_ago: int = 0, **more: Any) -> UUID:
    """Let a programme run that is in the week after so many weeks; gives its id."""
    program_id = uuid4()
    with app.app_context(), work(tenant_id):
        first = more.pop("starts_on", None) or clock.today() - timedelta(days=7 * weeks_ago)
        db.session.add(Program(id=program_id, **values(slug, starts_on=first, **more)))
    return program_id


def changes(app: Flask, tenant_id: UUID, program_id: UUID, **columns: Any) -> None:
    """Change a programme as HR's verbs would."""
    with app.app_context(), work(tenant_id):
        row = db.session.get_one(Program, (tenant_id, program_id))
        for name, value in columns.items():
            setattr(row, name, value)


def press(client: FlaskClient, program_id: UUID, what: str, step: str = "", **more: str) -> TestResponse:
    """Press a button of a programme, with consent."""
    given = {"act": what, "step": step, "consent": "yes"} | more
    answer = client.post(f"/programs/{program_id}/keep", data=given)
    assert answer.status_code in {200, 303}, answer.text
    return answer


def page(client: FlaskClient, program_id: UUID) -> str:
    """The page of one programme."""
    answer = client.get(f"/programs/{program_id}")
    assert answer.status_code == 200, answer.text
    return main(answer.text)


def home(client: FlaskClient) -> str:
    """The card of programmes on Home; "" without one."""
    answer = client.get("/home")
    assert answer.status_code == 200, answer.text
    found = re.search(r'<section class="card program-today".*?</section>', answer.text, re.DOTALL)
    return found[0] if found else ""


def main(text: str) -> str:
    """What stands in the middle of a page."""
    return text.split("<main", 1)[1].split("</main>", 1)[0]


@contextmanager
def later(person: Person, ahead: timedelta) -> Iterator[FlaskClient]:
    """The same person after a while, signed in anew."""
    with clock.shifted(ahead):
        yield person.sign_in(person.app.test_client())
