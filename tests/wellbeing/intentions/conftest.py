"""What the tests of things made for oneself share: pressing "Keep it" with consent, and where that leads."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask.testing import FlaskClient

CANARY = "The heron waits under the third bridge"


def kept(client: FlaskClient, path: str, **words: object) -> str:
    """Keep something with consent and give the address that it went on to."""
    answer = client.post(path, data={"consent": "yes"} | words)
    if answer.status_code == 200:
        assert re.search(r"([A-Z2-7]{5}-){4}[A-Z2-7]{5}", answer.text), answer.text
        found = re.search(r'<a class="button filled" href="([^"]+)"', answer.text)
        assert found
        return found[1]
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["Location"])
    return parts.path


def goal_id(address: str) -> str:
    """The id within an address."""
    found = re.search(r"[0-9a-f-]{36}", address)
    assert found, address
    return found[0]


def let_go(client: FlaskClient, address: str) -> None:
    """Let something go, after being asked once."""
    url = f"/for-myself/{goal_id(address)}/let-go"
    assert "leaves no mark" in client.get(url).text
    assert client.post(url).status_code == 303
    assert client.get(url).status_code == 404
