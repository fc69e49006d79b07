"""A member who reads German walks through their pages on a phone: nothing is cut off, and nothing stays English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from playwright.sync_api import Page

from tenants.db import db, work
from tenants.members.models import Member
from tests.browser.conftest import DESKTOP, PHONE, Opens, sign_in
from tests.scene import Scene, Someone

CATALOGUES = Path(__file__).resolve().parents[2] / "tenants/translations"
PAGES = (
    "/home", "/journal", "/journal/new", "/journal/export", "/check-ins", "/check-ins/own", "/feedback",
    "/feedback/ask", "/notices", "/notices/choices", "/account", "/my/pace", "/private-space",
    "/my-data", "/help", "/who-can-see-what", "/moment/de",
)  # fmt: skip
LEADER_PAGES = ("/feedback/write", "/feedback/write/choose", "/results")
HR_PAGES = (
    "/people", "/people/upload", "/people/new", "/organization", "/units", "/check-ins/run", "/check-ins/run/new",
    "/feedback/templates", "/release-log", "/reports", "/results",
)  # fmt: skip
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>|\s{2,}|\n")
EVERYTHING = """() => [
  document.title, document.body.innerText,
  ...[...document.querySelectorAll('[aria-label], [placeholder], [alt], [data-confirm]')].flatMap(one =>
    [one.ariaLabel, one.placeholder, one.alt, one.dataset.confirm, one.dataset.confirmYes]),
].filter(Boolean).join('\\n')"""


def sentences(language: str) -> list[str]:
    """The English texts of three words and more that this language says otherwise, cut where something is filled in."""
    with (CATALOGUES / language / "LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    found = set()
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (str(message.id),)
        for text in ids:
            pieces = (piece.strip(" .,:;()“”") for piece in PLACES.split(text.replace("%%", "%")))
            found |= {piece for piece in pieces if len(piece.split()) > 2 and piece not in str(message.string)}
    return sorted(found)


def english(page: Page, known: list[str]) -> list[str]:
    """Which of these stand on the page as it is read, or are said by its labels."""
    read = " ".join(str(page.evaluate(EVERYTHING)).split())
    return [text for text in known if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", read)]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def speak(app: Flask, furnished: Scene, person: Someone, language: str | None) -> None:
    """Let somebody read another language from now on."""
    with app.app_context(), work(furnished.tenant_id):
        db.session.get_one(Member, (furnished.tenant_id, person.member_id)).language = language


@pytest.fixture
def germans(app: Flask, furnished: Scene) -> Iterator[Scene]:
    """The furnished company while its member, its leader and its HR read German."""
    for person in (furnished.alice, furnished.leo, furnished.hana):
        speak(app, furnished, person, "de")
    yield furnished
    for person in (furnished.alice, furnished.leo, furnished.hana):
        speak(app, furnished, person, None)


def test_a_german_reader_finds_whole_pages_and_no_english_on_a_phone(germans: Scene, opens: Opens) -> None:
    known = sentences("de")
    assert len(known) > 1000
    found = []
    for person, paths in ((germans.alice, PAGES), (germans.leo, LEADER_PAGES), (germans.hana, HR_PAGES)):
        page = opens(PHONE)
        sign_in(page, person)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            assert page.locator("html").get_attribute("lang") == "de"
            if wide := too_wide(page):
                found.append(f"{path}: {wide} pixels too wide")
            found += [f"{path}: {text}" for text in english(page, known)]
    assert found == []


def test_the_head_of_a_wide_page_keeps_its_name_in_one_piece_beside_long_german_words(
    germans: Scene, opens: Opens
) -> None:
    page = opens(DESKTOP)
    sign_in(page, germans.hana)
    box = page.locator(".head .brand").bounding_box()
    assert box is not None
    assert box["width"] > box["height"]
    assert too_wide(page) == 0
