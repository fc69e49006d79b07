"""`wellbeing hints` reads a file or the input and needs no settings, engine or database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import wsgi
from tenants.cli import House, HouseGroup

ROOT = Path(__file__).parents[3]
KEYS = ["start", "end", "category", "severity", "rule", "reason", "kinder"]


def refuse(*_arguments: Any) -> Any:
    raise AssertionError("the application was asked for")


def run(*arguments: str) -> int:
    group = HouseGroup("wellbeing")
    for command in wsgi.commands():
        group.add_feature(command)
    with pytest.raises(SystemExit) as ended:
        group.main(list(arguments), obj=House(refuse))
    return int(ended.value.code or 0)


def test_a_file_gives_one_object_with_its_hints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Hello Tom,\nYou always send the minutes late.\n", encoding="utf-8")
    assert run("hints", "--language", "en", "--format", "json", str(draft)) == 0
    (hint,) = json.loads(capsys.readouterr().out)["hints"]
    assert list(hint) == KEYS
    assert draft.read_text()[hint["start"] : hint["end"]] == "always"


def test_lines_gives_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drafts = tmp_path / "drafts.txt"
    drafts.write_bytes("You are lazy.\r\n\nThank you\u2028for the list.\nIt’s your fault.".encode())
    assert run("hints", "--lines", str(drafts)) == 0
    rows = [json.loads(line)["hints"] for line in capsys.readouterr().out.splitlines()]
    assert [[hint["category"] for hint in row] for row in rows] == [["label"], [], [], ["blame"]]
    assert (rows[0][0]["start"], rows[0][0]["end"]) == (0, 12)


def test_an_empty_file_has_no_hints_and_no_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"\xef\xbb\xbf")
    assert run("hints", str(empty)) == 0
    assert capsys.readouterr().out == '{"hints": []}\n'
    assert run("hints", "--lines", str(empty)) == 0
    assert capsys.readouterr().out == ""


def test_all_also_gives_habits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Good talk, but it was long.")
    assert run("hints", "--all", str(draft)) == 0
    assert [hint["category"] for hint in json.loads(capsys.readouterr().out)["hints"]] == ["but"]


@pytest.mark.parametrize(
    "arguments", [["absent.txt"], ["."], ["--language", "de", "-"], ["--format", "xml", "-"], [], ["--nonsense", "-"]]
)
def test_bad_input_ends_with_one_sentence_and_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("hints", *arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1


def test_bytes_that_are_no_text_end_with_one_sentence_and_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"caf\xe9")
    assert run("hints", str(broken)) == 2
    assert capsys.readouterr().err.strip().endswith("is not UTF-8 text.")


def test_the_input_is_read_where_nothing_is_set_up(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "wsgi.py"), "hints", "-"],
        input="You never listen.",
        env={"PYTHONPATH": str(ROOT), "PATH": "/nowhere"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hints"][0]["rule"] == "never"
    assert list(tmp_path.iterdir()) == []
