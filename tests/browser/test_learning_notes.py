"""Learning notes in a real browser: a draft survives a lost page, is looked over and slept on, and is answered."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opens, Takes, complaints, sign_in

MISTAKE = "I told Bob on 3 March that his list was wrong. It was mine, and I felt like an idiot."


def look(page: Page, pictures: Takes, name: str) -> None:
    """The page passes axe, is not too wide, has one filled button at most, and leaves a picture at both sizes."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert complaints(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert page.locator("main .filled:visible").count() <= 1
        pictures(page, f"learning-{name}-{size['width']}")


@pytest.mark.slow
def test_a_leader_tells_of_a_mistake_and_alice_answers(cast: SimpleNamespace, opens: Opens, pictures: Takes) -> None:
    leo, alice = opens(PHONE), opens(DESKTOP)
    for page, person in ((leo, cast.leo), (alice, cast.alice)):
        sign_in(page, person)
    leo.goto("/learning-notes")
    leo.get_by_role("link", name="Write one yourself").click()
    look(leo, pictures, "write")
    leo.fill("[name=happened]", MISTAKE)
    leo.wait_for_timeout(1_500)  # the device keeps it a moment after the last letter
    leo.reload()
    expect(leo.locator("[name=happened]")).to_have_value(MISTAKE)
    for name, said in (("kind", "He laughed."), ("useful", "A walk."), ("differently", "I read it twice.")):
        leo.fill(f"[name={name}]", said)
    leo.check("[name=consent]")
    leo.get_by_role("button", name="Look it over").click()
    leo.get_by_role("link", name="I have noted it").click()
    expect(leo.locator("[name=happened]")).to_have_value(MISTAKE)
    leo.get_by_role("button", name="Look it over").click()
    for quote in ("3 March", "Bob", "idiot"):
        expect(leo.locator("q", has_text=quote)).to_be_visible()
    look(leo, pictures, "look")
    leo.get_by_role("button", name="Publish it now").click()
    expect(leo.locator("main")).to_contain_text("Take your time.")
    look(leo, pictures, "not-sure")
    for name in ("over", "others", "known"):
        leo.check(f"[name={name}]")
    leo.get_by_role("button", name="Sleep on it").click()
    expect(leo.locator("main")).to_contain_text("Until then only you can read it.")
    look(leo, pictures, "waits")
    leo.goto("/learning-notes")
    look(leo, pictures, "own-list")
    leo.get_by_role("link", name="Goes out").click()
    leo.get_by_role("button", name="Publish it now after all").click()
    expect(leo.locator("h1")).to_have_text("Your learning note")
    look(leo, pictures, "published")
    alice.goto("/learning-notes")
    look(alice, pictures, "list")
    alice.get_by_role("link", name="From Leo").click()
    look(alice, pictures, "read")
    alice.fill("[name=words]", "Thank you. I read mine twice today.")
    alice.check("[name=consent]")
    alice.get_by_role("button", name="Send it to Leo").click()
    alice.get_by_role("link", name="I have noted it").click()
    expect(alice.locator("main")).to_contain_text("What you answered")
    look(alice, pictures, "answered")
    leo.reload()
    expect(leo.locator("main")).to_contain_text("I read mine twice today.")
    look(leo, pictures, "answers")
    leo.get_by_role("button", name="Take the note back").click()
    leo.get_by_role("dialog").get_by_role("button", name="Take the note back").click()
    expect(leo.locator("main")).to_contain_text("Nothing of it is left.")
    alice.reload()
    expect(alice.locator("main")).to_contain_text("may have taken it back")
    look(alice, pictures, "gone")
