"""An entry's words survive being sealed and opened, whatever was typed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wellbeing.journal.exporting import as_json
from wellbeing.journal.forms import FIELDS
from wellbeing.journal.mood import Energy, Mood, Pleasantness, is_listed, mood_from, word_label
from wellbeing.journal.reflection import OPENING_LENGTH, Reflection, from_bytes, month_of, to_bytes

NOON = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
moods = st.builds(Mood, st.none() | st.sampled_from(Energy), st.none() | st.sampled_from(Pleasantness), st.text())


fields = st.dictionaries(st.sampled_from(list(FIELDS)), st.text(min_size=1))


@given(body=st.text(), effort=st.text(), mood=moods, fields=fields, tags=st.lists(st.text()))
def test_what_is_typed_is_what_is_read(
    body: str, effort: str, mood: Mood, fields: dict[str, str], tags: list[str]
) -> None:
    words = Reflection(
        written_at=NOON,
        body=body,
        effort=effort,
        mood=mood,
        revised_at=NOON,
        form="pause",
        fields=fields,
        tags=tuple(tags),
        in_peace=True,
    )
    assert from_bytes(to_bytes(words)) == words


def test_an_entry_from_before_there_were_forms_opens_as_a_free_page() -> None:
    kept = {
        "written_at": NOON.isoformat(),
        "body": "an old one",
        "effort": "",
        "kindness": "tea",
        "mood": {"energy": "low", "pleasantness": None, "word": "tired"},
        "prompt_id": None,
        "prompt": "",
        "revised_at": None,
    }
    opened = from_bytes(json.dumps(kept).encode())
    mood = Mood(energy=Energy.LOW, word="tired")
    assert opened == Reflection(written_at=NOON, body="an old one", kindness="tea", mood=mood)
    assert (opened.form, dict(opened.fields), opened.tags, opened.in_peace) == ("free", {}, (), False)


def test_a_lone_surrogate_does_not_break_an_entry() -> None:
    words = Reflection(written_at=NOON, body="half a face \ud83d and on")
    assert from_bytes(to_bytes(words)).body == words.body


def test_an_entry_of_spaces_is_empty_and_one_of_a_single_mood_is_not() -> None:
    assert Reflection(written_at=NOON, body=" \n\t").empty
    assert not Reflection(written_at=NOON, mood=Mood(energy=Energy.LOW)).empty
    assert not Reflection(written_at=NOON, kindness="tea").empty
    assert not Reflection(written_at=NOON, fields={"needs": "sleep"}).empty
    assert Reflection(written_at=NOON, tags=("late shift",), fields={"needs": " "}).empty


def test_the_opening_is_the_first_line_with_words_cut_short() -> None:
    assert Reflection(written_at=NOON, body="\n\n  first \nsecond").opening.strip() == "first"
    assert len(Reflection(written_at=NOON, body="x" * 500).opening) == OPENING_LENGTH
    assert Reflection(written_at=NOON, effort="asked early").opening == "asked early"


def test_the_month_is_the_one_where_the_member_lives() -> None:
    assert month_of(NOON, "UTC") == date(2026, 3, 1)
    assert month_of(NOON, "Asia/Tokyo") == date(2026, 4, 1)


def test_the_same_words_at_another_time_are_the_same_words() -> None:
    words = Reflection(written_at=NOON, body="a")
    assert words.same_words(replace(words, written_at=NOON.replace(hour=1), revised_at=NOON))
    assert not words.same_words(replace(words, body="b"))


def test_a_listed_word_left_over_from_another_choice_is_dropped_and_an_own_word_stays() -> None:
    assert mood_from(Energy.HIGH, Pleasantness.UNPLEASANT, "calm").word == ""
    assert mood_from(Energy.LOW, Pleasantness.PLEASANT, "calm").word == "calm"
    assert mood_from(Energy.LOW, None, "calm").word == "calm"
    assert mood_from(Energy.HIGH, Pleasantness.UNPLEASANT, "calm", "like fog").word == "like fog"
    assert not is_listed("like fog")
    assert word_label("like fog") == "like fog"


def test_the_copy_for_programs_holds_every_field() -> None:
    words = Reflection(
        written_at=NOON,
        body="<b>ü</b>",
        effort="e",
        kindness="k",
        prompt="p",
        mood=Mood(word="calm"),
        form="pause",
        fields={"situation": "s"},
        tags=("late shift",),
    )
    file = json.loads(as_json([(UUID(int=7), words)], exported_at=NOON))
    assert file["entries"] == [
        {
            "id": str(UUID(int=7)),
            "written_at": NOON.isoformat(),
            "revised_at": None,
            "prompt_id": None,
            "prompt": "p",
            "form": "pause",
            "body": "<b>ü</b>",
            "fields": {"situation": "s"},
            "effort": "e",
            "kindness": "k",
            "mood": {"energy": None, "pleasantness": None, "word": "calm"},
            "tags": ["late shift"],
            "in_peace": False,
        }
    ]
