"""The command line: plain files in, a plan or scores out; every mistake one sentence, exit 2 and nothing printed."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tenants.cli import House, HouseGroup
from wellbeing.pairings.commands import pair
from wellbeing.pairings.matching import scores_of
from wellbeing.pairings.reading import people_from, policy_from

ANN = {"id": "ann", "unit": "north", "department": "sales", "languages": ["en"], "topics": ["rest", "focus"]}
BOB = {
    "id": "bob",
    "unit": "south",
    "department": "sales",
    "languages": ["en", "de"],
    "topics": ["rest"],
    "seniority": 3,
}
EVE = {"id": "eve", "languages": ["en"], "exclusions": ["bob"], "manager": None, "cadence": 1, "paused": False}
ZOE = {"id": "zoé", "languages": ["fr"], "time_zone": "Europe/Paris", "working_hours": ["08:30", "24:00"]}
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `wellbeing pair …` in a folder of its own; keyword arguments become files of that name."""
    monkeypatch.chdir(tmp_path)

    def refuse(*_settings: Any) -> Any:
        raise AssertionError("matching needs no application")

    group = HouseGroup("wellbeing")
    group.add_feature(pair)

    def call(*arguments: str, **files: Any) -> Result:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            Path(f"{name}.csv" if name == "pairs" else f"{name}.json").write_text(text, encoding="utf-8")
        return CliRunner().invoke(group, ["pair", *arguments], obj=House(refuse))

    return call


def refusal(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, "one sentence"
    assert "Traceback" not in result.stderr
    return result.stderr.strip()


def test_a_plan_is_printed_or_written_whole(run: Run) -> None:
    result = run("plan", "--people", "people.json", "--seed", "7", people=[ANN, BOB, EVE, ZOE])
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    assert set(made) == {"pairings", "left_out", "relaxed", "stats"}
    assert [each["members"] for each in made["pairings"]] == [["ann", "bob"]]
    assert made["pairings"][0]["reasons"][0]["code"]
    assert {"code": "shared_topics", "topics": "rest", "count": "1"} in made["pairings"][0]["reasons"]
    assert made["left_out"] == [{"id": "eve", "cause": "no_partner_fits"}, {"id": "zoé", "cause": "no_partner_fits"}]
    assert made["stats"]["score"] == made["pairings"][0]["score"] <= made["stats"]["upper_bound"]
    assert set(made["stats"]) == {"score", "upper_bound", "seconds"}
    assert "exclu" not in result.output

    written = run("plan", "--people", "people.json", "--seed", "7", "-o", "plan.json")
    assert (written.exit_code, written.output) == (0, "")
    assert json.loads(Path("plan.json").read_text())["pairings"] == made["pairings"]
    Path("people.json").write_text("[")
    refusal(run("plan", "--people", "people.json", "-o", "plan.json"))
    assert json.loads(Path("plan.json").read_text())["pairings"] == made["pairings"], "the old plan stays"
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["people.json", "plan.json"]
    assert "cannot be written" in refusal(run("plan", "--people", "people.json", "-o", "no/plan.json", people=[ANN]))


def test_history_gives_the_number_of_the_round_and_is_remembered(run: Run) -> None:
    history = [{"round": 4, "members": ["ann", "bob"]}, {"round": 4, "members": ["eve", "gone", "away"]}]
    made = json.loads(
        run(
            "plan", "--people", "people.json", "--history", "history.json", people=[ANN, BOB, EVE], history=history
        ).stdout
    )
    assert [each["members"] for each in made["pairings"]] == [["ann", "eve"]], "round 5, so ann and bob rest"
    later = run("plan", "--people", "people.json", "--history", "history.json", "--round", "11")
    assert json.loads(later.stdout)["relaxed"] == []
    two = json.loads(run("plan", "--people", "people.json", "--history", "history.json", people=[ANN, BOB]).stdout)
    assert two["relaxed"] == [["ann", "bob"]]
    assert {"code": "met_lately", "rounds": "1"} in two["pairings"][0]["reasons"]


def test_scores_are_those_of_the_plan_and_empty_where_forbidden(run: Run) -> None:
    people = [ANN, BOB, EVE, ZOE, {"id": "pat", "paused": True, "languages": ["en"]}]
    pairs = "a,b\nann,bob\nbob,ann\neve,bob\nann,zoé\nann,pat\nann,ann\n"
    files = ("--people", "people.json", "--pairs", "pairs.csv", "--policy", "policy.json", "--seed", "7")
    policy = {"date": "2026-11-25", "cooldown": 6}
    result = run("score", *files, people=people, pairs=pairs, policy=policy)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["score"] for row in rows[2:]] == ["", "", "", ""]
    assert rows[0]["score"] == rows[1]["score"]
    assert [rows[0]["a"], rows[0]["b"]] == ["ann", "bob"]
    made = json.loads(run("plan", "--people", "people.json", "--policy", "policy.json", "--seed", "7").stdout)
    assert str(made["pairings"][0]["score"]) == rows[0]["score"]
    bare = run("score", *files, pairs="ann,bob\n\nbob,eve\n")
    assert bare.stdout.splitlines()[1:] == [f"ann,bob,{rows[0]['score']}", "bob,eve,"]
    rules = policy_from(json.dumps(policy), date(2026, 1, 1))
    told = scores_of([("ann", "bob")], people_from(json.dumps(people)), [], rules, 1, 7)
    assert told == [int(rows[0]["score"])]


def test_two_people_called_a_and_b_are_no_header(run: Run) -> None:
    people = [{"id": each, "languages": ["en"]} for each in "ab"]
    result = run("score", "--people", "people.json", "--pairs", "pairs.csv", people=people, pairs="a,b\n")
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ("", "people is not JSON (line 1, column 1)."),
        ("{}", "people must be a list."),
        ("[" * 100_000, "people is not JSON that can be read."),
        ('[{"id": "a", "seniority": ' + "9" * 5_000 + "}]", "people is not JSON that can be read."),
        ('[{"id": "a", "seniority": NaN}]', "people holds NaN, which is not a number."),
        ('[{"id": "a", "id": "b"}]', "people holds an object with the same field twice."),
        ('[{"id": "\\ud800"}]', "people[0].id is not text that can be written down."),
        ([7], "people[0] must be an object."),
        ([{}], "people[0].id is missing."),
        ([{"id": " "}], "people[0].id must not be empty."),
        ([{"id": 7}], "people[0].id must be a text."),
        ([{"id": "a" * 300}], "people[0].id must not be longer than 200 letters."),
        ([{"id": "a", "nick\nname": 1}], "people[0].nick?name is not a known field."),
        ([{"id": "a"}, {"id": "b"}, {"id": "a"}], "people[2].id is the same as people[0].id."),
        (
            [{"id": "a"}, {"id": "b", "time_zone": "Mars"}],
            "people[1].time_zone is not a time zone such as Europe/Berlin.",
        ),
        ([{"id": "a", "working_hours": ["9", "17:00"]}], "people[0].working_hours[0] must be a time such as 09:00."),
        (
            [{"id": "a", "working_hours": ["24:00", "17:00"]}],
            "people[0].working_hours[0] must be a time such as 09:00.",
        ),
        ([{"id": "a", "working_hours": ["09:00", 17]}], "people[0].working_hours[1] must be a text."),
        ([{"id": "a", "working_hours": ["09:00"]}], "people[0].working_hours must be two times, start and end."),
        (
            [{"id": "a", "working_hours": ["09:00"] * 2}],
            "people[0].working_hours must not begin and end at the same time.",
        ),
        ([{"id": "a", "languages": "en"}], "people[0].languages must be a list."),
        ([{"id": "a", "topics": ["b", None]}], "people[0].topics[1] must be a text."),
        ([{"id": "a", "seniority": 9}], "people[0].seniority must be a whole number from 1 to 8."),
        ([{"id": "a", "seniority": True}], "people[0].seniority must be a whole number."),
        ([{"id": "a", "seniority": 2.5}], "people[0].seniority must be a whole number."),
        ([{"id": "a", "cadence": 3}], "people[0].cadence must be 1, 2 or 4."),
        ([{"id": "a", "paused": "no"}], "people[0].paused must be true or false."),
        ([{"id": "a", "exclusions": [[]]}], "people[0].exclusions[0] must be a text."),
    ],
)
def test_mistakes_in_people(run: Run, people: Any, sentence: str) -> None:
    assert refusal(run("plan", "--people", "people.json", people=people)) == sentence


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"history": [{"round": 9, "members": ["a", "b"]}]},
            "history[0].round must be from 1 to 3, the round that is planned.",
        ),
        (
            {"history": [{"round": 0, "members": ["a", "b"]}]},
            "history[0].round must be from 1 to 3, the round that is planned.",
        ),
        ({"history": [{"round": 1, "members": list("abcd")}]}, "history[0].members must name two or three people."),
        ({"history": [{"round": 1, "members": ["a", "a"]}]}, "history[0].members names somebody twice."),
        ({"history": [{"round": 1}]}, "history[0].members is missing."),
        ({"policy": []}, "policy must be an object."),
        ({"policy": {"cooldown": -1}}, "policy.cooldown must be a whole number from 0 to 1000."),
        ({"policy": {"minimum_overlap_hours": 25}}, "policy.minimum_overlap_hours must be a number from 0 to 24."),
        ({"policy": '{"minimum_overlap_hours": Infinity}'}, "policy holds Infinity, which is not a number."),
        ({"policy": '{"minimum_overlap_hours": 1e999}'}, "policy.minimum_overlap_hours must be a number."),
        ({"policy": {"date": "2026-02-30"}}, "policy.date must be a day such as 2026-03-30."),
        ({"policy": {"date": 20260330}}, "policy.date must be a day such as 2026-03-30."),
        ({"policy": {"date": "0001-01-01"}}, "policy.date must lie between 1970-01-02 and 2199-12-30."),
        ({"policy": {"everyones_manager": "maybe"}}, "policy.everyones_manager must be exclude or allow."),
        ({"policy": {"seniority": ["similar"]}}, "policy.seniority must be similar or complementary."),
        ({"policy": {"allow_same_manager": 1}}, "policy.allow_same_manager must be true or false."),
        ({"policy": {"cool": 1}}, "policy.cool is not a known field."),
    ],
)
def test_mistakes_in_history_and_policy(run: Run, files: dict[str, Any], sentence: str) -> None:
    named = [part for name in files for part in (f"--{name}", f"{name}.json")]
    told = run("plan", "--people", "people.json", "--round", "3", *named, people=[{"id": "a"}, {"id": "b"}], **files)
    assert refusal(told) == sentence


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ("a,b\nann\n", "pairs row 2 must have two columns, a and b."),
        ("ann,bob,3\n", "pairs row 1 must have two columns, a and b."),
        ("ann,nobody\n", "pairs row 1, column b, is not the id of anybody in people."),
        ('ann,"bob', "pairs cannot be read as CSV."),
    ],
)
def test_mistakes_in_pairs(run: Run, pairs: str, sentence: str) -> None:
    told = run("score", "--people", "people.json", "--pairs", "pairs.csv", people=[ANN, BOB], pairs=pairs)
    assert refusal(told) == sentence


def test_files_that_cannot_be_read(run: Run) -> None:
    assert refusal(run("plan", "--people", "none.json")) == "none.json cannot be read: No such file or directory."
    Path("latin.json").write_bytes(b'[{"id": "\xe9"}]')
    assert refusal(run("plan", "--people", "latin.json")) == "latin.json is not UTF-8 text."
    assert "cannot be read" in refusal(run("plan", "--people", "."))
    assert "--round" in refusal(run("plan", "--people", "latin.json", "--round", "0"))
    assert "--people" in refusal(run("plan"))


def test_a_plan_goes_into_a_pipe_and_through_a_link_and_both_stay(run: Run) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDWR)  # opened for both, so that nothing waits for anybody
    assert run("plan", "--people", "people.json", "-o", "pipe", people=[ANN, BOB]).exit_code == 0
    assert Path("pipe").is_fifo(), "a device or a pipe is written into, never replaced"
    assert json.loads(os.read(reader, 60_000))["pairings"]
    os.close(reader)
    Path("link.json").symlink_to("there.json")
    assert run("plan", "--people", "people.json", "-o", "link.json").exit_code == 0
    assert Path("link.json").is_symlink()
    assert json.loads(Path("there.json").read_text())["pairings"]
    assert "cannot be written: Is a directory." in refusal(run("plan", "--people", "people.json", "-o", "."))
