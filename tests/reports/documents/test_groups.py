"""What a report says about groups: siblings together, what stands beside a hidden unit, parts, spread and windows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask
from flask_babel import Babel

from reports.documents import naming, tables, wording
from reports.documents.composition import method
from reports.documents.pieces import Line, Subject, Table
from reports.documents.stacks import stacks
from reports.documents.view import ReportView, report_view
from reports.releases.release_log import ReleaseLog
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave
from tests.reports.invented import TOGETHER, burnout_wave, burnout_waves, figures, unit_id

HIDDEN = "Hidden to protect people's answers."
NORTHWIND = Subject("Northwind Logistics", None, "")


@pytest.fixture(autouse=True)
def _speaking() -> Iterator[None]:
    speaking = Flask("speaking")
    Babel(speaking)
    with speaking.app_context():
        yield


def subject(path: str, only: tuple[str, ...] | None = None) -> Subject:
    seen = None if only is None else frozenset(unit_id(one) for one in only)
    return Subject("Northwind Logistics", unit_id(path), path, seen)


@cache
def standard(about: Subject) -> ReportView:
    return report_view("burnout", about, burnout_waves())


def view(about: Subject = NORTHWIND, waves: tuple[ReleasedWave, ...] | None = None) -> ReportView:
    return report_view("burnout", about, waves) if waves else standard(about)


def line(table: Table | None, name: str) -> Line:
    assert table is not None
    found = [one for one in table.lines if one.name == name]
    assert len(found) == 1, [one.name for one in table.lines]
    return found[0]


def test_siblings_shown_together_stand_once_under_their_parent() -> None:
    table = view().units.table
    assert table is not None
    names = [one.name for one in table.lines]
    place = names.index("Night shift and 2 smaller teams")
    assert names[place - 1] == "Operations"
    assert table.lines[place].depth == table.lines[place - 1].depth + 1
    assert [cell.text for cell in table.lines[place].cells] == ["51", "46"]
    assert table.lines[place].unit_id is None


def test_beside_a_hidden_unit_stands_what_is_shown_instead_as_what_it_is() -> None:
    table = view().units.table
    night, dispatch = line(table, "Night shift").cells[0], line(table, "Dispatch").cells[0]
    assert (night.text, night.beside) == (HIDDEN, "Part of Night shift and 2 smaller teams: 51")
    assert (dispatch.text, dispatch.beside) == (HIDDEN, "Operations as a whole: 49")
    assert line(table, "Day shift").cells[0].beside == ""


def test_a_unit_beside_which_nothing_is_shown_says_the_sentence_alone() -> None:
    wave = burnout_wave()
    empty = dataclasses.replace(wave, scales=tuple(ReleasedScale(one.scale, figures({})) for one in wave.scales))
    result = view(subject("Service / Phone"), (empty,)).results[0]
    assert (result.value, result.is_shown, result.instead, result.group, result.spread) == (HIDDEN, False, "", "", "")


@pytest.mark.parametrize(
    ("path", "group", "value", "sentence"),
    [
        (
            "Operations / Night shift", "Night shift and 2 smaller teams", "51",
            f"Night shift: {HIDDEN} Shown instead is Night shift and 2 smaller teams, of which it is a part.",
        ),
        (
            "Operations / Night shift / Dispatch", "Operations as a whole", "49",
            f"Dispatch: {HIDDEN} Shown instead is Operations as a whole.",
        ),
        ("Operations / Day shift", "", "47", ""),
    ],
)  # fmt: skip
def test_every_leaders_report_leads_with_something_safe_under_its_own_name(
    path: str, group: str, value: str, sentence: str
) -> None:
    made = view(subject(path))
    first = made.results[0]
    assert (first.group, first.value, first.instead, first.is_shown) == (group, value, sentence, True)
    assert made.standing.charts[0].title == (group or f"Where {path} stands")
    if group:
        assert made.standing.table is not None
        assert made.standing.table.lines[0].cells[0].text == HIDDEN
        assert made.standing.table.lines[0].cells[-1].text.startswith(f"{group}: ")
        assert [one for one in made.trends if group in one.charts[0].title]


def test_a_hidden_response_rate_says_the_same_sentence_and_the_larger_units_rate() -> None:
    assert view(subject("Operations / Day shift")).rate == (
        f"Response rate: {HIDDEN} Operations as a whole: 60 to 69 %."
    )
    assert view(subject("Finance and people")).rate.endswith("Northwind Logistics as a whole: 70 to 79 %.")
    without = dataclasses.replace(burnout_wave(), scales=burnout_wave().scales[1:])
    assert view(waves=(without,)).rate == f"Response rate: {HIDDEN}"


def test_parts_are_listed_only_where_something_of_them_is_shown_and_in_their_order() -> None:
    made = view().breakdowns
    assert [part.title for part in made] == ["By location", "By time in the organization", "By named group"]
    times = made[1].table
    assert times is not None
    assert [one.name for one in times.lines] == ["under 1 year", "3 to 9 years", "10 years or more"]
    assert [cell.text for cell in line(made[0].table, "Lighthouse").cells] == [HIDDEN, HIDDEN]
    assert "Lighthouse" not in made[0].charts[0].alternative
    own = view(subject("Operations")).breakdowns
    assert [part.title for part in own] == ["By location"]
    assert [cell.text for cell in line(own[0].table, "Harbour").cells] == ["51", "47"]
    assert view(subject("Service")).breakdowns == ()


def test_people_right_in_a_unit_stand_below_it() -> None:
    table = view().units.table
    assert [cell.text for cell in line(table, "directly in this unit").cells] == ["53", "49"]


def test_a_distribution_is_told_in_words_and_never_of_what_is_hidden() -> None:
    made = view().distribution
    first = "Personal burnout: about 15 % with little strain, 50 % in the middle, 35 % with much strain."
    assert made.said.splitlines()[0] == first
    assert [cell.text for cell in line(made.table, "Harbour").cells] == ["25 · 50 · 25"] * 2
    assert made.table is not None
    assert "Lighthouse" not in [one.name for one in made.table.lines]
    hidden = Figure(None, "", 0, None, None, None, "suppressed", "hidden", bands=(3, 4, 5))
    assert wording.shares_text(burnout_wave().scales[1].scale, hidden) == ""
    better = dataclasses.replace(burnout_wave().scales[1].scale, higher_is="better")
    shown = dataclasses.replace(hidden, value=50, bands=(2, 5, 3))
    assert wording.shares_text(better, shown) == "about 20 % low, 50 % in the middle, 30 % high"
    with pytest.raises(ValueError, match="at least one"):
        stacks([])


def test_what_is_most_related_is_told_of_the_organization_only() -> None:
    assert [(one.outcome, one.names) for one in view().related] == [("Personal burnout", ("Work-related burnout",))]
    assert view(subject("Operations")).related == ()


def test_the_mean_of_the_last_waves_is_said_from_shown_figures() -> None:
    assert view().trends[0].said == "Mean of the last 3 check-ins: 42"
    assert view(subject("Operations / Night shift")).trends[0].said == ""
    gap = burnout_wave(2, -9)
    one = gap.scales[1]
    changed = tuple(dataclasses.replace(each, value=None, n_band=None) for each in one.figures)
    scales = (gap.scales[0], ReleasedScale(one.scale, changed), *gap.scales[2:])
    waves = (burnout_wave(1, 3), dataclasses.replace(gap, scales=scales), burnout_wave(3))
    assert view(waves=waves).trends[0].said == "Mean of 2 of the last 3 check-ins: 46"


def test_rows_say_whose_they_are_and_nothing_tells_why_a_figure_is_hidden() -> None:
    rows = [row for row in tables.rows_of("burnout", NORTHWIND, burnout_waves()[-1]) if row.scale == "personal"]
    about = {row.about: row for row in rows}
    together = about["Night shift and 2 smaller teams"]
    assert (together.kind, together.status, together.group) == ("org", "merged", "")
    assert together.together == "; ".join(sorted(TOGETHER))
    young = about["under 1 year"]
    assert (young.kind, young.tenure, young.low, young.middle, young.high) == ("tenure", "under_1", 25, 50, 25)
    assert about["Eight weeks of kindness"].group == "Eight weeks of kindness"
    assert about["Harbour, 1 to 2 years"].kind == "location_tenure"
    hidden = [row for row in rows if row.value is None]
    assert {(row.status, row.reads, row.low) for row in hidden} == {("suppressed", HIDDEN, None)}
    assert about["Operations / Night shift"].instead == "Part of Night shift and 2 smaller teams: 51"
    told = {str(getattr(row, field.name)) for row in hidden for field in dataclasses.fields(row)}
    assert not told & {"small", "ledger", "audit", "hidden", "merged"}


def test_a_leaders_rows_name_only_units_that_the_leader_sees() -> None:
    about = subject("Operations", ("Operations", "Operations / Gate"))
    rows = tables.rows_of("burnout", about, burnout_waves()[-1])
    assert {row.together for row in rows if row.status == "merged"} == {"Operations / Gate"}
    assert "Operations / Repairs" not in {row.unit for row in rows}
    parts = {row.about for row in rows if row.kind == "org_location"}
    assert parts == {"Operations, Harbour", "Operations, Hill"}


def test_numbers_of_teams_are_words_and_large_ones_digits() -> None:
    one = Figure(
        None, "", 0, 40, None, "5+", "merged", None, unit_ids=tuple(map(unit_id, TOGETHER[:2])), name="A / Gate"
    )
    assert naming.merged_text(one) == "Gate and one smaller team"
    many = dataclasses.replace(one, unit_ids=tuple(map(unit_id, TOGETHER)) * 5)
    assert naming.merged_text(many) == "Gate and 14 smaller teams"
    assert naming.tenure_text("something else") == "something else"


def test_the_method_is_told_as_it_was_when_the_wave_was_released() -> None:
    now = " ".join(method(burnout_wave(), "en"))
    assert "A little noise is added to every result" in now
    before = " ".join(method(dataclasses.replace(burnout_wave(), log=ReleaseLog()), "en"))
    assert "computed by subtraction" in before
    assert "noise is added" not in before


def test_a_unit_hidden_on_every_scale_names_the_group_shown_instead_once() -> None:
    table = view().units.table
    assert line(table, "Night shift").instead == "Part of Night shift and 2 smaller teams: 51 · 46"
    assert line(table, "Dispatch").instead == "Operations as a whole: 49 · 45"
    assert line(table, "Dispatch").is_hidden
    day = line(table, "Day shift")
    assert (day.instead, day.is_hidden, day.cells[0].give, day.cells[0].shade) == ("", False, "± 8", 2)
    assert line(table, "Field").cells[0].give == ""


def test_a_report_opens_with_what_changed_by_more_than_chance() -> None:
    made = view().summary
    assert made.headline == "Personal burnout rose by 9 points since Autumn 2026, to 44: more than chance."
    assert made.lines == ("Work-related burnout rose by 9 points since Autumn 2026, to 40: more than chance.",)
    first = view(waves=burnout_waves()[:1]).summary
    assert first.headline == "This is a first result: later ones will be compared with it."
    steady = view(waves=(burnout_wave(2), burnout_wave(3))).summary
    assert steady.headline == "Nothing changed by more than chance since Autumn 2026."
    fell = view(waves=(burnout_wave(2, 9), burnout_wave(3))).summary
    assert "fell by 9 points since Autumn 2026" in fell.headline
    alone = view(subject("Service / Field")).summary
    assert alone.headline == "Nothing can be compared with the wave before."


def test_a_headline_over_a_hidden_unit_says_whose_change_it_tells() -> None:
    waves = (burnout_wave(2, -9), burnout_wave(3))
    group = "Night shift and 2 smaller teams"
    gate = view(subject("Operations / Gate"), waves).summary
    assert gate.headline == "Nothing changed by more than chance since Autumn 2026."
    assert gate.lines == (f"Gate: {HIDDEN} Shown instead is {group}, of which it is a part.",)
    first = view(subject("Operations / Night shift / Dispatch"), waves[:1]).summary
    assert first.lines == (f"Dispatch: {HIDDEN} Shown instead is Operations as a whole.",)
    moved = view(subject("Operations / Gate"), (burnout_wave(2, -40), burnout_wave(3))).summary
    assert moved.headline.startswith(f"Personal burnout ({group}) rose by 40 points")
    assert moved.lines[0].startswith(f"Work-related burnout ({group}) rose by 40 points")
    own = view(subject("Operations"), (burnout_wave(2, -40), burnout_wave(3))).summary
    assert own.headline.startswith("Personal burnout rose by 40 points")
