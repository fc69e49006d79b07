"""Without a connection, after a sign-in ended, on a shared computer: no text is lost, shown to others, or doubled."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text
from sqlalchemy.engine import Connection

from tenants.db import work
from tests.browser.conftest import PHONE, Takes, complaints, sign_in

CANARY = "The heron stood in the rain and I breathed out"
DEVICE = """async () => {
  const found = { caches: [], places: [], keys: [] };
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) found.caches.push(new URL(one.url).pathname);
  }
  if (!(await indexedDB.databases()).some((one) => one.name === "drafts")) return found;
  const asked = indexedDB.open("drafts");
  const base = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const all = (store) => new Promise((resolve) => {
    const rows = base.transaction(store).objectStore(store).getAll();
    rows.onsuccess = () => resolve(rows.result);
  });
  found.places = (await all("draft")).map((row) => row.place.split("~")[0]);
  found.keys = (await all("key")).map((row) => ({ member: row.member, extractable: row.key.extractable }));
  base.close();
  return found;
}"""


def device(page: Page) -> dict[str, Any]:
    """What this browser keeps: cached paths, places of drafts, keys."""
    found: dict[str, Any] = page.evaluate(DEVICE)
    return found


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something that no page shows."""
    for _try in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def ready(page: Page) -> None:
    """Wait until the worker has filled its shelf."""
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.active.state)")
    until(lambda: "/write/es" in device(page)["caches"], "the worker kept nothing")


def entries(superuser: Connection, person: SimpleNamespace) -> int:
    """How many entries a member has, read behind everybody's back."""
    superuser.rollback()
    asked = text("SELECT count(*) FROM journal_entry WHERE member_id = :m")
    return int(superuser.execute(asked, {"m": person.member_id}).scalar_one())


def end_sessions(superuser: Connection, person: SimpleNamespace) -> None:
    """Let every sign-in of a member end, as time would."""
    superuser.execute(text("DELETE FROM web_session WHERE member_id = :m"), {"m": person.member_id})
    superuser.commit()


@pytest.fixture
def home(app: Flask, cast: SimpleNamespace) -> SimpleNamespace:
    """Alice and Bob have begun their private spaces."""
    from tenants.members import private_space

    for person in (cast.alice, cast.bob):
        with app.app_context(), work(person.tenant_id, person.member_id):
            private_space.begin(person.member_id)
    return cast


Browser = Callable[[], Page]


@pytest.fixture
def browser_of_a_device(new_context: Callable[..., BrowserContext], address: str) -> Browser:
    """Windows of one phone: they share what it keeps."""
    context = new_context(base_url=address, viewport=PHONE, locale="en-GB", timezone_id="UTC")

    def window() -> Page:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    return window


def test_without_a_connection_a_moment_opens_and_what_is_written_arrives_once(
    home: SimpleNamespace, browser_of_a_device: Browser, superuser: Connection, pictures: Takes
) -> None:
    page, alice = browser_of_a_device(), home.alice
    sign_in(page, alice)
    ready(page)
    kept = device(page)["caches"]
    signed_in = [path for path in kept if not path.startswith(("/static/", "/moment", "/write", "/language"))]
    assert signed_in == []
    page.context.set_offline(True)

    page.goto("/moment/de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/moment")
    page.get_by_role("button", name="Lead me through it").click()
    expect(page.get_by_role("heading", name="Arrive")).to_be_visible()
    expect(page.get_by_role("heading", name="Look around")).to_be_hidden()
    pictures(page, "moment-led-phone")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Look around")).to_be_visible()
    assert complaints(page) == []
    pictures(page, "moment-phone")

    page.goto("/journal")
    expect(page.get_by_text("There is no connection just now")).to_be_visible()
    page.get_by_label("Your words").fill(CANARY)
    page.get_by_label("An effort").fill("Walked on")
    assert complaints(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label("Your words")).to_have_css("filter", "blur(10px)")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("is sent once, as soon as there is one again")).to_be_visible()
    pictures(page, "writing-offline-phone")
    assert device(page)["places"] == ["journal/new"]
    assert entries(superuser, alice) == 0
    page.close()

    later, beside = browser_of_a_device(), browser_of_a_device()
    later.context.set_offline(False)
    for window in (later, beside, later):
        window.goto("/home")
    until(lambda: entries(superuser, alice) == 1, "the draft did not arrive")
    until(lambda: device(later)["places"] == [], "the draft stayed")
    later.goto("/journal")
    expect(later.get_by_text(CANARY)).to_be_visible()
    assert entries(superuser, alice) == 1


def with_sentences(page: Page, *said: str) -> None:
    """Keep the member's own sentences on their page; the device takes them over."""
    page.goto("/my-sentences/edit")
    for number, line in enumerate(said):
        page.locator("main form [data-private]").nth(number).fill(line)
    page.locator("main form button.filled").click()
    page.wait_for_url("**/my-sentences")
    until(lambda: device(page)["places"] == ["sentences"], "the sentences were not kept")


def write(page: Page, words: str, place: str = "/journal/new") -> None:
    """Write a line and wait until the device has it."""
    page.goto(place)
    expect(page.get_by_label("Your words")).to_be_visible()
    before = device(page)["places"].count("journal/new")
    page.get_by_label("Your words").fill(words)
    until(lambda: device(page)["places"].count("journal/new") > before, "the draft was not kept")


def sign_in_anew(page: Page, person: SimpleNamespace) -> None:
    """Sign in on the page that is open."""
    page.fill("input[name=email]", person.email)
    page.fill("input[name=password]", person.password)
    page.click("main form button.filled")


OURS, THEIRS = "May I be kind to myself in it.", "I am doing what I can."


def test_own_sentences_and_drafts_come_back_on_the_device_and_after_an_ended_sign_in(
    home: SimpleNamespace, browser_of_a_device: Browser, superuser: Connection, pictures: Takes
) -> None:
    page, alice = browser_of_a_device(), home.alice
    sign_in(page, alice)
    with_sentences(page, THEIRS, "<b>Slowly</b>", "Others know this too.")
    assert device(page)["keys"] == [{"member": str(alice.member_id), "extractable": False}]
    page.goto("/moment")
    expect(page.get_by_text(THEIRS)).to_be_visible()
    expect(page.get_by_text("<b>Slowly</b>")).to_be_visible()
    expect(page.get_by_text(OURS)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".sentences")).to_have_css("filter", "blur(10px)")

    write(page, CANARY)
    end_sessions(superuser, alice)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value(CANARY)
    pictures(page, "sign-in-ended-phone")
    page.get_by_role("link", name="Sign in again").click()
    sign_in_anew(page, alice)
    expect(page.get_by_text("What you wrote before is here again.")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value(CANARY)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Change")).to_be_visible()
    until(lambda: device(page)["places"] == ["sentences"], "the draft was not let go")
    assert entries(superuser, alice) == 1

    page.get_by_role("link", name="Change").click()
    page.get_by_label("A kindness").fill("Left early")
    until(lambda: len(device(page)["places"]) == 2, "the change was not kept")
    beside = browser_of_a_device()
    beside.goto(page.url)
    beside.wait_for_timeout(300)
    expect(beside.get_by_label("A kindness")).to_have_value("")  # it is open in the other window
    beside.close()
    page.goto("/home")
    expect(page.get_by_text("You have a draft.")).to_be_visible()
    assert "Left early" not in page.content()
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page.get_by_label("A kindness")).to_have_value("Left early")
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_label("A kindness")).to_have_value("")
    until(lambda: device(page)["places"] == ["sentences"], "the draft stayed")


def test_each_form_keeps_its_own_draft_and_nothing_is_no_draft(
    home: SimpleNamespace, browser_of_a_device: Browser
) -> None:
    page = browser_of_a_device()
    sign_in(page, home.alice)
    write(page, "Half a line")
    page.goto("/letters/new")
    page.get_by_label("Your letter").fill("Dear me")
    until(lambda: len(device(page)["places"]) == 2, "the letter was not kept")
    page.goto("/letters/new")
    expect(page.get_by_label("Your letter")).to_have_value("Dear me")
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_label("Your letter")).to_have_value("")
    page.goto("/journal/new?prompt=body-ease")
    expect(page.get_by_text("A draft of yours is kept on this device.")).to_be_visible()
    page.get_by_role("button", name="Remove it").click()
    until(lambda: device(page)["places"] == [], "the drafts stayed")
    page.goto("/journal/new")
    page.get_by_label("An effort").fill("Began")
    until(lambda: len(device(page)["places"]) == 1, "the draft was not kept")
    page.get_by_role("button", name="Another prompt").click()
    page.wait_for_url("**/journal/prompt")
    expect(page.get_by_label("An effort")).to_have_value("Began")
    page.get_by_label("An effort").fill("")
    until(lambda: device(page)["places"] == [], "nothing is no draft")


def test_a_device_knows_one_member_and_forgets_at_the_sign_out_and_after_two_weeks(
    home: SimpleNamespace, browser_of_a_device: Browser, superuser: Connection
) -> None:
    page, alice, bob = browser_of_a_device(), home.alice, home.bob
    sign_in(page, alice)
    with_sentences(page, THEIRS)
    write(page, CANARY)
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("is sent once, as soon as there is one again")).to_be_visible()
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto("/sign-in")
    sign_in_anew(page, bob)
    page.wait_for_url("**/home")
    until(lambda: device(page)["keys"] == [{"member": str(bob.member_id), "extractable": False}], "another's key")
    assert device(page)["places"] == []
    expect(page.get_by_text("You have a draft.")).to_be_hidden()
    page.goto("/moment")
    expect(page.get_by_text(OURS)).to_be_visible()
    page.goto("/journal/new")
    expect(page.get_by_label("Your words")).to_have_value("")
    assert (entries(superuser, alice), entries(superuser, bob)) == (0, 0)

    with_sentences(page, THEIRS)
    write(page, CANARY)
    later = browser_of_a_device()
    later.clock.set_system_time(datetime.now(UTC) + timedelta(days=15))
    later.goto("/moment")
    expect(later.get_by_text(OURS)).to_be_visible()
    until(lambda: device(later)["places"] == [], "it lay there for too long")
    later.close()

    with_sentences(page, THEIRS)
    write(page, CANARY)
    page.get_by_text("You", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert (device(page)["places"], device(page)["keys"]) == ([], [])
    page.goto("/moment")
    expect(page.get_by_text(OURS)).to_be_visible()
    page.goto("/write")
    expect(page.get_by_text("Sign in once on this device")).to_be_visible()


def test_the_first_thing_written_without_a_connection_waits_for_a_consent(
    cast: SimpleNamespace, browser_of_a_device: Browser, superuser: Connection
) -> None:
    page, cleo = browser_of_a_device(), cast.cleo
    sign_in(page, cleo)
    ready(page)
    page.context.set_offline(True)
    page.goto("/write")
    page.get_by_label("Your words").fill(CANARY)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("is sent once, as soon as there is one again")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Before the first thing you keep here")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("Your words")).to_have_value(CANARY)
    assert entries(superuser, cleo) == 0
    page.get_by_label("Yes, keep my private writing in this way.").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Kept. Here is your recovery code")).to_be_visible()
    until(lambda: device(page)["places"] == [], "the draft stayed")
    assert entries(superuser, cleo) == 1
    page.goto("/write/de")
    page.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto("/journal/new")
    page.get_by_label("Your words").fill("A browser that keeps nothing")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Change")).to_be_visible()
    assert entries(superuser, cleo) == 2


def test_the_numbers_of_the_country_one_is_in_stand_alone(
    new_context: Callable[..., BrowserContext], address: str, pictures: Takes
) -> None:
    def opened(zone: str) -> Page:
        page = new_context(base_url=address, viewport=PHONE, locale="en-GB", timezone_id=zone).new_page()
        page.goto("/moment")
        return page

    near = opened("Asia/Kolkata")
    expect(near.locator("[data-places] > li")).to_have_count(1)
    expect(near.locator("[data-places] > li")).to_contain_text("India")
    expect(near.get_by_role("link", name="999")).to_be_hidden()
    pictures(near, "moment-near-phone")
    near.locator("summary", has_text="Other countries").click()
    expect(near.get_by_role("link", name="999")).to_be_visible()
    assert complaints(near) == []
    far = opened("America/Sao_Paulo")
    expect(far.get_by_role("link", name="999")).to_be_visible()
    expect(far.locator("summary", has_text="Other countries")).to_be_hidden()
