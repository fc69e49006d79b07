"""The cards of hints on a page without scripts."""

from __future__ import annotations

import re
from types import SimpleNamespace

from tests.wellbeing.feedback.conftest import filled
from tests.wellbeing.feedback.test_marking import MANY
from wellbeing.feedback import marking


def test_cards_beyond_the_fifth_are_folded_and_every_quote_is_private(line: SimpleNamespace) -> None:
    fields = filled("hard-day", line.alice.member_id, **{"words-hear": MANY})
    page = line.leo.client.post("/feedback/write/look", data=fields).text
    found = marking.marks_in({"hear": MANY})["hear"]
    cards = len({mark.key for mark in found})
    shown = page.partition('id="hints-hear"')[2].partition("<template")[0]
    openly = shown.partition("<details><summary>")[0]
    assert openly.count('class="hint-row"') == marking.OPEN_CARDS
    assert f"{cards - marking.OPEN_CARDS} more, when you like" in page
    assert page.count('class="hint-row"') == cards
    quotes = re.findall(r"<q [^>]*>", page)
    assert len(quotes) == len(found)
    assert all("data-private" in quote for quote in quotes)
    assert page.count("<template data-hint-words") == 1
