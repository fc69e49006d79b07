"""Our pulse: complete in four languages, and every question comes once before any comes again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.checkins.instrument_texts import item_texts, label_texts, scale_texts, spoken
from wellbeing.checkins.instruments import Rotation, shipped
from wellbeing.checkins.publishable import facts
from wellbeing.checkins.rhythm import LONG_FROM
from wellbeing.checkins.rotation import Wanted, fits, length_of, narrowed, next_items, wanted
from wellbeing.checkins.scoring import published, score

PULSE = shipped("pulse")
ROTATION = PULSE.rotation or Rotation((), ())
LANGUAGES = ("en", "de", "fr", "es")


def test_the_bank_has_two_questions_for_each_of_eleven_topics_and_ten_things_that_help() -> None:
    topics = [question.id.rpartition("_")[0] for question in PULSE.questions]
    assert len(set(topics)) == 11
    assert {topics.count(topic) for topic in topics} == {2}
    (choice,) = PULSE.choices
    assert (len(choice.items), choice.most) == (10, 2)
    assert all(length < LONG_FROM for length in ROTATION.lengths)
    assert ROTATION.lengths[0] == 3


def test_every_text_is_there_in_four_languages_and_no_two_languages_share_a_sentence() -> None:
    assert PULSE.languages == LANGUAGES
    for item in PULSE.items:
        texts = [text for _language, text, _note in item_texts(PULSE, item.id)]
        assert len({text.casefold() for text in texts}) == 4, item.id
    each = [spoken(PULSE, language) for language in LANGUAGES]
    assert [one.language for one in each] == list(LANGUAGES)
    for one in each:
        assert [item.id for item in one.items] == [item.id for item in PULSE.items]
        assert one.stem
        assert one.note
        assert one.choices[0].text
        assert len({option.label for option in one.items[0].options}) == 5
        assert [scale.name for scale in one.scales] == [scale.name for scale in PULSE.scales]
    assert len({one.name for one in each}) == 4
    assert spoken(each[1], "en") == PULSE
    assert {len(scale_texts(PULSE, scale.name)) for scale in PULSE.scales} == {4}
    assert len(label_texts(PULSE)) == 4


def test_who_speaks_another_language_reads_english_and_the_instrument_says_so() -> None:
    assert spoken(shipped("cbi"), "fr").language == "en"
    assert spoken(PULSE, "pl").language == "en"
    assert spoken(PULSE, "de-AT").language == "de"
    assert shipped("cbi").languages == shipped("fevs_eei").languages == shipped("scs_sf").languages == ("en",)


@given(st.lists(st.sampled_from(ROTATION.lengths), min_size=1, max_size=30))
def test_no_question_comes_again_before_all_have_come(lengths: list[int]) -> None:
    asked: list[tuple[str, ...]] = []
    for length in lengths:
        items = next_items(ROTATION, asked, length)
        assert len(set(items)) == length
        asked.append(items)
        often = [sum(item in wave for wave in asked) for item in ROTATION.order]
        assert max(often) - min(often) <= 1


@given(st.permutations(range(6)), st.lists(st.sampled_from(ROTATION.lengths), min_size=6, max_size=6))
def test_the_choice_depends_on_what_was_asked_and_not_on_the_order_in_which_it_is_read(
    order: list[int], lengths: list[int]
) -> None:
    asked: list[tuple[str, ...]] = []
    for length in lengths:
        asked.append(next_items(ROTATION, asked, length))
    assert next_items(ROTATION, [asked[place] for place in order], 5) == next_items(ROTATION, asked, 5)


def test_five_and_nine_questions_always_ask_for_strain_and_for_work() -> None:
    for length in (5, 9):
        asked: list[tuple[str, ...]] = []
        for _wave in range(12):
            asked.append(next_items(ROTATION, asked, length))
            views = {scale.view for scale in narrowed(PULSE, asked[-1]).scales}
            assert views == {"burnout", "engagement", "levers"}


def test_a_narrowed_pulse_scores_what_it_asks_and_nothing_twice() -> None:
    one = narrowed(PULSE, ["energy_1", "recovery_1", "workload_1"])
    assert [item.id for item in one.questions] == ["energy_1", "recovery_1", "workload_1"]
    names = [scale.name for scale in one.scales]
    assert names == ["energy_recovery", "energy", "recovery", "workload", "help_most"]
    assert [scale.name for scale in narrowed(PULSE, ["energy_1"]).scales] == ["energy", "help_most"]
    found = score(one, {"energy_1": 4.0, "recovery_1": 1.0})
    assert (found["energy_recovery"].value, found["energy"].value, found["workload"].value) == (2.5, 4.0, None)
    levers = dict.fromkeys(one.choices[0].items, 0.0) | {"lever_tools": 100.0}
    told = published(one, {"workload_1": 2.0, **levers})
    assert told["workload"] == 2.0
    assert [name for name, value in told.items() if value == 100.0] == ["lever_tools"]
    assert sum(name.startswith("lever_") for name in told) == 10
    assert not any(name.startswith("lever_") for name in published(one, {"workload_1": 2.0}))
    assert {fact.name: fact.asked for fact in facts(one)}["workload"] == ("workload_1",)


def test_the_wish_to_stay_has_figures_for_the_organization_only() -> None:
    assert [fact.name for fact in facts(PULSE) if fact.organization_only] == ["stay"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pulse", Wanted("pulse")),
        ("pulse:9", Wanted("pulse", length=9)),
        ("scs_sf:groups", Wanted("scs_sf", groups=True)),
        ("pulse:", None),
        ("pulse:x", None),
        ("pulse:9999", None),
        ("pulse:٣", None),
        ("pulse:3:3", None),
    ],
)
def test_how_an_instrument_is_chosen_is_read_strictly(text: str, found: Wanted | None) -> None:
    assert wanted(text) == found


def test_only_what_an_instrument_offers_can_be_chosen() -> None:
    assert [length_of(PULSE, Wanted("pulse", length=n)) for n in (None, 5)] == [3, 5]
    assert not fits(PULSE, Wanted("pulse", length=4))
    assert not fits(PULSE, Wanted("pulse", groups=True))
    assert not fits(shipped("cbi"), Wanted("cbi", length=3))
    assert fits(shipped("scs_sf"), Wanted("scs_sf", groups=True))


def test_a_private_instrument_adds_nothing_to_figures() -> None:
    from dataclasses import replace

    alone = replace(shipped("scs_sf"), private=True)
    full: dict[str, float | None] = {item.id: item.high for item in alone.items}
    assert score(alone, full)["total"].value is not None
    assert published(alone, full) == {}
    assert facts(alone) == ()
