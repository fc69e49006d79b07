"""A quarter or a year: the mean of shown figures and of nothing else, the same in words, files and on the page."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from reports.documents.periods import Period, closing, mean_of, over, period_of, periods_until
from reports.documents.pieces import Subject
from tests.reports.invented import burnout_wave, unit_id

KIND = "custom:calm"
NORTHWIND = Subject("Northwind", None, "")


def test_a_period_is_written_and_read_in_one_way() -> None:
    assert period_of(" 2026-q3 ") == Period(2026, 3)
    assert period_of("2026") == Period(2026)
    for wrong in ("", "26", "2026-Q5", "2026-Q0", "2026-3", "Q3", "2026-Q1x", "0000"):
        assert period_of(wrong) is None, wrong
    assert Period(2026, 3).key == "2026-Q3"


def test_only_periods_with_two_check_ins_have_a_mean() -> None:
    waves = [burnout_wave(number) for number in range(4)]
    assert [wave.closed_on.isoformat()[:7] for wave in waves] == ["2026-02", "2026-05", "2026-08", "2026-11"]
    assert periods_until(waves, "burnout") == (Period(2026),)
    assert periods_until(waves[:1], "burnout") == ()
    assert periods_until(waves, "engagement") == ()
    assert closing(waves, "burnout") == (Period(2026),)
    assert closing(waves[:1], "burnout") == ()


def test_the_mean_is_of_shown_numbers_and_a_limit_gives_none() -> None:
    waves = [burnout_wave(number, shift=4 * number) for number in range(3)]
    first = next(one for one in waves[-1].scales if one.scale.measure == "score")
    whole = mean_of(first, None, Period(2026), waves, "burnout")
    assert (whole.text, whole.shown, whole.asked) == ("48", 3, 3)
    field = mean_of(first, unit_id("Service / Field"), Period(2026), waves, "burnout")
    assert field.figure is None
    assert field.text.startswith("No mean")
    hidden = mean_of(first, unit_id("Operations / Gate"), Period(2026), waves, "burnout")
    assert (hidden.figure, hidden.shown) == (None, 0)
    part = over(Period(2026), [first], NORTHWIND, waves, "burnout")
    assert part.table
    assert part.table.caption == "2026: Spring 2026, Summer 2026, Autumn 2026"
    assert [cell.text for cell in part.table.lines[0].cells] == ["48", "3 of 3"]
    assert over(Period(2025), [first], NORTHWIND, waves, "burnout").table is None


def run(app: Flask, *arguments: object) -> Result:
    from reports.documents.commands import report

    with app.app_context():
        return CliRunner().invoke(report, ["build", *map(str, arguments)], standalone_mode=False)


def test_page_files_api_and_command_say_the_same_means(released: SimpleNamespace, app: Flask, tmp_path: Path) -> None:
    leo, place = released.cast.leo.client, released.place
    operations = place.units["Operations"]
    page = leo.get(f"/results/{released.second}/{KIND}/{operations}").text
    key = re.findall(r'<option value="(\d{4})"', page)[0]
    asked = {"period": key}
    chosen = leo.get(f"/results/{released.second}/{KIND}/{operations}", query_string=asked)
    assert f'<option value="{key}" selected' in chosen.text
    base = f"/reports/figures/{released.second}/{KIND}/{operations}"
    assert unescape(chosen.text).count(f"{base}.csv?period={key}") == 1
    rows = list(csv.DictReader(io.StringIO(leo.get(f"{base}.csv", query_string=asked).data.decode("utf-8-sig"))))
    assert {(row["wave"], row["measure"], row["answers"]) for row in rows} == {(key, "mean", "")}
    assert not [row for row in rows if "Sales" in row["unit"]]
    own = next(row for row in rows if row["unit"] == "Operations")
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", chosen.text.partition('id="period"')[2])).split())
    whole = next(row for row in rows if not row["unit"].startswith("Operations"))
    assert f"Calm {own['reads']} {whole['reads']} 2 of 2" in text
    through_api = leo.get(
        f"/api/v1/releases/{released.second}/{KIND}", query_string=asked | {"unit": str(operations)}
    ).get_json()["figures"]
    assert leo.get(f"{base}.json", query_string=asked).get_json()["figures"] == through_api
    assert [row["reads"] for row in through_api] == [row["reads"] for row in rows]
    output = tmp_path / "year.csv"
    names = ("--org", released.cast.hana.slug, "--kind", KIND, "-o", output)
    made = run(app, *names, "--period", key, "--unit", "Operations", "--format", "csv")
    assert made.exception is None, made.output
    written = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
    assert {row["unit"]: row["reads"] for row in rows}.items() <= {row["unit"]: row["reads"] for row in written}.items()
    for wrong in ("1999", "2026-Q9", "x"):
        for path in (f"/results/{released.second}/{KIND}", f"{base}.csv", f"{base}.json"):
            assert leo.get(path, query_string={"period": wrong}).status_code == 404, (path, wrong)


@pytest.mark.parametrize(
    ("asked", "sentence", "status"),
    [
        (("--period", "1999"), "Fewer than two custom:calm waves closed in 1999. Periods with two: ", 1),
        (("--period", "soon"), "'soon' is no period; write a year or a quarter, as 2026 or 2026-Q3.", 1),
        (
            ("--wave", "Autumn", "--language", "tlh"),
            "There is no report in 'tlh'; the languages are",
            1,
        ),
        ((), "Give either --wave or --period.", 2),
        (("--wave", "Autumn", "--period", "2026"), "Give either --wave or --period.", 2),
    ],
)
def test_the_command_says_what_is_wrong_with_a_period(
    asked: tuple[str, ...], sentence: str, status: int, released: SimpleNamespace, app: Flask, tmp_path: Path
) -> None:
    made = run(app, "--org", released.cast.hana.slug, "--kind", KIND, "-o", tmp_path / "x.pdf", *asked)
    assert made.exception is not None
    assert sentence in made.exception.format_message()  # type: ignore[attr-defined]
    assert made.exception.exit_code == status  # type: ignore[attr-defined]
    assert not (tmp_path / "x.pdf").exists()
