"""The PDF: tagged for screen readers, everything inside, the same bytes for the same release, the figures as stored."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta, timezone
from functools import cache
from importlib.resources import files
from pathlib import Path

import pikepdf
import pypdf
import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from fontTools.ttLib import TTFont
from PIL import Image

from reports.documents import charts, composition, rendering, tables, wording
from reports.documents.composition import compose, glossary
from reports.documents.dots import PHONE, Row, dots
from reports.documents.editions import Look
from reports.documents.fonts import FACES, printable
from reports.documents.pieces import Subject
from reports.documents.view import ReportView, report_view
from reports.releases.statistics import ReleasedScale, ReleasedWave
from tests.reports.documents.structure import elements, faults
from tests.reports.invented import burnout_waves, engagement_wave, unit_id
from wellbeing.actions.said import Lever, State
from wellbeing.actions.statistics import Action

ROOT = Path(__file__).resolve().parents[3]
NORTHWIND = Subject("Northwind Logistics", None, "")
OPERATIONS = Subject("Northwind Logistics", unit_id("Operations"), "Operations")


@pytest.fixture(autouse=True)
def _speaking() -> Iterator[None]:
    speaking = Flask("speaking")
    Babel(speaking)
    with speaking.app_context():
        yield


def built(subject: Subject = NORTHWIND, waves: tuple[ReleasedWave, ...] | None = None, kind: str = "burnout") -> bytes:
    return compose(report_view(kind, subject, waves or burnout_waves()), language="en")


@cache
def pdf(subject: Subject = NORTHWIND) -> bytes:
    """The burnout report after three waves, built once for all tests that read it."""
    return built(subject)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_it_declares_pdf_ua_a_language_and_a_title() -> None:
    with pikepdf.open(io.BytesIO(pdf())) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert "Burnout report" in metadata["dc:title"]


def test_every_chart_has_words_tables_have_headers_and_headings_nest() -> None:
    odd = built(Subject("Northwind", unit_id("Operations / Night shift"), "Operations / Night shift"))
    engagement = built(NORTHWIND, (engagement_wave(),), "engagement")
    for content in (pdf(), pdf(OPERATIONS), odd, engagement, built(NORTHWIND, burnout_waves()[:1])):
        assert faults(content) == []
    with pikepdf.open(io.BytesIO(pdf())) as document:
        found = list(elements(document.Root.StructTreeRoot.K))
    kinds = [str(one.S) for one in found]
    figures = [one for one in found if one.S == "/Figure"]
    assert len(figures) == 4
    assert kinds.count("/Table") >= 6
    hidden = pdf(Subject("Northwind", unit_id("Operations / Day shift"), "Operations / Day shift"))
    assert faults(hidden) == []


def test_the_check_of_structure_finds_what_is_missing() -> None:
    def printed(body: str) -> list[str]:
        return faults(rendering.pdf_of(f"<html lang=en><title>x</title><body>{body}</body></html>", identifier=b"x"))

    chart = "data:image/svg+xml;base64," + base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
    table = "<table><thead><tr><{0}>a</{0}></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    for body, sentence in (
        (f"<h1>x</h1><img src='{chart}' alt='short'>", "figure 1 has no alternative text"),
        ("<h1>x</h1><h3>y</h3>", "a heading of level 3 follows one of level 1"),
        ("<h2>x</h2>", "it does not begin with its one main heading"),
        ("<h1>x</h1>" + table.format("td"), "table 1 has no row of headers"),
        ("<h1>x</h1>" + table.format("th"), "table 1 has a row without a header"),
        ("<p>x</p>", "it has no bookmarks"),
    ):
        assert sentence in printed(body), body


def test_what_leaders_said_would_change_has_the_first_page_after_the_summary() -> None:
    due, done = date(2026, 12, 16), date(2026, 10, 22)
    actions = (
        Action(
            None, "Orders stop at five \U0001f642.", "Leo", State.UNDER_WAY, due, "", None, Lever.WORKLOAD, "Summer"
        ),
        Action(None, "A second coach.", "Hana", State.NOT_NOW, None, "the budget opens in spring.", None, None, ""),
        Action(None, "Shifts are set <b>early</b>.", "Rosa", State.DONE, due, "", done, None, ""),
        Action(None, "夜班有人顶替。", "Wei", State.PLANNED, due, "", None, None, ""),
    )
    view = report_view("engagement", NORTHWIND, (engagement_wave(),))
    content = compose(view, language="en", actions=actions)
    assert compose(view, language="en", actions=actions) == content
    page = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[1].extract_text().split())
    assert page.startswith("You said, we did")
    for line in (
        "Orders stop at five . under way · Leo · by December 16, 2026",
        "Not now, because the budget opens in spring. not now · Hana",
        "Shifts are set <b>early</b>. Rosa · done on October 22, 2026",
        "Written in letters that this file cannot print",
    ):
        assert line in page
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = {str(font.BaseFont) for each in document.pages for font in each.Resources.get("/Font", {}).values()}
    assert all("Source" in name for name in fonts), fonts
    assert "You said, we did" not in words_of(pdf())
    assert printable("Łódź, Ελλάδα, Київ: 100 % “½” \u2705\ufe0f") == "Łódź, Ελλάδα, Київ: 100 % “½”"
    assert (printable("سلام"), printable("")) == (None, "")


def test_fonts_are_embedded_and_nothing_points_outside() -> None:
    content = pdf()
    with pikepdf.open(io.BytesIO(content)) as document:
        names = set()
        for page in document.pages:
            for font in page.Resources.get("/Font", {}).values():
                names.add(str(font.BaseFont))
                bare = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                descriptor = bare.FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert any("Source-Serif" in name or "SourceSerif" in name for name in names)
        assert all("Source" in name for name in names), names
        assert not any("/URI" in annotation for page in document.pages for annotation in page.get("/Annots", []))


def test_two_builds_have_one_fingerprint_even_after_another_report() -> None:
    first = hashlib.sha256(pdf()).hexdigest()
    assert "Supervisors" in words_of(built(NORTHWIND, (engagement_wave(),), "engagement"))
    charts.trend([charts.Point("Another", 50)])
    assert hashlib.sha256(built()).hexdigest() == first
    assert hashlib.sha256(pdf(subject=OPERATIONS)).hexdigest() != first


def test_the_time_zone_of_a_database_changes_no_byte() -> None:
    far = timezone(timedelta(hours=14))
    waves = tuple(replace(one, released_at=one.released_at.astimezone(far)) for one in burnout_waves())
    assert waves[-1].released_at.date() != burnout_waves()[-1].released_at.date()
    assert hashlib.sha256(built(waves=waves)).hexdigest() == hashlib.sha256(pdf()).hexdigest()


def test_the_figures_in_the_pdf_are_those_of_csv_and_json() -> None:
    words = words_of(pdf())
    for row in tables.rows_of("burnout", NORTHWIND, burnout_waves()[-1]):
        if row.measure == "score" and row.kind != "location_tenure":
            name = row.about.rsplit(" / ", 1)[-1].rsplit(": ", 1)[-1]
            if row.kind != "family":  # nothing of it is shown
                assert name in words
            assert row.reads in words
            group, _colon, value = row.instead.rpartition(": ")
            assert not group or re.search(rf"{re.escape(group)}: (?:[\d ·]|at most )*{value}\b", words)
    assert "Hidden to protect people's answers." in words
    assert "at most 6" in words
    assert "70 to 79 % of the people asked answered." in words
    assert "31 % of the people who answered are at 50 or more." in words


def test_every_page_carries_the_sentence_the_wave_the_mark_and_its_number() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf()))
    mark = burnout_waves()[-1].fingerprint()[:16]
    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert wording.foot() in words
        assert f"Northwind Logistics · Winter 2026 · {mark}" in words
        assert f"{number} / {len(reader.pages)}" in words
    assert reader.outline


def test_the_first_page_says_in_words_what_changed_and_what_is_noise() -> None:
    first = pypdf.PdfReader(io.BytesIO(pdf())).pages[0].extract_text()
    words = " ".join(first.split())
    assert "9 points higher than in Autumn 2026; chance alone does no more than 5." in words
    assert "Workload and staffing" in words
    once = pypdf.PdfReader(io.BytesIO(built(NORTHWIND, burnout_waves()[:1]))).pages[0].extract_text()
    assert "First result, so there is nothing to compare with yet." in " ".join(once.split())


def test_a_units_report_lists_that_unit_and_those_below_and_no_sibling() -> None:
    words = words_of(pdf(subject=OPERATIONS))
    assert "Day shift" in words
    assert "Phone" not in words
    assert "Finance" not in words


def test_names_stay_words_and_no_name_breaks_the_page() -> None:
    odd = Subject('<script>&"\\ {{ 7*7 }} }', None, "")
    assert '<script>&"\\ {{ 7*7 }} }' in words_of(built(odd))


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("Harbour \U0001f680", "Harbour"),
        ("\U0001f331 Spring \U0001f331 team", "Spring team"),
        ("\U0001f680", "?"),
        ("\u5317\u98a8", "??"),
        ("\u05e9\u05dc\u05d5\u05dd", "????"),
        (
            "\u0392\u03ac\u03c1\u03ba\u03b1, \u041a\u0438\u0457\u0432",
            "\u0392\u03ac\u03c1\u03ba\u03b1, \u041a\u0438\u0457\u0432",
        ),
    ],
)
def test_a_name_that_the_fonts_lack_breaks_no_report_and_calls_no_font_of_the_machine(name: str, drawn: str) -> None:
    """Names are fixed with a release: one that cannot be drawn would take every report on it away for good."""
    waves = tuple(replace(one, name=f"{name}, {one.name}", scales=_renamed(one, name)) for one in burnout_waves())
    content = built(Subject(name, None, ""), waves)
    words = words_of(content)
    assert f"{drawn} · {drawn}, Winter 2026" in words
    assert f"{drawn} 47" in words
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = {str(font.BaseFont) for page in document.pages for font in page.Resources.get("/Font", {}).values()}
    assert all("Source" in font for font in fonts), fonts
    assert faults(content) == []


def _renamed(wave: ReleasedWave, name: str) -> tuple[ReleasedScale, ...]:
    return tuple(
        replace(
            one,
            figures=tuple(replace(each, unit_path=each.unit_path.replace("Day shift", name)) for each in one.figures),
        )
        for one in wave.scales
    )


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://localhost/x.png", "data:image/png;base64,xx"])
def test_what_cannot_be_loaded_or_lies_outside_is_a_failure(address: str) -> None:
    with pytest.raises(rendering.RenderingFailed):
        rendering.pdf_of(f"<html lang=en><title>x</title><img alt=x src='{address}'>", identifier=b"x")


def test_a_picture_of_this_machine_is_not_drawn_even_if_it_could_be(tmp_path: Path) -> None:
    file = tmp_path / "secret.png"
    Image.new("RGB", (4, 4), "red").save(file)
    style = tmp_path / "style.css"
    style.write_text("p { color: red }")
    inside = f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='{file.as_uri()}'/></svg>"
    asks = (
        f"<img alt=x src='{file.as_uri()}'>",
        f"<style>p {{ background: url({file.as_uri()}) }}</style><p>x",
        f"<style>@import '{style.as_uri()}';</style><p>x",
        f"<link rel=stylesheet href='{style.as_uri()}'><p>x",
        f"<link rel=attachment href='{file.as_uri()}'><p>x",
        f"<img alt=x src='data:image/svg+xml;base64,{base64.b64encode(inside.encode()).decode()}'>",
    )
    for asked in asks:
        with pytest.raises(rendering.RenderingFailed):
            rendering.pdf_of(f"<html lang=en><title>x</title>{asked}", identifier=b"x")


def test_a_wave_without_the_kind_has_no_report() -> None:
    with pytest.raises(ValueError, match="no figures"):
        report_view("engagement", NORTHWIND, burnout_waves())


def test_a_cell_that_looks_like_a_formula_is_made_harmless() -> None:
    rows = tables.rows_of("burnout", Subject("=HYPERLINK(1)", None, ""), burnout_waves()[-1])
    assert "'=HYPERLINK(1)" in tables.csv_of(rows)
    for sign in "\uff1d\uff0b\uff0d\uff20":
        rows = tables.rows_of("burnout", Subject(f"{sign}1 ;{sign}2", None, ""), burnout_waves()[-1])
        assert f"'{sign}1 ;'{sign}2" in tables.csv_of(rows), "wide signs begin a formula in some spreadsheets"


def test_ids_in_a_chart_are_counted_from_one() -> None:
    assert charts.tidy('<a id="clip7"/><b clip-path="url(#clip7)"/><i id="clip9"/>') == (
        '<a id="part1"/><b clip-path="url(#part1)"/><i id="part2"/>'
    )
    with pytest.raises(ValueError, match="at least one"):
        dots([])
    with pytest.raises(ValueError, match="at least one"):
        charts.trend([])


def test_an_index_stands_before_its_parts_and_words_come_only_where_they_are_used() -> None:
    view = report_view("engagement", NORTHWIND, (engagement_wave(),))
    assert [one.title for one in view.results] == ["Engagement index", "Intrinsic work experience", "Supervisors"]
    assert "Positive answers" in dict(glossary(view))
    assert "Positive answers" not in dict(glossary(report_view("burnout", NORTHWIND, burnout_waves())))


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_in_every_language_the_bundled_fonts_have_every_sign_and_no_sentence_stays_english(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking = Flask("speaking", root_path=str(ROOT))
    speaking.config["BABEL_TRANSLATION_DIRECTORIES"] = "tenants/translations"
    Babel(speaking)
    monkeypatch.setattr(composition, "pdf_of", lambda html, identifier: html.encode())  # noqa: ARG005 - as it is called
    english = [wording.foot(), wording.hidden(), *(meaning for _term, meaning in glossary(view_of_all()))]
    with speaking.app_context(), force_locale(language):
        html = compose(view_of_all(), language=language).decode()
    assert f'<html lang="{language}">' in html
    body = html.partition("</style>")[2]
    assert [sentence for sentence in english if sentence in body] == []
    assert set(body) - signs_of_every_face() - {"\n"} == set()


def view_of_all() -> ReportView:
    return report_view("burnout", NORTHWIND, burnout_waves())


@cache
def signs_of_every_face() -> frozenset[str]:
    """The signs that each bundled font can draw."""
    found = []
    for face in FACES:
        with TTFont(str(files(face.package) / "files" / face.file)) as font:
            found.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*found)


def test_a_chart_fits_a_phone_and_keeps_every_word_of_its_labels() -> None:
    long = "Managers communicate the goals of the organization and its teams"
    rows = [Row(long, 47, "47", 9, 52), Row("Night", None, wording.hidden()), Row("x" * 90, 3, "at most 3", depth=2)]
    for width in (640, PHONE):
        drawn = dots(rows, marked_at=50, width=width)
        words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
        assert long in words
        assert "x" * 90 in words.replace(" ", "")
        assert wording.hidden().replace("'", "&#x27;") in words
        places = [float(x) for x in re.findall(r' (?:x|cx|x1)="([\d.-]+)"', drawn)]
        assert 0 <= min(places) <= max(places) <= width
    assert dots(rows) == dots(rows)
    wide, narrow = dots(rows[:1]), dots(rows[:1], width=PHONE)
    assert 'viewBox="0 0 330' in narrow
    assert wide != narrow


def test_a_report_has_the_organizations_paper_colour_and_logo() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 80), "#123456").save(drawn, "PNG")
    logo = "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
    look = Look("Northwind Logistics", "letter", "#6b1f4f", logo)
    view = report_view("burnout", NORTHWIND, burnout_waves())
    content = compose(view, language="en", look=look)
    assert compose(view, language="en", look=look) == content
    assert faults(content) == []
    with pikepdf.open(io.BytesIO(content)) as document:
        assert [round(float(side)) for side in document.pages[0].MediaBox] == [0, 0, 612, 792]
        figures = [one for one in elements(document.Root.StructTreeRoot.K) if one.S == "/Figure"]
        assert str(figures[0].Alt) == "Logo of Northwind Logistics"
        assert len(figures) == 5
    with pikepdf.open(io.BytesIO(pdf())) as document:
        assert [round(float(side)) for side in document.pages[0].MediaBox] == [0, 0, 595, 842]


def test_a_summary_fits_the_first_page_of_either_paper() -> None:
    for view in (
        report_view("burnout", NORTHWIND, burnout_waves()),
        report_view("engagement", NORTHWIND, (engagement_wave(),)),
    ):
        for paper in ("A4", "letter"):
            content = compose(view, language="en", look=Look("Northwind", paper))
            first = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
            assert "How sure is this?" in first
            assert "What to do first" in first


def test_the_check_hears_what_is_read_in_another_order_than_it_stands() -> None:
    page = "<html lang=en><title>x</title><h1 style='margin-top: 9cm'>One</h1><p>a</p><h2{moved}>Two</h2><p>b</p>"
    for moved, heard in (("", []), (" style='position: relative; top: -6cm'", ["/H2"])):
        found = faults(rendering.pdf_of(page.replace("{moved}", moved), identifier=b"x" * 16))
        assert found == [f"page 1 reads {kind} after a heading that stands below it" for kind in heard]
