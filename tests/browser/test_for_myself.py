"""What members make for themselves, each tried on a phone from Home to the end by somebody who has kept nothing yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tenants import clock
from tests.browser.conftest import PHONE, Opens, Takes, sign_in
from tests.conftest import Company, Person

Makes = Callable[..., Company]


@pytest.fixture
def ada(company: Makes) -> Person:
    """Somebody who has kept nothing yet."""
    return company("Westwind", {"Ada": "Operations"}, signed_in=False).people["Ada"]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def for_myself(page: Page, name: str) -> None:
    """From Home, two taps: the bar, then the thing."""
    page.goto("/home")
    bar = page.get_by_role("navigation", name="Pages, at hand")
    bar.get_by_text("More").click()
    bar.get_by_role("link", name="For myself").click()
    follow(page, name)


def test_a_first_week_with_oneself_on_a_phone(phone: Page, ada: Person, opens: Opens, pictures: Takes) -> None:
    sign_in(phone, ada)

    # E5: sentences, the first thing ever kept
    for_myself(phone, "My three sentences")
    follow(phone, "Write them")
    phone.get_by_label("Sentence 1").fill("Slowly is fine.")
    press(phone, "For today this is enough.")
    expect(phone.get_by_label("Sentence 1")).to_have_value("Slowly is fine.")
    expect(phone.get_by_label("Sentence 2")).to_have_value("For today this is enough.")
    press(phone, "Keep them")
    expect(phone.get_by_text("Tick this to keep what you wrote.").first).to_be_visible()
    phone.get_by_label("Yes, keep my private writing").check()
    press(phone, "Keep them")
    expect(phone.locator("main")).to_contain_text(re.compile(r"([A-Z2-7]{5}-){4}[A-Z2-7]{5}"))
    follow(phone, "I have noted it")
    up = phone.get_by_role("button", name="One place up")
    up.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".sentences li").first).to_contain_text("For today this is enough.")
    held = phone.locator("[data-device-sentences]").get_attribute("data-device-sentences")
    assert held == '["For today this is enough.", "Slowly is fine."]'
    pictures(phone, "for-myself-sentences")
    follow(phone, "Use them now")
    expect(phone.get_by_role("heading", level=1)).to_have_text("For today this is enough.")
    pictures(phone, "for-myself-now")
    follow(phone, "The next one")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Slowly is fine.")
    follow(phone, "Enough for now")

    # E10: a letter that comes back
    for_myself(phone, "A letter to myself")
    follow(phone, "Begin a letter")
    phone.get_by_label("Your letter").fill("Dear me, the week was long.")
    pictures(phone, "for-myself-letter")
    press(phone, "Keep it")
    follow(phone, "It is finished")
    day = clock.today() + timedelta(days=30)
    phone.get_by_label("The day, if you like").fill(day.isoformat())
    press(phone, "Finish the letter")
    expect(phone.locator("main")).to_contain_text("Comes back on")
    with clock.shifted(timedelta(days=31)):
        later = opens(PHONE)
        sign_in(later, ada)
        expect(later.get_by_text("A letter has arrived for you")).to_be_visible()
        assert "the week was long" not in later.content()
        pictures(later, "for-myself-arrived")
        follow(later, "Open")
        expect(later.get_by_role("heading", level=1)).to_have_text("For you, from you")
        expect(later.locator("main")).to_contain_text("the week was long")
        pictures(later, "for-myself-letter-arrived")
        press(later, "Not now, in a month")
        later.goto("/home")
        expect(later.get_by_text("A letter has arrived for you")).to_have_count(0)


def test_my_way_small_steps_and_goals_on_a_phone(phone: Page, ada: Person, pictures: Takes) -> None:
    sign_in(phone, ada)

    # E19: my way, and what follows from it
    for_myself(phone, "My way")
    phone.get_by_label("sounds around me").check()
    phone.get_by_label("how I talk to myself").check()
    phone.get_by_label("Yes, keep my private writing").check()
    pictures(phone, "for-myself-way")
    press(phone, "Keep it")
    follow(phone, "I have noted it")
    expect(phone.get_by_label("how I talk to myself")).to_be_checked()
    phone.goto("/my-sentences/edit")
    expect(phone.get_by_role("button", name="I may speak to myself")).to_have_count(0)

    # E8: plan, do, a kind note, the next
    for_myself(phone, "Small steps")
    follow(phone, "Plan a small step")
    phone.get_by_label("What", exact=True).fill("Once around the block")
    phone.get_by_label("When and where").fill("After lunch")
    phone.get_by_label("What I say to myself").fill("Slowly is fine.")
    press(phone, "Keep it")
    pictures(phone, "for-myself-step")
    press(phone, "Not this time")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Not this time, and that is fine")
    phone.get_by_label("A kind note, if you like").fill("It rained; tomorrow is another day.")
    press(phone, "Keep the note")
    expect(phone.locator("main")).to_contain_text("tomorrow is another day")

    # E14: a goal whose first step becomes smaller, and is let go
    for_myself(phone, "Goals")
    follow(phone, "Set a goal")
    phone.get_by_label("My goal in one sentence").fill("Leave on time twice a week")
    phone.get_by_label("A first step under 15 minutes").fill("Tell the whole team")
    phone.get_by_label("No, not on a bad day").check()
    press(phone, "Keep it")
    phone.get_by_label("The first step, smaller").fill("Tell one of them")
    phone.get_by_label("Yes, even then").check()
    pictures(phone, "for-myself-smaller")
    press(phone, "Keep it")
    expect(phone.locator("main")).to_contain_text("Tell one of them")
    pictures(phone, "for-myself-goals")
    follow(phone, "Let it go")
    press(phone, "Let it go")
    expect(phone.locator("main")).not_to_contain_text("Leave on time")


def test_a_gradual_approach_on_a_phone(phone: Page, ada: Person, pictures: Takes) -> None:
    sign_in(phone, ada)

    # E15: the anchor first, mild steps, rest at any time
    for_myself(phone, "A gradual approach to something mildly uneasy")
    expect(phone.locator("main")).to_contain_text("This is not for painful memories.")
    follow(phone, "Make one of my own")
    press(phone, "Keep it and go on")
    expect(phone.get_by_text("First choose what gives you safety").first).to_be_visible()
    phone.get_by_label("sounds around me").check()
    phone.get_by_label("Yes, keep my private writing").check()
    press(phone, "Keep it and go on")
    follow(phone, "I have noted it")
    phone.get_by_label("What I would like to come nearer to").fill("Speaking in a meeting")
    phone.get_by_label("Step 1").fill("Greet the group")
    pictures(phone, "for-myself-ladder")
    press(phone, "Keep it")
    follow(phone, "Greet the group")
    expect(phone.locator(".note")).to_contain_text("sounds around me")
    pictures(phone, "for-myself-rung")
    follow(phone, "Stop and rest")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Rest here")
    pictures(phone, "for-myself-rest")
