"""How a practice meets one member's way, and what is suggested when; plain values only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tenants.members.my_way import MyWay
from wellbeing.practices import choosing, content
from wellbeing.practices.company_words import About, StepText, Told, definition, practice_from, steps_from
from wellbeing.practices.kept import Filled, Kept, from_bytes, from_record, to_bytes, to_record
from wellbeing.practices.practice import anchor_for, anchors_for, seconds_for, touched, welcome

TEA = content.shipped(Path(__file__).with_name("sample"))["slow-tea"]
SHIPPED = list(content.shipped().values())
TOLD = Told("A quiet stair", "Down and up.", "", "Back again.", (StepText("Down", "Slowly.\n\nStep by step."),))


def test_attention_rests_where_asked_then_where_the_way_says_then_where_the_practice_begins() -> None:
    assert anchor_for(TEA, MyWay()) == "object"
    assert anchor_for(TEA, MyWay(anchors=frozenset({"sound"}))) == "sound"
    assert anchor_for(TEA, MyWay(anchors=frozenset({"sound"})), "object") == "object"
    assert anchor_for(TEA, MyWay(), "nonsense") == "object"
    breathing = content.shipped()["real-time-soothing"]
    without = MyWay(avoid=frozenset({"breath", "touch"}), anchors=frozenset({"breath"}))
    assert {"breath", "touch"}.isdisjoint(anchors_for(breathing, without))
    assert anchor_for(breathing, without, "breath") in {"object", "sound"}


def test_what_touches_an_avoided_topic_is_not_offered() -> None:
    assert welcome([TEA], MyWay(avoid=frozenset({"body"}))) == []
    assert touched(TEA, MyWay(avoid=frozenset({"body", "loss"}))) == ("body",)
    left = welcome(SHIPPED, MyWay(avoid=frozenset({"critic", "breath"})))
    assert {"gentle-breathing", "brief-reframing"}.isdisjoint(one.slug for one in left)
    assert "grounding" in {one.slug for one in left}


def test_unhurried_steps_take_longer_and_others_stay_as_they_are() -> None:
    step = TEA.words("en").steps[0]
    assert [seconds_for(step, MyWay(pace=pace)) for pace in ("usual", "unhurried", "brief")] == [30, 45, 30]


def test_the_list_is_narrowed_by_need_and_length_and_nonsense_narrows_nothing() -> None:
    settling = choosing.chosen(SHIPPED, need="settle", minutes="2")
    assert settling
    assert {choosing.need_of(one) for one in settling} == {"settle"}
    assert max(one.minutes for one in settling) <= 2
    assert len(choosing.chosen(SHIPPED, need="x", minutes="y")) == len(SHIPPED)


def test_home_shows_another_short_gentle_practice_each_day() -> None:
    days = [date(2026, 3, 2) + timedelta(days=number) for number in range(14)]
    shown = [choosing.of_the_day(SHIPPED, day) for day in days]
    assert all(one and one.suggested and one.minutes <= choosing.SHORT for one in shown)
    assert all(one != other for one, other in pairwise(shown))
    brief = [choosing.of_the_day(SHIPPED, day, brief=True) for day in days]
    assert all(one and one.minutes <= choosing.BRIEF for one in brief)
    assert choosing.of_the_day([], days[0]) is None


@pytest.mark.parametrize("practice", SHIPPED, ids=lambda one: one.slug)
def test_what_comes_next_is_gentle_fits_and_is_never_the_same(practice: object) -> None:
    assert isinstance(practice, type(TEA))
    found = choosing.after(practice, SHIPPED)
    assert len(found) == choosing.SUGGESTIONS
    for one in found:
        assert one.slug != practice.slug
        assert one.suggested
        assert choosing.fits_after(one, practice.slug)
    assert len(choosing.after(TEA, SHIPPED)) == choosing.SUGGESTIONS


def test_a_companys_words_come_back_as_a_practice() -> None:
    stored = json.loads(json.dumps(definition(About(2, "step", ("body",)), {"de": TOLD})))
    practice = practice_from("a-quiet-stair", stored)
    assert practice.own
    assert practice.words("en").title == "A quiet stair"
    assert practice.language_near("en") == "de"
    assert practice.words("de").steps[0].said(None) == ("Slowly.", "Step by step.")
    assert practice.words("de").steps[0].seconds == 120
    assert choosing.need_of(practice) == "step"
    assert choosing.in_order([practice, *SHIPPED])[-1] != practice


def test_typed_steps_stand_in_the_order_of_their_numbers() -> None:
    found = steps_from(["b", "", "a", "last"], ["B", "  ", "A", "L"], ["2", "1", "1", "x"])
    assert [one.title for one in found] == ["a", "b", "last"]


def test_a_kept_note_is_the_same_after_a_round_trip_and_nonsense_is_refused() -> None:
    kept = Kept(
        datetime(2026, 3, 2, 9, tzinfo=UTC), "slow-tea", "Tea", (Filled("taste", "Taste", "smoke\n"),), "\U0001f642x"
    )
    assert from_bytes(to_bytes(kept)) == kept
    assert kept.opening == "\U0001f642x"
    assert from_bytes(to_bytes(replace(kept, note="\ud800x"))).note == "\ufffdx", "half a sign, which no page can show"
    assert Kept(kept.kept_at, "a", "b", (Filled("x", "y", "  "),), "\n").empty
    whole = to_record(kept)
    for name, wrong in (
        ("kept_at", "2026-03-02T09:00:00"),
        ("note", 7),
        ("fields", [{"id": "x"}]),
        ("title", "x" * 300),
    ):
        with pytest.raises((KeyError, TypeError, ValueError)):
            from_record(whole | {name: wrong})
