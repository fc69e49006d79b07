"""Every page of every role in a real browser: WCAG 2.2 AA by axe, one heading, one filled button, no wide page."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Opens, Takes, complaints, sign_in
from tests.isolation.crawl import walk
from tests.scene import Scene

# Files, not pages.
DOWNLOADS = {
    "checkins.download",
    "coaching.conversation_file",
    "coaching.download",
    "documents.download",
    "documents.figures_csv",
    "documents.figures_json",
    "feedback.download",
    "feedback.download_one",
    "feedback.talk_file",
    "journal.download",
    "members.upload.sample",
    "program_reports.figures_csv",
    "program_reports.figures_json",
}


@pytest.fixture(scope="module")
def seen_by_alice(app: Flask, furnished: Scene) -> frozenset[str]:
    """The pages of every member, looked at once as Alice."""
    return frozenset(walk(app, furnished.alice.sign_in()).visits)


def pages_of(app: Flask, furnished: Scene, person: str, known: frozenset[str]) -> list[tuple[str, str]]:
    """Endpoint and path of the pages to look at as this person."""
    found = walk(app, getattr(furnished, person).sign_in() if person else app.test_client()).visits
    return [(endpoint, visit.path) for endpoint, visit in found.items() if endpoint not in DOWNLOADS | known]


def faults(page: Page) -> list[str]:
    """What no page may have."""
    headings, filled = page.locator("h1").count(), page.locator("main .filled:visible").count()
    found = []
    if headings != 1:
        found.append(f"{page.url}: {headings} main headings")
    if filled > 1:
        found.append(f"{page.url}: {filled} filled buttons")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{page.url}: {wide} pixels too wide at {page.viewport_size}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("person", ["", "alice", "hana", "leo", "tomas", "olga", "lena"])
def test_every_page_is_fit_to_be_read(
    app: Flask, furnished: Scene, seen_by_alice: frozenset[str], opens: Opens, pictures: Takes, person: str
) -> None:
    page = opens(PHONE)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    if person:
        sign_in(page, getattr(furnished, person))
    found: list[str] = []
    known: frozenset[str] = frozenset() if person in {"", "alice"} else seen_by_alice - {"home.today"}
    for endpoint, path in pages_of(app, furnished, person, known):
        page.goto(path)
        found += complaints(page)
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(size)
            found += faults(page)
            pictures(page, f"{person or 'anyone'}-{endpoint}-{name}")
    assert not found, "\n".join(found)
    assert refused == []
