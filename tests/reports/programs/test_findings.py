"""Which stored figures a programme's report compares, what it says of them, and when it says nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import Babel

from reports.documents import tables, wording
from reports.programs.findings import Findings, findings_of, from_kept, kept
from reports.programs.rows import ProgramRow, rows_of
from reports.programs.view import ProgramView, program_view
from reports.releases.comparison import Verdict
from reports.releases.statistics import ReleasedWave
from tests.reports.programs.told import BALLOT, FOR_ALL, LABEL, PROGRAM, ballot, hidden, wave, waves
from wellbeing.programs.statistics import ProgramFacts


@pytest.fixture(autouse=True)
def _speaking() -> Iterator[None]:
    speaking = Flask("speaking")
    Babel(speaking)
    with speaking.app_context():
        yield


def findings(program: ProgramFacts = PROGRAM, told: tuple[ReleasedWave, ...] | None = None) -> Findings:
    return findings_of(program, waves() if told is None else told, BALLOT)


def view(given: Findings) -> ProgramView:
    return program_view(given, "en")


def test_the_first_and_the_last_checkin_of_the_audience_are_compared_and_nobody_elses_figure_is_read() -> None:
    found = findings()
    assert [one.name for one in found.checkins] == ["Summer 2026", "Autumn 2026", "Winter 2026"]
    assert found.earlier == ()
    pairs = {one.scale.scale.name: one for one in found.compared()}
    assert set(pairs) == {"personal", "work"}, "shares and questions are no scales"
    personal = pairs["personal"]
    assert (personal.before_wave and personal.before_wave.name, personal.wave.name) == ("Summer 2026", "Winter 2026")
    assert (personal.before and personal.before.value, personal.after.value) == (46, 31)
    assert {personal.after.kind, personal.after.name} == {"named", LABEL}
    told = view(found)
    assert told.headline == "Personal burnout fell by 15 points since Summer 2026, to 31: more than chance."
    assert told.results[0].difference.verdict is Verdict.LOWER
    assert told.audience == "For a part of the company"
    assert view(findings(replace(PROGRAM, name={"en": "Weeks"}))).audience == f"For a part of the company: {LABEL}"
    assert told.days == "From May 10, 2026 to October 20, 2026"
    assert told.checkins is not None
    assert [cell.text for cell in told.checkins.lines[0].cells] == ["May 29, 2026", "60 to 69 %"]


def test_a_small_difference_is_no_change_and_a_hidden_or_limited_figure_gives_none() -> None:
    near = findings(told=(wave(1), wave(3, 3)))
    assert view(near).headline == "Nothing changed by more than chance since Summer 2026."
    gone = view(findings(told=(hidden(wave(1)), wave(3, -20))))
    assert gone.results[0].change == "No comparison with Summer 2026, because one of the two is hidden."
    none = view(findings(told=(wave(1), hidden(wave(3, rate=None)))))
    assert none.headline == "No result can be shown here yet."
    assert none.checkins is not None
    assert none.checkins.lines[1].cells[1].text == wording.hidden()
    assert none.standing.table is not None
    assert all(line.cells[1].text == wording.hidden() for line in none.standing.table.lines)


def test_asked_once_there_is_nothing_to_compare_with_unless_it_was_for_everyone() -> None:
    one = waves()[:2]
    alone = view(findings(told=one))
    assert {result.change for result in alone.results} == {"Asked only once, so there is nothing to compare it with."}
    assert alone.standing.table is not None
    assert alone.standing.table.lines[0].cells[0].text == "not asked"
    assert not any("no proof" in said for said in alone.cautions), "there is no before to be misread"
    everyone = findings(FOR_ALL, told=one)
    pair = everyone.compared()[0]
    assert pair.before_wave is not None
    assert (pair.before_wave.name, pair.wave.name) == ("Spring 2026", "Summer 2026")
    assert pair.before is not None
    assert (pair.before.kind, pair.before.unit_id, pair.after.kind) == ("org", None, "org")
    assert view(everyone).audience == "For everybody in the company"


def test_for_everyone_the_checkins_of_its_weeks_count_and_the_last_before_it_only_where_one_stands_alone() -> None:
    plain = tuple(wave(number, of_programme=False) for number in range(4))

    def names(program: ProgramFacts) -> set[tuple[str, str]]:
        pairs = findings(program, plain).compared()
        return {(one.before_wave.name if one.before_wave else "", one.wave.name) for one in pairs}

    assert names(FOR_ALL) == {("Summer 2026", "Winter 2026")}
    assert names(PROGRAM) == set(), "figures of everybody say nothing of a part"
    late = replace(FOR_ALL, starts_on=PROGRAM.starts_on + timedelta(days=170), ends_on=PROGRAM.ends_on + timedelta(60))
    assert names(late) == {("Autumn 2026", "Winter 2026")}, "the last before it, not the first there was"


def test_what_closed_long_after_it_or_came_from_elsewhere_is_left_out() -> None:
    early = replace(PROGRAM, ends_on=PROGRAM.starts_on + timedelta(days=30))
    assert [one.name for one in findings(early).checkins] == ["Summer 2026"]
    old = tuple(replace(one, origin="imported") for one in waves() if one.origin == "live")
    assert findings(FOR_ALL, old).checkins == findings(FOR_ALL, old).earlier == ()
    other = replace(PROGRAM, group="program:another")
    assert findings(other).checkins == ()
    long_ago = replace(FOR_ALL, starts_on=wave(3).opened_on, ends_on=wave(3).closed_on)
    assert [one.name for one in findings(long_ago).earlier] == ["Autumn 2026", "Summer 2026"][::-1]


def test_another_version_of_a_questionnaire_is_never_compared() -> None:
    newer = tuple(replace(one, version=2) for one in wave(3).instruments)
    told = (wave(1), replace(wave(3), instruments=newer))
    assert {one.before_wave for one in findings(told=told).compared()} == {None}


def test_what_was_asked_only_once_stands_apart_from_what_has_a_before() -> None:
    first = wave(1)
    found = view(findings(told=(replace(first, scales=first.scales[:-1]), wave(3, 20))))
    assert found.standing.table is not None
    assert found.standing.table.columns[:2] == ("Before, in Summer 2026", "After, in Winter 2026")
    assert [line.name for line in found.standing.table.lines] == ["Personal burnout"]
    assert found.once is not None
    assert [(line.name, *(cell.text for cell in line.cells)) for line in found.once.lines] == [
        ("Work-related burnout", "58", "Winter 2026")
    ]
    assert [one.title for one in found.readings] == ["Personal burnout", "Work-related burnout"]
    assert [one.title for one in found.results] == ["Personal burnout"]


def test_the_two_questions_are_told_for_everybody_together_and_with_their_limits() -> None:
    used, helped = view(findings()).ballot
    assert (used.value, helped.value) == ("62", "71")
    assert used.spread == "About 20 % hardly or not at all, 30 % now and then, 50 % regularly."
    assert helped.spread == ""
    few = view(findings(told=(ballot(helped=None),)))
    assert few.ballot[1].value == wording.hidden()
    assert few.headline == "No check-in of this programme has a result, so there is no before and after."
    assert any("may have answered more readily" in said for said in few.cautions)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sensitive": True}, "Everybody joins this programme for themself"),
        ({"state": "running"}, "Nothing has been counted yet"),
        ({"state": "ended"}, "Nothing was counted"),
    ],
)
def test_where_nothing_may_be_shown_one_sentence_says_why(changes: dict[str, object], sentence: str) -> None:
    program = replace(PROGRAM, **changes)  # type: ignore[arg-type]
    found = findings(program, waves() if program.sensitive else ())
    assert found.newest is None
    told = view(found)
    assert told.headline == told.nothing
    assert told.nothing.startswith(sentence)
    assert (told.results, told.ballot, told.checkins, rows_of(found, "en")) == ((), (), None, [])


def test_every_honest_sentence_stands_there() -> None:
    said = " ".join(view(findings()).cautions)
    for words in ("is no proof", "not all the same people", "Nobody counts who opens, does or leaves out a step"):
        assert words in said


def test_rows_carry_what_the_page_says_and_a_formula_in_a_name_is_made_harmless() -> None:
    found, told = findings(), view(findings())
    rows = rows_of(found, "en")
    assert [(row.part, row.wave) for row in rows if row.scale == "personal"] == [
        ("before", "Summer 2026"),
        ("after", "Winter 2026"),
    ]
    assert [row.part for row in rows].count("participation") == 3
    after = next(row for row in rows if row.part == "after" and row.scale == "personal")
    result = told.results[0]
    assert (after.reads, after.change, after.difference) == (result.value, result.change, result.difference.difference)
    assert [row.reads for row in rows if row.part == "ballot"] == ["50 to 59 %", "62", "71"]
    content = tables.csv_of(rows_of(findings(told=(replace(wave(1), name="=1+1"),)), "en"), ProgramRow)
    assert "'=1+1" in content
    assert content.startswith("part,wave,closed_on,about")
    assert tables.csv_of([], ProgramRow).count("\r\n") == 1
    assert len(json.loads(tables.json_of(rows))["figures"]) == len(rows)


def test_a_document_keeps_the_programme_as_it_was_told() -> None:
    again = from_kept(json.loads(json.dumps(kept(PROGRAM))))
    assert again == replace(PROGRAM, state="")
    assert kept(PROGRAM) == kept(replace(PROGRAM, state="paused")), "a pause makes no report anew"
