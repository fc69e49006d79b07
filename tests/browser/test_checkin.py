"""The one page of a check-in on a phone: by touch, by keyboard alone, without scripts, and HR's way to open one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tenants import clock
from tenants.db import db
from tests.browser.conftest import PHONE, Opens, Takes, complaints, sign_in
from tests.wellbeing.checkins.conftest import ZONE, Team
from tests.wellbeing.checkins.conftest import team as team  # noqa: PLC0414 - a fixture

Make = Callable[..., Team]
ROWS = """async (store) => {
  if (!(await indexedDB.databases()).some((one) => one.name === "drafts")) return [];
  const asked = indexedDB.open("drafts");
  const base = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const all = base.transaction(store).objectStore(store).getAll();
  const rows = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
  base.close();
  return rows.map((row) => ({
    days: (row.until - Date.now()) / 86400000, bytes: row.sealed?.byteLength, extractable: row.key?.extractable
  }));
}"""


def kept(page: Page, count: int) -> list[dict[str, Any]]:
    """What this device keeps of drafts, once it is so many."""
    for _try in range(100):
        found: list[dict[str, Any]] = page.evaluate(ROWS, "draft")
        if len(found) == count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{len(found)} drafts instead of {count}")


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


def test_a_pulse_of_three_questions_takes_four_taps_and_less_than_half_a_minute(
    team: Make, new_context: Callable[..., BrowserContext], address: str, pictures: Takes
) -> None:
    made = team()
    wave_id = made.open()
    _only_three(made)
    page = new_context(base_url=address, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    sign_in(page, made.person(1))
    page.goto(f"/check-ins/{wave_id}")
    begun, taps = time.monotonic(), 0
    for item in range(1, 4):
        option = page.locator("label.option", has=page.locator(f"input[name=cbi-cbi_p{item}][value='50']"))
        box = option.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        option.tap()
        taps += 1
        assert page.get_by_role("button", name="Send without my name").is_visible()
    send = page.get_by_role("button", name="Send without my name").bounding_box()
    bar = page.locator("nav.bar").bounding_box()
    assert send is not None
    assert bar is not None
    assert 0 < send["y"] < send["y"] + send["height"] <= bar["y"] + 1
    pictures(page, "checkin-pulse-phone")
    page.get_by_role("button", name="Send without my name").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert taps + 1 == 4
    assert time.monotonic() - begun < 30


def _kept_before(made: Team, wave_id: UUID) -> None:
    """A copy of an earlier check-in in the private space of P01."""
    from tenants.members.service import member_row
    from wellbeing.checkins import access, service

    with made.inside(made.person(1).member_id):
        cells = {"cbi": {f"cbi_p{item}": "75" for item in range(1, 7)}}
        member = member_row(made.person(1).member_id)
        assert service.keep(member=member, wave=access.wave_for(wave_id), cells=cells)


def _only_three(made: Team) -> None:
    """The questionnaire of the open check-in, cut down to three questions."""
    from wellbeing.checkins.models import StoredInstrument

    with made.inside():
        row = db.session.query(StoredInstrument).filter_by(key="cbi").one()
        items = row.definition["items"][:3]
        scale = row.definition["scales"][0] | {"items": [item["id"] for item in items], "min_answered": 2}
        row.definition = row.definition | {"items": items, "scales": [scale]}


def test_one_tick_too_many_is_said_at_once_and_in_sight(team: Make, phone: Page, pictures: Takes) -> None:
    made = team()
    wave_id = made.open(instruments=("pulse",))
    sign_in(phone, made.person(1))
    phone.goto(f"/check-ins/{wave_id}")
    ticks, words = phone.locator("input[name=pulse-help_most]"), phone.locator("[data-most]")
    for place in range(2):
        ticks.nth(place).check()
    expect(words).to_be_empty()
    ticks.nth(2).check()
    expect(words).to_contain_text("at most 2")
    expect(words).to_be_in_viewport()
    assert complaints(phone) == []
    pictures(phone, "checkin-one-too-many-phone")
    phone.get_by_role("button", name="Send without my name").click()
    expect(phone.locator(".refusal a")).to_have_text("What would help most?")
    expect(words).to_be_empty()
    phone.locator(".refusal a").click()
    phone.locator("input[name=pulse-help_most]").nth(2).uncheck()
    phone.get_by_role("button", name="Send without my name").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()


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


def test_what_is_chosen_waits_on_this_device_sealed_and_for_its_member_alone(
    team: Make, opens: Opens, pictures: Takes
) -> None:
    made = team()
    first, second = made.person(1), made.person(2)
    wave_id = made.open()
    page = opens(PHONE)
    sign_in(page, first)
    page.goto(f"/check-ins/{wave_id}")
    page.locator("input[name=cbi-cbi_p1][value='75']").check()
    page.locator("input[name=cbi-cbi_p2][value='']").check()
    assert [row["bytes"] for row in kept(page, 1)] == [2048 + 16]
    assert [row["extractable"] for row in page.evaluate(ROWS, "key")] == [False]
    page.locator("input[name=cbi-cbi_p3][value='25']").check()
    page.wait_for_timeout(100)
    again = page.context.new_page()
    page.close()
    again.goto(f"/check-ins/{wave_id}")
    expect(again.get_by_text("What you chose before is here again")).to_be_visible()
    expect(again.locator("input[name=cbi-cbi_p1][value='75']")).to_be_checked()
    expect(again.locator("input[name=cbi-cbi_p3][value='25']")).to_be_checked()
    expect(again.locator("[data-progress] output")).to_have_text("2 of 13")
    assert complaints(again) == []
    pictures(again, "checkin-restored-phone")
    # somebody else whose session begins on the same device neither sees it nor leaves it there
    again.context.clear_cookies()
    sign_in(again, second)
    again.goto(f"/check-ins/{wave_id}")
    expect(again.locator("[data-progress] output")).to_have_text("0 of 13")
    expect(again.get_by_text("What you chose before is here again")).to_be_hidden()
    kept(again, 0)
    again.locator("input[name=cbi-cbi_p1][value='50']").check()
    kept(again, 1)
    # a page that came back with a mistake shows what was typed, not what was kept
    again.reload()
    expect(again.get_by_text("What you chose before is here again")).to_be_visible()
    again.get_by_role("button", name="Start anew").click()
    expect(again.locator("[data-progress] output")).to_have_text("0 of 13")
    kept(again, 0)
    again.locator("input[name=cbi-cbi_p1][value='50']").check()
    kept(again, 1)
    again.get_by_role("button", name="Send without my name").click()
    expect(again.get_by_role("heading", name="Thank you")).to_be_visible()
    kept(again, 0)


def test_a_draft_goes_at_the_sign_out_and_after_its_time(team: Make, opens: Opens) -> None:
    made = team()
    wave_id = made.open(days=30)
    page = opens()
    sign_in(page, made.person(1))
    page.goto(f"/check-ins/{wave_id}")
    page.locator("input[name=cbi-cbi_p1][value='75']").check()
    assert 13.9 < kept(page, 1)[0]["days"] <= 14
    page.clock.install(time=clock.now() + timedelta(days=15))
    page.goto("/check-ins")
    kept(page, 0)
    page.goto(f"/check-ins/{wave_id}")
    page.locator("input[name=cbi-cbi_p1][value='75']").check()
    kept(page, 1)
    page.get_by_text("You", exact=True).first.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_nobody_who_signs_in_later_finds_the_draft_of_another_or_its_key(team: Make, opens: Opens) -> None:
    made = team()
    wave_id = made.open()
    page = opens()
    sign_in(page, made.person(1))
    page.goto(f"/check-ins/{wave_id}")
    page.locator("input[name=cbi-cbi_p1][value='75']").check()
    kept(page, 1)
    # the session ends without a sign-out, and the next person never looks at the check-in
    page.context.clear_cookies()
    sign_in(page, made.person(2))
    page.goto("/home")
    kept(page, 0)
    assert page.evaluate(ROWS, "key") == []
    page.goto(f"/check-ins/{wave_id}")
    page.locator("input[name=cbi-cbi_p1][value='75']").check()
    kept(page, 1)
    page.goto("/account")
    page.get_by_role("button", name="Sign out everywhere").click()
    assert len(kept(page, 1)) == 1  # asked, not yet done
    page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


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
    with clock.shifted(timedelta(days=-91)):
        summer = made.open(name="Summer")
    sign_in(phone, made.person(1))
    phone.goto(f"/check-ins/{made.open()}")
    phone.get_by_label("Begin my private space").check()
    for item in range(1, 7):
        phone.locator(f"input[name=cbi-cbi_p{item}]").nth(2).check()
    phone.get_by_role("button", name="Send without my name").click()
    expect(phone.get_by_text("Your recovery code")).to_be_visible()
    assert complaints(phone) == []
    pictures(phone, "checkin-thanks-with-code-phone")
    with clock.shifted(timedelta(days=-91)):
        _kept_before(made, summer)
    phone.goto("/check-ins/own")
    expect(phone.get_by_role("heading", name="Personal burnout")).to_be_visible()
    expect(phone.get_by_role("img", name="Personal burnout from")).to_be_visible()
    assert complaints(phone) == []
    pictures(phone, "checkin-own-phone")
    phone.keyboard.press("Escape")
    expect(phone.locator("section.trend")).to_have_attribute("aria-hidden", "true")
