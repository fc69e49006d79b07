"""Which step waits, what a week holds and where somebody may go on: tables of plain values, nothing is ever late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.members.my_way import MyWay
from wellbeing.programs import content, following, place
from wellbeing.programs.content import Content, Step, Week
from wellbeing.programs.following import Following, Lead, LeadsTo, Who
from wellbeing.programs.place import Place, Unreadable, bounded, from_bytes, from_record, merged, to_bytes, to_record
from wellbeing.programs.timetable import Rest, Timetable

FIRST = date(2026, 3, 2)
WEEK = timedelta(days=7)
SAID = {"en": "Some words."}


def step(step_id: str, kind: str = content.PRACTICE, **more: object) -> Step:
    return Step(step_id, kind, step_id, SAID, **more)  # type: ignore[arg-type]


PROGRAM = replace(
    content.empty(),
    weeks=(
        Week(1, SAID, SAID, (step("a"), step("b"))),
        Week(2, SAID, SAID, (step("c", topics=("breath",), lighter="ground"), step("d", topics=("critic",)))),
        Week(4, SAID, SAID, (step("e", content.PROMPT), step("f", content.FEEDBACK_NUDGE))),
        Week(5, SAID, SAID, (step("g", content.LEARNING_NOTE), step("h", content.CHECKIN))),
    ),
)
MINUTES = {"a": 4, "b": 2}
UNTOUCHED, PLAIN, USUAL = Place(), Who(), MyWay()


def leads(missing: frozenset[str] = frozenset()) -> LeadsTo:
    def leads_to(_step: Step, ref: str) -> Lead | None:
        return None if ref in missing else Lead(ref, MINUTES.get(ref, 3), f"/{ref}")

    return leads_to


def stands(
    week: int,
    place: Place = UNTOUCHED,
    *,
    who: Who = PLAIN,
    way: MyWay = USUAL,
    missing: frozenset[str] = frozenset(),
    program: Content = PROGRAM,
    days: Timetable | None = None,
) -> Following:
    """Where somebody stands on the third day of a week."""
    today = FIRST + (week - 1) * WEEK + timedelta(days=2)
    days = days or Timetable(FIRST, program.length)
    return following.followed(program, days, today=today, place=place, who=who, way=way, leads_to=leads(missing))


def asked(found: Following, number: int) -> list[str]:
    return [one.lead.title for one in found.weeks[number - 1].steps]


ALL = frozenset("abcdefgh")


@pytest.mark.parametrize(
    ("week", "done", "left_out", "now"),
    [
        (0, "", "", None),
        (1, "", "", "a"),
        (1, "a", "", "b"),
        (1, "", "a", "b"),
        (1, "b", "", "a"),
        (1, "a", "b", None),
        (2, "", "", "a"),
        (2, "ab", "", "c"),
        (3, "abcd", "", None),
        (4, "abcd", "", "e"),
        (40, "abcde", "", "h"),
        (40, "abcdeh", "", None),
    ],
)
def test_steps_wait_in_their_order_and_left_out_is_as_good_as_done(
    week: int, done: str, left_out: str, now: str | None
) -> None:
    found = stands(week, Place(first_on=FIRST, done=frozenset(done), left_out=frozenset(left_out)))
    assert (found.now.step.id if found.now else None) == now
    assert found.number == min(week, 5)


def test_a_quiet_week_asks_nothing() -> None:
    found = stands(3, Place(first_on=FIRST, done=frozenset("abcd")))
    assert found.newest is not None
    assert (found.newest.week, found.newest.steps, found.behind) == (None, (), 0)


def test_steps_for_others_and_those_that_lead_nowhere_are_passed_over() -> None:
    plain = stands(5)
    assert (asked(plain, 4), asked(plain, 5)) == (["e"], ["h"])
    assert asked(stands(5, who=Who(supervises=True)), 4) == ["e", "f"]
    assert asked(stands(5, who=Who(leads=True), missing=frozenset("h")), 5) == ["g"]
    assert asked(stands(5, missing=frozenset("h")), 5) == []
    assert stands(5, Place(done=frozenset("abcde")), missing=frozenset("h")).now is None


def test_what_touches_an_avoided_topic_gives_its_lighter_one_or_is_passed_over() -> None:
    usual = stands(2)
    assert asked(usual, 2) == ["c", "d"]
    lighter = usual.weeks[1].steps[0].lighter
    assert lighter is not None
    assert lighter.title == "ground"
    peaceful = stands(2, way=MyWay(avoid=frozenset({"breath", "critic"})))
    assert asked(peaceful, 2) == ["ground"]
    assert (peaceful.weeks[1].steps[0].lighter, peaceful.weeks[1].steps[0].ref) == (None, "ground")
    assert asked(stands(2, missing=frozenset("c")), 2) == ["ground", "d"], "a hidden practice"
    assert asked(stands(2, way=MyWay(avoid=frozenset({"breath"})), missing=frozenset({"ground"})), 2) == ["d"]


def test_a_pace_chooses_among_what_waits() -> None:
    brief = stands(1, way=MyWay(pace="brief")).now
    assert brief is not None
    assert brief.step.id == "b", "two minutes go first"
    today = FIRST + timedelta(days=2)
    calm = MyWay(pace="unhurried")
    assert not stands(1, way=calm).rests
    assert stands(1, Place(first_on=FIRST, done=frozenset("a"), stepped_on=today), way=calm).rests
    assert not stands(1, Place(first_on=FIRST, done=frozenset("a"), stepped_on=today)).rests
    assert not stands(1, Place(first_on=FIRST, done=frozenset("ab"), stepped_on=today), way=calm).rests


@pytest.mark.parametrize(
    ("week", "place", "behind", "asks"),
    [
        (1, Place(), 0, False),
        (2, Place(), 1, False),
        (3, Place(), 2, True),
        (3, Place(done=frozenset("ab")), 1, False),
        (5, Place(), 4, True),
        (5, Place(answered=5), 4, False),
        (5, Place(answered=4), 4, False),
        (5, Place(answered=3), 4, True),
        (5, Place(onward=4, answered=4), 1, False),
        (5, Place(done=ALL), 0, False),
    ],
)
def test_whoever_comes_back_is_asked_where_to_go_on_and_not_again_at_once(
    week: int, place: Place, behind: int, asks: bool
) -> None:
    found = stands(week, place)
    assert (found.behind, found.asks) == (behind, asks)


def test_going_on_with_this_week_leaves_earlier_ones_to_be_read() -> None:
    found = stands(5, Place(first_on=FIRST, onward=4, answered=4))
    assert found.now is not None
    assert (found.now.step.id, asked(found, 1)) == ("e", ["a", "b"])


def test_a_pause_asks_nobody_and_an_early_end_begins_nothing() -> None:
    paused = Timetable(FIRST, 5, paused_since=FIRST + 4 * WEEK)
    found = stands(9, days=paused)
    assert (found.number, found.asks) == (4, False)
    ended_on = FIRST + timedelta(days=10)
    early = following.closed(Timetable(FIRST, 5), ended_on)
    assert stands(5, days=early).number == 2
    assert following.waits(early, ended_on + 4 * WEEK, ended_early_on=ended_on)
    assert not following.waits(early, ended_on + 4 * WEEK + timedelta(days=1), ended_early_on=ended_on)
    usual = Timetable(FIRST, 5)
    assert following.waits(usual, usual.ends_on + 4 * WEEK)
    assert not following.waits(usual, usual.ends_on + 4 * WEEK + timedelta(days=1))


def test_days_of_ones_own_keep_the_pauses_that_came_later() -> None:
    company = Timetable(FIRST, 5, rests=(Rest(FIRST + WEEK, 7), Rest(FIRST + 5 * WEEK, 14)))
    assert following.held(company, FIRST) is company
    mine = following.held(company, FIRST + 3 * WEEK)
    assert mine.begins_on(1) == FIRST + 3 * WEEK
    assert mine.begins_on(3) == FIRST + 5 * WEEK + timedelta(days=14)


def test_the_newest_week_suggests_its_prompt_while_it_waits() -> None:
    assert following.prompt_of(stands(4), content.PROMPT) == "e"
    assert following.prompt_of(stands(4, Place(left_out=frozenset("e"))), content.PROMPT) is None
    assert following.prompt_of(stands(5), content.PROMPT) is None
    assert following.prompt_of(stands(0), content.PROMPT) is None


MARKS = st.frozensets(st.sampled_from([f"w{week}s{number}" for week in range(1, 9) for number in range(1, 4)]))
PLACES = st.builds(
    lambda done, left, **rest: Place(done=done, left_out=left - done, **rest),
    MARKS,
    MARKS,
    first_on=st.none() | st.dates(),
    joined=st.booleans(),
    aside=st.booleans(),
    onward=st.integers(1, 26),
    answered=st.integers(0, 26),
    touched_on=st.none() | st.dates(),
    stepped_on=st.none() | st.dates(),
)


@given(st.dictionaries(st.uuids(), PLACES, max_size=30))
def test_what_is_sealed_is_bounded_and_its_length_tells_no_step(places: dict[UUID, Place]) -> None:
    text = to_bytes(places)
    assert from_bytes(text) == bounded(places)
    assert (len(text) % place.BLOCK, len(bounded(places)) <= place.MOST) == (0, True)


def test_the_first_space_says_what_holds_and_old_programmes_drop_out() -> None:
    one, other, third = uuid4(), uuid4(), uuid4()
    here, there = {one: Place(done=frozenset("a"))}, {one: Place(), other: Place(aside=True)}
    assert merged([here, there, {third: Place()}]) == {**here, other: Place(aside=True), third: Place()}
    old = {uuid4(): Place(touched_on=FIRST + timedelta(days=each)) for each in range(place.MOST + 1)}
    assert set(old) - set(bounded(old)) == {next(iter(old))}
    assert len(to_bytes({one: Place()})) == len(to_bytes({one: Place(done=frozenset(f"w{n}s1" for n in range(9)))}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_on", "tomorrow"),
        ("touched_on", 5),
        ("stepped_on", []),
        ("joined", "yes"),
        ("laid_aside", 1),
        ("done", "w1s1"),
        ("done", [1]),
        ("done", ["x" * 41]),
        ("left_out", ["a\x00"]),
        ("left_out", ["a"] * 1000),
        ("onward", 0),
        ("onward", True),
        ("answered", 27),
        ("answered", "3"),
    ],
)
def test_nonsense_is_named(field: str, value: object) -> None:
    with pytest.raises(Unreadable, match=field):
        from_record(to_record(Place()) | {field: value})
