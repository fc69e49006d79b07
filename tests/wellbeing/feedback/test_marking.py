"""What a page makes of hints: one card where they overlap or repeat, and dismissals that hold in one sentence."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from wellbeing.feedback import marking
from wellbeing.feedback.hints import SEVERITIES, Phrase

MANY = (
    "You are always lazy and you always let us down. You're a stupid low performer! Always late, never on time. "
    "You never listen. Everyone thinks you are sloppy. Why can't you just do it? You should be like Rosa."
)


def marks(text: str, *away: str, field: str = "a", phrases: tuple[Phrase, ...] = ()) -> list[marking.Mark]:
    return marking.marks_in({field: text}, phrases=phrases, dismissed=away)[field]


def keys(found: list[marking.Mark]) -> list[str]:
    return list(dict.fromkeys(mark.key for mark in found))


@settings(deadline=None)
@given(st.lists(st.sampled_from([f"{part}." for part in MANY.split(". ")]), max_size=12).map(" ".join))
def test_no_word_is_marked_twice_and_a_card_says_one_thing(text: str) -> None:
    found = marks(text)
    spans = sorted((mark.start, mark.end) for mark in found)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(text[mark.start : mark.end] == mark.quote for mark in found)
    for key in keys(found):
        assert len({(mark.rule, mark.reason) for mark in found if mark.key == key}) == 1
        assert len(key) < 200


def test_of_overlapping_hints_the_most_severe_stays() -> None:
    phrases = (Phrase(text="always late and tired", reason="x", severity="high"),)
    assert [mark.quote for mark in marks("You are always late and tired today.", phrases=phrases)] == [
        "always late and tired"
    ]
    assert {mark.category for mark in marks("You are always late and tired today.")} == {"absolute"}


def test_a_reason_is_told_once_with_all_its_places() -> None:
    phrases = (Phrase(text="synergy", reason="Nobody knows what it means."),)
    found = marks("Synergy on Monday. On Tuesday the list had synergy.", phrases=phrases)
    assert [mark.quote for mark in found] == ["Synergy", "synergy"]
    assert len(keys(found)) == 1
    many = marks("\n".join(f"Item {number} has synergy." for number in range(40)), phrases=phrases)
    assert len(many) == 40
    assert len(keys(many)) == 4
    assert marks("\n".join(f"Item {number} has synergy." for number in range(40)), *keys(many), phrases=phrases) == []


def test_the_most_severe_cards_come_first_and_those_in_reading_order() -> None:
    found = marks(MANY)
    cards = [next(mark for mark in found if mark.key == key) for key in keys(found)]
    assert len(cards) > marking.OPEN_CARDS
    openly, folded = cards[: marking.OPEN_CARDS], cards[marking.OPEN_CARDS :]
    rank = SEVERITIES.index
    assert min(rank(mark.severity) for mark in openly) >= max(rank(mark.severity) for mark in folded)
    for row in (openly, folded):
        assert [mark.start for mark in row] == sorted(mark.start for mark in row)


def test_what_is_put_away_stays_away_in_its_sentence_and_nowhere_else() -> None:
    first = marks("You are lazy.")
    assert first
    away = keys(first)
    assert marks("Before it.  You are  LAZY.", *away) == []
    assert marks("You are lazy. You are lazy on Mondays.", *away)[0].quote.endswith("lazy")
    assert marks("Today you are lazy.", *away)
    assert marks("You are lazy.", *away, field="b")


def test_putting_a_card_away_uncovers_no_other_in_the_same_place() -> None:
    text = MANY
    while cards := keys(marks(text)):
        before = len(cards)
        away = [cards[0]]
        assert len(keys(marks(text, *away))) == before - 1
        text = text.replace(next(mark.quote for mark in marks(text) if mark.key == cards[0]), "…")


def test_odd_keys_put_nothing_away() -> None:
    found = marks(MANY)
    assert marks(MANY, "", "|", "always|always", "no bar") == found
