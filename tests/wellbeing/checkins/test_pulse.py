"""A pulse from opening to figures: the same questions on every page, up to two things that help, nothing else told."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tenants import clock
from tenants.db import db
from tenants.errors import Conflict
from tests.wellbeing.checkins.conftest import Team
from wellbeing.checkins.instruments import shipped

Make = Callable[..., Team]
LEVERS = shipped("pulse").choices[0].items


def parts(team: Team, wave_id: UUID) -> list[dict[str, Any]]:
    from wellbeing.checkins.models import Wave

    with team.inside(team.hana.member_id):
        return list(db.session.get_one(Wave, (team.company.tenant_id, wave_id)).instruments)


def answer(team: Team, number: int, wave_id: UUID, cells: dict[str, dict[str, str]], *, keep: bool = False) -> None:
    from tenants.members.service import member_row
    from wellbeing.checkins import service

    person = team.person(number)
    with team.inside(person.member_id):
        service.cast(member=member_row(person.member_id), wave_id=wave_id, cells=cells, keep_copy=keep)


def ballots(superuser: Any, team: Team) -> list[dict[str, Any]]:
    """What lies in the urn, opened with the keys of its waves."""
    from tenants import vault
    from wellbeing.checkins import sealing

    superuser.rollback()
    tenant_id = team.company.tenant_id
    query = text(
        "SELECT b.id, b.sealed, b.wave_id, k.id AS key_id, k.wrapped FROM ballot b"
        " JOIN wave_key k USING (tenant_id, wave_id) WHERE tenant_id = :t"
    )
    found = []
    with team.inside(team.hana.member_id):
        for row in superuser.execute(query, {"t": tenant_id}):
            private = vault.open_for_tenant(row.wrapped, table="wave_key", row_id=row.key_id)
            opened = sealing.opener(private, tenant_id=tenant_id, wave_id=row.wave_id)
            found.append(opened(row.id, row.sealed)["answers"])
    return found


def test_each_wave_goes_on_where_the_one_before_stopped_and_two_who_open_cannot_differ(team: Make) -> None:
    from wellbeing.checkins import opening

    made = team()
    seen: list[list[str]] = []
    for number, chosen in enumerate(("pulse", "pulse:5", "pulse:9", "pulse:5")):
        with clock.shifted(timedelta(days=15 * number)):
            with made.inside(made.hana.member_id):
                plans = [opening.plan(instruments=[chosen], closes_on=None) for _twice in range(2)]
            assert [one.refusals for one in plans] == [(), ()]
            assert plans[0].instruments == plans[1].instruments
            wave_id = made.open(name=f"Pulse {number}", instruments=(chosen,))
        (part,) = parts(made, wave_id)
        assert part["items"] == [item.id for item in plans[0].instruments[0].questions]
        seen.append(part["items"])
    assert [len(items) for items in seen] == [3, 5, 9, 5]
    flat = [item for items in seen for item in items]
    assert len(flat) == len(set(flat)) == 22
    with made.inside(made.hana.member_id):
        for several, code in (
            (["pulse", "pulse:5"], "chosen_twice"),
            (["pulse:4"], "no_instrument"),
            (["cbi", "pulse:4"], "unknown_choice"),
            (["cbi:groups", "cbi"], "unknown_choice"),
        ):
            with clock.shifted(timedelta(days=90)), pytest.raises(Conflict) as refused:
                opening.open_wave(
                    name="Odd", instruments=several, closes_on=clock.today("Europe/Berlin") + timedelta(days=5)
                )
            assert refused.value.code == code


def test_up_to_two_things_that_help_are_sent_and_three_come_back_kindly(team: Make, superuser: Any) -> None:
    made = team(signed_in=True)
    wave_id = made.open(instruments=("pulse",))
    first, second = made.person(1).client, made.person(2).client
    page = first.get(f"/check-ins/{wave_id}").text
    assert "What would help most?" in page
    assert page.count('type="checkbox" name="pulse-help_most"') == 10
    assert "no field for free text" in page
    assert "4 of 4" in page
    three = {"pulse-energy_1": "4", "pulse-help_most": list(LEVERS[:3])}
    refused = first.post(f"/check-ins/{wave_id}", data=three)
    assert refused.status_code == 422
    assert "Please choose at most 2 here" in refused.text
    assert len(re.findall(r'name="pulse-help_most"[^>]* checked', refused.text)) == 3
    for odd in (["lever_money"], ["energy_1"], [""]):
        assert first.post(f"/check-ins/{wave_id}", data={"pulse-help_most": odd}).status_code == 422, odd
    assert first.post(f"/check-ins/{wave_id}", data={"pulse-lever_tools": "100"}).status_code == 422
    assert first.post(f"/check-ins/{wave_id}", data={"pulse-workload_2": "3"}).status_code == 422
    assert ballots(superuser, made) == []
    twice = {"pulse-help_most": ["lever_tools", "lever_tools"]}
    assert first.post(f"/check-ins/{wave_id}", data=twice).status_code == 303
    assert second.post(f"/check-ins/{wave_id}", data={"pulse-workload_1": "2"}).status_code == 303
    found = sorted((row["pulse"] for row in ballots(superuser, made)), key=len)
    assert found[0] == {"workload_1": "2"}
    assert found[1] == {lever: "100" if lever == "lever_tools" else "0" for lever in LEVERS}


def test_the_page_speaks_the_members_language_and_says_which_part_does_not(team: Make) -> None:
    from tenants.members.service import member_row

    made = team(signed_in=True)
    wave_id = made.open(instruments=("pulse", "cbi"))
    alice = made.person(1).client
    assert "do not exist in your language" not in alice.get(f"/check-ins/{wave_id}").text
    with made.inside(made.hana.member_id):
        member_row(made.person(1).member_id).language = "de"
    german = html.unescape(alice.get(f"/check-ins/{wave_id}").text)
    assert "Ich hatte genug Energie für meine Arbeit." in german
    assert "Was würde am meisten helfen?" in german
    assert german.count('class="asked" lang="de"') == german.count('class="asked" lang="en"') == 1
    assert "Englisch" in german
    hana = made.hana.client
    choose = hana.get("/check-ins/run/new").text
    assert re.search(r"not in German, French,? and Spanish, so people of these languages see it in English", choose)
    for key in ("pulse", "pulse:5", "pulse:9", "cbi", "scs_sf", "scs_sf:groups"):
        assert f'value="{key}"' in choose
    listed = hana.get("/check-ins/instruments").text
    assert "English, German, French" in listed
    about = hana.get("/check-ins/instruments/cbi").text
    assert "Not in German, French" in about
    preview = hana.post(
        "/check-ins/run/preview",
        data={
            "name": "Next",
            "instruments": ["cbi"],
            "closes_on": (clock.today("UTC") + timedelta(days=5)).isoformat(),
        },
    ).text
    assert "It does not exist in German, French" in preview


def test_figures_name_what_would_help_and_keep_the_wish_to_stay_to_the_organization(
    team: Make, drain: Callable[[], int]
) -> None:
    from reports.releases.access import waves_until

    made = team({"Operations": 16, "Sales": 15}, signed_in=True)
    for number, chosen in enumerate(("pulse:9", "pulse:5")):
        with clock.shifted(timedelta(days=15 * number)):
            wave_id = made.open(name=f"Pulse {number}", instruments=(chosen,))
            (part,) = parts(made, wave_id)
            for person in range(1, 32):
                cells = {item: str(1 + (person * 7 + place) % 5) for place, item in enumerate(part["items"])}
                cells |= {lever: "100" if place in {0, person % 3 + 1} else "0" for place, lever in enumerate(LEVERS)}
                answer(made, person, wave_id, {"pulse": cells})
            made.close(wave_id)
            drain()
    with made.inside(made.hana.member_id):
        first, wave = waves_until(wave_id)
    assert first.kinds() == wave.kinds() == ("burnout", "engagement")
    assert "stay" in [one.scale.name for one in wave.of_kind("engagement")]
    stay = next(one for one in wave.scales if one.scale.name == "stay")
    assert [(figure.kind, figure.unit_id) for figure in stay.figures] == [("org", None)]
    assert stay.figures[0].is_shown
    unit_id = made.company.units["Operations"]
    assert "stay" not in [one.scale.name for one in wave.told_of("engagement", unit_id)]
    shares = {one.scale.name: one.of_unit(None) for one in wave.helping()}
    assert list(shares) == list(LEVERS)
    top = shares["lever_workload"]
    assert top is not None
    assert top.is_shown
    assert (top.value or 0) >= 90
    assert "Weniger auf einmal oder mehr Hände" in [one.scale.title for one in wave.spoken("de").helping()]
    assert wave.spoken("de").fingerprint() == wave.spoken("de").spoken("en").fingerprint() == wave.fingerprint()
    hana = made.hana.client
    page = hana.get(f"/results/{wave_id}/engagement").text
    assert "What would help most" in page
    assert page.index("Less at once, or more hands") < page.index("Clearer priorities")
    assert "The questions of the pulse take turns" in page
    assert "lever_workload" in hana.get(f"/reports/figures/{wave_id}/burnout.csv").text
    unit = hana.get(f"/results/{wave_id}/engagement/{unit_id}").text
    assert "What would help most" in unit
    assert "Wish to stay" not in unit
    rows = hana.get(f"/reports/figures/{wave_id}/engagement/{unit_id}.csv").text
    assert "lever_tools" in rows
    assert ",stay," not in rows


def test_self_compassion_stays_with_the_member_unless_hr_chose_group_results(
    team: Make, superuser: Any, drain: Callable[[], int]
) -> None:
    from reports.releases.access import waves_until

    made = team(signed_in=True)
    alone = made.open(name="Alone", instruments=("pulse", "scs_sf"))
    member = made.person(1).client
    page = member.get(f"/check-ins/{alone}").text
    assert "is for each person alone" in page
    assert "This part is for you alone" in page
    filled = {f"scs_sf-scssf_{number}": "4" for number in range(1, 13)}
    sent = member.post(f"/check-ins/{alone}", data={**filled, "begin_space": "yes", "pulse-energy_1": "5"})
    assert sent.status_code == 200
    only = made.person(2).client.post(f"/check-ins/{alone}", data=filled)
    assert only.status_code == 303
    assert sorted(ballots(superuser, made), key=len) == [{}, {"pulse": {"energy_1": "5"}}]
    assert "Self-compassion" in member.get("/check-ins/own").text
    made.close(alone)
    drain()
    with made.inside(made.hana.member_id):
        (wave,) = waves_until(alone)
    assert "scs_sf" not in {one.scale.instrument for one in wave.scales} | {one.key for one in wave.instruments}
    with clock.shifted(timedelta(days=185)):
        shared = made.open(name="Shared", instruments=("scs_sf:groups",))
        made.person(1).sign_in(member)
        page = member.get(f"/check-ins/{shared}").text
        assert "HR chose so before the opening" in page
        assert "This part is for you alone" not in page
        assert member.post(f"/check-ins/{shared}", data=filled).status_code == 303
        assert [set(row) for row in ballots(superuser, made)] == [{"scs_sf"}]
        made.close(shared)
        drain()
        with made.inside(made.hana.member_id):
            wave = waves_until(shared)[-1]
    assert "total" in [one.scale.name for one in wave.of_kind("engagement")]
