"""The one page of a check-in on a phone: by touch, by keyboard alone, without scripts, and HR's way to open one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from tenants import clock
from tests.browser.conftest import Opens, Takes, complaints, sign_in
from tests.wellbeing.checkins.conftest import ZONE, Team
from tests.wellbeing.checkins.conftest import team as team  # noqa: PLC0414 - a fixture

Make = Callable[..., Team]


def test_a_member_answers_on_a_phone_and_sees_how_far_they_are(team: Make, phone: Page, pictures: Takes) -> None:
    made = team()
    wave_id = made.open(instruments=("cbi", "fevs_eei"))
    sign_in(phone, made.person(1))
    phone.goto(f"/check-ins/{wave_id}")
    assert complaints(phone) == []
    pictures(phone, "checkin-answer-phone")
    expect(phone.locator("[data-progress] output")).to_have_text("0 of 28")
    phone.locator("fieldset", has_text="How often do you feel tired?").get_by_role("radio", name="Often").check()
    phone.locator("fieldset", has_text="I know what is expected").get_by_role("radio", name="Agree", exact=True).check()
    expect(phone.locator("[data-progress] output")).to_have_text("2 of 28")
    phone.locator("fieldset", has_text="I know what is expected").get_by_role("radio", name="Skip").check()
    expect(phone.locator("[data-progress] output")).to_have_text("1 of 28")
    phone.get_by_role("button", name="Send without my name").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert complaints(phone) == []
    pictures(phone, "checkin-thanks-phone")


def test_the_page_is_answered_with_the_keyboard_alone(team: Make, desktop: Page) -> None:
    made = team()
    wave_id = made.open()
    sign_in(desktop, made.person(1))
    desktop.goto(f"/check-ins/{wave_id}")
    desktop.locator("input[name=cbi-cbi_p1]").first.focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("ArrowRight")
    assert desktop.locator("input[name=cbi-cbi_p1][value='25']").is_checked()
    desktop.get_by_role("button", name="Send without my name").focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="Thank you")).to_be_visible()


def test_the_page_works_without_scripts(team: Make, browser: Browser, address: str) -> None:
    made = team()
    wave_id = made.open()
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, made.person(1))
    page.goto(f"/check-ins/{wave_id}")
    assert page.get_by_text("1 of 13", exact=True).is_visible()
    assert not page.locator("[data-progress]").is_visible()
    page.locator("input[name=cbi-cbi_p1][value='50']").check()
    page.get_by_role("button", name="Send without my name").click()
    assert page.get_by_role("heading", name="Thank you").is_visible()
    context.close()


def test_hr_opens_a_check_in_after_reading_its_promise(team: Make, opens: Opens, pictures: Takes) -> None:
    made = team()
    page = opens()
    sign_in(page, made.hana)
    page.goto("/check-ins/run/new")
    page.get_by_label("Name", exact=True).fill("Autumn check-in")
    page.get_by_text("Copenhagen Burnout Inventory").click()
    page.get_by_label("Last day").fill((clock.today(ZONE) + timedelta(days=7)).isoformat())
    pictures(page, "checkin-new-desktop")
    assert complaints(page) == []
    page.get_by_role("button", name="Read the promise first").click()
    assert complaints(page) == []
    pictures(page, "checkin-preview-desktop")
    page.get_by_role("link", name="Change something").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Autumn check-in")
    expect(page.get_by_role("checkbox", name="Copenhagen Burnout Inventory")).to_be_checked()
    page.get_by_role("button", name="Read the promise first").click()
    page.get_by_role("button", name="Open it now").click()
    expect(page.get_by_role("heading", name="Autumn check-in")).to_be_visible()
    assert complaints(page) == []
    pictures(page, "checkin-wave-desktop")
    page.get_by_role("button", name="Close it now").click()
    page.get_by_role("button", name="Close it", exact=True).click()
    expect(page.get_by_text("Closed, results are being made")).to_be_visible()
    page.goto("/check-ins/run")
    assert complaints(page) == []
    pictures(page, "checkin-overview-desktop")
    page.goto("/check-ins/instruments/fevs_eei")
    pictures(page, "checkin-instrument-desktop")
    assert complaints(page) == []


def test_own_answers_over_time_are_calm_on_a_phone(team: Make, phone: Page, pictures: Takes) -> None:
    made = team()
    sign_in(phone, made.person(1))
    phone.goto(f"/check-ins/{made.open()}")
    phone.get_by_label("Begin my private space").check()
    for item in range(1, 7):
        phone.locator(f"input[name=cbi-cbi_p{item}]").nth(2).check()
    phone.get_by_role("button", name="Send without my name").click()
    expect(phone.get_by_text("Your recovery code")).to_be_visible()
    assert complaints(phone) == []
    pictures(phone, "checkin-thanks-with-code-phone")
    phone.goto("/check-ins/own")
    expect(phone.get_by_role("heading", name="Personal burnout")).to_be_visible()
    assert complaints(phone) == []
    pictures(phone, "checkin-own-phone")
    phone.keyboard.press("Escape")
    expect(phone.locator("section.trend")).to_have_attribute("aria-hidden", "true")
