"""`wellbeing disclose`: plain files in, figures out, and one sentence for everything that is wrong with them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reports.disclosure.candidates import DisclosureError
from reports.disclosure.commands import disclose as command
from reports.disclosure.table import Answer, Options, disclose
from tests.reports.disclosure.companies import CHART, SECRET, answers, figures

ROOT = Path(__file__).parents[3]
UNITS = "unit,parent\n" + "".join(f"{unit},{parent or ''}\n" for unit, parent in CHART.items())
HEADING = "wave,person,unit,location,tenure,answer"


def lines(rows: Sequence[Answer]) -> str:
    told = (
        f"{one.wave},{one.person},{one.unit},{one.location},{one.tenure},"
        + ("" if one.value is None else f"{one.value:g}")
        for one in rows
    )
    return "\n".join([HEADING, *told]) + "\n"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Runs the command on two files."""

    def runs(given: str, units: str = UNITS, *options: str) -> Result:
        (tmp_path / "units.csv").write_text(units, encoding="utf-8")
        (tmp_path / "answers.csv").write_text(given, encoding="utf-8")
        files = ["--units", str(tmp_path / "units.csv"), "--answers", str(tmp_path / "answers.csv")]
        return CliRunner().invoke(command, [*files, "--secret", SECRET.hex(), *options])

    return runs


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_it_prints_what_the_engine_says_and_the_same_again(run: Callable[..., Result]) -> None:
    rows = answers(3, waves=2)
    first = told(run(lines(rows)))
    assert first["figures"] == figures(rows)
    assert first["figures"] == told(run(lines(rows[::-1])))["figures"]
    assert {"timings", "atoms", "solves", "max_r2", "max_linked_r2"} <= set(first["audit"])
    kinds = {one["kind"] for one in first["figures"]}
    assert kinds == {
        "org", "directs", "location", "tenure", "org_location", "org_tenure", "location_tenure", "window",
    }  # fmt: skip
    assert {one["status"] for one in first["figures"]} == {"published", "merged", "suppressed"}


def test_every_figure_has_the_documented_keys(run: Callable[..., Result]) -> None:
    for one in told(run(lines(answers(3, waves=2))))["figures"]:
        assert set(one) - {"bound", "waves"} - {"wave"} == {
            "kind",
            "key",
            "n_band",
            "mean",
            "bands",
            "status",
            "reason",
        }
        assert ("waves" in one) == (one["kind"] == "window") == ("wave" not in one)
        assert (one["mean"] is None) == (one["status"] == "suppressed") == (one["reason"] is not None)
        assert set(one["key"]) <= {"unit", "units", "location", "tenure"}


def test_small_siblings_get_one_figure_together(run: Callable[..., Result]) -> None:
    found = told(run(lines(answers(4, waves=3))))["figures"]
    merged = [one for one in found if one["status"] == "merged"]
    assert merged
    for one in merged:
        assert len(one["key"]["units"]) > 1
        alone = [
            other
            for other in found
            if (other.get("wave"), other["kind"]) == (one["wave"], "org")
            and other["key"].get("unit") in one["key"]["units"]
        ]
        assert [(other["mean"], other["reason"]) for other in alone] == [(None, "merged")] * len(alone)


def test_who_was_asked_and_did_not_answer_hides_sizes(run: Callable[..., Result]) -> None:
    rows = answers(3)
    silent = [Answer(1, f"silent{number}", "Sales", "Porto", "1_to_2", None) for number in range(2)]
    before, after = told(run(lines(rows))), told(run(lines([*rows, *silent])))
    assert _means(before) == _means(after)
    assert {one["n_band"] for one in before["figures"]} > {"5-9", None}
    shown = {one["n_band"] for one in after["figures"]} - {None}
    assert {"5+", "20+"} <= shown, "at least as many as are ten under those asked"
    assert all(band.endswith("+") for band in shown)


def _means(found: dict[str, Any]) -> dict[str, int]:
    return {f"{one['kind']} {one['key']}": one["mean"] for one in found["figures"] if one["mean"] is not None}


WRONG = {
    "out of range": ("1,p1,Sales,Porto,1_to_2,105", "lies outside 0 to 100"),
    "between steps": ("1,p1,Sales,Porto,1_to_2,52", "lies between two steps of 5"),
    "no number": ("1,p1,Sales,Porto,1_to_2,many", "row 2: the answer 'many' is not a number"),
    "not finite": ("1,p1,Sales,Porto,1_to_2,inf", "is not a number"),
    "unknown unit": ("1,p1,Salse,Porto,1_to_2,50", "there is no unit 'Salse'"),
    "twice": ("1,p1,Sales,Porto,1_to_2,50\n1,p1,Phone,Porto,1_to_2,55", "stands there twice"),
    "no wave": ("one,p1,Sales,Porto,1_to_2,50", "row 2: the wave 'one' is not a whole number"),
    "nobody": ("1,,Sales,Porto,1_to_2,50", "row 2: the person is missing"),
    "too few cells": ("1,p1,Sales", "row 2: it has 3 cells, not 6"),
    "open quotation": ('1,"p1,Sales,Porto,1_to_2,50', "quotation mark"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_row_is_refused_in_one_sentence(case: str, run: Callable[..., Result]) -> None:
    rows, sentence = WRONG[case]
    result = run(f"{HEADING}\n{rows}\n")
    assert result.exit_code != 0
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ("unit,parent\nA,B\nB,A\n", "lies below itself"),
        ("unit,parent\nA,A\n", "lies below itself"),
        ("unit,parent\nA,Nowhere\n", "'Nowhere', which is not listed"),
        ("unit,parent\nA,\nA,\n", "row 3: the unit 'A' stands there twice"),
        ("unit,parent\n,A\n", "row 2: the unit is missing"),
        ("name,parent\nA,\n", "the column 'unit' is missing"),
        ("unit,parent,unit\nA,,A\n", "the column 'unit' stands there twice"),
        ("", "the column 'unit' is missing"),
        ("unit,parent\n" + "".join(f"u{n},{f'u{n - 1}' if n else ''}\n" for n in range(40)), "more than 30 levels"),
    ],
)
def test_a_wrong_chart_is_refused_in_one_sentence(units: str, sentence: str, run: Callable[..., Result]) -> None:
    result = run(HEADING + "\n", units)
    assert result.exit_code != 0
    assert sentence in result.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--secret", "xyz"), "hexadecimal"),
        (("--secret", "ab"), "at least 32"),
        (("--k", "4"), "4 is not in the range"),
        (("--low", "100"), "low must be smaller than high"),
        (("--sd", "0"), "larger than zero"),
        (("--sd", "nan"), "are numbers"),
        (("--answers", "nowhere.csv"), "cannot be read"),
    ],
)
def test_a_wrong_option_is_refused_in_one_sentence(
    options: tuple[str, ...], sentence: str, run: Callable[..., Result]
) -> None:
    result = run(lines(answers()), UNITS, *options)
    assert result.exit_code != 0
    assert sentence in result.output


def test_without_a_secret_the_noise_is_new_each_time(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "answers.csv").write_text(lines(answers(3)))
    files = ["--units", str(tmp_path / "units.csv"), "--answers", str(tmp_path / "answers.csv")]
    first, second = (told(CliRunner().invoke(command, files))["figures"] for _turn in range(2))
    assert first != second


def test_nobody_and_one_person_and_four_give_an_empty_release(run: Callable[..., Result]) -> None:
    assert told(run(HEADING + "\n"))["figures"] == []
    for people in (1, 4):
        rows = [Answer(1, f"p{number}", "Sales", "Porto", "1_to_2", 50) for number in range(people)]
        found = told(run(lines(rows)))["figures"]
        assert found
        assert {one["status"] for one in found} == {"suppressed"}
    unanswered = [Answer(1, f"p{number}", "Sales", "Porto", "1_to_2", None) for number in range(30)]
    assert {one["status"] for one in told(run(lines(unanswered)))["figures"]} == {"suppressed"}


@pytest.mark.parametrize("value", [0.0, 50.0, 100.0])
def test_everybody_alike_gives_bounds_or_a_noisy_mean(value: float) -> None:
    rows = [Answer(one.wave, one.person, one.unit, one.location, one.tenure, value) for one in answers(5)]
    shown = [one for one in figures(rows) if one["mean"] is not None and one["kind"] != "window"]
    assert shown
    if value in {0.0, 100.0}:
        bounds = {one.get("bound") for one in shown}
        assert bounds <= {None, "at_most" if value == 0 else "at_least"}
        assert len(bounds) == 2 or None not in bounds
    else:
        assert all(abs(one["mean"] - 50) <= 11 for one in shown)


def test_several_roots_have_a_figure_for_all_of_them_together() -> None:
    units: dict[str, str | None] = {"North": None, "South": None}
    rows = [Answer(1, f"p{number}", ("North", "South")[number % 2], "", "", 50.0) for number in range(30)]
    found = disclose(units, rows, SECRET)["figures"]
    assert [(one["key"], one["status"]) for one in found] == [
        ({"units": ["North", "South"]}, "published"),
        ({"unit": "North"}, "published"),
        ({"unit": "South"}, "published"),
    ]


def test_a_threshold_under_five_is_refused() -> None:
    with pytest.raises(DisclosureError, match="5 or more"):
        disclose(CHART, answers(), SECRET, Options(k=4))


def test_the_command_needs_no_server_and_prints_nothing_but_figures(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "answers.csv").write_text(lines(answers(3, waves=3)))
    ran = subprocess.run(
        [sys.executable, "-m", "wsgi", "disclose", "--units", "units.csv", "--answers", "answers.csv", "--sd", "1"],
        cwd=tmp_path,
        env={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout)["audit"]["solves"] > 0, "so that the solver had a chance to speak"
    assert ran.stderr == ""
    assert not (tmp_path / "var").exists()


def test_full_turnout_of_one_wave_does_not_show_in_its_sizes(run: Callable[..., Result]) -> None:
    people = [Answer(wave, f"p{number}", "Works", "", "", 50.0) for wave in (1, 2) for number in range(12)]
    found = told(run(lines([*people[:-1], Answer(2, "p11", "Works", "", "", None)])))["figures"]
    assert {one["n_band"] for one in found if one["kind"] == "org" and one["mean"] is not None} == {"5+"}
    assert {str(one["bands"]) for one in found} == {"None"}, "three counts would add up to the size"


def test_small_roots_are_not_shown_together_twice() -> None:
    units: dict[str, str | None] = {"North": None, "South": None}
    rows = [Answer(1, f"p{number}", ("North", "South")[number % 2], "", "", 50.0) for number in range(8)]
    found = disclose(units, rows, SECRET)["figures"]
    assert [(one["key"], one["status"]) for one in found if one["mean"] is not None] == [
        ({"units": ["North", "South"]}, "published")
    ]


def test_absurd_numbers_are_refused_in_one_sentence(run: Callable[..., Result]) -> None:
    for given, options, sentence in (
        (f"{'9' * 5000},p1,Sales,Porto,1_to_2,50", (), "at most 15 digits"),
        ("1,p1,Sales,Porto,1_to_2,50", ("--step", "1e-320"), "at most 1,000,000 parts"),
        (f"1,p1,Sales,{'x' * 200_000},1_to_2,50", (), "a cell is too long"),
    ):
        result = run(f"{HEADING}\n{given}\n", UNITS, *options)
        assert result.exit_code == 1
        assert sentence in result.output
        assert len(result.output) < 300
