"""The PDF on a programme: tagged for every reader, the same bytes twice, the same figures as everywhere."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path

import pikepdf
import pypdf
import pytest
from flask import Flask
from flask_babel import Babel
from PIL import Image

from reports.documents import wording
from reports.documents.composition import compose
from reports.documents.editions import Look
from reports.documents.pieces import Subject
from reports.documents.view import report_view
from reports.programs import service
from reports.programs.findings import Findings, findings_of
from reports.programs.rows import rows_of
from reports.releases.statistics import ReleasedWave
from tests.reports.documents.structure import faults
from tests.reports.invented import burnout_waves
from tests.reports.programs.told import BALLOT, LABEL, PROGRAM, ballot, hidden, wave, waves

ROOT = Path(__file__).resolve().parents[3]
LOOK = Look("Northwind Logistics")


@pytest.fixture(autouse=True)
def _speaking() -> Iterator[None]:
    speaking = Flask("speaking", root_path=str(ROOT))
    speaking.config["BABEL_TRANSLATION_DIRECTORIES"] = "tenants/translations"
    Babel(speaking)
    with speaking.app_context():
        yield


def findings(*told: ReleasedWave) -> Findings:
    return findings_of(PROGRAM, told or waves(), BALLOT)


@cache
def pdf() -> bytes:
    """The report after three check-ins and the ballot, built once for all tests that read it."""
    return service.make(findings(), LOOK, "en")


def words_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_it_is_tagged_and_in_order_whatever_it_can_tell() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 80), "#123456").save(drawn, "PNG")
    logo = "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
    look = Look("Northwind Logistics", "letter", "#6b1f4f", logo)
    for content in (
        pdf(),
        service.make(findings(), look, "de"),
        service.make(findings(ballot(helped=None)), LOOK, "en"),
        service.make(findings(hidden(wave(1)), hidden(wave(3, rate=None))), LOOK, "en"),
    ):
        assert faults(content) == []
    with pikepdf.open(io.BytesIO(pdf())) as document:
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert f"Programme report: {LABEL}" in document.open_metadata()["dc:title"]
        assert str(document.Root.Lang) == "en"


def test_two_builds_have_one_fingerprint_also_after_another_report_and_from_another_zone() -> None:
    first = hashlib.sha256(pdf()).hexdigest()
    compose(report_view("burnout", Subject("Northwind", None, ""), burnout_waves()), language="en")
    far = timezone(timedelta(hours=14))
    moved = [replace(one, released_at=one.released_at.astimezone(far)) for one in waves()]
    assert hashlib.sha256(service.make(findings(*moved), LOOK, "en")).hexdigest() == first
    paused = replace(findings(), program=replace(PROGRAM, state="paused"))
    assert hashlib.sha256(service.make(paused, LOOK, "en")).hexdigest() == first
    longer = replace(findings(), program=replace(PROGRAM, ends_on=PROGRAM.ends_on + timedelta(days=7)))
    assert service.mark_of(longer) != service.mark_of(findings())
    assert service.mark_of(findings(*waves()[:2])) != service.mark_of(findings())


def test_the_figures_in_the_pdf_are_those_of_csv_json_and_page() -> None:
    words = words_of(pdf())
    for row in rows_of(findings(), "en"):
        assert row.reads in words
        assert row.title in words or row.measure == "participation"
        assert row.change in words
        assert row.release[:16] in words
    for said in ("is no proof that a programme did something", "are not all the same people", "steps of ten"):
        assert said in words
    unshown = words_of(service.make(findings(hidden(wave(1)), hidden(wave(3))), LOOK, "en"))
    assert wording.hidden() in unshown
    assert "46" not in unshown.split("Method")[0].replace(f"{LABEL}", "")


def test_every_page_carries_the_sentence_the_programme_the_mark_and_its_number() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf()))
    mark = service.mark_of(findings())[:16]
    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert wording.foot() in words
        assert f"Northwind Logistics · {LABEL} · {mark}" in words
        assert f"{number} / {len(reader.pages)}" in words
    assert reader.outline


def test_nothing_of_a_unit_or_another_group_stands_in_it() -> None:
    words = words_of(pdf())
    for elsewhere in ("Operations", "Service", "Harbour", "Lighthouse", "Finance"):
        assert elsewhere not in words


def test_of_a_programme_without_a_release_there_is_no_pdf() -> None:
    with pytest.raises(ValueError, match="nothing was released"):
        service.make(findings_of(PROGRAM, (), None), LOOK, "en")


def test_a_name_that_the_fonts_lack_breaks_no_report() -> None:
    odd = replace(findings(), program=replace(PROGRAM, name={"en": "\u5317\u98a8 \U0001f680 <b>{{ 7*7 }}"}))
    content = service.make(odd, LOOK, "en")
    assert "<b>{{ 7*7 }}" in words_of(content)
    assert faults(content) == []
