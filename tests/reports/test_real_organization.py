"""A real organization: three waves of job satisfaction through importer, tally and reports, against the raw file."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
from collections.abc import Callable
from math import fsum
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pypdf
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from reports.releases import access
from reports.releases.statistics import ReleasedWave
from tenants.db import work
from tenants.organizations.access import units_of
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


def raw_values(raw: list[dict[str, str]], time: str) -> dict[str, list[float]]:
    """Answers on 0-100 of every company of soldiers by its unit path, from nothing but the file."""
    found: dict[str, list[float]] = {}
    for row in raw:
        if row["TIME"] == time and row["JSAT"] != "NA":
            found.setdefault(f"{row['BTN']} / {row['COMPANY']}", []).append((float(row["JSAT"]) - 1) * 25)
    return found


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
    with app.app_context(), work(made.tenant_id):
        waves = access.released_waves()
        paths = {unit.id: unit.path for unit in units_of()}
    assert [wave.name for wave in waves] == list(WAVES)
    for time, wave in enumerate(waves):
        compare(wave, paths, raw_values(raw, str(time)))
    shown_in_csv(app, made.slug, waves[2], tmp_path)
    look_at_pdf(app, made.slug, tmp_path)


def compare(wave: ReleasedWave, paths: dict[UUID, str], raw: dict[str, list[float]]) -> None:
    """Every published group lies within the declared error of the raw mean: 2.5 reference SDs on the sum, rounding."""
    jsat = next(one for one in wave.scales if one.scale.name == "jsat")
    shown = 0
    for figure in jsat.figures:
        within = [paths[one] for one in figure.unit_ids] or [figure.unit_path]
        exact = figure.kind == "directs"
        values = [
            value
            for unit, answers in raw.items()
            if any(not top or unit == top or (not exact and unit.startswith(f"{top} / ")) for top in within)
            for value in answers
        ]
        if figure.value is None:
            continue
        shown += 1
        count = len(values)
        assert count >= wave.threshold
        if figure.bound is None:
            assert abs(figure.value - fsum(values) / count) <= 2.5 * jsat.scale.spread / count + 0.5 + 1e-9
        assert figure.n_band is not None
        low, _, high = figure.n_band.rstrip("+").partition("-")
        assert int(low) <= count <= int(high or 10**6)
    assert shown >= 20


def shown_in_csv(app: Flask, slug: str, wave: ReleasedWave, folder: Path) -> None:
    output = folder / "figures.csv"
    asked = ("--org", slug, "--kind", "custom:jsat", "--wave", wave.name, "--format", "csv", "-o", output)
    result = run(app, *asked)
    assert result.exception is None, result.output
    with output.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scale"] == "jsat"]
    jsat = next(one for one in wave.scales if one.scale.name == "jsat")
    stored = {str(figure.value) for figure in jsat.figures if figure.is_shown}
    assert {row["value"] for row in rows} <= stored | {""}
    assert any(row["value"] for row in rows)


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
