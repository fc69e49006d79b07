"""How requests run: permissions are declared, forms of other sites are refused, headers stand on every answer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from tenants import http
from tenants.permissions import GRANTS, Permission, Role


def test_the_application_refuses_to_start_with_a_bare_route() -> None:
    bare = Flask("bare")
    bare.add_url_rule("/x", "x", lambda: "x")
    with pytest.raises(RuntimeError, match="x"):
        http.check_permissions(bare)


def test_every_route_declares_its_permission(app: Flask) -> None:
    http.check_permissions(app)
    assert any(rule.endpoint.startswith("journal.") for rule in app.url_map.iter_rules())


def test_every_permission_is_granted_to_someone_and_used_by_a_route(app: Flask) -> None:
    granted = frozenset().union(*GRANTS.values())
    used = {
        http.declared(app.view_functions[rule.endpoint], method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert granted == set(Permission)
    assert set(Permission) <= used
    assert Role.ANYONE in GRANTS


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://localhost"}, False),
        ({}, False),
    ],
)
def test_a_form_of_another_site_is_refused(cast: SimpleNamespace, headers: dict[str, str], refused: bool) -> None:
    answer = cast.alice.client.post("/sign-out", headers=headers)
    assert (answer.status_code == 403) is refused


@pytest.mark.parametrize("path", ["/", "/sign-in", "/moment", "/nowhere", "/home", "/api/v1/openapi.json"])
def test_every_answer_carries_the_headers(cast: SimpleNamespace, path: str) -> None:
    answer = cast.alice.client.get(path)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store" or path == "/moment"


def test_errors_are_a_calm_page_or_problem_json(cast: SimpleNamespace) -> None:
    page = cast.alice.client.get("/nowhere")
    assert page.status_code == 404
    assert "<h1" in page.text
    problem = cast.alice.client.get("/api/v1/nowhere")
    assert problem.mimetype == "application/problem+json"
    assert problem.json["code"] == "not_found"
    assert problem.json["status"] == 404


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(app: Flask) -> None:
    answer = app.test_client().get("/home")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert "next=" in answer.location


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example/x", "\\\\evil", "javascript:x", "", None])
def test_going_back_never_leaves_the_site(address: str | None) -> None:
    assert http.local_path(address, "/home") == "/home"


def test_going_back_keeps_a_path_of_this_site() -> None:
    assert http.local_path("/journal?month=2026-01", "/home") == "/journal?month=2026-01"
