"""Changing what a programme says: pure, and nothing typed in one language touches another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from wellbeing.programs import blueprint, content, editing
from wellbeing.programs.content import Content, Week
from wellbeing.programs.editing import Typed, Unfit

SAYS = blueprint.shipped()["self-compassion-at-work"].content


def typed(says: Content, number: int, language: str = "en") -> list[Typed]:
    """The steps of a week as its form holds them."""
    week = says.week(number)
    assert week is not None
    return [
        Typed(step.id, step.kind, step.ref, step.text.get(language, ""), step.lighter, step.topics, number)
        for step in week.steps
    ]


def ids(says: Content, number: int) -> list[str]:
    """The steps of a week in order."""
    week = says.week(number)
    return [step.id for step in week.steps] if week else []


def numbers(says: Content) -> list[int]:
    """The weeks that are not quiet."""
    return [week.number for week in says.weeks]


def test_words_of_one_language_leave_the_others_alone_and_an_empty_one_is_missing() -> None:
    words = dict.fromkeys(content.TEXTS, "") | {"name": "Kinder"}
    changed = editing.with_words(SAYS, "de", words)
    assert changed.name == {**SAYS.name, "de": "Kinder"}
    assert "de" not in changed.purpose
    assert changed.purpose["en"] == SAYS.purpose["en"]


def test_a_week_is_kept_as_its_form_says_with_steps_bound_for_another_week_at_its_end() -> None:
    steps = typed(SAYS, 1)
    steps[0] = Typed(steps[0].id, steps[0].kind, "the-pause", "Anders.", week=2)
    changed = editing.write_week(SAYS, 1, language="de", title="Anfang", opening="", typed=steps)
    week, other = changed.week(1), changed.week(2)
    assert week is not None
    assert other is not None
    assert (week.title["de"], week.title["en"], "de" in week.opening) == ("Anfang", SAYS.weeks[0].title["en"], False)
    assert ids(changed, 1) == ids(SAYS, 1)[1:]
    assert ids(changed, 2) == [*ids(SAYS, 2), "w1s1"]
    assert (other.steps[-1].ref, other.steps[-1].text["de"]) == ("the-pause", "Anders.")
    assert other.steps[-1].text["fr"] == SAYS.weeks[0].steps[0].text["fr"]
    assert week.steps[0].text["de"] == steps[1].text  # what the form held in this language


def test_what_leads_nowhere_keeps_no_link_and_a_kind_does_not_change() -> None:
    message = Typed("new", "message", "the-pause", "Hello")
    changed = editing.write_week(SAYS, 1, language="en", title="A", opening="B", typed=[message])
    assert [step.ref for step in changed.weeks[0].steps] == [""]
    with pytest.raises(Unfit, match="no_such_kind"):
        editing.write_week(SAYS, 1, language="en", title="", opening="", typed=[Typed("w1s1", "message")])
    with pytest.raises(Unfit, match="no_such_kind"):
        editing.write_week(SAYS, 1, language="en", title="", opening="", typed=[Typed("x", "dance")])
    for at, step in ((19, Typed("x", "message")), (1, Typed("x", "message", week=19))):
        with pytest.raises(Unfit, match="no_such_week"):
            editing.write_week(SAYS, at, language="en", title="", opening="", typed=[step])


def test_steps_move_by_one_and_stay_at_the_ends() -> None:
    steps = [Typed(name, "message") for name in "abc"]
    assert [one.id for one in editing.moved(steps, "b", -1)] == ["b", "a", "c"]
    assert [one.id for one in editing.moved(steps, "b", 1)] == ["a", "c", "b"]
    for step, by in (("a", -1), ("c", 1), ("gone", 1)):
        assert editing.moved(steps, step, by) == steps


def test_a_week_stays_small() -> None:
    many = [Typed(f"s{number}", "message") for number in range(content.MOST_STEPS + 1)]
    with pytest.raises(Unfit, match="many_steps") as refused:
        editing.write_week(SAYS, 2, language="en", title="", opening="", typed=many)
    assert refused.value.values == {"week": 2, "most": content.MOST_STEPS}


def test_weeks_are_copied_moved_and_taken_out_and_quiet_ones_come_and_go() -> None:
    number = count()
    copy = editing.copy_week(SAYS, 2, 10, lambda: f"c{next(number)}")
    assert numbers(copy) == [*range(1, 9), 10]
    assert ids(copy, 10) == ["c0", "c1", "c2"]
    assert copy.week(9) is None
    assert numbers(editing.close_up(copy, 9)) == list(range(1, 10))
    assert ids(editing.shift_week(SAYS, 3, -1), 2) == ids(SAYS, 3)
    assert ids(editing.shift_week(SAYS, 3, 1), 3) == ids(SAYS, 4)
    assert editing.shift_week(SAYS, 1, -1) == SAYS
    later = editing.shift_week(SAYS, 8, 1)
    assert (later.week(8), ids(later, 9)) == (None, ids(SAYS, 8))
    assert numbers(editing.quiet_before(SAYS, 3)) == [1, 2, *range(4, 10)]
    assert numbers(editing.remove_week(SAYS, 3)) == [1, 2, *range(4, 9)]
    assert editing.add_week(SAYS, 9).week(9) == Week(9, {}, {}, ())
    assert list(editing.changed_weeks(SAYS, later)) == [8, 9]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda says: editing.add_week(says, 8), "week_taken"),
        (lambda says: editing.add_week(says, 27), "week_number"),
        (lambda says: editing.copy_week(says, 2, 3, str), "week_taken"),
        (lambda says: editing.copy_week(says, 12, 13, str), "no_such_week"),
        (lambda says: editing.shift_week(says, 12, 1), "no_such_week"),
        (lambda says: editing.close_up(says, 3), "week_taken"),
    ],
)
def test_a_change_that_does_not_fit_says_why(change: Callable[[Content], Content], code: str) -> None:
    with pytest.raises(Unfit, match=code):
        change(SAYS)


def test_a_programme_never_grows_beyond_its_length() -> None:
    full = editing.add_week(SAYS, content.LONGEST)
    with pytest.raises(Unfit, match="week_number"):
        editing.quiet_before(full, 3)
    with pytest.raises(Unfit, match="week_number"):
        editing.shift_week(full, content.LONGEST, 1)
