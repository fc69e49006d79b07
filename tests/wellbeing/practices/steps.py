"""What the tests of practices do over and over: keep a note, go one's way, read which practices a page leads to."""

from __future__ import annotations

import re
from types import SimpleNamespace
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tenants.db import work
from tenants.members import own_way, private_space
from tenants.members.my_way import MyWay

SENTENCES = "/practices/three-sentences"
CANARY = "The canary hums behind the third pallet"


def keep(client: FlaskClient, url: str = SENTENCES, **words: str) -> TestResponse:
    """Press "Keep my words" with consent."""
    return client.post(url, data={"consent": "yes"} | words)


def note_url(client: FlaskClient, url: str = SENTENCES, **words: str) -> str:
    """Keep a note and give its address."""
    answer = keep(client, url, **words)
    if answer.status_code == 200:
        found = re.search(r'href="(/practices/notes/[0-9a-f-]{36})', answer.text)
        assert found, answer.text
        return found[1]
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"]).path


def goes_its_way(app: Flask, person: SimpleNamespace, way: MyWay) -> None:
    with app.app_context(), work(person.tenant_id, person.member_id):
        private_space.begin_first(person.member_id)
        own_way.keep(member_id=person.member_id, way=way)


def slugs(page: str) -> list[str]:
    return re.findall(r'href="/practices/([a-z0-9-]+)(?:\?[^"]*)?"', page.split("<main")[1].split("</main>", 1)[0])
