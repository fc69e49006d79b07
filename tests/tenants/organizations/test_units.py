"""The organization chart: any depth, one spelling, and no unit inside itself."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID, uuid4

from flask import Flask

from tenants import clock
from tenants.db import work
from tenants.organizations.access import units_of
from tests.conftest import Person


def _paths(app: Flask, person: Person) -> dict[str, UUID]:
    with app.app_context(), work(person.tenant_id):
        return {unit.path: unit.id for unit in units_of()}


def test_hr_grows_the_chart(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    assert hana.post("/units", data={"name": " Research ", "parent_id": ""}).status_code == 303
    assert (
        hana.post("/units", data={"name": "Lab", "parent_id": str(_paths(app, cast.hana)["Research"])}).status_code
        == 303
    )
    assert {"Research", "Research / Lab"} <= _paths(app, cast.hana).keys()
    assert "Lab" in hana.get("/units").text
    assert cast.alice.client.post("/units", data={"name": "Mine"}).status_code == 403
    assert cast.alice.client.get("/units").status_code == 403


def test_two_units_never_look_the_same(cast: SimpleNamespace) -> None:
    for name in ("operations", "Oper ations", "OPERATIONS"):
        refused = cast.hana.client.post("/units", data={"name": name, "parent_id": ""})
        assert refused.status_code == 422
        assert "already a unit “Operations”" in refused.text
    for name in ("", "a/b", "=x", "x" * 121):
        assert cast.hana.client.post("/units", data={"name": name, "parent_id": ""}).status_code == 422
    assert cast.hana.client.post("/units", data={"name": "X", "parent_id": str(uuid4())}).status_code == 404


def test_a_new_name_reaches_everything_below(app: Flask, cast: SimpleNamespace) -> None:
    operations = cast.company.units["Operations"]
    assert cast.hana.client.post(f"/units/{operations}/name", data={"name": "OPERATIONS"}).status_code == 303
    assert {"OPERATIONS", "OPERATIONS / Night shift"} <= _paths(app, cast.hana).keys()
    taken = cast.hana.client.post(f"/units/{operations}/name", data={"name": "sales"})
    assert taken.status_code == 422


def test_a_unit_moves_with_all_below_it_and_never_into_itself(app: Flask, cast: SimpleNamespace) -> None:
    hana, units = cast.hana.client, cast.company.units
    night, sales, operations = units["Operations / Night shift"], units["Sales"], units["Operations"]
    for below in (operations, night):
        refused = hana.post(f"/units/{operations}/place", data={"parent_id": str(below)})
        assert (refused.status_code, "into itself" in refused.text) == (409, True)
    assert hana.post(f"/units/{operations}/place", data={"parent_id": str(sales)}).status_code == 303
    assert {"Sales / Operations", "Sales / Operations / Night shift"} <= _paths(app, cast.hana).keys()
    assert hana.post(f"/units/{night}/place", data={"parent_id": ""}).status_code == 303
    assert "Night shift" in _paths(app, cast.hana)


def test_only_an_empty_unit_goes(app: Flask, cast: SimpleNamespace) -> None:
    hana, units = cast.hana.client, cast.company.units
    assert hana.post(f"/units/{units['Operations']}/remove").status_code == 409
    assert hana.post(f"/units/{units['Sales']}/remove").status_code == 409
    left_on = {"left_on": clock.today().isoformat()}
    assert hana.post(f"/people/{cast.bob.member_id}/leaving", data=left_on).status_code == 303
    hana.post(f"/people/{cast.alice.member_id}/unit", data={"unit_id": ""})
    assert hana.post(f"/units/{units['Operations / Night shift']}/remove").status_code == 303
    hana.post(f"/people/{cast.cleo.member_id}/unit", data={"unit_id": ""})
    assert hana.post(f"/units/{units['Sales']}/remove").status_code == 303
    assert "Sales" not in _paths(app, cast.hana)
    assert hana.get(f"/units/{units['Sales']}").status_code == 404


def test_units_of_another_company_are_not_there(cast: SimpleNamespace) -> None:
    operations = cast.company.units["Operations"]
    eve = cast.eve.client
    assert eve.get(f"/units/{operations}").status_code == 404
    for verb, data in (("name", {"name": "X"}), ("place", {"parent_id": ""}), ("remove", {})):
        assert eve.post(f"/units/{operations}/{verb}", data=data).status_code == 404
    assert eve.post("/units", data={"name": "X", "parent_id": str(operations)}).status_code == 404
    assert eve.delete(f"/api/v1/units/{operations}").status_code == 404


def test_the_api_says_and_does_the_same(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    made = hana.post("/api/v1/units", json={"name": "Research"})
    assert (made.status_code, made.json["path"]) == (201, "Research")
    unit = f"/api/v1/units/{made.json['id']}"
    assert hana.put(f"{unit}/name", json={"name": "Science"}).json["path"] == "Science"
    moved = hana.put(f"{unit}/parent", json={"parent_id": str(cast.company.units["Sales"])})
    assert moved.json["path"] == "Sales / Science"
    assert "Sales / Science" in [each["path"] for each in hana.get("/api/v1/units").json["units"]]
    assert hana.delete(unit).status_code == 204
    assert hana.delete(unit).status_code == 404
    assert cast.alice.client.get("/api/v1/units").status_code == 403
    refused = hana.post("/api/v1/units", json={"name": "", "color": "red"})
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert set(refused.json["fields"]) == {"name", "color"}


def test_a_chart_has_a_depth_that_a_page_can_show(app: Flask, cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    parent = ""
    for level in range(30):
        made = hana.post("/api/v1/units", json={"name": f"L{level}", "parent_id": parent or None})
        assert made.status_code == 201
        parent = made.json["id"]
    assert hana.post("/api/v1/units", json={"name": "L30", "parent_id": parent}).status_code == 409
    operations = cast.company.units["Operations"]
    refused = hana.post(f"/units/{operations}/place", data={"parent_id": parent})
    assert (refused.status_code, "levels deep" in refused.text) == (409, True)
    assert "Operations" in _paths(app, cast.hana)
    assert hana.post(f"/units/{operations}/name", data={"name": "Operations"}).status_code == 303
    assert hana.post(f"/units/{operations}/place", data={"parent_id": ""}).status_code == 303


def test_for_its_people_a_moved_unit_is_a_move(app: Flask, cast: SimpleNamespace) -> None:
    from sqlalchemy import select

    from tenants.db import db
    from tenants.members.models import Member

    units = _paths(app, cast.hana)

    def since() -> dict[str, object]:
        with app.app_context(), work(cast.hana.tenant_id):
            return {member.name: member.unit_since for member in db.session.scalars(select(Member))}

    before = since()
    place = {"parent_id": str(units["Sales"])}
    assert cast.hana.client.post(f"/units/{units['Operations / Night shift']}/place", data=place).status_code == 303
    changed = {name for name, moment in since().items() if moment != before[name]}
    assert "Alice" in changed
    assert "Hana" not in changed
