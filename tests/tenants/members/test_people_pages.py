"""HR finds, adds, corrects, moves and says goodbye; nobody else may, and nothing tells how anybody uses the product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tenants import clock
from tenants.db import work
from tenants.members import reporting, roles, service
from tests.conftest import Person


def _row(app: Flask, person: Person) -> SimpleNamespace:
    with app.app_context(), work(person.tenant_id):
        member = service.member_row(person.member_id)
        found, leads = roles.roles_of(member)
        columns = {column.name: getattr(member, column.name) for column in member.__table__.columns}
        return SimpleNamespace(**columns, roles={str(role) for role in found}, leads=leads)


def test_hr_finds_people_by_words_unit_and_state(cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    assert cast.alice.email in hana.get("/people").text
    found = hana.get("/people", query_string={"words": "ali", "unit": str(cast.company.units["Operations"])}).text
    assert cast.alice.email in found
    assert cast.bob.email not in found
    assert "Nobody fits this" in hana.get("/people?words=zzz").text
    assert hana.get("/people?page=99&state=nonsense").status_code == 200


@pytest.mark.parametrize("who", ["alice", "leo"])
@pytest.mark.parametrize("path", ["/people", "/people/new", "/people/upload", "/units/x", "/organization", "/operator"])
def test_people_pages_are_for_hr_alone(cast: SimpleNamespace, who: str, path: str) -> None:
    client = getattr(cast, who).client
    assert client.get(path).status_code in {403, 404}
    assert cast.hana.client.get("/people").status_code == 200


def test_hr_of_another_company_finds_nobody_here(cast: SimpleNamespace) -> None:
    eve = cast.eve.client
    assert cast.alice.email not in eve.get("/people").text
    for path in ("", "/leaving"):
        assert eve.get(f"/people/{cast.alice.member_id}{path}").status_code == 404
    for path in ("details", "address", "unit", "manager", "invite", "leaving", "roles"):
        data = {"email": "x@example.org", "name": "X", "left_on": "2024-01-01", "role": "hr"}
        assert eve.post(f"/people/{cast.alice.member_id}/{path}", data=data).status_code in {404, 422}


def test_one_person_is_added_with_unit_and_manager_and_then_invited(
    app: Flask, cast: SimpleNamespace, outbox: Callable[[], list]
) -> None:
    email = f"new.{uuid4().hex[:8]}@example.org"
    unit_id = cast.company.units["Operations"]
    form = {"email": email.upper(), "name": " Nia  New ", "unit_id": unit_id, "manager_email": cast.leo.email}
    made = cast.hana.client.post("/people/new", data=form)
    assert made.status_code == 303
    page = cast.hana.client.get(made.location).text
    assert "Nia New" in page
    assert "Leo" in page
    assert [mail for mail in outbox() if mail["To"] == email] == []
    assert cast.hana.client.post(f"{made.location}/invite").status_code == 303
    assert len([mail for mail in outbox() if mail["To"] == email]) == 1


def test_a_refused_form_comes_back_with_what_was_typed(cast: SimpleNamespace) -> None:
    form = {"email": cast.alice.email, "name": "Nia New", "location": "Porto"}
    refused = cast.hana.client.post("/people/new", data=form)
    assert refused.status_code == 422
    assert "Nia New" in refused.text
    assert "already has this address" in refused.text
    assert cast.hana.client.post("/people/new", data=form | {"email": "nia"}).status_code == 422
    unknown = cast.hana.client.post("/people/new", data={"email": "n@example.org", "manager_email": "q@example.org"})
    assert (unknown.status_code, "Nobody here has that address" in unknown.text) == (422, True)
    formula = cast.hana.client.post("/people/new", data={"email": "n@example.org", "name": "=1+1"})
    assert (formula.status_code, "begins like a formula" in formula.text) == (422, True)


def test_hr_corrects_details_and_moves_a_person(app: Flask, cast: SimpleNamespace) -> None:
    path = f"/people/{cast.alice.member_id}"
    details = {
        "name": "Alice B",
        "external_id": "E9",
        "location": "Porto",
        "hired_on": "2020-05-01",
        "time_zone": "Europe/Lisbon",
    }
    assert cast.hana.client.post(f"{path}/details", data=details).status_code == 303
    assert cast.hana.client.post(f"{path}/unit", data={"unit_id": str(cast.company.units["Sales"])}).status_code == 303
    row = _row(app, cast.alice)
    assert (row.name, row.external_id, row.location, row.time_zone) == ("Alice B", "E9", "Porto", "Europe/Lisbon")
    assert row.unit_id == cast.company.units["Sales"]
    taken = cast.hana.client.post(f"/people/{cast.bob.member_id}/details", data={"name": "Bob", "external_id": "E9"})
    assert taken.status_code == 422
    wrong = cast.hana.client.post(f"{path}/details", data={"name": "Alice", "language": "xx", "hired_on": ""})
    assert wrong.status_code == 422


def test_a_manager_makes_a_supervisor_and_a_circle_is_refused(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    for who, boss in ((cast.alice, cast.bob), (cast.bob, cast.leo)):
        assert hana.post(f"/people/{who.member_id}/manager", data={"manager_email": boss.email}).status_code == 303
    assert "supervisor" in _row(app, cast.bob).roles
    assert "supervisor" not in _row(app, cast.alice).roles
    with app.app_context(), work(cast.alice.tenant_id):
        assert [one.name for one in reporting.reporting_line(cast.alice.member_id)] == ["Bob", "Leo"]
    circle = hana.post(f"/people/{cast.leo.member_id}/manager", data={"manager_email": cast.alice.email})
    assert circle.status_code == 422
    assert "above themselves" in circle.text
    own = hana.post(f"/people/{cast.leo.member_id}/manager", data={"manager_email": cast.leo.email})
    assert own.status_code == 422
    assert hana.post(f"/people/{cast.alice.member_id}/manager", data={"manager_email": ""}).status_code == 303
    assert _row(app, cast.alice).manager_id is None


def test_all_of_hr_are_told_when_a_role_is_given_and_ended(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    assert hana.post(f"/people/{cast.bob.member_id}/roles", data={"role": "hr"}).status_code == 303
    assert _row(app, cast.bob).roles == {"member", "hr"}
    assert cast.bob.client.get("/people").status_code == 200
    grant = {"role": "leader", "leads_unit_id": str(cast.company.units["Sales"])}
    assert cast.bob.client.post(f"/people/{cast.cleo.member_id}/roles", data=grant).status_code == 303
    told = hana.get("/notices").text
    assert "Cleo now has the role: Leader of Sales." in told
    assert "Bob now has the role: HR." in told
    page = hana.get(f"/people/{cast.cleo.member_id}").text
    assert "Leader of Sales" in page


def test_a_leader_needs_a_unit_and_operators_are_not_made_here(cast: SimpleNamespace) -> None:
    path = f"/people/{cast.bob.member_id}/roles"
    assert cast.hana.client.post(path, data={"role": "leader"}).status_code == 422
    assert cast.hana.client.post(path, data={"role": "operator"}).status_code == 422
    assert cast.hana.client.post(path, data={"role": "leader", "leads_unit_id": str(uuid4())}).status_code == 404


def _end_path(app: Flask, person: Person) -> str:
    from tenants.members.access import grants_of

    with app.app_context(), work(person.tenant_id):
        return f"/people/{person.member_id}/roles/{grants_of(person.member_id)[0].id}/end"


def test_the_last_person_of_hr_stays(app: Flask, cast: SimpleNamespace) -> None:
    end = _end_path(app, cast.hana)
    refused = cast.hana.client.post(end)
    assert refused.status_code == 409
    assert "Somebody has to be HR" in refused.text
    leaving = cast.hana.client.post(f"/people/{cast.hana.member_id}/leaving", data={"left_on": "2024-01-01"})
    assert leaving.status_code == 409
    assert cast.hana.client.post(f"/people/{cast.bob.member_id}/roles", data={"role": "hr"}).status_code == 303
    assert cast.eve.client.post(end).status_code == 404
    assert cast.hana.client.post(end).status_code == 303
    assert cast.hana.client.get("/people").status_code == 403


def test_a_leaver_is_out_of_everything_at_once(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    for who, boss in ((cast.alice, cast.leo), (cast.leo, cast.hana)):
        assert hana.post(f"/people/{who.member_id}/manager", data={"manager_email": boss.email}).status_code == 303
    leo = cast.leo.client
    assert leo.get("/account").status_code == 200
    path = f"/people/{cast.leo.member_id}/leaving"
    ahead = (clock.today() + timedelta(days=3)).isoformat()
    assert hana.post(path, data={"left_on": ahead}).status_code == 422
    assert "60 days" in hana.get(path).text
    assert hana.post(path, data={"left_on": clock.today().isoformat()}).status_code == 303
    row = _row(app, cast.leo)
    assert (row.roles, row.leads, row.manager_id) == ({"leaver"}, frozenset(), None)
    assert _row(app, cast.alice).manager_id == cast.hana.member_id
    assert leo.get("/account").status_code == 303
    assert f"<td>{cast.leo.email}" not in hana.get("/people").text
    assert cast.leo.email in hana.get("/people?state=left").text
    again = hana.post(f"/people/{cast.leo.member_id}/unit", data={"unit_id": ""})
    assert (again.status_code, "has left" in again.text) == (409, True)
    assert hana.post(f"/people/{cast.leo.member_id}/roles", data={"role": "hr"}).status_code == 409
    assert hana.post(path, data={"left_on": clock.today().isoformat()}).status_code == 303


def test_after_sixty_days_keys_and_rows_of_a_leaver_are_destroyed(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Callable[[], int]
) -> None:
    from tenants import jobs
    from tenants.members import private_space

    with app.app_context(), work(cast.bob.tenant_id, cast.bob.member_id):
        private_space.begin(cast.bob.member_id)
    left_on = clock.today().isoformat()
    assert cast.hana.client.post(f"/people/{cast.bob.member_id}/leaving", data={"left_on": left_on}).status_code == 303

    def stored() -> list[int]:
        tables = ("private_space", "directory")
        counts = [f"SELECT count(*) FROM {table} WHERE member_id = :id" for table in tables]
        counts += ["SELECT count(*) FROM member WHERE id = :id", "SELECT count(*) FROM identity WHERE email = :email"]
        superuser.rollback()
        found = {"id": cast.bob.member_id, "email": cast.bob.email}
        return [superuser.execute(text(count), found).scalar() or 0 for count in counts]

    for days, left in ((59, [1, 1, 1, 1]), (61, [0, 0, 0, 0])):
        with clock.shifted(timedelta(days=days)):
            with app.app_context(), work(cast.bob.tenant_id):
                jobs.owe("member.destroy_leavers", days)
            drain()
        assert stored() == left
    assert _row(app, cast.alice).name == "Alice"


def test_many_are_invited_at_once_and_nobody_twice(cast: SimpleNamespace, outbox: Callable[[], list]) -> None:
    hana = cast.hana.client
    made = [hana.post("/people/new", data={"email": f"m{number}.{uuid4().hex[:8]}@example.org"}) for number in range(3)]
    ticked = [one.location.rsplit("/", 1)[1] for one in made[:2]] + [str(cast.alice.member_id)]
    before = len(outbox())
    assert hana.post("/people/invite", data={"member": ticked}).status_code == 303
    assert len(outbox()) - before == 2
    assert hana.post("/people/invite", data={"everyone": "yes"}).status_code == 303
    assert len(outbox()) - before == 3
    assert hana.post("/people/invite", data={"everyone": "yes"}).status_code == 303
    assert len(outbox()) - before == 3
    refused = hana.post("/people/invite", data={})
    assert (refused.status_code, "Tick the people" in refused.text) == (422, True)
    assert hana.post("/people/invite", data={"member": [str(cast.eve.member_id)]}).status_code == 404


def test_no_page_about_people_tells_who_joined_or_when(cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    for path in ("/people", f"/people/{cast.alice.member_id}", "/organization/acts"):
        page = hana.get(path).text.lower()
        for word in ("activated", "last sign-in", "signed in on", "last seen", "joined on"):
            assert word not in page


def test_people_are_found_by_state(cast: SimpleNamespace, superuser: Connection) -> None:
    hana = cast.hana.client
    email = f"new.{uuid4().hex[:8]}@example.org"
    hana.post("/people/new", data={"email": email})
    superuser.execute(text("UPDATE member SET bounces = true WHERE id = :id"), {"id": cast.bob.member_id})
    superuser.commit()
    uninvited, bouncing = hana.get("/people?state=uninvited").text, hana.get("/people?state=bouncing").text
    assert email in uninvited
    assert cast.bob.email not in uninvited
    assert cast.bob.email in bouncing
    assert email not in bouncing


def test_an_address_of_somebody_who_never_joined_is_simply_corrected(
    cast: SimpleNamespace, outbox: Callable[[], list]
) -> None:
    mark = uuid4().hex[:8]
    hana = cast.hana.client
    made = hana.post("/people/new", data={"email": f"wrong.{mark}@example.org"})
    assert hana.post(f"{made.location}/address", data={"email": f"right.{mark}@example.org"}).status_code == 303
    assert [mail for mail in outbox() if mark in mail["To"]] == []
    hana.post(f"{made.location}/invite")
    assert hana.post(f"{made.location}/address", data={"email": f"best.{mark}@example.org"}).status_code == 303
    assert {mail["To"] for mail in outbox() if mark in mail["To"]} == {
        f"right.{mark}@example.org",
        f"best.{mark}@example.org",
    }
    assert f"best.{mark}@example.org" in hana.get(made.location).text


def test_a_proposal_is_taken_back_by_writing_the_present_address(app: Flask, cast: SimpleNamespace) -> None:
    path = f"/people/{cast.alice.member_id}/address"
    cast.hana.client.post(path, data={"email": f"other.{uuid4().hex[:8]}@example.org"})
    assert _row(app, cast.alice).proposed_email is not None
    assert cast.hana.client.post(path, data={"email": cast.alice.email}).status_code == 303
    assert _row(app, cast.alice).proposed_email is None


def test_doing_the_same_twice_changes_nothing(app: Flask, cast: SimpleNamespace) -> None:
    hana, path = cast.hana.client, f"/people/{cast.bob.member_id}"
    for _ in range(2):
        assert hana.post(f"{path}/roles", data={"role": "trustee"}).status_code == 303
        assert hana.post(f"{path}/manager", data={"manager_email": cast.leo.email}).status_code == 303
        assert hana.post(f"{path}/unit", data={"unit_id": str(cast.company.units["Sales"])}).status_code == 303
    acts = hana.get("/organization/acts").text
    assert acts.count("A person was moved to another unit") == 1
    assert acts.count("A person’s supervisor was changed") == 1
