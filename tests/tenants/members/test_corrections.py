"""Asking HR to correct what they supplied: HR alone reads it and answers, and the person reads the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock
from tenants.db import work
from tenants.members import corrections, service

Outbox = Callable[[], list[EmailMessage]]
WORDS = "I have been with <b>Sales</b> since the heron came"


def ask(person: SimpleNamespace, field: str = "unit", words: str = WORDS) -> int:
    answer = person.client.post("/my-data/correction", data={"field": field, "words": words})
    return int(answer.status_code)


def waiting(page: str) -> list[str]:
    return re.findall(r'action="(/people/corrections/[0-9a-f-]{36})"', page)


def test_hr_reads_what_is_wrong_corrects_it_and_the_person_reads_the_answer(
    app: Flask, cast: SimpleNamespace, superuser: Connection, outbox: Outbox
) -> None:
    alice, hana = cast.alice.client, cast.hana.client
    assert "/my-data/correction" in alice.get("/my-data").text
    assert '<option value="unit" selected>' in alice.get("/my-data/correction?field=unit").text
    assert ask(cast.alice) == 303
    assert ask(cast.alice) == 303
    assert "has not answered yet" in alice.get("/my-data/correction").text
    assert ask(cast.alice, words="Something else about the unit") == 409
    assert ask(cast.alice, "hired_on", "It was in May") == 303
    assert [WORDS in mail.get_content() for mail in outbox()] == [False] * len(outbox())

    assert "Somebody asks you to correct" in hana.get("/home").text
    page = hana.get("/people/corrections").text
    assert page.count("Operations / Night shift") == 1
    assert "I have been with &lt;b&gt;Sales&lt;/b&gt; since the heron came" in page
    assert f"/people/{cast.alice.member_id}" in page
    about_unit, about_day = waiting(page)
    answer = hana.post(about_unit, data={"state": "corrected", "answer": ""})
    assert answer.status_code == 303, answer.text
    assert hana.post(about_unit, data={"state": "corrected", "answer": ""}).status_code == 409
    refused = hana.post(about_day, data={"state": "kept", "answer": " "})
    assert refused.status_code == 422
    assert "Say in a line why" in refused.text
    assert hana.post(about_day, data={"state": "kept", "answer": "Payroll says <i>April</i>."}).status_code == 303
    assert waiting(hana.get("/people/corrections").text) == []

    assert "HR has answered" in alice.get("/home").text
    assert "HR has answered" in alice.get("/my-data").text
    page = alice.get("/my-data/correction").text
    assert "HR has corrected this" in page
    assert "Payroll says &lt;i&gt;April&lt;/i&gt;." in page
    for put_away in re.findall(r'action="(/my-data/correction/[0-9a-f-]{36}/take-back)"', page):
        assert cast.bob.client.post(put_away).status_code == 404
        assert alice.post(put_away).status_code == 303
        assert alice.post(put_away).status_code == 404

    acts = hana.get("/organization/acts").text
    assert "What somebody asked to be corrected was answered" in acts
    assert "heron" not in acts
    assert "Payroll" not in acts
    assert superuser.scalar(text("SELECT count(*) FROM correction_request")) is not None


def test_nobody_but_hr_and_the_person_learns_of_it(app: Flask, cast: SimpleNamespace, superuser: Connection) -> None:
    assert ask(cast.alice) == 303
    path = waiting(cast.hana.client.get("/people/corrections").text)[0]
    for stranger in (cast.leo, cast.bob, cast.alice):
        assert stranger.client.get("/people/corrections").status_code == 403
        assert stranger.client.post(path, data={"state": "corrected"}).status_code == 403
    assert "heron" not in cast.eve.client.get("/people/corrections").text
    assert cast.eve.client.post(path, data={"state": "corrected"}).status_code == 404
    assert "heron" not in cast.bob.client.get("/my-data/correction").text
    sealed = superuser.scalars(
        text("SELECT sealed FROM correction_request WHERE tenant_id = :t"), {"t": cast.alice.tenant_id}
    ).all()
    assert [b"heron" in bytes(one) for one in sealed] == [False]
    told = superuser.scalars(text("SELECT args::text FROM job".replace("::", "\\:\\:"))).all()
    assert not [one for one in told if "heron" in one]


def test_bad_input_comes_back_with_what_was_typed(cast: SimpleNamespace) -> None:
    for given in (
        {"field": "salary", "words": WORDS},
        {"field": "", "words": WORDS},
        {"field": "unit", "words": "  "},
        {"field": "unit", "words": "x" * 1001},
        {"words": WORDS},
    ):
        answer = cast.alice.client.post("/my-data/correction", data=given)
        assert answer.status_code == 422, given
        assert given["words"].strip().replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert cast.hana.client.get("/people/corrections").text.count("Nothing to correct") == 1


def test_it_goes_when_taken_back_after_ninety_days_and_with_the_person(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    count = text("SELECT count(*) FROM correction_request WHERE tenant_id = :t")
    here = {"t": cast.alice.tenant_id}

    def stored() -> int:
        superuser.rollback()
        return int(superuser.scalar(count, here) or 0)

    assert ask(cast.alice) == 303
    page = cast.alice.client.get("/my-data/correction").text
    taken = re.findall(r'action="(/my-data/correction/[0-9a-f-]{36}/take-back)"', page)[0]
    path = waiting(cast.hana.client.get("/people/corrections").text)[0]
    assert cast.alice.client.post(taken).status_code == 303
    gone = cast.hana.client.post(path, data={"state": "corrected"})
    assert gone.status_code == 404
    assert stored() == 0
    assert ask(cast.alice) == 303
    assert ask(cast.bob) == 303
    path = waiting(cast.hana.client.get("/people/corrections").text)[0]
    assert cast.hana.client.post(path, data={"state": "corrected"}).status_code == 303
    for days, left in ((89, 2), (91, 1)):
        with app.app_context(), clock.shifted(timedelta(days=days)), work(cast.alice.tenant_id):
            corrections.forget_answered()
        assert stored() == left
    with app.app_context(), work(cast.alice.tenant_id, cast.hana.member_id):
        service.mark_leaver(service.member_row(cast.bob.member_id), left_on=clock.today())
    assert waiting(cast.hana.client.get("/people/corrections").text) == []
