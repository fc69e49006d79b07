"""The JSON API for people says and does what the pages do."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest


def test_people_are_found_added_corrected_and_moved(cast: SimpleNamespace) -> None:
    hana = cast.hana.client
    email = f"nia.{uuid4().hex[:8]}@example.org"
    made = hana.post("/api/v1/people", json={"email": email, "name": "Nia", "manager_email": cast.leo.email})
    assert made.status_code == 201
    assert made.json["manager_id"] == str(cast.leo.member_id)
    person = f"/api/v1/people/{made.json['id']}"
    assert hana.put(person, json={"name": "Nia New", "hired_on": "2024-01-31"}).json["hired_on"] == "2024-01-31"
    sales = str(cast.company.units["Sales"])
    assert hana.put(f"{person}/unit", json={"unit_id": sales}).json["unit_id"] == sales
    assert hana.put(f"{person}/manager", json={"manager_id": None}).json["manager_id"] is None
    listed = hana.get("/api/v1/people", query_string={"words": "nia", "unit": sales}).json
    assert (listed["total"], listed["people"][0]["email"]) == (1, email)
    assert hana.post(f"{person}/leaving", json={"left_on": "2024-02-01"}).json["left_on"] == "2024-02-01"
    assert hana.put(person, json={"name": "Nia"}).status_code == 409


def test_roles_are_given_and_ended(cast: SimpleNamespace) -> None:
    hana, person = cast.hana.client, f"/api/v1/people/{cast.bob.member_id}"
    unit_id = str(cast.company.units["Sales"])
    given = hana.post(f"{person}/roles", json={"role": "leader", "unit_id": unit_id})
    assert given.status_code == 201
    assert [held["unit_id"] for held in hana.get(f"{person}/roles").json["roles"]] == [unit_id]
    assert cast.eve.client.delete(f"{person}/roles/{given.json['id']}").status_code == 404
    wrong_person = f"/api/v1/people/{cast.alice.member_id}/roles/{given.json['id']}"
    assert hana.delete(wrong_person).status_code == 404
    assert hana.delete(f"{person}/roles/{given.json['id']}").status_code == 204
    assert hana.get(f"{person}/roles").json["roles"] == []


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name": "Nia"}, {"email"}),
        ({"email": "nia"}, {"email"}),
        ({"email": "n@example.org", "hired_on": "soon", "time_zone": "Mars"}, {"hired_on", "time_zone"}),
        ({"email": "n@example.org", "color": "red"}, {"color"}),
        ({"email": "n@example.org", "language": "xx"}, {"language"}),
        ({"email": "n@example.org", "manager_email": "q@example.org"}, {"manager_email"}),
    ],
)
def test_a_refusal_names_every_field(cast: SimpleNamespace, given: dict, fields: set[str]) -> None:
    refused = cast.hana.client.post("/api/v1/people", json=given)
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert set(refused.json["fields"]) == fields


def test_the_api_is_for_hr_and_tells_nothing_of_anyones_use(cast: SimpleNamespace) -> None:
    assert cast.alice.client.get("/api/v1/people").status_code == 403
    assert cast.alice.client.get(f"/api/v1/people/{cast.alice.member_id}").status_code == 403
    assert cast.eve.client.get(f"/api/v1/people/{cast.alice.member_id}").status_code == 404
    told = cast.hana.client.get(f"/api/v1/people/{cast.alice.member_id}").json
    assert set(told) == {
        "id", "email", "proposed_email", "name", "external_id", "unit_id", "manager_id", "location", "job_family",
        "hired_on", "time_zone", "language", "bounces", "left_on",
    }  # fmt: skip
    assert cast.hana.client.get(f"/api/v1/people/{uuid4()}").status_code == 404


def test_the_api_is_described(cast: SimpleNamespace) -> None:
    paths = cast.hana.client.get("/api/v1/openapi.json").json["paths"]
    assert {"/api/v1/people", "/api/v1/people/{member_id}", "/api/v1/units"} <= set(paths)
