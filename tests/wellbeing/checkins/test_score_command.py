"""`wellbeing instrument score`: known answers, what it takes for a file, and one sentence for everything wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tenants.cli import HouseGroup
from tests.wellbeing.checkins.reference import shared_data
from wellbeing.checkins.commands import instrument
from wellbeing.checkins.instruments import SHIPPED, file_of, shipped

CBI = [item.id for item in shipped("cbi").items]
FEVS = [item.id for item in shipped("fevs_eei").items]
SCS = [item.id for item in shipped("scs_sf").items]


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs the command as the house does, on a file and a text of answers."""
    house = HouseGroup("wellbeing")
    house.add_feature(instrument)

    def score(file: Path | str, answers: str | bytes) -> Result:
        csv = tmp_path / "answers.csv"
        csv.write_bytes(answers if isinstance(answers, bytes) else answers.encode())
        if isinstance(file, str):
            (tmp_path / "instrument.json").write_text(file, encoding="utf-8")
            file = tmp_path / "instrument.json"
        return CliRunner().invoke(house, ["instrument", "score", str(file), str(csv)])

    return score


def told(result: Result) -> list[tuple[int, str, float | None, str | None]]:
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(list(row) == ["row", "scale", "score", "reason"] for row in rows)
    return [(row["row"], row["scale"], row["score"], row["reason"]) for row in rows]


FEW = "too_few_answers"


def test_burnout_by_the_published_missing_rule(run: Any) -> None:
    heading = ",".join(CBI)
    rows = ["0,25,50,NA,,,0,25,50,75,,,", ",,,,,,,,,,,,", "100,100,,,,,100,100,100,100,100,100,0", "25,0,0,,,,,,,,,,"]
    expected = [
        (1, "personal", 25.0, None), (1, "work", 37.5, None),
        (2, "personal", None, FEW), (2, "work", None, FEW),
        (3, "personal", None, FEW), (3, "work", 100.0, None),
        (4, "personal", 25 / 3, None), (4, "work", None, FEW),
    ]  # fmt: skip
    reference = shared_data() / "instruments.json"
    alone = json.dumps(json.loads(reference.read_text(encoding="utf-8"))["cbi"])
    for file in (file_of("cbi"), reference, alone):
        assert told(run(file, "\n".join([heading, *rows]))) == expected
    backwards = [";".join(reversed(line.split(","))) for line in [heading, *rows]]
    assert told(run(file_of("cbi"), "\ufeff" + "\r\n".join(backwards) + "\r\n\r\n")) == expected


def test_self_compassion_needs_ten_of_twelve_and_engagement_takes_x_for_missing(run: Any) -> None:
    rows = [["5"] * 12, ["5"] * 10 + ["", "NA"], ["5"] * 9 + ["", "", ""]]
    found = told(run(file_of("scs_sf"), "\n".join(",".join(row) for row in [SCS, *rows])))
    reverse = [item.reverse for item in shipped("scs_sf").items]
    ten = [1 if turned else 5 for turned in reverse[:10]]
    assert found == [(1, "total", 3.0, None), (2, "total", sum(ten) / 10, None), (3, "total", None, FEW)]
    row = dict.fromkeys(FEVS, "5") | {"eei_Q48": "X", "eei_Q50": "4", "eei_Q51": "3", "eei_Q52": "NA", "eei_Q54": ""}
    row |= dict.fromkeys(("eei_Q57", "eei_Q58", "eei_Q59", "eei_Q61", "eei_Q62"), "X")
    for file in (file_of("fevs_eei"), shared_data() / "instruments.json"):
        assert told(run(file, "\n".join([",".join(row), ",".join(row.values())]))) == [
            (1, "leaders_lead", None, FEW),
            (1, "supervisors", 50.0, None),
            (1, "intrinsic", 100.0, None),
            (1, "index", 75.0, None),
        ]


def test_of_our_pulse_the_questions_that_were_asked_are_scored(run: Any) -> None:
    found = told(run(file_of("pulse"), "energy_1,workload_2,lever_tools\n4,2,100\n,1,0\n"))
    assert found == [
        (1, "energy", 4.0, None), (1, "workload", 2.0, None),
        (2, "energy", None, FEW), (2, "workload", 1.0, None),
    ]  # fmt: skip


def test_a_plain_table_of_ones_own_is_scored_by_its_groups(run: Any) -> None:
    table = {
        "options": {"No": 1, "Yes": 2},
        "items": [{"id": "a", "scale": "s"}, {"id": "b", "scale": "s", "reverse": True}, {"id": "c", "scale": "t"}],
        "min_answered": {"s": 1},
    }
    assert told(run(json.dumps(table), "a,b,c\n2,2,\n,1,2\n")) == [
        (1, "s", 1.5, None), (1, "t", None, FEW), (2, "s", 2.0, None), (2, "t", 2.0, None),
    ]  # fmt: skip


HEADING = ",".join(CBI)
GOOD = ",".join(["50"] * 13)
WRONG: list[tuple[str | bytes, str]] = [
    ("", "empty"),
    ("\n\n", "empty"),
    (HEADING, "no row"),
    (f"{HEADING}\n{GOOD}\n{GOOD.replace('50', '51', 1)}\n", "Row 2, column cbi_p1: “51” is no answer"),
    (f"{HEADING}\n{GOOD.replace('50', 'often', 1)}\n", "Row 1, column cbi_p1"),
    (f"{HEADING}\n{GOOD.replace('50', 'X', 1)}\n", "Row 1, column cbi_p1"),
    (f"{HEADING}\n{GOOD.replace('50', 'nan', 1)}\n", "Row 1, column cbi_p1"),
    (f"{HEADING}\n{GOOD}\n{GOOD},50\n", "Row 2 has 14 cells"),
    (f"{HEADING}\n{GOOD[3:]}\n", "Row 1 has 12 cells"),
    (f"{HEADING},mood\n{GOOD},1\n", "column mood is no item"),
    (f"{HEADING},cbi_p1\n{GOOD},1\n", "cbi_p1 stands in the file twice"),
    (f"{HEADING},\n{GOOD},1\n", "Column 14 has no name"),
    (f"{HEADING[7:]}\n{GOOD[3:]}\n", "1 column is missing: cbi_p1"),
    (f'{HEADING}\n"50,{GOOD[3:]}\n', "Row 1 cannot be read"),
    (f"{HEADING}\n{GOOD}\0\n", "Row 1"),
    (f"{HEADING}\n{GOOD}\n\xff".encode("latin-1"), "not UTF-8"),
]


@pytest.mark.parametrize(("answers", "sentence"), WRONG)
def test_whatever_is_wrong_is_one_sentence_and_nothing_is_printed(run: Any, answers: str, sentence: str) -> None:
    result = run(file_of("cbi"), answers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("{}", "no list of items"),
        ("[]", "neither TOML nor JSON"),
        ("schema = 1", "key: This must be a short name"),
        ('{"items": [{"id": "a"}]}', "no list of options"),
        ('{"one": {"items": [{"id": "a"}]}, "two": {"items": [{"id": "b"}]}}', "no column belongs"),
        ('{"a": ' + "[" * 100_000, "neither TOML nor JSON"),
        ('{"a": ' + "9" * 5000 + "}", "neither TOML nor JSON"),
    ],
)
def test_a_file_that_is_no_instrument_is_told_so(run: Any, file: str, sentence: str) -> None:
    result = run(file, f"{HEADING}\n{GOOD}\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_the_shipped_files_are_listed_and_shown() -> None:
    house = HouseGroup("wellbeing")
    house.add_feature(instrument)
    listed = CliRunner().invoke(house, ["instrument", "list"]).stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == list(SHIPPED)
    assert all(Path(line.split("\t")[-1]).exists() for line in listed)
    assert listed[0].split("\t")[2] == "en,de,fr,es"
    shown = CliRunner().invoke(house, ["instrument", "show", "cbi"])
    assert shown.stdout == file_of("cbi").read_text(encoding="utf-8")
    refused = CliRunner().invoke(house, ["instrument", "show", "../cbi"])
    assert (refused.exit_code, refused.stdout) == (2, "")
