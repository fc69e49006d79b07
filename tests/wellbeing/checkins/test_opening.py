"""A wave opens only when it can keep its promise, and freezes who counts where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from tenants import clock
from tenants.db import db, work
from tenants.errors import Conflict
from tests.wellbeing.checkins.conftest import ZONE, Team
from wellbeing.checkins import tally

Make = Callable[..., Team]


def form(last: date, **changes: Any) -> dict[str, Any]:
    return {"name": "Autumn", "instruments": ["cbi"], "closes_on": last.isoformat()} | changes


def places(made: Team, wave_id: UUID) -> dict[UUID, list[UUID]]:
    from wellbeing.checkins.models import AudienceMember

    with made.inside():
        rows = db.session.scalars(select(AudienceMember).where(AudienceMember.wave_id == wave_id))
        return {row.member_id: list(row.unit_path) for row in rows}


def test_hr_reads_the_promise_and_opens(team: Make, last_day: Callable[[int], date]) -> None:
    made = team()
    hana = made.hana.sign_in()
    preview = hana.post("/check-ins/run/preview", data=form(last_day(7)))
    assert preview.status_code == 200
    for words in (
        "no name, no time",
        "sealed before they are stored",
        "What is asked: Copenhagen Burnout Inventory",
        "23 people are asked",
        "a leader sees the own units and the organization, HR sees all of them",
        "at least 5 people",
        "the smallest group your answer can appear in",
        "At the close every answer is deleted, and so is the note of who answered",
        "Once sent, an answer cannot be taken back, because we cannot find it",
        "Operations",
        "Sales",
    ):
        assert words in preview.text
    opened = hana.post("/check-ins/run", data=form(last_day(7)))
    assert opened.status_code == 303
    page = hana.get(opened.headers["Location"])
    assert "Open" in page.text
    assert "Autumn" in hana.get("/check-ins/run").text


def test_what_was_promised_is_stored_with_the_wave(team: Make, last_day: Callable[[int], date]) -> None:
    from wellbeing.checkins import access

    made = team()
    wave_id = made.open()
    with made.inside():
        stored = access.wave_for(wave_id).promise
    assert stored["audience"] == 23
    assert stored["threshold"] == stored["smallest_group"] == 5
    assert stored["units"] == ["Operations", "Sales"]
    assert stored["organization_only"] is False
    assert stored["sealed"] is True
    assert stored["deleted"] == "at_close"
    assert [one["name"].startswith("Copenhagen") for one in stored["instruments"]] == [True]
    assert stored["closes_on"] == last_day(7).isoformat()


def test_fewer_than_ten_people_cannot_be_asked(team: Make, last_day: Callable[[int], date]) -> None:
    made = team({"Operations": 8})
    hana = made.hana.sign_in()
    sentence = "With fewer than ten people a check-in cannot be anonymous."
    assert sentence in hana.post("/check-ins/run/preview", data=form(last_day(7))).text
    refused = hana.post("/check-ins/run", data=form(last_day(7)))
    assert refused.status_code == 409
    assert sentence in refused.text
    assert "Autumn" in refused.text


def test_ten_to_nineteen_people_get_results_for_the_organization_only(team: Make) -> None:
    from wellbeing.checkins import access

    made = team({"Operations": 12})
    wave_id = made.open()
    with made.inside():
        wave = access.wave_for(wave_id)
        assert wave.organization_only
        assert wave.promise["units"] == []


def test_nothing_opens_before_help_is_confirmed_for_every_country(team: Make, last_day: Callable[[int], date]) -> None:
    from tenants.members.service import member_row

    made = team()
    with made.inside(made.hana.member_id):
        member_row(made.person(1).member_id).time_zone = "Europe/Paris"
    refused = made.hana.sign_in().post("/check-ins/run", data=form(last_day(7)))
    assert refused.status_code == 409
    assert "confirm the help contacts first for: FR" in refused.text


def test_a_switched_off_instrument_is_refused(team: Make, last_day: Callable[[int], date]) -> None:
    from wellbeing.checkins import catalog

    made = team()
    with made.inside(made.hana.member_id):
        catalog.switch_off(key="cbi")
    refused = made.hana.sign_in().post("/check-ins/run", data=form(last_day(7)))
    assert refused.status_code == 409
    assert "is switched off" in refused.text


def test_the_inventory_needs_its_licence_note_read(team: Make) -> None:
    made = team(ready=False)
    hana = made.hana.sign_in()
    assert "written confirmation" in hana.get("/check-ins/instruments/cbi").text
    assert hana.post("/check-ins/instruments/cbi/on", data={}).status_code == 422
    assert hana.post("/check-ins/instruments/cbi/on", data={"licence_read": "yes"}).status_code == 303
    assert "Licence note read on" in hana.get("/check-ins/instruments/cbi").text
    with made.inside():
        from wellbeing.checkins.models import StoredInstrument

        row = db.session.scalars(select(StoredInstrument)).one()
        assert row.enabled
        assert row.licence_read_by == made.hana.member_id


def test_people_are_asked_once_in_fourteen_days_and_long_instruments_once_a_quarter(team: Make) -> None:
    made = team()
    made.open()
    with pytest.raises(Conflict) as soon:
        made.open(name="Again", instruments=("scs_sf",))
    assert soon.value.code == "too_soon"
    with clock.shifted(timedelta(days=14)):
        made.open(name="Other", instruments=("scs_sf",))
    with clock.shifted(timedelta(days=60)), pytest.raises(Conflict) as quarter:
        made.open(name="Winter")
    assert quarter.value.code == "too_soon"
    with clock.shifted(timedelta(days=91)):
        made.open(name="Winter")


@pytest.mark.parametrize(("days", "code"), [(0, "closes_too_early"), (61, "closes_too_late")])
def test_the_last_day_lies_within_sixty_days(team: Make, days: int, code: str) -> None:
    made = team()
    with pytest.raises(Conflict) as refused:
        made.open(days=days)
    assert refused.value.code == code


def test_what_could_not_be_sealed_into_one_ballot_does_not_open(
    team: Make, last_day: Callable[[int], date], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = team()
    monkeypatch.setattr("wellbeing.checkins.sealing.ROOM", 300)
    hana = made.hana.sign_in()
    assert (
        "more questions than one sealed answer can hold"
        in hana.post("/check-ins/run/preview", data=form(last_day(7))).text
    )
    refused = hana.post("/check-ins/run", data=form(last_day(7)))
    assert refused.status_code == 409
    assert "more questions than one sealed answer can hold" in refused.text


def test_two_waves_never_share_a_name(team: Make) -> None:
    made = team()
    made.open()
    with clock.shifted(timedelta(days=30)), pytest.raises(Conflict) as refused:
        made.open(name=" autumn ", instruments=("scs_sf",))
    assert refused.value.code == "name_taken"


def test_what_was_typed_comes_back_with_its_mistakes(team: Make) -> None:
    hana = team().hana.sign_in()
    refused = hana.post("/check-ins/run/preview", data={"name": "Spring", "closes_on": "soon"})
    assert refused.status_code == 422
    assert 'value="Spring"' in refused.text
    assert "choose at least one instrument" in refused.text
    assert "Please choose a day" in refused.text


def test_a_first_wave_counts_everybody_of_the_first_import_in_their_unit(team: Make) -> None:
    made = team()
    found = places(made, made.open())
    operations = made.company.units["Operations"]
    assert found[made.person(1).member_id] == [operations]
    assert found[made.hana.member_id] == []


def test_who_comes_later_counts_at_the_nearest_unit_above_with_ten_settled_people(team: Make) -> None:
    from tenants.members import service as members

    made = team({"Operations": 6, "Operations / Nights": 6, "Sales": 10})
    made.open()
    with clock.shifted(timedelta(days=80)), made.inside(made.hana.member_id):
        moved = members.member_row(made.person(15).member_id)
        members.move(moved, unit_id=made.company.units["Operations / Nights"])
    with clock.shifted(timedelta(days=95)):
        found = places(made, made.open(name="Winter"))
    operations = made.company.units["Operations"]
    nights = made.company.units["Operations / Nights"]
    assert found[made.person(7).member_id] == [operations, nights]
    assert found[made.person(15).member_id] == [operations]


def test_who_activated_a_week_ago_counts_for_the_organization_when_no_unit_above_is_large_enough(team: Make) -> None:
    from tenants.members import service as members
    from tenants.signin import service as signin

    made = team({"Operations": 12, "Sales": 10})
    made.open()
    with clock.shifted(timedelta(days=85)), made.inside(made.hana.member_id):
        new = members.add(email="new@example.org", name="New", unit_id=made.company.units["Sales"])
        signin.activate(member_id=new.id, password="a calm and long sentence")
        new_id = new.id
    with clock.shifted(timedelta(days=95)):
        found = places(made, made.open(name="Winter"))
    assert found[new_id] == []


def test_a_feature_registers_named_groups_that_stand_on_the_audience_and_in_ballots(
    team: Make, superuser: Any, tally_app: Flask
) -> None:
    from wellbeing.checkins import opening
    from wellbeing.checkins.audience import NamedGroup

    made = team()
    ids = [made.person(number).member_id for number in range(1, 13)]
    with made.inside(made.hana.member_id):
        opened = opening.open_wave(
            name="Autumn",
            instruments=("cbi",),
            closes_on=clock.today(ZONE) + timedelta(days=7),
            groups={"pilot": NamedGroup("Pilot", frozenset(ids))},
        )
        wave_id = opened.id
        assert opened.named_groups == {"pilot": "Pilot"}
        assert opened.promise["groups"] == ["Pilot"]
    made.cast(wave_id, 1)
    made.cast(wave_id, 13)
    counted = text("SELECT count(*) FROM audience_member WHERE wave_id = :wave AND groups = '{pilot}'")
    assert superuser.execute(counted, {"wave": wave_id}).scalar() == 12
    made.close(wave_id)
    with tally_app.app_context(), work(made.company.tenant_id):
        assert sorted(cell.groups for cell, _scores in tally.open_urn(wave_id).ballots) == [(), ("pilot",)]


@pytest.mark.parametrize(
    ("groups", "code"),
    [({"pilot": ("Pilot", 9)}, "group_too_small"), ({"a": ("Same", 12), "b": ("same", 12)}, "group_name")],
)
def test_a_named_group_that_is_too_small_or_has_no_name_of_its_own_is_refused(
    team: Make, groups: dict[str, tuple[str, int]], code: str
) -> None:
    from wellbeing.checkins import opening
    from wellbeing.checkins.audience import NamedGroup

    made = team()
    ids = [made.person(number).member_id for number in range(1, 13)]
    named = {key: NamedGroup(label, frozenset(ids[:size])) for key, (label, size) in groups.items()}
    with made.inside(made.hana.member_id), pytest.raises(Conflict) as refused:
        opening.open_wave(
            name="Autumn", instruments=("cbi",), closes_on=clock.today(ZONE) + timedelta(days=7), groups=named
        )
    assert refused.value.code == code


def test_where_hr_changes_a_location_it_counts_again_after_thirty_days(team: Make) -> None:
    from tenants.members import service as members
    from wellbeing.checkins.models import AudienceMember

    made = team()
    keep: Any = {"name": "", "external_id": None, "job_family": "Care", "hired_on": None, "time_zone": None}
    with made.inside(made.hana.member_id):
        members.correct(members.member_row(made.person(1).member_id), location="Lyon", language=None, **keep)
    made.open()
    with clock.shifted(timedelta(days=85)), made.inside(made.hana.member_id):
        members.correct(members.member_row(made.person(2).member_id), location="Porto", language=None, **keep)
    with clock.shifted(timedelta(days=95)):
        wave_id = made.open(name="Winter")
    with made.inside():
        rows = db.session.scalars(select(AudienceMember).where(AudienceMember.wave_id == wave_id))
        found = {row.member_id: (row.location, row.job_family) for row in rows}
    assert found[made.person(1).member_id] == ("Lyon", "Care")
    assert found[made.person(2).member_id] == ("", "")
    page = made.hana.sign_in().get(f"/check-ins/run/{wave_id}").text
    assert "For these, also by: location, job family." in page


def test_everybody_is_told_in_the_same_words(team: Make, superuser: Any) -> None:
    made = team(signed_in=True)
    wave_id = made.open()
    told = text("SELECT member_id, args FROM notice WHERE kind = 'checkin_open' AND tenant_id = :tenant")
    rows = superuser.execute(told, {"tenant": made.company.tenant_id}).all()
    assert {row.member_id for row in rows} == {person.member_id for person in made.company.people.values()}
    assert {row.args["wave"] for row in rows} == {str(wave_id)}
    assert len({str(row.args) for row in rows}) == 1
    for number in (1, 2):
        shown = made.person(number).client.get("/check-ins").text
        assert "Autumn" in shown


def test_another_company_and_members_cannot_run_check_ins(
    cast: Any, team: Make, last_day: Callable[[int], date]
) -> None:
    wave_id = team().open()
    for person, status in ((cast.eve, 404), (cast.alice, 403), (cast.leo, 403)):
        assert person.client.get(f"/check-ins/run/{wave_id}").status_code == status
        assert person.client.post(f"/check-ins/run/{wave_id}/close").status_code == status
    assert cast.alice.client.post("/check-ins/run", data=form(last_day(7))).status_code == 403


def test_the_list_of_waves_as_json_holds_no_number_of_answers(team: Make) -> None:
    made = team()
    wave_id = made.open()
    made.cast(wave_id, 1)
    listed = made.hana.sign_in().get("/api/v1/waves").get_json()["waves"]
    assert [(row["id"], row["state"]) for row in listed] == [(str(wave_id), "open")]
    assert set(listed[0]) == {"id", "name", "state", "origin", "opened_at", "closes_at", "closed_at", "instruments"}
    assert made.person(1).sign_in().get("/api/v1/waves").status_code == 403


def test_the_zone_of_the_company_decides_when_its_day_ends(team: Make, last_day: Callable[[int], date]) -> None:
    from zoneinfo import ZoneInfo

    from wellbeing.checkins import access

    made = team()
    wave_id = made.open()
    with made.inside():
        closes = access.wave_for(wave_id).closes_at.astimezone(ZoneInfo(ZONE))
    assert (closes.hour, closes.minute) == (0, 0)
    assert closes.date() == last_day(8)


def test_a_form_that_no_page_would_send_is_refused_and_not_a_fault(team: Make, last_day: Callable[[int], date]) -> None:
    hana = team().hana.sign_in()
    # the first day of the calendar has no day before it on which to remind
    first = hana.post("/check-ins/run/preview", data=form(date.min, remind_before="2"))
    assert first.status_code == 200
    assert "The last day must be after today." in first.text
    for name in ("Au\u202etumn", "Au\x00tumn", "Au\ud800tumn"):
        for path in ("/check-ins/run/preview", "/check-ins/run"):
            refused = hana.post(path, json=form(last_day(7), name=name))
            assert refused.status_code == 422
            assert "There is an invisible sign in this text." in refused.text
    assert hana.post("/check-ins/run", data="[" * 100_000, content_type="application/json").status_code == 422
