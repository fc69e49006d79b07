"""A practice in a real browser on a phone: chosen, done with the timer, stopped, kept; also still and scriptless."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, complaints, sign_in
from tests.scene import Scene
from wellbeing.practices import content


def covered(page: Page) -> bool:
    """Whether the way to stop can be pressed where it stands."""
    way = page.get_by_role("link", name="You can stop here")
    return not way.evaluate(
        """link => {
          const place = link.getBoundingClientRect();
          const there = document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2);
          return !!there?.closest("[data-stop]");
        }"""
    )


@pytest.mark.slow
def test_a_member_chooses_does_stops_and_keeps(furnished: Scene, phone: Page) -> None:
    sign_in(phone, furnished.partner)
    bar = phone.get_by_role("navigation", name="Pages, at hand")
    bar.get_by_text("More").click()
    bar.get_by_role("link", name="Practices").click()
    phone.get_by_role("link", name="a kind word for myself").click()
    expect(phone.get_by_role("link", name="a kind word for myself")).to_have_attribute("aria-current", "true")
    phone.get_by_role("link", name="Three sentences to have at hand").click()

    words = content.shipped()["three-sentences"].words("en")
    first, second, last = (phone.get_by_role("heading", name=words.steps[at].title) for at in (0, 1, -1))
    for heading in (first, second, last):
        expect(heading).to_be_attached()
    phone.evaluate("window.scrollTo(0, document.body.scrollHeight / 3)")
    assert not covered(phone), "one can stop wherever one reads"

    phone.get_by_role("button", name="Step by step, with a calm timer").click()
    expect(first).to_be_focused()
    expect(second).to_be_hidden()
    expect(phone.get_by_text("What is known about it")).to_be_hidden()
    assert not covered(phone)
    clock = phone.locator("[data-clock]")
    expect(clock).to_be_hidden()
    phone.get_by_role("button", name="Show the seconds").click()
    expect(clock).to_have_text(re.compile(r"^\d+ seconds$"))
    phone.get_by_role("button", name="Pause").click()
    expect(phone.locator("[data-words]")).to_have_text("Paused.")
    rested = clock.text_content()
    phone.wait_for_timeout(1_300)
    assert clock.text_content() == rested
    phone.get_by_role("button", name="Resume").click()
    expect(clock).not_to_have_text(rested or "")

    phone.get_by_label("A sentence that sees what is hard").fill("This is a hard hour.")
    phone.get_by_role("button", name="Go on").click()
    expect(second).to_be_focused()
    expect(first).to_be_hidden()
    phone.get_by_role("button", name="Leave this step out").click()
    phone.get_by_role("button", name="One step back").click()
    expect(second).to_be_focused()
    phone.get_by_role("link", name="You can stop here").click()
    expect(phone.get_by_role("heading", name=words.closing)).to_be_visible()
    expect(second).to_be_hidden()
    expect(phone.get_by_text("If you would like something else")).to_be_visible()
    assert complaints(phone) == []
    phone.get_by_role("button", name="Show all steps again").click()
    expect(phone.get_by_label("A sentence that sees what is hard")).to_have_value("This is a hard hour.")

    phone.get_by_label("A few words, if you like").fill("Easier than I thought.")
    if phone.get_by_label("Yes, keep my private writing").count():
        phone.get_by_label("Yes, keep my private writing").check()
    phone.get_by_role("button", name="Keep my words").click()
    if phone.get_by_role("link", name="I have noted it").count():
        phone.get_by_role("link", name="I have noted it").click()
    expect(phone.locator("main article")).to_contain_text("Easier than I thought.")
    expect(phone.locator("main article")).to_contain_text("This is a hard hour.")


@pytest.mark.slow
def test_the_timer_waits_at_its_end_and_moves_in_quarters_under_reduced_motion(
    furnished: Scene, new_context: Callable[..., BrowserContext], address: str
) -> None:
    context = new_context(base_url=address, viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
    sign_in(page, furnished.tomas)
    page.clock.install()
    page.goto("/practices/real-time-soothing")
    page.get_by_role("button", name="Step by step, with a calm timer").click()
    bar = page.locator("[data-timer] progress")
    seen = set()
    for _second in range(24):
        page.clock.run_for(1_000)
        seen.add(bar.evaluate("bar => bar.value"))
    assert seen == {0, 0.25, 0.5, 0.75, 1}
    expect(page.locator("[data-words]")).to_have_text("Take the time you like. Go on when you want to.")
    page.clock.run_for(600_000)
    expect(page.get_by_text("Step 1 of 4")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    for _step in range(4):
        page.get_by_role("button", name="Go on").click()
    expect(page.locator("#end")).to_be_focused()


@pytest.mark.slow
def test_without_a_script_everything_is_there(
    furnished: Scene, new_context: Callable[..., BrowserContext], address: str
) -> None:
    page = new_context(base_url=address, viewport=PHONE, locale="en-GB", java_script_enabled=False).new_page()
    sign_in(page, furnished.alice)
    page.goto("/practices/gentle-breathing")
    expect(page.get_by_role("button", name="Step by step, with a calm timer")).to_be_hidden()
    for step in content.shipped()["gentle-breathing"].words("en").steps:
        expect(page.get_by_role("heading", name=step.title)).to_be_visible()
    page.get_by_role("link", name="sounds around me").click()
    expect(page.get_by_text("Listen to what is there.")).to_be_visible()
    page.get_by_role("link", name="You can stop here").click()
    assert page.url.endswith("#end")
    page.get_by_label("A few words, if you like").fill("A quiet note without a script.")
    page.get_by_role("button", name="Keep my words").click()
    expect(page.locator("main article")).to_contain_text("A quiet note without a script.")


@pytest.mark.slow
def test_every_row_of_the_essay_has_a_practice_that_leads_to_its_closing(furnished: Scene, phone: Page) -> None:
    sign_in(phone, furnished.olga)  # whom nothing is to be left in peace with
    rows = {practice.essay[0]: slug for slug, practice in content.shipped().items()}
    assert {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E14", "E15", "E17"} <= rows.keys()
    for slug in rows.values():
        words = content.shipped()[slug].words("en")
        phone.goto(f"/practices/{slug}")
        phone.get_by_role("button", name="Step by step, with a calm timer").click()
        for step in words.steps:
            expect(phone.get_by_role("heading", name=step.title, exact=True)).to_be_visible()
            phone.get_by_role("button", name=re.compile("^(Go on|Leave this step out|To the end)")).first.click()
        expect(phone.get_by_role("heading", name=words.closing)).to_be_visible()
