"""E20: a running week on a phone by somebody who has kept nothing yet; later a return, a programme joined alone; HR."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Opens, Takes, complaints, sign_in
from tests.conftest import Company
from tests.wellbeing.programs.steps import runs

Makes = Callable[..., Company]


@pytest.fixture
def westwind(app: Flask, company: Makes) -> Company:
    """A company in whose second week Ada looks at the programme for the first time."""
    return company("Westwind", {"Ada": "Operations", "Leo": "Operations"}, signed_in=False)


def press(page: Page, name: str, *, at: int = 0) -> None:
    page.locator("main").get_by_role("button", name=name).nth(at).click()


def follow(page: Page, name: str, *, at: int = 0) -> None:
    page.locator("main").get_by_role("link", name=name).nth(at).click()


def test_a_week_on_a_phone(app: Flask, westwind: Company, opens: Opens, phone: Page, pictures: Takes) -> None:
    ada = westwind.people["Ada"]
    program = runs(app, westwind.tenant_id, weeks_ago=1, joiners="with_company")
    alone = runs(app, westwind.tenant_id, "after-a-hard-season")
    sign_in(phone, ada)
    card = phone.locator(".program-today")
    expect(card.get_by_role("heading")).to_contain_text("Effort and kindness")
    pictures(phone, "programs-home")

    # the first thing that is kept asks for consent, and gives the code
    follow(phone, "Done")
    pictures(phone, "programs-ask")
    assert complaints(phone) == []
    phone.get_by_label("Yes, keep my private writing").check()
    press(phone, "Done")
    follow(phone, "I have noted it")
    expect(card.get_by_role("heading")).to_contain_text("What did you put some effort into today")
    card.get_by_role("button", name="Leave it out").click()
    expect(phone.get_by_role("status").first).to_contain_text("just as good")
    expect(card.get_by_role("heading")).to_contain_text("breath")
    pictures(phone, "programs-home-later")

    card.get_by_role("link", name="Eight weeks of a kinder tone").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Eight weeks of a kinder tone")
    expect(phone.get_by_text("The voice that comments")).to_be_visible()
    assert complaints(phone) == []
    pictures(phone, "programs-program")
    phone.get_by_text("Week 1: Begin with what is there").click()
    press(phone, "Take that back")
    pictures(phone, "programs-undone")
    phone.goto("/programs")
    assert complaints(phone) == []
    pictures(phone, "programs-list")

    # one that is joined alone stands on Home without its name
    follow(phone, "After a hard season")
    pictures(phone, "programs-alone-offered")
    press(phone, "Join for yourself alone")
    expect(phone.locator("main")).to_contain_text("Ground under your feet")
    pictures(phone, "programs-alone")
    phone.goto("/home")
    expect(card).to_contain_text("A step is there for you")
    expect(phone.locator("main")).not_to_contain_text("hard season")
    pictures(phone, "programs-home-alone")
    phone.goto(f"/programs/{alone}")
    press(phone, "Lay this programme aside")
    pictures(phone, "programs-aside")

    desk = opens(DESKTOP)
    sign_in(desk, ada)
    pictures(desk, "programs-desk-home")
    desk.goto(f"/programs/{program}")
    pictures(desk, "programs-desk-program")
    desk.goto("/programs")
    pictures(desk, "programs-desk-list")


def test_coming_back_and_the_preview(app: Flask, westwind: Company, opens: Opens, phone: Page, pictures: Takes) -> None:
    program = runs(app, westwind.tenant_id, weeks_ago=4, joiners="with_company")
    sign_in(phone, westwind.people["Leo"])
    expect(phone.locator(".program-today")).to_contain_text("Begin with the first week, or with this one.")
    assert complaints(phone) == []
    pictures(phone, "programs-welcome-back")
    follow(phone, "With this week")
    phone.get_by_label("Yes, keep my private writing").check()
    press(phone, "With this week")
    follow(phone, "I have noted it")
    expect(phone.locator(".program-today").get_by_role("heading")).to_contain_text("pause")

    for size, name in ((PHONE, "phone"), (DESKTOP, "desk")):
        hana = opens(size)
        sign_in(hana, westwind.people["Hana"])
        hana.goto(f"/programs/preview/{program}")
        hana.get_by_label("Week", exact=True).select_option("3")
        hana.get_by_label("Language").select_option("de")
        press(hana, "Show")
        seen = hana.locator(".program-preview")
        expect(seen).to_contain_text("Die Stimme, die alles kommentiert")
        assert seen.locator("a, button").count() == 0, "nothing in it does anything"
        assert complaints(hana) == []
        pictures(hana, f"programs-preview-{name}")
