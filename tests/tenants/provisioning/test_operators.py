"""Operators begin, suspend and resume organizations and watch the machine; they see no content and no people."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import jobs
from tenants.db import work
from tenants.errors import NotFound
from tenants.members.roles import roles_of
from tenants.members.service import member_row
from tenants.provisioning import service
from tests.conftest import PASSWORD, Person


@pytest.fixture
def olga(app: Flask, company: Callable) -> Person:
    """Olga, operator, in an organization of her own."""
    home = company("Operations", {"Olga": ""})
    person: Person = home.people["Olga"]
    with app.app_context(), work(person.tenant_id):
        service.make_operator(email=person.email)
    return person


def test_an_operator_sees_slugs_and_nothing_of_what_is_inside(cast: SimpleNamespace, olga: Person) -> None:
    page = olga.client.get("/operator", query_string={"words": cast.hana.slug.upper()}).text
    assert cast.hana.slug in page
    assert cast.eve.slug not in page
    assert olga.client.get("/operator?page=2&words=%25").status_code == 200
    assert cast.alice.email not in page
    for path in ("/people", "/organization", "/organization/acts", f"/people/{cast.alice.member_id}"):
        assert olga.client.get(path).status_code == 403
    for person in (cast.hana, cast.alice, cast.leo):
        assert person.client.get("/operator").status_code == 403
        assert person.client.post(f"/operator/{cast.eve.slug}/suspend").status_code == 403


def test_an_operator_begins_an_organization_whose_hr_gets_a_link(olga: Person, outbox: Callable[[], list]) -> None:
    mark = uuid4().hex[:8]
    form = {"name": f"Westwind {mark}", "hr_email": f"hr.{mark}@example.org", "time_zone": "Europe/Lisbon"}
    assert olga.client.post("/operator", data=form).status_code == 303
    assert [mail["To"] for mail in outbox()].count(f"hr.{mark}@example.org") == 1
    assert f"westwind-{mark}" in olga.client.get(f"/operator?words={mark}").text
    refused = olga.client.post("/operator", data=form | {"hr_email": "nobody"})
    assert (refused.status_code, f"Westwind {mark}" in refused.text) == (422, True)
    assert olga.client.get("/account").status_code == 200


def test_nobody_of_a_suspended_organization_signs_in_until_it_is_resumed(
    app: Flask, cast: SimpleNamespace, olga: Person
) -> None:
    alice, _hana = cast.alice.client, cast.hana.client
    assert alice.get("/account").status_code == 200
    assert olga.client.post(f"/operator/{cast.hana.slug}/suspend").status_code == 303
    assert alice.get("/account").status_code == 303
    form = {"email": cast.alice.email, "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=form).status_code != 303
    assert cast.eve.client.get("/people").status_code == 200
    assert olga.client.post(f"/operator/{cast.hana.slug}/resume").status_code == 303
    assert app.test_client().post("/sign-in", data=form).status_code == 303
    acts = cast.hana.sign_in().get("/organization/acts").text
    assert "suspended by the operator" in acts
    assert "resumed by the operator" in acts


def test_an_operator_cannot_suspend_the_own_organization_or_one_that_is_not_there(olga: Person) -> None:
    refused = olga.client.post(f"/operator/{olga.slug}/suspend")
    assert (refused.status_code, "you are signed in to" in refused.text) == (409, True)
    assert olga.client.post("/operator/no-such-place/suspend").status_code == 404


def test_a_dead_job_is_seen_without_its_content_and_owed_again(
    app: Flask, cast: SimpleNamespace, olga: Person, superuser: Connection
) -> None:
    with app.app_context(), work(cast.hana.tenant_id):
        jobs.owe("people.forget_uploads", "one", {"secret": "canary-9"})
    superuser.execute(text("UPDATE job SET state = 'dead', attempts = 6, reason = 'Unavailable'"))
    superuser.commit()
    job_id = superuser.execute(text("SELECT id FROM job")).scalar()
    page = olga.client.get("/operator/health").text
    assert "people.forget_uploads" in page
    assert "Unavailable" in page
    assert "canary-9" not in page
    assert cast.hana.client.get("/operator/health").status_code == 403
    assert cast.hana.client.post(f"/operator/jobs/{job_id}/retry").status_code == 403
    assert olga.client.post(f"/operator/jobs/{job_id}/retry").status_code == 303
    superuser.rollback()
    assert superuser.execute(text("SELECT state, attempts FROM job WHERE id = :id"), {"id": job_id}).one() == (
        "pending",
        0,
    )
    assert olga.client.post(f"/operator/jobs/{job_id}/retry").status_code == 404


def test_the_role_is_given_and_ended_on_the_command_line_only(app: Flask, cast: SimpleNamespace) -> None:
    from tenants.provisioning.commands import operator

    def run(*args: str) -> int:
        with app.app_context():
            try:
                operator.main([*args], standalone_mode=False)
            except NotFound as refusal:
                return refusal.status
        return 0

    def is_operator() -> bool:
        with app.app_context(), work(cast.bob.tenant_id):
            return "operator" in roles_of(member_row(cast.bob.member_id))[0]

    assert run("grant", "--org", cast.bob.slug, cast.bob.email) == 0
    assert is_operator()
    assert run("grant", "--org", cast.bob.slug, cast.bob.email) == 0
    assert run("grant", "--org", "no-such-place", cast.bob.email) == 404
    assert run("grant", "--org", cast.bob.slug, "nobody@example.org") == 404
    assert cast.bob.client.get("/operator").status_code == 200
    assert run("end", "--org", cast.bob.slug, cast.bob.email) == 0
    assert not is_operator()
    assert run("end", "--org", cast.bob.slug, cast.bob.email) == 404
