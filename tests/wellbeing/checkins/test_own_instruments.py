"""An instrument of the company's own: added by one person of HR, confirmed by another, asked, replaced, withdrawn."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from tenants.errors import Conflict
from tests.conftest import Company, Person
from tests.wellbeing.checkins.conftest import Team
from wellbeing.checkins.own_pages import SAMPLE

Make = Callable[..., Team]
NEW = "/check-ins/instruments/own"


def add(client: FlaskClient, content: str | bytes = SAMPLE) -> TestResponse:
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return client.post(NEW, data={"file": (file, "ours.toml")})


def added(client: FlaskClient, content: str = SAMPLE) -> str:
    answer = add(client, content)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def grant(team: Team, person: Person, role: str) -> Any:
    from tenants.members import service as members

    with team.inside(team.hana.member_id):
        return members.grant(member_id=person.member_id, role=role).id


def end(team: Team, person: Person, role: str) -> None:
    from sqlalchemy import select

    from tenants.db import db
    from tenants.members import roles
    from tenants.members.models import RoleGrant

    with team.inside(team.hana.member_id):
        mine = select(RoleGrant).where(RoleGrant.member_id == person.member_id, RoleGrant.role == role)
        roles.end_grant(db.session.scalars(mine).one())


@pytest.fixture
def made(team: Make) -> Team:
    """A ready company whose first people are signed in."""
    return team(signed_in=True)


def test_a_second_person_of_hr_confirms_it_and_then_people_are_asked(
    made: Team, superuser: Any, drain: Callable[[], int]
) -> None:
    hana, holly = made.hana.client, made.person(1)
    assert "Add one of your own" in hana.get("/check-ins/instruments").text
    page = added(hana)
    assert "Nobody else can do so at the moment" in hana.get(page).text
    grant(made, holly, "hr")
    again = added(hana, SAMPLE.replace("version = 1", "version = 2"))
    assert page != again
    # the uploader cannot, in any window, and nobody is asked before
    own = hana.get(again)
    assert "Confirm it" not in own.text
    refused = hana.post(f"{again}/confirm")
    assert refused.status_code == 409
    assert "cannot confirm it" in refused.text
    assert "Tools at work" not in hana.get("/check-ins/run/new").text
    with pytest.raises(Conflict):
        made.open(instruments=("tools_at_work",))
    # a second person reads it as a member would, and confirms
    notice = holly.client.get("/notices").text
    assert "waits for somebody to confirm" in notice
    preview = holly.client.get(f"{again}/preview").text
    assert "Written by your company" in preview
    assert "I have the tools that my work needs." in preview
    assert "<form" not in preview[preview.index("<main") : preview.index("</main>")]
    assert holly.client.post(f"{again}/confirm").status_code == 303
    assert holly.client.post(f"{again}/confirm").status_code == 409
    assert "confirmed already" in hana.post(f"{again}/confirm").text
    assert "has been confirmed" in hana.get("/notices").text
    # it says who wrote it wherever it stands
    choose = hana.get("/check-ins/run/new").text
    assert 'value="tools_at_work"' in choose
    for address in ("/check-ins/instruments", "/check-ins/run/new", again):
        assert "Written by your company" in hana.get(address).text, address
    wave_id = made.open(instruments=("tools_at_work",))
    assert "Written by your company" in hana.get(f"/check-ins/run/{wave_id}").text
    asked = holly.client.get(f"/check-ins/{wave_id}").text
    assert asked.count("Written by your company") == 1
    assert "was written by your company and confirmed by a second person" in asked
    for number in range(1, 13):
        answer(made, number, wave_id)
    made.close(wave_id)
    drain()
    results = hana.get(f"/results/{wave_id}/custom:tools_at_work").text
    assert "Written by your company" in results
    assert "Report on Tools at work" in results
    with made.inside(made.hana.member_id):
        from tenants import audit

        acts = [event.action for event in audit.events(limit=200)]
        assert audit.chain_is_whole()
    assert acts.count("instrument.uploaded") == 2
    assert acts.count("instrument.confirmed") == 1
    superuser.rollback()
    query = text("SELECT version, enabled FROM instrument WHERE tenant_id = :t AND origin = 'own' ORDER BY version")
    assert [tuple(row) for row in superuser.execute(query, {"t": made.company.tenant_id})] == [(1, False), (2, True)]


def answer(made: Team, number: int, wave_id: UUID) -> None:
    from tenants.members.service import member_row
    from wellbeing.checkins import service

    person = made.person(number)
    with made.inside(person.member_id):
        cells = {"tools_at_work": {"tools_fit": str(1 + number % 3)}}
        service.cast(member=member_row(person.member_id), wave_id=wave_id, cells=cells, keep_copy=False)


def test_a_trustee_confirms_and_somebody_whose_role_ended_cannot(made: Team) -> None:
    trustee, member = made.person(1), made.person(2)
    page = added(made.hana.client)
    for stranger in (trustee, member):
        assert stranger.client.get(page).status_code == 403
        assert stranger.client.post(f"{page}/confirm").status_code == 403
    grant(made, trustee, "trustee")
    assert "Instruments" in trustee.client.get("/home").text
    assert "waits for confirmation" in trustee.client.get("/check-ins/instruments").text
    assert "Confirm it" in trustee.client.get(page).text
    assert trustee.client.get(f"{page}/preview").status_code == 200
    assert trustee.client.get(f"{NEW}/new").status_code == 403
    assert add(trustee.client).status_code == 403
    assert trustee.client.post(f"{page}/withdraw").status_code == 403
    end(made, trustee, "trustee")
    assert trustee.client.post(f"{page}/confirm").status_code == 403
    grant(made, trustee, "trustee")
    assert trustee.client.post(f"{page}/confirm").status_code == 303
    # who has uploaded and then lost and regained a role is still the uploader
    second = added(made.hana.client, SAMPLE.replace("version = 1", "version = 2"))
    grant(made, made.hana, "trustee")
    assert made.hana.client.post(f"{second}/confirm").status_code == 409


def test_another_company_sees_and_confirms_nothing(made: Team, company: Callable[..., Company]) -> None:
    page = added(made.hana.client)
    eve = company("Eastwind", {"Adam": "Lab"}).people["Hana"]
    for address in (page, f"{page}/preview"):
        assert eve.client.get(address).status_code == 404
    for act in ("confirm", "withdraw"):
        assert eve.client.post(f"{page}/{act}").status_code == 404
    assert "Tools at work" not in eve.client.get("/check-ins/instruments").text
    # the same key is free elsewhere
    assert add(eve.client).status_code == 303


def test_a_stored_version_is_never_changed_and_a_withdrawn_one_is_asked_no_more(made: Team) -> None:
    hana, holly = made.hana.client, made.person(1)
    grant(made, holly, "hr")
    first = added(hana)
    assert holly.client.post(f"{first}/confirm").status_code == 303
    changed = SAMPLE.replace("I have the tools", "I love the tools")
    refused = add(hana, changed)
    assert refused.status_code == 422
    assert "Version 1 is stored already" in refused.text
    assert "Write 2 in the file" in refused.text
    assert "Write it as in the version before" in add(hana, changed.replace("tools_at_work", "Tools_at_work")).text
    second = added(hana, changed.replace("version = 1", "version = 2"))
    # until the new version is confirmed the old one is asked
    wave_id = made.open(name="Before", instruments=("tools_at_work",))
    assert "I have the tools" in holly.client.get(f"/check-ins/{wave_id}").text
    assert holly.client.post(f"{second}/confirm").status_code == 303
    assert "I have the tools" in holly.client.get(f"/check-ins/{wave_id}").text
    assert "I love the tools" in holly.client.get(f"{second}/preview").text
    assert hana.post(f"{second}/withdraw").status_code == 303
    assert hana.post(f"{second}/withdraw").status_code == 409
    assert holly.client.post(f"{second}/confirm").status_code == 409
    assert "withdrawn" in hana.get(second).text
    assert 'value="tools_at_work"' in hana.get("/check-ins/run/new").text  # the first version
    assert hana.post(f"{first}/withdraw").status_code == 303
    assert "tools_at_work" not in hana.get("/check-ins/run/new").text
    assert "I have the tools" in holly.client.get(f"/check-ins/{wave_id}").text


WRONG: list[tuple[str | bytes, str]] = [
    ("", "it is empty or missing"),
    (b"\xff\xfe\x00", "not UTF-8"),
    ("x = ", "neither TOML nor JSON"),
    (SAMPLE + "#" * 200_001, "larger than 200 kB"),
    (SAMPLE.replace("tools_at_work", "cbi"), "key of an instrument of ours"),
    (SAMPLE.replace("I have the tools that my work needs.", "What is your gender?"), "“gender” asks who somebody is"),
    (SAMPLE.replace('"agree"', '"nope"'), "no list of options called"),
    ('{"items": ' + str([{}] * 31).replace("'", '"') + "}", "At most 30 here"),
]


IN_FRENCH = """
[texts.fr]
name = "Outils"
[texts.fr.items]
tools_fit = "Qui de vos collègues vous manque ?"
[texts.fr.options.agree]
1 = "Le premier"
2 = "Le deuxième"
3 = "Le dernier"
[texts.fr.scales.tools]
title = "Outils"
"""


def test_whoever_confirms_reads_what_people_of_other_languages_would(made: Team) -> None:
    grant(made, made.person(1), "hr")
    page = made.person(1).client.get(added(made.hana.client, SAMPLE + IN_FRENCH))
    for words in ("French", "Qui de vos collègues vous manque ?", "Le premier", "I have the tools that my work needs."):
        assert words in page.text


def test_the_newest_version_is_asked_also_under_a_name_that_comes_earlier(made: Team) -> None:
    hana, holly = made.hana.client, made.person(1)
    grant(made, holly, "hr")
    second = SAMPLE.replace('"Tools at work"', '"A desk that works"').replace("version = 1", "version = 2")
    for content in (SAMPLE, second):
        assert holly.client.post(f"{added(hana, content)}/confirm").status_code == 303
    page = hana.get("/check-ins/run/new").text
    assert "A desk that works" in page
    assert "Tools at work" not in page


def test_a_wrong_file_stores_nothing_and_says_why(made: Team, superuser: Any) -> None:
    for content, sentence in WRONG:
        answer = add(made.hana.client, content)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert re.search(r'class="refusal" role="alert"', answer.text)
    assert made.hana.client.post(NEW, data={}).status_code == 422
    superuser.rollback()
    query = text("SELECT count(*) FROM instrument WHERE tenant_id = :t AND origin = 'own'")
    assert superuser.scalar(query, {"t": made.company.tenant_id}) == 0


def test_the_database_itself_refuses_an_uploader_who_confirms(made: Team, superuser: Any) -> None:
    added(made.hana.client)
    where = "WHERE tenant_id = :t AND origin = 'own'"
    for change in (
        "confirmed_by = uploaded_by, confirmed_at = now(), enabled = true",
        "enabled = true",
        "confirmed_by = gen_random_uuid()",
        "uploaded_by = NULL",
    ):
        superuser.rollback()
        with pytest.raises(IntegrityError):
            superuser.execute(text(f"UPDATE instrument SET {change} {where}"), {"t": made.company.tenant_id})
    superuser.rollback()
