"""A leader tells of a mistake, sleeps on it and publishes it; their people read it, nobody else, and nothing counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from uuid import uuid4

from flask import Flask
from sqlalchemy import Connection

from tenants import clock, jobs
from tenants.db import work
from tenants.members import service as members
from tenants.members.access import grants_of
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
from wellbeing.learning_notes.jobs import END_OLD
from wellbeing.learning_notes.service import TELL


def test_a_leader_writes_looks_it_over_and_sleeps_on_it(
    cast: SimpleNamespace, drain: Drain, outbox: Callable[[], list[EmailMessage]]
) -> None:
    leo, alice, operations = cast.leo.client, cast.alice.client, cast.company.units["Operations"]
    assert 'href="/learning-notes/write"' in leo.get("/learning-notes").text
    page = leo.get("/learning-notes/write").text
    assert "Everybody in Operations" in page
    assert "directly or through others" not in page, "nobody reports to Leo"
    typed = TOLD | {"group": str(operations), "draft": str(uuid4()), "then": "look"}
    refused = leo.post("/learning-notes/write", data=typed)
    assert (refused.status_code, CANARY in refused.text) == (422, True), "consent first, and nothing typed is lost"
    typed |= {"kind": "Bob wrote to me on 3 March: you idiot, ask next time. Alice laughed.", "consent": "yes"}
    code = leo.post("/learning-notes/write", data=typed)
    assert "recovery code" in code.text
    draft = re.findall(r'href="(/learning-notes/write/[0-9a-f-]{36})"', code.text)[0]
    assert leo.post("/learning-notes/write", data=typed).location == f"{draft}/look", "a second press keeps one"
    look = words(leo.get(f"{draft}/look"))
    for hint in ("Bob What was kind This may be what a colleague", "3 March", "idiot", "Alice What was kind"):
        assert hint in look
    assert look.count("what a colleague is called") == 2
    assert "Something Leo learned" in look
    unsure = leo.post(f"{draft}/publish", data={"over": "yes", "when": "now"})
    assert (unsure.status_code, "Take your time." in unsure.text) == (422, True)
    assert listed(alice) == []
    for _press in range(2):
        answer = leo.post(f"{draft}/publish", data=TICKS)
        assert (answer.status_code, answer.location) == (303, f"{draft}/look")
    assert "It goes out Thursday" in words(leo.get(f"{draft}/look"))
    assert leo.get(draft).location == f"{draft}/look"
    late = leo.post(draft, data=TOLD | {"group": str(operations), "revision": "1", "kind": "Typed too late."})
    assert (late.status_code, "Typed too late." in late.text) == (409, True)
    drain()
    assert listed(alice) == []
    assert "Goes out Thursday" in words(leo.get("/learning-notes"))
    with clock.shifted(NIGHT):
        drain()
        drain()
        leo, alice = cast.leo.sign_in(), cast.alice.sign_in()
        (note,) = listed(alice)
        read = words(alice.get(note))
        assert CANARY in read
        assert "A note from Leo" in read
        told = alice.get("/notices").text
        assert "There is a learning note for you." in told
        assert told.count(f'href="{note}"') == 1
        assert leo.get(draft).location == note
        assert leo.post(f"{draft}/publish", data=TICKS | {"when": "now"}).location == note
        assert leo.get(f"{draft}/publish").location == note
        assert "Your people can read it until" in words(leo.get(note))
        assert [one for one in outbox() if one["To"] == cast.alice.email] == [], "no mail unless somebody chose it"
        assert listed(leo) == [], "one's own stands under one's own"


def test_it_is_called_back_changed_in_two_windows_and_let_go(cast: SimpleNamespace, drain: Drain) -> None:
    leo, operations = cast.leo.client, cast.company.units["Operations"]
    draft = drafted(leo, operations)
    assert leo.post(f"{draft}/publish", data=TICKS).status_code == 303
    for _press in range(2):
        assert leo.post(f"{draft}/call-back").location == draft
    with clock.shifted(NIGHT):
        drain()
        assert listed(cast.alice.sign_in()) == []
    again = TOLD | {"group": str(operations), "revision": "1", "then": "keep"}
    assert leo.post(draft, data=again | {"kind": "From the first window."}).status_code == 303
    other = leo.post(draft, data=again | {"kind": "From the second window."})
    assert (other.status_code, "From the second window." in other.text) == (409, True)
    assert "From the first window." in leo.get(draft).text
    assert leo.post(f"{draft}/publish", data=TICKS).status_code == 303, "the same morning once more"
    assert leo.post(f"{draft}/let-go").status_code == 303
    assert leo.get(draft).status_code == 404
    with clock.shifted(NIGHT):
        drain()
        assert listed(cast.alice.sign_in()) == []


def test_whoever_slept_on_it_may_publish_at_once(cast: SimpleNamespace, drain: Drain) -> None:
    leo = cast.leo.client
    draft = drafted(leo, cast.company.units["Operations"])
    leo.post(f"{draft}/publish", data=TICKS)
    note = leo.post(f"{draft}/publish", data=TICKS | {"when": "now"}).location
    assert listed(cast.alice.client) == [note]
    with clock.shifted(NIGHT):
        drain()
        alice = cast.alice.sign_in()
        assert listed(alice) == [note]
        assert alice.get("/notices").text.count(f'href="{note}"') == 1


def test_what_is_not_ready_or_not_one_of_the_writers_groups_is_refused_with_what_was_typed(
    cast: SimpleNamespace,
) -> None:
    leo, units = cast.leo.client, cast.company.units
    draft = drafted(leo, units["Operations"], useful="", happened="x" * 1_600)
    look = words(leo.get(f"{draft}/look"))
    assert "Still empty, a few words each are enough: What was useful." in look
    assert "longer than half a page" in look
    assert "Before it goes out" not in look
    assert leo.post(f"{draft}/publish", data=TICKS | {"when": "now"}).status_code == 422
    for group in (units["Sales"], uuid4(), "reports", "everybody", ""):
        refused = leo.post("/learning-notes/write", data=TOLD | {"group": str(group), "consent": "yes"})
        assert (refused.status_code, CANARY in refused.text) == (422, True), group
        assert "Choose who is to read it." in refused.text
    assert leo.post("/learning-notes/write", data={"group": str(units["Operations"])}).status_code == 422
    assert leo.post(draft, data=TOLD | {"group": str(units["Operations"]), "kind": "y" * 3_001}).status_code == 422
    assert leo.post(draft, data={"group": str(units["Operations"]), "revision": "x" * 40}).status_code == 422
    assert cast.alice.client.get("/learning-notes/write").status_code == 403
    assert "Write one yourself" not in cast.alice.client.get("/learning-notes").text
    markup = published(leo, units["Operations"], kind="<script>alert(1)</script>", happened="<b>Bold</b>")
    assert "<script>alert(1)" not in cast.alice.client.get(markup).text
    assert "&lt;b&gt;Bold" in cast.alice.client.get(markup).text


def test_a_reader_answers_and_only_the_writer_reads_it(cast: SimpleNamespace, drain: Drain) -> None:
    leo, alice, bob = cast.leo.client, cast.alice.client, cast.bob.client
    note = published(leo, cast.company.units["Operations"])
    assert "Your people can read it until" in words(leo.get(note))
    assert alice.post(f"{note}/answer", data={"words": " ", "consent": "yes"}).status_code == 422
    assert alice.post(f"{note}/answer", data={"words": "z" * 501, "consent": "yes"}).status_code == 422
    refused = alice.post(f"{note}/answer", data={"words": ANSWER})
    assert (refused.status_code, ANSWER in refused.text) == (422, True)
    assert "recovery code" in answered(alice, note).text
    assert answered(alice, note).status_code == 303, "a second press"
    other = answered(alice, note, "Something else")
    assert (other.status_code, "Something else" in other.text) == (409, True)
    assert "recovery code" in answered(bob, note, "Thank you, Leo.").text
    page = words(leo.get(note))
    assert page.index(f"Alice · {clock.now():%B}") < page.index("Thank you, Leo.")
    assert page.count(ANSWER) == 1
    assert not re.search(r"\b[0-9]+ (answers|people|readers)|\b2\b|<ol", page), "one after another, without a number"
    assert leo.get("/notices").text.count(f'href="{note}"') == 1, "one notice, however many answer"
    assert "Somebody answered your learning note." in leo.get("/notices").text
    assert ANSWER not in bob.get(note).text
    assert ANSWER in alice.get(note).text
    for person in (cast.hana, cast.cleo, cast.eve, cast.adam):
        for answer in (person.client.get(note), answered(person.client, note), person.client.post(f"{note}/withdraw")):
            assert answer.status_code == 404
            assert CANARY not in answer.text
        assert listed(person.client) == []
        assert person.client.get(f"/api/v1{note}").status_code == 404
    assert answered(leo, note).status_code == 404, "nobody answers themself"
    mine = re.findall(r'action="(/learning-notes/answers/[0-9a-f-]{36})/take-back"', alice.get(note).text)[0]
    got = re.findall(r'action="(/learning-notes/answers/[0-9a-f-]{36})/remove"', leo.get(note).text)
    for client, path in (
        (bob, f"{mine}/take-back"), (leo, f"{mine}/take-back"), (bob, f"{got[0]}/remove"),
        (alice, f"{got[0]}/take-back"), (alice, f"{mine}/remove"), (leo, f"{got[0]}/take-back"),
        (cast.hana.client, f"{got[0]}/remove"),
    ):  # fmt: skip
        assert client.post(path).status_code == 404, path
    assert alice.post(f"{mine}/take-back").status_code == 303
    assert alice.post(f"{mine}/take-back").status_code == 404
    assert ANSWER not in leo.get(note).text
    assert answered(alice, note, "Now in other words.").status_code == 303
    theirs = re.findall(r'action="(/learning-notes/answers/[0-9a-f-]{36})/remove"', leo.get(note).text)
    assert leo.post(f"{theirs[-1]}/remove").location == note
    assert "Now in other words." not in leo.get(note).text
    assert "Now in other words." in alice.get(note).text, "nobody is told that it was let go"


def test_a_note_taken_back_leaves_nothing(cast: SimpleNamespace, drain: Drain, superuser: Connection) -> None:
    leo, alice = cast.leo.client, cast.alice.client
    note = published(leo, cast.company.units["Operations"])
    answered(alice, note)
    drain()
    assert note in alice.get("/notices").text
    assert alice.post(f"{note}/withdraw").status_code == 404
    assert leo.post(f"{note}/withdraw").location == "/learning-notes"
    for client in (leo, alice):
        gone = client.get(note)
        assert (gone.status_code, "may have taken it back" in gone.text) == (404, True)
        assert note not in client.get("/notices").text, "nothing is told any more"
        assert client.post(f"{note}/withdraw").status_code == 404
    assert answered(alice, note).status_code == 404
    early = published(leo, cast.company.units["Operations"])
    assert leo.post(f"{early}/withdraw").status_code == 303
    drain()
    assert early not in alice.get("/notices").text, "nobody is told of what was taken back before"
    assert left(superuser, cast.leo.tenant_id) == {"learning_draft": 0, "learning_note": 0, "learning_answer": 0}


def test_who_reads_is_asked_at_every_look(app: Flask, cast: SimpleNamespace, drain: Drain) -> None:
    leo, alice, bob, cleo = cast.leo.client, cast.alice.client, cast.bob.client, cast.cleo.client
    units = cast.company.units
    note = published(leo, units["Operations"])
    assert "recovery code" in answered(bob, note).text
    waiting = drafted(leo, units["Operations"], happened="Another one.")
    leo.post(f"{waiting}/publish", data=TICKS)
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.move(members.member_row(cast.bob.member_id), unit_id=units["Sales"])
        members.move(members.member_row(cast.cleo.member_id), unit_id=units["Operations / Night shift"])
    assert (listed(bob), bob.get(note).status_code, note in bob.get("/notices").text) == ([], 404, False)
    assert answered(bob, note).status_code == 404
    assert (listed(cleo), cleo.get(note).status_code) == ([note], 200)
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.grant(member_id=cast.hana.member_id, role="leader", unit_id=units["Operations"])
        held = next(one for one in grants_of(cast.leo.member_id) if one.unit_id == units["Operations"])
        members.end_grant(held)
    for client in (alice, cleo, cast.hana.client):
        assert (listed(client), client.get(note).status_code) == ([], 404), "another leader does not inherit it"
    assert leo.get("/learning-notes/write").status_code == 403
    assert CANARY in leo.get(note).text
    assert "You have a draft" in words(leo.get("/learning-notes"))
    with clock.shifted(NIGHT):
        drain()
        leo = cast.leo.sign_in()
        assert "could not go out" in leo.get("/notices").text
        assert leo.post(f"{waiting}/let-go").status_code == 303
        assert leo.post(f"{note}/withdraw").status_code == 303
        assert listed(cast.alice.sign_in()) == []


def test_a_supervisor_writes_to_everybody_below_and_not_beside(app: Flask, cast: SimpleNamespace, drain: Drain) -> None:
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        for person, manager in ((cast.bob, cast.cleo), (cast.alice, cast.bob)):
            members.set_manager(members.member_row(person.member_id), manager_id=manager.member_id)
    note = published(cast.cleo.client, "reports")
    drain()
    with app.app_context(), work(cast.cleo.tenant_id):
        args = {"author": str(cast.cleo.member_id), "note": note.rpartition("/")[2]}
        jobs.owe(TELL, "the same once more, after a killed worker", args)
    drain()
    for person in (cast.alice, cast.bob):
        assert listed(person.client) == [note], "directly and through others"
        assert person.client.get("/notices").text.count(f'href="{note}"') == 1
    for person in (cast.leo, cast.hana, cast.adam):
        assert person.client.get(note).status_code == 404
    found = cast.alice.client.get("/api/v1/learning-notes").json
    assert [(one["written_by"], one["happened"]) for one in found["notes"]] == [("Cleo", CANARY)]
    assert cast.alice.client.get(f"/api/v1{note}").json["differently"] == "I ask before I promise."
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.set_manager(members.member_row(cast.bob.member_id), manager_id=None)
    assert [listed(person.client) for person in (cast.alice, cast.bob)] == [[], []]


def test_after_twelve_months_it_is_deleted(cast: SimpleNamespace, drain: Drain, superuser: Connection) -> None:
    note = published(cast.leo.client, cast.company.units["Operations"])
    with clock.shifted(timedelta(days=364)):
        drain()
        assert listed(cast.alice.sign_in()) == [note]
    with clock.shifted(timedelta(days=366)):
        assert (listed(cast.alice.sign_in()), cast.leo.sign_in().get(note).status_code) == ([], 404)
        _a_day_passes(cast, drain)
    assert left(superuser, cast.leo.tenant_id)["learning_note"] == 0


def _a_day_passes(cast: SimpleNamespace, drain: Drain) -> None:
    with cast.leo.app.app_context(), work(cast.leo.tenant_id):
        jobs.owe(END_OLD, uuid4())
    drain()
