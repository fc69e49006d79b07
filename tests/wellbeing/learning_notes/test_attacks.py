"""What somebody might try with learning notes, and what may go wrong: asking who works here, floods, moves, locks."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import Connection

from tenants import clock
from tenants.db import work
from tenants.members import service as members
from tenants.members.access import grants_of
from tests.conftest import PASSWORD
from tests.tenants.private_space import steps
from tests.wellbeing.learning_notes.conftest import (
    ANSWER,
    CANARY,
    NIGHT,
    TICKS,
    TOLD,
    Drain,
    answered,
    drafted,
    left,
    listed,
    published,
    words,
)
from wellbeing.learning_notes.looking_over import look_over
from wellbeing.learning_notes.signs import Reason

CALLED = "what a colleague is called"


def test_nobody_learns_by_typing_names_who_else_works_here(app: Flask, cast: SimpleNamespace) -> None:
    leo, units = cast.leo.client, cast.company.units
    draft = drafted(leo, units["Operations"], kind="Alice laughed, Cleo wept, Hana sang, Zebedee slept.")
    look = words(leo.get(f"{draft}/look"))
    assert f"Alice What was kind This may be {CALLED}" in look
    assert look.count(CALLED) == 1, "Cleo and Hana work elsewhere, and nobody is called Zebedee: all the same"
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.move(members.member_row(cast.alice.member_id), unit_id=units["Sales"])
        members.set_manager(members.member_row(cast.leo.member_id), manager_id=cast.cleo.member_id)
        members.set_manager(members.member_row(cast.hana.member_id), manager_id=cast.leo.member_id)
    look = words(leo.get(f"{draft}/look"))
    assert [name for name in ("Alice", "Cleo", "Hana", "Zebedee") if f"{name} What was kind" in look] == [
        "Cleo",
        "Hana",
    ], "their own manager and whoever reports to them; who has moved away is nobody of theirs"


def test_the_page_of_a_published_note_sent_again_with_other_words_is_another_note(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    leo, form = cast.leo.client, str(uuid4())
    first = published(leo, cast.company.units["Operations"], draft=form)
    typed = TOLD | {"group": str(cast.company.units["Operations"]), "draft": form, "then": "keep"}
    assert leo.post("/learning-notes/write", data=typed).location == first, "the same page once more"
    assert left(superuser, cast.leo.tenant_id)["learning_draft"] == 0
    second = published(leo, cast.company.units["Operations"], draft=form, happened="A bittern boomed twice")
    assert second != first
    assert "A bittern boomed twice" in cast.alice.client.get(second).text
    assert CANARY in cast.alice.client.get(first).text
    assert "You have a draft" not in leo.get("/learning-notes").text


def test_no_text_keeps_the_server_busy() -> None:
    name = ["Will Young"]
    for text in (
        "\n" * 1_500 + "Will " * 300,
        "“" * 1_500 + " Will" * 300,
        ". " * 750 + "Will " * 300,
        "a" * 3_000,
        "a.b-" * 750,
        "a@" + "b-" * 1_499,
        "0 " * 1_500,
        "+0(" * 1_000,
        "1 " * 1_499 + "a",
        "3" + " " * 2_999,
        "they" + "\n" * 2_996,
    ):
        begun = time.process_time()
        look_over(text, "en", name)
        assert time.process_time() - begun < 1.5, text[:12]
    told = [(one.start, one.reason) for one in look_over("  Will came. \n Will went, and Will", "en", name)]
    assert told == [(30, Reason.NAME)]


def test_whoever_moved_away_still_takes_their_answer_back(app: Flask, cast: SimpleNamespace) -> None:
    leo, alice, bob = cast.leo.client, cast.alice.client, cast.bob.client
    note = published(leo, cast.company.units["Operations"])
    answered(alice, note)
    answered(bob, note, "Bob says thank you")
    assert ANSWER not in alice.get("/learning-notes").text, "it stands with the note"
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.move(members.member_row(cast.alice.member_id), unit_id=cast.company.units["Sales"])
    page = alice.get("/learning-notes").text
    assert ANSWER in page
    assert CANARY not in page
    assert "Bob says thank you" not in page
    assert alice.get(note).status_code == 404
    back = re.findall(r'action="(/learning-notes/answers/[0-9a-f-]{36}/take-back)"', page)
    assert len(back) == 1
    assert alice.post(back[0]).location == "/learning-notes"
    assert ANSWER not in leo.get(note).text
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.end_grant(
            next(one for one in grants_of(cast.leo.member_id) if one.unit_id == cast.company.units["Operations"])
        )
    assert "Bob says thank you" in bob.get("/learning-notes").text
    own = words(leo.get(note))
    assert "Nobody else reads it now" in own, "no page claims that it is read"
    assert "Your people can read it until" not in own


def test_a_locked_session_calls_a_note_back_that_it_cannot_read(
    app: Flask, cast: SimpleNamespace, outbox: Any, drain: Drain, superuser: Connection
) -> None:
    leo = cast.leo.client
    draft = drafted(leo, cast.company.units["Operations"])
    leo.post(f"{draft}/publish", data=TICKS)
    steps.reset(app, cast.leo, outbox)
    locked = cast.leo.sign_in(app.test_client())
    page = locked.get("/learning-notes").text
    assert "Goes out Thursday" in words(locked.get("/learning-notes"))
    assert CANARY not in page
    assert f'action="{draft}/call-back"' in page
    answer = locked.post(f"{draft}/call-back")
    assert (answer.status_code, answer.location) == (303, "/learning-notes")
    with clock.shifted(NIGHT):
        drain()
        assert listed(cast.alice.sign_in()) == []
    assert left(superuser, cast.leo.tenant_id) == {"learning_draft": 1, "learning_note": 0, "learning_answer": 0}


def test_notes_cannot_flood_people_and_say_what_to_do_about_one_that_hurts(cast: SimpleNamespace, drain: Drain) -> None:
    leo, operations = cast.leo.client, cast.company.units["Operations"]
    first = published(leo, operations)
    published(leo, operations)
    waits = drafted(leo, operations)
    leo.post(f"{waits}/publish", data=TICKS)
    assert leo.post(f"{waits}/publish", data=TICKS).status_code == 303, "a second press is no further note"
    fourth = drafted(leo, operations)
    for when in ("now", "tomorrow"):
        refused = leo.post(f"{fourth}/publish", data=TICKS | {"when": when})
        assert (refused.status_code, "Three notes in a week" in refused.text) == (409, True)
    assert leo.post(f"{waits}/publish", data=TICKS | {"when": "now"}).status_code == 303
    assert len(listed(cast.alice.client)) == 3
    assert leo.post(f"{first}/withdraw").status_code == 303
    drain()
    assert first not in cast.alice.client.get("/notices").text, "one that comes and goes is told to nobody"
    published(leo, operations)
    with clock.shifted(timedelta(days=8)):
        again = cast.leo.sign_in()
        note = again.post(f"{fourth}/publish", data=TICKS | {"when": "now"}).location
        page = words(cast.alice.sign_in().get(note))
    assert "If it is about you" in page
    assert "HR does not see notes" in page


def test_an_erased_reader_is_not_told_apart_from_one_who_never_was(cast: SimpleNamespace, drain: Drain) -> None:
    leo, alice = cast.leo.client, cast.alice.client
    note = published(leo, cast.company.units["Operations"])
    leo.get(note)  # with a word that it is out
    before = words(leo.get(note))
    alice.get(note)
    assert alice.post("/my-data/erase", data={"password": PASSWORD, "understood": "yes"}).status_code == 303
    drain()
    assert words(leo.get(note)) == before, "reading, erasing and silence look alike"
