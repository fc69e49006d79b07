"""Home opens with one gentle sentence and never shows private text; "What is stored about me" says all of it."""

from __future__ import annotations

import re
from types import SimpleNamespace

from flask import Flask

from tenants import clock, mail
from tenants.db import work
from tenants.members import private_space
from wellbeing.journal import prompts

CANARY = "Nobody but me should ever see these words"


def write(person: SimpleNamespace, body: str = CANARY) -> None:
    """Keep a first entry with consent."""
    assert person.client.post("/journal", data={"consent": "yes", "body": body}).status_code == 200


def test_home_opens_with_a_gentle_prompt_that_leads_to_writing(cast: SimpleNamespace) -> None:
    page = cast.alice.client.get("/home")
    found = re.search(r'/journal/new\?prompt=([a-z-]+)"', page.text)
    assert page.status_code == 200
    assert found
    prompt = prompts.find(found[1])
    assert prompt is not None
    assert not prompt.difficult
    assert f"<h1>{prompt.text}</h1>" in page.text.replace("&#39;", "'")


def test_home_never_shows_private_text(cast: SimpleNamespace) -> None:
    write(cast.alice)
    page = cast.alice.client.get("/home").text
    assert CANARY not in page
    assert "Your journal" in page


def test_a_notice_waits_on_home_and_can_be_put_away(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.alice.tenant_id, cast.hana.member_id):
        mail.notify(cast.alice.member_id, "role.granted", role="trustee", person="Bob", unit="")
    page = cast.alice.client.get("/home").text
    put_away = re.search(r'action="(/notices/[0-9a-f-]{36}/read)"', page)
    assert put_away, page
    assert cast.alice.client.post(put_away[1]).status_code == 303
    assert put_away[1] not in cast.alice.client.get("/home").text
    assert put_away[1] not in cast.bob.client.get("/home").text


def test_a_locked_private_space_is_said_on_home(app: Flask, cast: SimpleNamespace) -> None:
    write(cast.alice)
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = app.test_client()
    cast.alice.sign_in(newcomer)
    assert "locked on this device" in newcomer.get("/home").text
    assert "locked on this device" not in cast.alice.client.get("/home").text


def test_the_first_screens_are_offered_until_they_were_read(cast: SimpleNamespace) -> None:
    assert "New here?" in cast.alice.client.get("/home").text
    assert cast.alice.client.post("/first-visit").status_code == 303
    assert "New here?" not in cast.alice.client.get("/home").text


def test_my_data_names_what_hr_supplied_and_what_is_kept(cast: SimpleNamespace) -> None:
    page = cast.leo.client.get("/my-data").text
    assert cast.leo.email in page
    assert "Operations" in page
    assert "Leader of Operations" in page
    assert "Nothing. Your private space begins" in page
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert not any(f'href="{path}"' in main for path in ("/for-myself", "/my-way"))
    write(cast.leo)
    page = cast.leo.client.get("/my-data").text
    assert "1 entry in your journal" in page
    assert "/journal/export" in page
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert all(f'href="{path}"' in main for path in ("/for-myself", "/my-way"))
    assert CANARY not in page


def test_strangers_are_asked_to_sign_in(app: Flask) -> None:
    for path in ("/home", "/my-data"):
        answer = app.test_client().get(path)
        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]
