"""What a browser may keep is the same for everybody; and a draft on a device is let go only when it has arrived."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.languages import LANGUAGES
from tenants.offline import shelf

ROOT = Path(__file__).resolve().parents[3]


def _said(script: str, name: str) -> object:
    found = re.search(rf"^const {name} = (.+);$", script, re.MULTILINE)
    assert found, name
    return json.loads(found[1])


def test_the_worker_keeps_public_pages_and_static_files_and_nothing_else(cast: SimpleNamespace, app: Flask) -> None:
    answer = app.test_client().get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'; manifest-src 'self'" in answer.headers["Content-Security-Policy"]
    assert cast.alice.client.get("/sw.js").data == answer.data
    pages = _said(answer.text, "PAGES")
    assert isinstance(pages, list)
    assert len(pages) == 2 * len(LANGUAGES)
    for path in pages:
        stranger, alice = app.test_client().get(path), cast.alice.client.get(path)
        assert stranger.status_code == 200
        assert stranger.data == alice.data, f"{path} is not the same for everybody"
    files = _said(answer.text, "FILES")
    assert isinstance(files, list)
    assert {"/static/base.css", "/static/js/moment.js", "/static/icons/192.png"} <= set(files)
    for path in files:
        with app.test_client().get(path) as file:
            assert file.status_code == 200


def test_the_version_changes_with_every_file_and_every_day_that_changes_a_page(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        first = shelf.content().version
        assert shelf.content().version == first
        (tmp_path / "one.css").write_text("a {}")
        monkeypatch.setattr(app, "static_folder", str(tmp_path))
        one = shelf.content().version
        (tmp_path / "one.css").write_text("b {}")
        shelf._content.cache_clear()
        two = shelf.content().version
    assert len({first, one, two}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_installed_in_every_language_with_icons_of_the_sizes_it_says(app: Flask, language: str) -> None:
    client = app.test_client()
    answer = client.get(f"/app/{language}.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = answer.get_json(force=True)
    assert (told["lang"], told["display"], told["start_url"]) == (language, "standalone", "/")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        with client.get(icon["src"]) as file:
            picture = file.data
        width, height = struct.unpack(">II", picture[16:24])
        assert picture.startswith(b"\x89PNG")
        assert f"{width}x{height}" == icon["sizes"]
    for shortcut in told["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200
    page = client.get("/moment" if language == "en" else f"/moment/{language}").text
    assert f'href="/app/{language}.webmanifest"' in page


def test_no_cookie_reaches_a_page_of_the_shelf(cast: SimpleNamespace, app: Flask) -> None:
    assert client_of(app, "/app/xx.webmanifest").status_code == 404
    assert client_of(app, "/write/xx").status_code == 404
    seen: list[str | None] = []
    inner = app.view_functions["welcome.moment"]
    try:
        from flask import request

        app.view_functions["welcome.moment"] = _as_marked(inner, lambda: seen.append(request.headers.get("Cookie")))
        answer = cast.alice.client.get("/moment")
    finally:
        app.view_functions["welcome.moment"] = inner
    assert seen == [None]
    assert "Cookie" not in answer.headers.get("Vary", "")


def client_of(app: Flask, path: str) -> TestResponse:
    """A stranger's look at a path."""
    return app.test_client().get(path)


def _as_marked(view: Callable[..., Any], first: Callable[[], None]) -> Callable[..., Any]:
    def looked() -> Any:
        first()
        return view()

    looked.untouched = True  # type: ignore[attr-defined]
    return looked


def test_scripts_are_told_who_is_signed_in_here_and_strangers_nothing(cast: SimpleNamespace, app: Flask) -> None:
    assert cast.alice.client.get("/here").get_json() == {"member": str(cast.alice.member_id)}
    told = cast.alice.client.get("/prompt-of-today").get_json()
    assert told["member"] == str(cast.alice.member_id)
    assert told["prompt"]["text"] in cast.alice.client.get("/home").text.replace("&#39;", "'")
    for path in ("/here", "/prompt-of-today"):
        assert app.test_client().get(path, headers={"Accept": "application/json"}).status_code == 401


def test_what_somebody_else_wrote_on_this_device_is_not_kept(cast: SimpleNamespace) -> None:
    given = {"body": "Alice wrote this", "consent": "yes", "draft": str(uuid4())}
    for meant in (str(cast.alice.member_id), "nobody"):
        refused = cast.bob.client.post("/journal", data=given, headers={"X-Meant-For": meant})
        assert refused.status_code == 409
        assert "Somebody else is signed in here" in refused.text
    assert "Alice wrote this" not in cast.bob.client.get("/journal").text
    mine = cast.alice.client.post("/journal", data=given, headers={"X-Meant-For": str(cast.alice.member_id)})
    assert mine.status_code == 200


def test_only_a_form_that_was_taken_lets_its_draft_go(cast: SimpleNamespace) -> None:
    alice, draft = cast.alice.client, str(uuid4())
    leaving = f"journal/new~{draft}|/journal"
    alice.set_cookie("draft", leaving)
    given = {"body": "One line", "draft": draft}
    assert _arrived(alice.post("/journal", data=given)) is None, "consent was missing"
    assert _arrived(alice.post("/journal/prompt", data=given)) is None, "that keeps nothing"
    assert _arrived(alice.get("/journal")) is None
    assert _arrived(alice.post("/journal", data=given | {"consent": "yes"})) == f"arrived|journal/new~{draft}"
    alice.set_cookie("draft", 'x";path=/;|/journal')
    assert _arrived(alice.post("/journal", data={"body": "Another line"})) is None, "not a name of ours"


def _arrived(answer: TestResponse) -> str | None:
    for cookie in answer.headers.getlist("Set-Cookie"):
        found = re.match(r'draft="?([^";]*)"?;', cookie)
        if found:
            assert "SameSite=Strict" in cookie
            return found[1]
    return None
