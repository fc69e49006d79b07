"""The pure parts: letters and drafts as bytes, nudges, marks, the accountability guard, files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.feedback import draft as drafts
from wellbeing.feedback import exporting, forms, letter, marking, nudges
from wellbeing.feedback.draft import Draft
from wellbeing.feedback.hints import Phrase
from wellbeing.feedback.letter import Kind, Letter, Marks, Part, Shown, Talk
from wellbeing.feedback.nudges import Nudge, Person, Reason, Written

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
THANKS = next(one for one in forms.shipped() if one.key == "specific-thanks")
CORRECT = next(one for one in forms.shipped() if one.key == "correct-one-thing")


@given(words=st.text(max_size=300), title=st.text(max_size=60))
def test_a_letter_comes_back_as_it_was_sealed(words: str, title: str) -> None:
    sent = Letter(
        kind=Kind.NOTE,
        at=NOW,
        from_name="Leo",
        to_id=uuid4(),
        to_name="Alice",
        words=words,
        parts=(Part("a", title, words, date(2026, 5, 9)), Part("b", title, words)),
        talk=Talk(NOW, 30),
    )
    marks = Marks(aside=True, shown=(Shown(uuid4(), uuid4(), title),))
    assert letter.from_bytes(letter.to_bytes(sent, marks)) == (sent, marks)
    assert letter.from_bytes(letter.to_bytes(sent)) == (sent, Marks())
    assert sent.by == date(2026, 5, 9)


@given(words=st.dictionaries(st.sampled_from(["moment", "did"]), st.text(max_size=200)))
def test_a_draft_comes_back_as_it_was_sealed(words: dict[str, str]) -> None:
    kept = Draft(uuid4(), "specific-thanks", 1, "en", NOW, words=words, days={"x": date(2026, 1, 2)}, dismissed=("a",))
    assert drafts.from_bytes(drafts.to_bytes(kept)) == kept


def test_half_a_surrogate_does_not_stop_a_note() -> None:
    kept = Draft(uuid4(), "specific-thanks", 1, "en", NOW, words={"did": "\ud83d"})
    assert drafts.from_bytes(drafts.to_bytes(kept)).words["did"] == "?"


def test_a_next_step_needs_a_what_and_a_by_when_where_a_change_is_asked_for() -> None:
    whole = {one.id: "x" for one in CORRECT.sections}
    day = {"step": date(2026, 5, 9)}
    assert forms.missing_steps(CORRECT, whole, day) == []
    assert forms.missing_steps(CORRECT, whole, {}) == ["step"]
    assert forms.missing_steps(CORRECT, whole | {"step": "  "}, day) == ["step"]
    hard_day = next(one for one in forms.shipped() if one.key == "hard-day")
    assert forms.missing_steps(hard_day, {}, {}) == []
    assert forms.missing_words(THANKS, {"moment": "x"}) == ["did", "effect"]


@pytest.mark.parametrize("template", [one for one in forms.shipped() if one.corrective], ids=lambda one: one.key)
def test_every_template_that_asks_for_a_change_has_a_step_or_a_request(template: forms.Template) -> None:
    assert any(one.step and one.required for one in template.sections) or template.key == "working-together"


def test_the_opening_of_a_draft_is_its_first_line_cut_short() -> None:
    kept = Draft(uuid4(), THANKS.key, 1, "en", NOW, words={"did": "word " * 40 + "\nmore"})
    assert drafts.opening_of(kept, THANKS).endswith("…")
    assert len(drafts.opening_of(kept, THANKS)) <= 90
    assert drafts.opening_of(Draft(uuid4(), THANKS.key, 1, "en", NOW), THANKS) == ""


def person(weeks: int, known: int | None = None) -> Person:
    since = NOW - timedelta(weeks=weeks)
    return Person(uuid4(), "Alice", since, since if known is None else NOW - timedelta(weeks=known))


def test_who_is_new_and_has_heard_nothing_comes_first() -> None:
    new, old = person(2), person(30)
    assert nudges.nudges([old, new], [], NOW) == [
        Nudge(new, Reason.FIRST_WEEKS, 2),
        Nudge(old, Reason.NOTHING, 0),
    ]


def test_nobody_was_silent_before_this_was_there_and_silence_is_counted_in_months() -> None:
    early = person(576, known=3)
    assert nudges.nudges([early], [], NOW) == []
    assert nudges.nudges([person(576, known=8)], [], NOW)[0].reason is Reason.NOTHING
    for days, months in ((56, 2), (100, 3), (365, 12)):
        heard = [Written(early.id, NOW - timedelta(days=days), corrective=False)]
        assert nudges.nudges([early], heard, NOW) == [Nudge(early, Reason.SILENCE, months)]


def test_a_file_to_read_quotes_every_line_of_an_answer_and_holds_no_markup(app: Flask) -> None:
    note = Letter(
        Kind.NOTE, NOW, "<b>Leo</b>", uuid4(), "Alice", parts=(Part("a", "<i>Saw</i>", "<script>\nsecond line"),)
    )
    view = Letter(Kind.VIEW, NOW, "Alice", uuid4(), "Leo", words="One.\n\n# Two\n<img src=x>")
    with app.test_request_context():
        file = exporting.as_markdown([(note, [view])], zone="UTC")
    assert "<" not in file
    assert "&lt;script>\nsecond line" in file
    assert "Alice: One.\n>\n> # Two\n> &lt;img src=x>\n" in file


def test_a_letter_that_was_shown_before_it_kept_its_own_day_still_opens() -> None:
    note = Letter(Kind.NOTE, NOW, "Leo", uuid4(), "Alice")
    later = NOW + timedelta(days=3)
    shown = letter.shown_on(note, at=later, from_name="Alice", to_id=uuid4(), to_name="Hana")
    assert (shown.written_at, shown.at) == (NOW, later)
    assert letter.from_bytes(letter.to_bytes(shown))[0] == shown
    record = json.loads(letter.to_bytes(shown))
    del record["letter"]["written_at"]
    assert letter.from_bytes(json.dumps(record).encode())[0].written_at is None


def test_only_corrections_are_noticed_and_a_thank_you_ends_it() -> None:
    one = person(30)
    heard = [Written(one.id, NOW - timedelta(weeks=week), corrective=True) for week in (1, 2, 3)]
    assert nudges.nudges([one], heard, NOW) == [Nudge(one, Reason.RATE, 3)]
    thanks = [Written(one.id, NOW - timedelta(days=day), corrective=False) for day in (1, 2)]
    assert nudges.nudges([one], heard + thanks, NOW) == []


def test_there_are_never_more_than_two_nudges_and_none_without_a_reason() -> None:
    assert len(nudges.nudges([person(50) for _one in range(9)], [], NOW)) == nudges.MOST
    quiet = person(30)
    assert nudges.nudges([quiet], [Written(quiet.id, NOW - timedelta(weeks=2), corrective=False)], NOW) == []


def test_marks_cut_a_text_where_they_begin_and_end_and_join_where_they_meet() -> None:
    text = "You are lazy and a low performer."
    phrases = [Phrase(text="lazy and a low performer", reason="x", severity="high")]
    marks = marking.marks_in({"a": text}, phrases=phrases)["a"]
    cut = marking.pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    assert any(piece.marked and "low performer" in piece.text for piece in cut)
    assert marking.pieces(text, []) == [marking.Piece(text, marked=False)]
    away = {mark.key for mark in marks}
    assert marking.marks_in({"a": text}, phrases=phrases, dismissed=away)["a"] == []
