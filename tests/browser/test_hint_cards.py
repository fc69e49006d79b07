"""The cards of hints while one types: folded, put away, shown again, and hidden by Escape."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, Opens, complaints, sign_in
from tests.wellbeing.feedback.conftest import line as line  # noqa: PLC0414 - a fixture
from tests.wellbeing.feedback.test_marking import MANY
from wellbeing.feedback.marking import OPEN_CARDS


@pytest.mark.slow
def test_cards_fold_go_away_come_back_and_hide(line: SimpleNamespace, opens: Opens) -> None:
    page = opens(DESKTOP)
    sign_in(page, line.leo)
    page.goto(f"/feedback/write/new?template=hard-day&to={line.alice.member_id}")
    page.get_by_label("What I want to say").fill(MANY)
    rows, more = page.locator(".hint-row"), page.locator(".more-hints summary")
    expect(more).to_be_visible()
    many = rows.count()
    expect(page.locator(".hint-row:visible")).to_have_count(OPEN_CARDS)
    assert complaints(page) == []
    again = page.get_by_role("button", name="Show hints that were put away")
    expect(again).to_be_hidden()
    more.click()
    expect(page.locator(".hint-row:visible")).to_have_count(many)
    assert complaints(page) == []
    rows.last.get_by_role("button", name="Put this hint away").click()
    expect(page.locator(".hint-row:visible")).to_have_count(many - 1)
    again.click()
    expect(rows).to_have_count(many)
    expect(again).to_be_hidden()
    page.keyboard.press("Escape")
    quotes = page.locator(".hint-row .marked-words")
    assert quotes.count() == page.locator(".hint-row .marked-words[data-private][inert][aria-hidden]").count()
    assert "blur" in quotes.first.evaluate("one => getComputedStyle(one).filter")
