"""A real server, a real Chromium that is found and never downloaded, phone and desktop pages, axe and pictures."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, ViewportSize
from werkzeug.serving import make_server

PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=900)
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class SignsIn(Protocol):
    """Whoever has an address and a password."""

    email: str
    password: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, which may leave while the tests' server still sends a file."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file.*static:ResourceWarning"))


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each context names its own address."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("No Chromium was found. Install it with: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": found, "args": QUIET_CHROMIUM}


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """The product, served by threads as in production."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


Opens = Callable[..., Page]


@pytest.fixture
def opens(new_context: Callable[..., BrowserContext], address: str) -> Opens:
    """Opens a page of a size; whatever the page complains about in its console fails the test."""

    def make(size: ViewportSize = DESKTOP, *, dark: bool = False) -> Page:
        context = new_context(
            base_url=address,
            viewport=size,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="UTC",
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    return make


@pytest.fixture
def phone(opens: Opens) -> Page:
    """A page as wide as a phone."""
    return opens(PHONE)


@pytest.fixture
def desktop(opens: Opens) -> Page:
    """A page as wide as a desk."""
    return opens(DESKTOP)


def sign_in(page: Page, person: SignsIn) -> None:
    """Sign in through the real form."""
    page.goto("/sign-in")
    page.fill("input[name=email]", person.email)
    page.fill("input[name=password]", person.password)
    page.click("main form button.filled")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@contextmanager
def whole(page: Page) -> Iterator[None]:
    """As tall a window as the page, so that the bar at the bottom covers nothing."""
    page.wait_for_load_state()  # between two pages there is no document to measure
    size = page.viewport_size or DESKTOP
    height = max(size["height"], int(page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size(ViewportSize(width=size["width"], height=min(height, 12_000)))
    try:
        yield
    finally:
        page.set_viewport_size(size)


def complaints(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each."""
    with whole(page):
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}})
    return [
        f"{page.url}: {rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


Takes = Callable[[Page, str], None]


@pytest.fixture
def pictures() -> Takes:
    """Saves whole pages as PNG into WELLBEING_PICTURES, where somebody wants to look at them."""
    folder = os.environ.get("WELLBEING_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            with whole(page):
                page.screenshot(path=Path(folder) / f"{name}.png")

    return take
