"""Who reads which results: HR all, Leo his units and the organization's own figure, others nothing."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from types import SimpleNamespace

from flask import Flask

from reports.releases import access
from tenants.db import work

KIND = "custom:calm"


def address(released: SimpleNamespace, unit: str | None = None) -> str:
    base = f"/results/{released.second}/{KIND}"
    return base if unit is None else f"{base}/{released.place.units[unit]}"


def text_of(page: str) -> str:
    without = re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def test_before_any_release_the_pages_say_so_kindly(cast: SimpleNamespace) -> None:
    for path, words in (("/results", "No results yet"), ("/reports", "No report yet"), ("/release-log", "Nothing has")):
        answer = cast.hana.client.get(path)
        assert answer.status_code == 200
        assert words in answer.text


def test_leo_sees_his_units_and_the_organization_and_nobody_elses(released: SimpleNamespace) -> None:
    leo = released.cast.leo.client
    page = text_of(leo.get(address(released, "Operations")).text)
    assert "Day shift" in page
    assert "Sales" not in page
    assert "Hidden to protect people's answers." in page
    organization = text_of(leo.get(address(released)).text)
    assert "Day shift" in organization
    assert "Sales" not in organization
    assert leo.get(address(released, "Operations / Day shift")).status_code == 200
    assert leo.get(address(released, "Sales")).status_code == 404
    assert "Make the PDF" not in organization


def test_hana_sees_every_unit(released: SimpleNamespace) -> None:
    page = text_of(released.cast.hana.client.get(address(released)).text)
    assert "Day shift" in page
    assert "Sales" in page


def test_bob_is_refused_and_eve_finds_nothing(released: SimpleNamespace) -> None:
    for path in ("/results", "/reports", "/release-log", address(released), "/api/v1/releases"):
        assert released.cast.bob.client.get(path).status_code == 403, path
    for path in (address(released), f"/reports/figures/{released.second}/{KIND}.csv"):
        assert released.cast.eve.client.get(path).status_code == 404, path
    assert "Autumn" not in released.cast.eve.client.get("/results").text
    assert released.cast.eve.client.get("/api/v1/releases").get_json() == {"releases": []}


def test_a_wave_or_kind_that_is_not_there_is_not_found(released: SimpleNamespace) -> None:
    hana = released.cast.hana.client
    assert hana.get(f"/results/{released.second}/burnout").status_code == 404
    assert hana.get(f"/results/{released.second}/custom:other").status_code == 404
    assert hana.get(f"/results/{released.place.tenant_id}/{KIND}").status_code == 404
    assert hana.get(f"{address(released)}/{released.place.tenant_id}").status_code == 404


def test_page_csv_json_and_api_say_the_same(released: SimpleNamespace, app: Flask) -> None:
    hana = released.cast.hana.client
    page = text_of(hana.get(address(released)).text)
    base = f"/reports/figures/{released.second}/{KIND}"
    rows = list(csv.DictReader(io.StringIO(hana.get(f"{base}.csv").data.decode("utf-8-sig"))))
    figures = hana.get(f"{base}.json").get_json()["figures"]
    through_api = hana.get(f"/api/v1/releases/{released.second}/{KIND}").get_json()["figures"]
    assert figures == through_api
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in figures] == rows
    with app.app_context(), work(released.place.tenant_id):
        wave = access.released_waves()[1]
    calm = next(one for one in wave.scales if one.scale.name == "calm")
    by_unit = {row["unit"]: row for row in rows if row["scale"] == "calm"}
    for figure in calm.figures:
        if figure.unit_id is None:
            continue
        row = by_unit[figure.unit_path]
        assert row["value"] == ("" if figure.value is None else str(figure.value))
        assert f"{figure.unit_name} {row['reads']}" in page


def test_leos_csv_holds_his_units_only(released: SimpleNamespace) -> None:
    base = f"/reports/figures/{released.second}/{KIND}"
    leo = released.cast.leo.client
    whole = leo.get(f"{base}.csv").data.decode("utf-8-sig")
    assert "Operations / Day shift" in whole
    assert "Sales" not in whole
    assert leo.get(f"{base}/{released.place.units['Sales']}.csv").status_code == 404
    assert leo.get(f"{base}/{released.place.units['Operations']}.json").status_code == 200


def test_the_log_says_what_was_published_and_shows_no_result(released: SimpleNamespace) -> None:
    page = text_of(released.cast.hana.client.get("/release-log").text)
    assert "Autumn" in page
    assert "5 people" in page
    assert "Calm" in page
    assert released.cast.leo.client.get("/release-log").status_code == 403


def test_a_trustee_reads_the_log_and_no_results(released: SimpleNamespace, app: Flask) -> None:
    from tenants.members import service as members

    cleo = released.cast.cleo
    with app.app_context(), work(cleo.tenant_id, released.cast.hana.member_id):
        members.grant(member_id=cleo.member_id, role="trustee")
    assert cleo.client.get("/release-log").status_code == 200
    assert cleo.client.get("/results").status_code == 403


def test_charts_carry_words_and_follow_the_page_without_inline_style(released: SimpleNamespace) -> None:
    page = released.cast.hana.client.get(address(released)).text
    charts = re.findall(r"<svg role=\"img\" aria-label=\"([^\"]+)\".*?</svg>", page, flags=re.DOTALL)
    assert len(charts) >= 3
    assert any("Day shift: Hidden" in words or "Day shift: " in words for words in charts)
    assert " style=" not in page
    assert "var(--moss)" in page
    assert "About working conditions, not about a person." in page


def test_names_of_units_stay_words_on_page_and_in_csv(workplace: SimpleNamespace, app: Flask, drain: object) -> None:
    from tenants.organizations import access as organizations
    from tenants.organizations import units

    name = "<b onclick='x'>\"&\\"

    with app.app_context(), work(workplace.tenant_id, workplace.cast.hana.member_id):
        units.rename_unit(organizations.unit_for(workplace.units["Sales"]), name=name)
    wave_id = workplace.bring_in("Named", workplace.answers(4))
    drain()  # type: ignore[operator]
    hana = workplace.cast.hana.client
    page = hana.get(f"/results/{wave_id}/{KIND}").text
    assert "<b onclick" not in page
    assert name in unescape(page)
    rows = hana.get(f"/reports/figures/{wave_id}/{KIND}.csv").data.decode("utf-8-sig")
    cells = {row["unit"] for row in csv.DictReader(io.StringIO(rows))}
    assert name in cells
    ready = re.search(r"/reports/[0-9a-f-]+\.pdf", hana.get("/reports").text)
    assert ready is not None
