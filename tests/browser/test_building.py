"""HR's way in a real browser: from sign-up to a launched programme, and weeks put in order with the keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.message import EmailMessage
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opens, Takes, complaints
from tests.browser.test_journeys import PEOPLE, link_for, people_csv
from tests.conftest import PASSWORD

Outbox = Callable[[], list[EmailMessage]]
TEN_MINUTES = 600


def look(page: Page, pictures: Takes, name: str) -> None:
    """The page passes axe, is not too wide at a desk and on a phone, and leaves a picture of each."""
    assert complaints(page) == []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        pictures(page, f"building-{name}-{size['width']}")
    page.set_viewport_size(DESKTOP)


@pytest.mark.slow
def test_hr_comes_from_sign_up_to_a_launched_programme(opens: Opens, pictures: Takes, outbox: Outbox) -> None:
    began = time.monotonic()
    page = opens(DESKTOP)
    sign_up(page, outbox)
    page.get_by_role("navigation", name="Pages", exact=True).get_by_text("More").click()
    page.get_by_role("link", name="Build programmes").first.click()
    page.get_by_role("button", name="Start from this Eight weeks").click()
    expect(page.locator("main")).to_contain_text("2 things are still to be done")
    page.get_by_role("link", name="See to it A programme needs at least 10 people").click()
    people = people_csv(uuid4().hex[:8])
    page.set_input_files("input[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": people})
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("main")).to_contain_text(f"{PEOPLE} people are new")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("main")).to_contain_text("Person 3")

    page.goto("/programs/manage")
    page.get_by_role("link", name="Eight weeks of a kinder tone").click()
    page.get_by_role("link", name="See to it Help is not confirmed").click()
    with page.expect_navigation():
        page.get_by_role("button", name="This is right").click()
    page.goto("/programs/manage")
    page.get_by_role("link", name="Eight weeks of a kinder tone").click()
    expect(page.locator("main")).to_contain_text("Nothing stands against a launch.")
    look(page, pictures, "draft")
    orders_steps(page, pictures)

    page.get_by_role("link", name="Preview as an employee").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Try the dates").click()
    expect(page.get_by_role("table")).to_contain_text("Begin with what is there")
    look(page, pictures, "dates")
    page.go_back()
    page.get_by_role("link", name="Look it over and launch").click()
    expect(page.locator("main")).to_contain_text("Nobody has been invited yet.")
    look(page, pictures, "launch")
    page.get_by_role("button", name="Invite everybody and launch").click()
    expect(page.locator("main")).to_contain_text("Launched.")
    look(page, pictures, "running")
    assert time.monotonic() - began < TEN_MINUTES
    assert "join" in "".join(mail.get_content() for mail in outbox() if "person" in str(mail["To"])).lower()


def sign_up(page: Page, outbox: Outbox) -> None:
    """A new company with its first person of HR, who sets nothing but the time zone."""
    mark = uuid4().hex[:8]
    hr = f"hana.{mark}@example.org"
    page.goto("/")
    page.get_by_role("link", name="Start with your company").click()
    page.get_by_label("Name of the organization").fill(f"Southwind {mark}")
    page.get_by_label("Your name").fill("Hana Lindqvist")
    page.get_by_label("Your e-mail address at work").fill(hr)
    with page.expect_navigation():
        page.get_by_role("button", name="Send me the link").click()
    page.goto(link_for(outbox(), hr))
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("link", name="Not now").click()
    page.goto("/organization")
    page.locator("select[name=time_zone]").select_option("Europe/Lisbon")
    page.get_by_role("button", name="Save").click()


def orders_steps(page: Page, pictures: Takes) -> None:
    """Steps are put in order with the keyboard; the focus follows the moved step, and what was typed stays."""
    page.get_by_role("link", name="Week 3").first.click()
    look(page, pictures, "week")
    first = page.locator("fieldset.step").first.get_attribute("id")
    assert first is not None
    step = first.removeprefix("step-")
    page.locator(f"#f-text-{step}").fill("Typed before it was moved.")
    page.locator(f"#down-{step}").press("Enter")
    expect(page.locator("fieldset.step").nth(1)).to_have_id(first)
    expect(page.locator(f"#f-text-{step}")).to_have_value("Typed before it was moved.")
    expect(page.locator(f"#up-{step}")).to_be_focused()  # it stands last now, so its other button has the focus
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.step").first).to_have_id(first)
    expect(page.locator(f"#down-{step}")).to_be_focused()
    page.get_by_role("link", name="Eight weeks of a kinder tone").click()
    page.wait_for_load_state()  # going to the week that the address names takes the focus away
    page.locator("#later-3").press("Enter")
    expect(page.locator("#later-4")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#earlier-4")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#earlier-3")).to_be_focused()
