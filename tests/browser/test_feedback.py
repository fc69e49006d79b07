"""Feedback in a real browser: HR makes a template, a supervisor writes with hints, the receiver answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tenants import clock
from tests.browser.conftest import DESKTOP, PHONE, Opens, Takes, complaints, sign_in
from tests.wellbeing.feedback.conftest import begin_space, draft_url, received, sent
from tests.wellbeing.feedback.conftest import line as line  # noqa: PLC0414 - a fixture

HARSH = "You are always late and the handover was lazy."
KIND = "On Tuesday the list of open repairs was not passed on."


@pytest.fixture(autouse=True)
def _wednesday_morning() -> Iterator[None]:
    """Within everybody's working hours."""
    today = datetime.now(UTC).date()
    wednesday = today + timedelta(days=(2 - today.weekday()) % 7 + 7)
    with clock.at(datetime.combine(wednesday, time(10), tzinfo=UTC)):
        yield


def look(page: Page, pictures: Takes, name: str) -> None:
    """The page passes axe, is not too wide, and leaves a picture."""
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    pictures(page, f"feedback-{name}-{(page.viewport_size or DESKTOP)['width']}")


@pytest.mark.slow
def test_hr_makes_a_template_a_supervisor_writes_with_hints_and_the_receiver_answers(
    line: SimpleNamespace, opens: Opens, pictures: Takes, drain: Callable[[], int]
) -> None:
    hana, leo, alice = opens(DESKTOP), opens(DESKTOP), opens(PHONE)
    for page, person in ((hana, line.hana), (leo, line.leo), (alice, line.alice)):
        sign_in(page, person)
    make_a_template(hana, pictures)
    write_with_hints(leo, pictures)
    read_it_first_and_send(leo, pictures)
    drain()
    answer(alice, pictures)
    leo.reload()
    expect(leo.locator("main")).to_contain_text("The form was missing that day.")
    look(leo, pictures, "written")
    leo.emulate_media(media="print")
    expect(leo.get_by_text(KIND)).to_be_hidden()


def make_a_template(hana: Page, pictures: Takes) -> None:
    """HR makes a template of two sections, the second a next step with a day."""
    hana.goto("/feedback/templates")
    look(hana, pictures, "templates")
    hana.get_by_role("link", name="Make a template").click()
    hana.get_by_label("Name").fill("After the handover")
    hana.get_by_label("When to use it").fill("The handover left something open.")
    hana.get_by_label("What happened then").fill("A handover left something open")
    hana.get_by_label("It asks for a change.").check()
    first = hana.get_by_role("group", name="Section 1")
    first.get_by_label("Title").fill("What was open")
    first.get_by_label("How to write it").fill("Facts only.")
    first.get_by_label("Always asked for").select_option("yes")
    second = hana.get_by_role("group", name="Section 2")
    second.get_by_label("Title").fill("How we close it")
    second.get_by_label("A next step with a day").select_option("yes")
    second.get_by_label("Always asked for").select_option("yes")
    hana.get_by_role("button", name="One more section").click()
    expect(hana.get_by_role("group", name="Section 4")).to_be_visible()
    look(hana, pictures, "template-form")
    hana.get_by_role("button", name="Save").click()
    expect(hana.get_by_role("heading", level=1)).to_have_text("After the handover")
    look(hana, pictures, "template")
    revise_it(hana)


def revise_it(hana: Page) -> None:
    """HR adds one more section to the next version, and then another language."""
    hana.goto("/feedback/templates/after-the-handover/edit")
    hana.get_by_label("When to use it").fill("The handover left something open, and it matters.")
    hana.get_by_role("button", name="One more section").click()
    expect(hana.get_by_role("heading", level=1)).to_have_text("The next version")
    hana.get_by_role("button", name="Save").click()
    expect(hana.locator("main")).to_contain_text("Version 2 is in use from now on.")
    hana.goto("/feedback/templates/after-the-handover/edit?language=de")
    hana.get_by_label("Name").fill("Nach der Übergabe")
    hana.get_by_role("button", name="Save").click()
    expect(hana.locator("main")).to_contain_text("Version 3 is in use from now on.")
    expect(hana.get_by_role("heading", level=1)).to_have_text("Nach der Übergabe")


def write_with_hints(leo: Page, pictures: Takes) -> None:
    """The supervisor chooses by what happened, writes something harsh, sees why, and writes it anew."""
    leo.goto("/feedback/write")
    look(leo, pictures, "write-home")
    row = leo.get_by_role("listitem").filter(has=leo.get_by_role("link", name="Alice"))
    row.get_by_role("link", name="Write").last.click()
    look(leo, pictures, "choose")
    leo.get_by_text("A handover left something open").click()
    leo.get_by_role("button", name="Suggest a template").click()
    look(leo, pictures, "suggested")
    leo.get_by_role("link", name="Write with this one").click()
    opened = leo.get_by_label("What was open")
    opened.fill(HARSH)
    hints = leo.get_by_role("list", name="Hints for this part").first
    # the first draft in a process waits until the rules are read
    expect(hints.get_by_role("listitem").first).to_be_visible(timeout=30_000)
    expect(leo.locator("[data-hint-count]")).to_contain_text("Hints:")
    expect(leo.locator(".under mark").first).to_be_attached()
    look(leo, pictures, "hints")
    many = hints.get_by_role("listitem").count()
    hints.get_by_role("button", name="Put this hint away").first.click()
    expect(hints.get_by_role("listitem")).to_have_count(many - 1)
    hints.locator("button.marked-words").first.click()
    assert leo.evaluate("document.activeElement.selectionEnd > document.activeElement.selectionStart")
    opened.fill(KIND)
    expect(leo.locator(".hint-row")).to_have_count(0)


def read_it_first_and_send(leo: Page, pictures: Takes) -> None:
    """The preview asks what and by when; then it goes."""
    leo.get_by_role("button", name="Read it as Alice will").click()
    expect(leo.get_by_text("What, by when?")).to_be_visible()
    look(leo, pictures, "guard")
    leo.get_by_role("link", name="Go on writing").last.click()
    leo.get_by_label("How we close it").fill("The list is handed over in writing.")
    leo.get_by_label("By when").fill((clock.today() + timedelta(days=2)).isoformat())
    leo.get_by_label("Bring the next step to mind").check()
    leo.get_by_role("button", name="Read it as Alice will").click()
    look(leo, pictures, "preview")
    leo.get_by_role("button", name="Send it to Alice").click()
    expect(leo.get_by_role("heading", level=1)).to_have_text("Your note to Alice")


def answer(alice: Page, pictures: Takes) -> None:
    """The receiver comes from a notice, reads, thanks, adds a view and asks to talk."""
    alice.goto("/home")
    expect(alice.locator("main")).not_to_contain_text(KIND)
    alice.get_by_role("link", name="Somebody wrote to you about your work").click()
    expect(alice.locator("main")).to_contain_text(KIND)
    expect(alice.locator("main")).to_contain_text("For learning. Not for appraisal, pay or discipline.")
    look(alice, pictures, "note")
    alice.get_by_role("button", name="Say thank you").click()
    alice.get_by_text("Add my view").click()
    alice.get_by_label("How it looked from where I stood").fill("The form was missing that day.")
    alice.get_by_role("button", name="Send my view").click()
    alice.get_by_text("Ask to talk", exact=True).first.click()
    alice.get_by_label("Day").fill((clock.today() + timedelta(days=1)).isoformat())
    look(alice, pictures, "answering")
    alice.get_by_role("button", name="Ask to talk").click()
    with alice.expect_download() as download:
        alice.get_by_role("link", name="File for your calendar").click()
    assert b"BEGIN:VEVENT" in download.value.path().read_bytes()
    look(alice, pictures, "answered")


@pytest.mark.slow
@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone-dark", "desktop-light"])
def test_the_pages_are_fit_to_be_read_in_every_light(
    app: Flask,
    line: SimpleNamespace,
    opens: Opens,
    pictures: Takes,
    drain: Callable[[], int],
    size: dict[str, int],
    dark: bool,
) -> None:
    leo, alice = line.leo.client, line.alice.client
    sent(leo, "correct-one-thing", line.alice.member_id)
    sent(leo, "hard-day", line.bob.member_id)
    drain()
    draft = draft_url(leo, "hard-day", line.alice.member_id, **{"words-hear": HARSH})
    begin_space(app, line.hana)
    alice.post("/feedback/ask", data={"words": "Was my handover on Monday clear?"})
    url = received(alice)[0]
    shade = "dark" if dark else "light"
    page = opens(size, dark=dark)
    for person, paths in (
        (
            line.leo,
            {"draft": draft, "write": "/feedback/write", "person": f"/feedback/write/to/{line.alice.member_id}"},
        ),
        (line.alice, {"received": "/feedback", "show": url, "show-to": f"{url}/show", "ask": "/feedback/ask"}),
        (line.bob, {"waiting": "/feedback"}),
        (line.hana, {"phrases": "/feedback/templates/phrases", "form": "/feedback/templates/new"}),
    ):
        page.context.clear_cookies()
        sign_in(page, person)
        for name, path in paths.items():
            page.goto(path)
            if name == "draft":
                expect(page.locator(".under mark").first).to_be_attached()
            look(page, pictures, f"{shade}-{name}")


@pytest.mark.slow
def test_writing_works_without_scripts(line: SimpleNamespace, browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, line.leo)
    page.goto(f"/feedback/write/new?template=hard-day&to={line.alice.member_id}")
    page.get_by_label("What I want to say").fill(HARSH)
    page.get_by_role("button", name="Look at the hints").click()
    rows = page.locator(".hint-row")
    expect(rows).not_to_have_count(0)
    many = rows.count()
    page.get_by_role("button", name="Put this hint away").first.click()
    expect(rows).to_have_count(many - 1)
    expect(page.get_by_label("What I want to say")).to_have_value(HARSH)
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    context.close()
