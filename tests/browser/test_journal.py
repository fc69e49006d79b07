"""A member's journal on a phone: each form, another prompt, search, calendar, trends, and the same day a year ago."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import complaints, sign_in
from tests.scene import Scene

FORMS = {
    "A free page": {"Your words": "Snow on the yard, and nobody in a hurry."},
    "Effort and kindness": {"An effort": "Asked for the plan", "A kindness": "Let the phone ring"},
    "The pause": {
        "The situation": "The line stood.",
        "Feelings": "Heat in the face.",
        "Needs": "Five minutes.",
        "Next small step": "Water first.",
    },
    "A mistake as information": {
        "What happened": "A wrong label.",
        "What I learned": "Two labels look alike.",
        "What I can put right": "Mark one of them.",
    },
}


@pytest.fixture
def reader(phone: Page, furnished: Scene) -> Iterator[Page]:
    """Alice on her phone."""
    sign_in(phone, furnished.alice)
    yield phone
    assert not complaints(phone)


@pytest.mark.slow
def test_every_form_is_one_tap_away_and_what_was_typed_stays(reader: Page) -> None:
    for name, fields in FORMS.items():
        reader.goto("/journal")
        reader.get_by_role("link", name="Choose how").click()
        reader.get_by_role("link", name=name).click()
        expect(reader.locator("main .eyebrow")).to_contain_text(name)
        for label, words in fields.items():
            reader.get_by_label(label, exact=True).fill(words)
        reader.locator("summary", has_text="Tags").click()
        reader.get_by_label("Words to find it by").fill("snow, yard")
        reader.get_by_role("button", name="Keep it").click()
        for words in (*fields.values(), "yard"):
            expect(reader.locator("article")).to_contain_text(words)
    reader.goto("/journal/new")
    first = reader.get_by_role("heading", level=1).inner_text()
    reader.get_by_label("Your words").fill("Half a thought <b>here</b>")
    reader.get_by_role("button", name="Another prompt").click()
    expect(reader.get_by_role("heading", level=1)).not_to_have_text(first)
    expect(reader.get_by_label("Your words")).to_have_value("Half a thought <b>here</b>")
    reader.get_by_role("button", name="The pause").click()
    expect(reader.get_by_label("Feelings")).to_be_visible()
    expect(reader.get_by_label("Your words")).to_have_value("Half a thought <b>here</b>")
    reader.get_by_label("Feelings").fill("Curious")
    reader.get_by_role("button", name="Keep it").click()
    expect(reader.locator("article")).to_contain_text("Half a thought <b>here</b>")
    expect(reader.locator("article")).to_contain_text("Curious")


@pytest.mark.slow
def test_words_are_found_and_a_tag_leads_to_its_entries(reader: Page) -> None:
    reader.goto("/journal")
    reader.get_by_role("link", name="Search").click()
    reader.get_by_label("Words").first.fill("PALLET twice")
    reader.get_by_role("button", name="Search").click()
    expect(reader.locator(".entries li")).to_have_count(1)
    expect(reader.locator("mark")).to_have_text(["pallet"])
    assert "pallet" not in reader.url
    reader.locator(".entries a").click()
    expect(reader.locator("article")).to_contain_text("Look twice when tired.")
    reader.go_back()
    expect(reader.locator("mark")).to_have_text(["pallet"])
    reader.get_by_label("Words").first.fill("two calls")
    reader.get_by_label("Words").first.press("Enter")
    reader.locator(".entries a").click()
    reader.get_by_role("button", name="calls").click()
    expect(reader.locator(".entries li")).to_have_count(1)
    expect(reader.locator(".options input:checked")).to_have_value("calls")


@pytest.mark.slow
def test_looking_back_by_keyboard_over_time_and_to_the_same_day(reader: Page) -> None:
    reader.goto("/journal")
    day = reader.locator(".calendar a").last
    day.focus()
    day.press("Enter")
    target = re.search(r"#(day-\d+)$", reader.url)
    assert target
    expect(reader.locator(f"#{target[1]}")).to_be_in_viewport()
    reader.get_by_role("link", name="Effort and kindness over time").click()
    expect(reader.get_by_role("img")).to_be_visible()
    reader.locator("summary", has_text="As a table").click()
    expect(reader.get_by_role("columnheader", name="Kindness")).to_be_visible()
    assert not complaints(reader)
    reader.get_by_role("link", name="Months").click()
    expect(reader.locator("main")).to_contain_text("Also when it felt unpleasant")
    reader.goto("/journal")
    earlier = reader.locator("details.earlier")
    expect(earlier).not_to_contain_text("frost", use_inner_text=True)
    earlier.locator("summary").click()
    expect(earlier).to_contain_text("The first frost.", use_inner_text=True)
    assert not complaints(reader)
    earlier.get_by_role("button", name="Leave this in peace").click()
    expect(reader.locator("details.earlier")).to_have_count(0)
