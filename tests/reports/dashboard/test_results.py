"""Who reads which results: HR all, Leo his units and the organization's own figure, others nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from types import SimpleNamespace

import pypdf
from flask import Flask

from reports.documents import naming
from reports.releases import access
from reports.releases.statistics import Figure
from tenants.db import work
from tests.reports.conftest import CALM, Workplace, run_everything

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
    assert "Download the PDF" in organization


def test_results_open_with_what_will_change_and_lead_to_writing_it(
    workplace: Workplace, drain: Callable[[], int]
) -> None:
    everybody = {"changes": "Fridays have no meetings.", "owner": "Hana", "state": "done"}
    assert workplace.cast.hana.client.post("/actions/write", data=everybody).status_code == 303
    wave_id = workplace.bring_in("Spring & after", workplace.answers(1))
    drain()
    leo, hana, operations = workplace.cast.leo.client, workplace.cast.hana.client, workplace.units["Operations"]
    of_unit, of_all = f"/results/{wave_id}/{KIND}/{operations}", f"/results/{wave_id}/{KIND}"
    page = leo.get(of_unit).text
    assert "Nothing is written here yet" in page
    door = unescape(re.findall(r'href="(/actions/write/new[^"]*)"', page)[0])
    assert not re.findall(r'href="(/actions/write/new[^"]*)"', leo.get(of_all).text), "for everybody only HR writes"
    assert re.findall(r'href="(/actions/write/new[^"]*)"', hana.get(of_all).text)
    written = leo.get(door).text
    assert 'value="Spring &amp; after"' in written
    assert f'<option value="{operations}" selected' in written
    given = {
        "unit_id": operations,
        "changes": "Orders stop at five.",
        "owner": "Leo",
        "state": "not_now",
        "reason": "x",
    }
    assert leo.post("/actions/write", data=given | {"wave": "Spring & after"}).status_code == 303
    said = text_of(leo.get(of_unit).text)
    assert said.index("Orders stop at five.") < said.index("How sure is this?")
    assert "after Spring & after" in said
    assert "Orders stop at five." not in hana.get(of_all).text
    made = pypdf.PdfReader(
        io.BytesIO(hana.get(re.findall(r"/reports/[0-9a-f-]{36}\.pdf", hana.get(of_all).text)[0]).data)
    )
    assert "Fridays have no meetings. Hana · done on" in " ".join(made.pages[1].extract_text().split())


def test_a_page_opens_with_one_thing_and_any_earlier_wave_can_be_compared(released: SimpleNamespace) -> None:
    leo, page = released.cast.leo.client, address(released, "Operations")
    said = text_of(leo.get(page).text)
    assert said.index("What to do first:") < said.index("You said, we did") < said.index("Where Operations stands")
    assert "since Spring" in said
    assert "Licence: Ours." in said
    assert f'<option value="{released.first}"' in leo.get(page).text
    compared = leo.get(page, query_string={"with": str(released.first)})
    assert compared.status_code == 200
    assert f'<option value="{released.first}" selected' in compared.text
    for stranger in (released.second, released.place.tenant_id, "nonsense"):
        assert leo.get(page, query_string={"with": str(stranger)}).status_code == 404
    assert "Compare with" not in leo.get(f"/results/{released.first}/{KIND}").text


def test_a_suggestion_leads_to_writing_that_it_will_change(released: SimpleNamespace) -> None:
    form = released.cast.leo.client.get("/actions/write/new", query_string={"lever": "tools"}).text
    assert '<option value="tools" selected' in form


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
    by_group = {told(row): row for row in rows if row["scale"] == "calm"}
    listed = [one for one in calm.figures if one.kind == "org" or one.unit_id is None]
    for figure in listed:
        part = figure.location, figure.tenure, figure.family, "" if figure.is_merged else figure.name
        row = by_group[(figure.kind, figure.unit_path or rows[0]["unit"], figure.is_merged and row_name(figure), *part)]
        assert row["value"] == ("" if figure.value is None else str(figure.value))
        if figure.kind == "org" and figure.unit_id is not None:
            assert f"{row_name(figure)} {row['reads']}" in page
        assert row["reads"] in page
        assert row["instead"] in page


def test_parts_by_place_and_time_are_the_same_on_page_csv_and_api(
    workplace: Workplace, app: Flask, drain: Callable[[], int]
) -> None:
    from wellbeing.checkins import past
    from wellbeing.checkins.instruments import instrument_from

    answers = workplace.answers(3, skipped=0.1)
    lines = ["member,location,tenure,calm_a,calm_b"]
    for number, (who, given) in enumerate(answers.items()):
        where, since = ("Harbour", "Hill")[number % 2], ("1_to_2", "10_or_more")[number % 3 == 0]
        lines.append(f"{who},{where},{since}," + ("," if given is None else f"{given[0]},{given[1]}"))
    with app.app_context(), work(workplace.tenant_id, workplace.cast.hana.member_id):
        wave = past.bring_in(name="Parts", instrument=instrument_from(CALM), content="\n".join(lines).encode())
        wave_id = wave.id
    drain()
    hana = workplace.cast.hana.client
    page = text_of(hana.get(f"/results/{wave_id}/{KIND}").text)
    text = hana.get(f"/reports/figures/{wave_id}/{KIND}.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    figures = hana.get(f"/api/v1/releases/{wave_id}/{KIND}").get_json()["figures"]
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in figures] == rows
    parts = [row for row in rows if row["scale"] == "calm" and row["kind"] in {"location", "tenure"}]
    assert {row["about"] for row in parts} == {"Harbour", "Hill", "1 to 2 years", "10 years or more"}
    assert any(row["value"] for row in parts)
    for row in parts:
        if any(other["value"] for other in parts if other["kind"] == row["kind"]):
            assert f"{row['about']} {row['reads']}" in page
        if row["low"]:
            assert f"{row['about']} {row['low']} · {row['middle']} · {row['high']}" in page


def told(row: dict[str, str]) -> tuple[object, ...]:
    together = row["status"] == "merged" and row["about"]
    unit = row["unit"]
    return row["kind"], unit, together, row["location"], row["tenure"], row["family"], row["group"]


def row_name(figure: Figure) -> str:
    return naming.merged_text(figure) if figure.is_merged else figure.unit_name


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
    assert "at least 5 people behind a result, usual limits" in page
    assert "Calm" in page
    assert "People asked 50 to 99" in page
    assert "Since the check-in before at most 9 came" in page
    assert "explains less than 33 % of anybody’s answer" in page
    assert "Withheld by the audit nothing" in page
    assert "Leaders with a result all of them" in page
    assert "Hidden to protect" not in page
    assert released.cast.leo.client.get("/release-log").status_code == 403


def test_a_trustee_reads_the_log_and_no_results(released: SimpleNamespace, app: Flask) -> None:
    from tenants.members import service as members

    cleo = released.cast.cleo
    with app.app_context(), work(cleo.tenant_id, released.cast.hana.member_id):
        members.grant(member_id=cleo.member_id, role="trustee")
    log = cleo.client.get("/release-log")
    assert log.status_code == 200
    assert "People who answered" in log.text
    assert "Leaders with a result" not in log.text
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


def test_a_leader_reads_no_breakdown_of_the_whole_organization(
    workplace: Workplace, app: Flask, tally_app: Flask
) -> None:
    from sqlalchemy import select

    from tenants.db import db
    from tenants.members import service as members
    from tenants.members.models import Member

    hana, leo = workplace.cast.hana, workplace.cast.leo
    with app.app_context(), work(workplace.tenant_id, hana.member_id):
        for member in db.session.scalars(select(Member)):
            member.location = "Graz" if workplace.people.get(member.external_id or "") == "Sales" else "Wien"
        members.grant(member_id=leo.member_id, role="leader", unit_id=workplace.units["Operations"])
    wave_id = workplace.bring_in("Spring", workplace.answers(1, skipped=0.1))
    run_everything(app, tally_app)
    for address in (
        f"/results/{wave_id}/custom:calm",
        f"/reports/figures/{wave_id}/custom:calm.json",
        f"/reports/figures/{wave_id}/custom:calm.csv",
        f"/api/v1/releases/{wave_id}/custom:calm",
    ):
        assert "Graz" in hana.client.get(address).text, address
        told = leo.client.get(address)
        assert told.status_code == 200, address
        assert "Graz" not in told.text, "a place may be a unit that is not for this leader"
