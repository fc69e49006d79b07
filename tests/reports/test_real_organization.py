"""A real organization: three waves of job satisfaction through importer, tally and reports, against the raw file."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
from collections.abc import Callable
from math import floor, fsum
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tenants.db import work
from tests.wellbeing.checkins.reference import shared_data

REPOSITORY = Path(__file__).resolve().parents[2]
WAVES = ("Job satisfaction 1", "Job satisfaction 2", "Job satisfaction 3")

pytestmark = pytest.mark.slow


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("univbct_people", REPOSITORY / "scripts" / "univbct_people.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of_source() -> list[dict[str, str]]:
    with (shared_data() / "univbct" / "univbct.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def raw_means(raw: list[dict[str, str]], time: str) -> dict[str, tuple[float, int]]:
    """Mean on 0-100 and number of answers of every unit and of all, from nothing but the file."""
    found: dict[str, list[float]] = {}
    for row in raw:
        if row["TIME"] == time and row["JSAT"] != "NA":
            for unit in ("", row["BTN"], f"{row['BTN']} / {row['COMPANY']}"):
                found.setdefault(unit, []).append((float(row["JSAT"]) - 1) * 25)
    return {unit: (fsum(values) / len(values), len(values)) for unit, values in found.items()}


def run(app: Flask, *arguments: object) -> Result:
    from reports.documents.commands import report

    with app.app_context():
        return CliRunner().invoke(report, ["build", *map(str, arguments)], standalone_mode=False)


def test_three_waves_of_a_real_organization_agree_with_the_raw_file(
    company: Callable[..., Any], app: Flask, tally_app: Flask, drain: Callable[[], int], tmp_path: Path
) -> None:
    from tenants.members import uploads
    from wellbeing.checkins import past
    from wellbeing.checkins.instruments import instrument_from, read_definition

    raw = rows_of_source()
    script().write(raw, tmp_path)
    made = company("Battalions", signed_in=False)
    hana = made.people["Hana"]
    with app.app_context(), work(made.tenant_id, hana.member_id):
        uploads.apply(uploads.plan_of((tmp_path / "people.csv").read_bytes()))
    instrument = instrument_from(read_definition((tmp_path / "jsat.toml").read_text(encoding="utf-8")))
    for number, name in enumerate(WAVES, 1):
        with app.app_context(), work(made.tenant_id, hana.member_id):
            past.bring_in(name=name, instrument=instrument, content=(tmp_path / f"wave-{number}.csv").read_bytes())
        drain()
    for time, name in enumerate(WAVES):
        output = tmp_path / "figures.csv"
        result = run(app, "--org", made.slug, "--kind", "custom:jsat", "--wave", name, "--format", "csv", "-o", output)
        assert result.exception is None, result.output
        compare(output, raw_means(raw, str(time)))
    look_at_pdf(app, made.slug, tmp_path)


def compare(path: Path, raw: dict[str, tuple[float, int]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scale"] == "jsat"]
    shown = 0
    for row in rows:
        mean, count = raw[""] if row["unit"].startswith("Battalions") else raw.get(row["unit"], (0.0, 0))
        if count < 5:
            assert row["value"] == ""
            assert row["reads"] == "Hidden to protect people's answers."
        elif row["value"]:
            shown += 1
            assert row["bound"] == ""
            assert int(row["value"]) == floor(mean + 0.5)
            low, _, high = row["answers"].rstrip("+").partition("-")
            assert int(low) <= count <= int(high or 10**6)
    assert shown >= 20


def look_at_pdf(app: Flask, slug: str, folder: Path) -> None:
    output = Path(os.environ.get("WELLBEING_TEST_REPORT", folder / "jsat.pdf"))
    asked: tuple[object, ...] = ("--org", slug, "--kind", "custom:jsat", "--wave", WAVES[2])
    assert run(app, *asked, "-o", output).exception is None
    first = output.read_bytes()
    assert run(app, *asked, "-o", output).exception is None
    assert output.read_bytes() == first
    words = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(first)).pages)
    assert "Report on Job satisfaction" in words
    assert "Hidden to protect people's answers." in words
    assert run(app, *asked, "--format", "json", "-o", folder / "all.json").exception is None
    rows = json.loads((folder / "all.json").read_text(encoding="utf-8"))["figures"]
    for row in rows:
        if row["scale"] == "jsat":
            assert row["unit"].rsplit(" / ", 1)[-1].split(" ")[0] in words
            assert row["reads"] in words
    assert run(app, *asked, "--unit", rows[1]["unit"], "-o", folder / "unit.pdf").exception is None
