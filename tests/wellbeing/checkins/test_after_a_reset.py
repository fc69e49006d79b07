"""After a reset by mail, the mailbox alone tells nobody whether its owner answered, and answers nothing for them."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.tenants.private_space import steps
from tests.wellbeing.checkins.conftest import Team

Outbox = Callable[[], list[EmailMessage]]


@pytest.mark.parametrize("answered", [True, False])
def test_a_check_in_from_before_the_reset_stays_shut_until_the_private_space_opens(
    app: Flask, team: Callable[..., Team], outbox: Outbox, answered: bool
) -> None:
    made = team()
    person = made.person(1)
    _entry, code = steps.write(person.sign_in())
    wave_id = made.open()
    if answered:
        made.cast(wave_id, 1)
    steps.reset(app, person, outbox)
    mailbox_only = person.sign_in(app.test_client())
    path = f"/check-ins/{wave_id}"
    assert mailbox_only.get(path).status_code == 423
    assert mailbox_only.get(f"{path}/thanks").status_code == 423
    assert mailbox_only.post(path, data={"cbi-cbi_p1": "50"}).status_code == 423
    assert path not in mailbox_only.get("/check-ins").text
    assert mailbox_only.post("/private-space/open", data={"code": code}).status_code == 303
    found = mailbox_only.get(path)
    assert found.status_code == (303 if answered else 200)
    assert (path in mailbox_only.get("/check-ins").text) is not answered
