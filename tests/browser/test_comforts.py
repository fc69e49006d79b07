"""The small scripts: pages work without them; with them a page hides, asks, sends once and closes what was opened."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, g, render_template_string, request
from flask_babel import Babel
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tenants.http import CONTENT_SECURITY_POLICY, FormState
from tenants.languages import OWN_NAMES
from tests.browser.conftest import PHONE, complaints

ROOT = Path(__file__).resolve().parents[2]
PARTS = """
{% extends "layout.html" %}
{% from "macros.html" import field, text_area, select, choice_group, checkbox, file_field, button, link_button,
   post_button, actions, card, note, table, facts, privacy_line, privacy_note, empty, pager, progress, badge, steps,
   error_summary %}
{% block title %}Parts{% endblock %}
{% block content %}
<div>{{ steps(2, 3) }}<h1>Parts</h1></div>
{% call card("Write") %}<form method="post" action="/send">{{ error_summary() }}{{ privacy_line() }}
{{ text_area("words", "Your words", "Only mine.", private=true) }}
{{ choice_group("mood", "How it was", [("a", "tired"), ("b", "tense")], value=["a"], multiple=true) }}
{{ choice_group("answer", "How often", [(0, "Never"), (50, "Sometimes"), (100, "Always")], look="scale", value=50) }}
{{ choice_group("who", "Who", [("a", "You", "Nobody else"), ("b", "Both")], look="list", value="a") }}
{{ field("email", "E-mail", "email", hint="At work", required=true) }}
{{ select("zone", "Time zone", [("a", "Europe/Lisbon"), ("b", "Asia/Kolkata")], value="b") }}
{{ checkbox("ok", "I have read it", hint="It is short") }}{{ file_field("file", "People", hint="CSV") }}
{% call actions() %}{{ button("Keep it") }}{{ button("Later", "quiet") }}{% endcall %}{{ privacy_note() }}</form>
{% endcall %}
{{ post_button("Erase", "/erase", look="careful", confirm="Erase it for good?", confirm_yes="Erase it") }}
{% call note() %}<p>{{ badge("ready", "moss") }} {{ badge("failed", "clay") }}</p>{% endcall %}
{{ progress("Reading", 3, 10) }}
{% call table("People", ["Name", ("Mean", "number")]) %}<tr><th scope="row">A</th><td class="number">4</td></tr>
{% endcall %}
{% call facts() %}<dt>Threshold</dt><dd>5</dd>{% endcall %}
{{ empty("Nothing yet", "It will come.", "Write", "/") }}{{ pager("/", "/", "May") }}
{% endblock %}
"""


@pytest.fixture
def parts(new_context: Callable[..., BrowserContext]) -> Iterator[tuple[Callable[..., Page], list[str]]]:
    """A page of every part, served under the product's policy, and what was sent to it."""
    app = Flask("parts", template_folder=str(ROOT / "tenants/templates"), static_folder=str(ROOT / "tenants/static"))
    app.jinja_env.globals |= {"spoken_languages": OWN_NAMES, "moment_path": lambda: "/moment"}
    app.secret_key = "only for flashed messages"
    Babel(app)
    sent: list[str] = []

    @app.context_processor
    def frame() -> dict[str, object]:
        pages = [{"label": f"Page {n}", "url": "/", "current": n == 1, "group": "main"} for n in range(1, 8)]
        return {"navigation": pages, "actor": True, "place_name": "Northwind", "sign_out_url": "/out"}

    @app.get("/")
    def show() -> str:
        if request.args.get("refused"):
            g.form = FormState(
                values=request.args, errors={"email": ["Write an address."]}, message="One field needs another look."
            )
        return render_template_string(PARTS)

    @app.post("/<verb>")
    def take(verb: str) -> tuple[str, int]:
        sent.append(verb)
        return "", 204

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(**options: object) -> Page:
        opened = new_context(base_url=f"http://127.0.0.1:{server.server_port}", **options).new_page()
        opened.goto("/")
        return opened

    yield page, sent
    server.shutdown()
    server.server_close()


Parts = tuple[Callable[..., Page], list[str]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_part_passes_axe_and_fits_the_width(parts: Parts, scheme: str, width: int) -> None:
    page = parts[0](color_scheme=scheme, viewport={"width": width, "height": 800})
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_long_label_leaves_room_for_its_value(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 700, "height": 800}).new_page()
    css = (ROOT / "tenants/static/parts.css").read_text(encoding="utf-8")
    label = "A label of many words " * 8
    page.set_content(f'<style>{css}</style><dl class="facts"><dt>{label}</dt><dd>90 or more</dd></dl>')
    box = page.locator("dd").bounding_box()
    assert box is not None
    assert box["width"] > 200, "three words need more than a letter's width"


def test_escape_hides_private_words_and_shows_them_again(parts: Parts) -> None:
    page = parts[0]()
    words = page.locator("textarea")
    page.keyboard.press("Escape")
    expect(words).to_have_css("filter", "blur(10px)")
    expect(page.get_by_role("status")).to_contain_text("Private text is hidden")
    page.keyboard.press("Escape")
    expect(words).to_have_css("filter", "none")


def test_a_form_is_sent_once_however_often_the_button_is_pressed(parts: Parts) -> None:
    opens, sent = parts
    page = opens()
    page.fill("input[name=email]", "alice@example.org")
    page.evaluate("for (let i = 0; i < 5; i++) document.querySelector('main form button.filled').click()")
    page.wait_for_timeout(300)
    assert sent == ["send"]


def test_what_cannot_be_taken_back_asks_first(parts: Parts) -> None:
    opens, sent = parts
    page = opens()
    page.get_by_role("button", name="Erase").click()
    page.get_by_role("dialog").get_by_role("button", name="Go back").click()
    assert sent == []
    page.get_by_role("button", name="Erase").click()
    with page.expect_response("**/erase"):
        page.get_by_role("dialog").get_by_role("button", name="Erase it").click()
    assert sent == ["erase"]


def test_without_scripts_the_same_button_simply_works(parts: Parts) -> None:
    opens, sent = parts
    page = opens(java_script_enabled=False)
    with page.expect_response("**/erase"):
        page.get_by_role("button", name="Erase").click()
    assert sent == ["erase"]


def test_a_refused_form_comes_back_filled_with_its_error_tied_and_focused(parts: Parts) -> None:
    page = parts[0]()
    page.goto("/?refused=1&email=alice&zone=a&mood=b&words=Still+here")
    expect(page.get_by_role("alert")).to_be_focused()
    email = page.get_by_label("E-mail")
    expect(email).to_have_value("alice")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("At work Write an address.")
    expect(page.get_by_label("tense")).to_be_checked()
    expect(page.get_by_label("tired")).not_to_be_checked()
    expect(page.get_by_label("Your words")).to_have_value("Still here")


def test_the_bar_at_the_bottom_opens_more_pages_and_escape_closes_it(parts: Parts) -> None:
    page = parts[0](viewport=PHONE)
    bar = page.get_by_role("navigation", name="Pages, at hand")
    expect(bar.get_by_role("link", name="I need a moment")).to_be_visible()
    bar.locator("summary").click()
    expect(bar.get_by_role("link", name="Page 7")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar.get_by_role("link", name="Page 7")).to_be_hidden()
