"""The one page of a check-in on a phone: by touch, by keyboard alone, without scripts, and HR's way to open one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, Takes, complaints, sign_in
from tests.wellbeing.checkins.conftest import Team
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
    wave_id = made.open(instruments=("pulse",))
    page = new_context(base_url=address, viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    sign_in(page, made.person(1))
    page.goto(f"/check-ins/{wave_id}")
    begun, taps = time.monotonic(), 0
    questions = page.locator("fieldset.scale")
    assert questions.count() == 3
    for number in range(3):
        option = questions.nth(number).locator("label.option").nth(2)
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
