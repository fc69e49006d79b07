"""At the end of a round everybody who was in a pair is asked two questions, without a name and without a count."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from tenants import clock
from tenants.db import work
from tests.conftest import Person
from tests.wellbeing.pairings.conftest import House

NAME = "Peer coaching, round 1"
SIGNED_IN = ("Alice", "Bob", "Cleo", "Dora")


def _more(house: House, count: int) -> list[UUID]:
    """Further people who take part; they never open a page."""
    from tenants.db import as_member
    from tenants.members import service as members
    from tenants.organizations.access import organization
    from wellbeing.pairings import profiles

    tenant_id, added = house.company.tenant_id, []
    with house.app.app_context(), work(tenant_id, house.hana.member_id):
        organization().first_import_at = clock.now()  # so everybody counts in their own unit
        unit_id = house.company.units["Sales"]
        for number in range(count):
            email = f"more{number}.{tenant_id.hex[:8]}@example.org"
            added.append(members.add(email=email, name=f"More {number}", unit_id=unit_id).id)
    with house.app.app_context(), work(tenant_id):
        for member_id in added:
            with as_member(member_id):
                profiles.keep(member_id, lambda profile: profile, revision=0)
    return added


def _paired(house: House, *, more: int) -> tuple[str, date, list[UUID]]:
    """A round that is running: the address of its page, the day after its last one, and the further people."""
    others = _more(house, more)
    house.join(*SIGNED_IN)
    monday = clock.today() + timedelta(days=7)
    address = house.set_round(monday)
    house.goes(monday, 10)
    return address, monday + timedelta(days=14), others


def _ballots(superuser: Connection, house: House) -> list[Any]:
    asked = text("SELECT * FROM wave WHERE tenant_id = :tenant AND origin = 'round' ORDER BY opened_at")
    rows = superuser.execute(asked, {"tenant": house.company.tenant_id}).all()
    superuser.rollback()
    return list(rows)


def _count(superuser: Connection, table: str, wave_id: UUID) -> int:
    found = superuser.scalar(text(f"SELECT count(*) FROM {table} WHERE wave_id = :wave"), {"wave": wave_id})
    superuser.rollback()
    return int(found or 0)


def _open(house: House, name: str, asked: str = "fevs_eei", *, days: int = 5) -> UUID:
    """HR opens an ordinary check-in of everybody."""
    from wellbeing.checkins import opening

    with house.app.app_context(), work(house.company.tenant_id, house.hana.member_id):
        last = clock.today() + timedelta(days=days)
        return opening.open_wave(name=name, instruments=(asked,), closes_on=last).id


def _answer(house: House, member_id: UUID, wave_id: UUID, cells: dict[str, dict[str, str]]) -> None:
    from tenants.members.service import member_row
    from wellbeing.checkins import service

    with house.app.app_context(), work(house.company.tenant_id, member_id):
        assert service.cast(member=member_row(member_id), wave_id=wave_id, cells=cells, keep_copy=False)


def _lead(house: House) -> None:
    from tenants.members import service as members

    with house.app.app_context(), work(house.company.tenant_id, house.hana.member_id):
        unit_id = house.company.units["Operations"]
        members.grant(member_id=house.leo.member_id, role="leader", unit_id=unit_id)


def _closes_what_is_due(house: House) -> None:
    from wellbeing.checkins import schedules

    with house.app.app_context(), work(house.company.tenant_id):
        schedules.keep_time()
    house.drain()


def _figures(reader: Person, wave_id: UUID, kind: str) -> Any:
    return json.loads(reader.client.get(f"/reports/figures/{wave_id}/{kind}.json").text)["figures"]


def _logs(house: House) -> dict[str, Any]:
    from reports.releases import access

    with house.app.app_context(), work(house.company.tenant_id):
        return {wave.name: wave.log for wave in access.released_waves()}


def test_whoever_was_in_a_pair_is_asked_and_only_the_organization_gets_a_figure(
    house: House, superuser: Connection
) -> None:
    _lead(house)
    day = clock.today()
    address, end, others = _paired(house, more=8)
    autumn = _open(house, "Autumn")
    engaged = {"fevs_eei": {"eei_Q48": "4"}}
    for member_id in [*others, house.alice.member_id]:
        _answer(house, member_id, autumn, engaged)
    with house.on(day + timedelta(days=7), 10):
        _closes_what_is_due(house)
    with house.on(end - timedelta(days=2)):
        before = _figures(house.hana, autumn, "engagement")
        assert not _ballots(superuser, house), "nothing is asked while a round goes on"
        assert "With fewer than ten people nothing is asked" in house.hana.client.get(address).text

    house.goes(end, 1)
    (wave,) = _ballots(superuser, house)
    assert (wave.name, wave.organization_only, wave.promise.get("audience")) == (NAME, True, None)
    owed = superuser.execute(text("SELECT args FROM job WHERE kind = 'checkins.round_ballot'")).scalars().all()
    assert owed == [{"round": str(wave.round_id)}], "the job names a round and nobody in it"
    assert superuser.scalar(text("SELECT count(*) FROM notice WHERE args ->> 'wave' = :w"), {"w": str(wave.id)}) == 0
    superuser.rollback()
    with house.on(end, 10):
        _asks_only_pairs(house, wave, address)
        for number, member_id in enumerate(others):
            met = {"round_met": "1" if number < 6 else "0", "round_helped": "2" if number < 6 else ""}
            _answer(house, member_id, wave.id, {"coaching_round": met})
        _open(house, "Winter", "pulse:3", days=15)

    with house.on(end + timedelta(days=11), 10):
        _closes_what_is_due(house)
        _shows_one_figure(house, wave, address)
        assert _figures(house.hana, autumn, "engagement") == before
        left = {table: _count(superuser, table, wave.id) for table in ("ballot", "participation", "audience_member")}
        assert set(left.values()) == {0}, left
        chains = text("SELECT chain FROM ledger_round WHERE tenant_id = :tenant ORDER BY number")
        assert superuser.scalars(chains, {"tenant": house.company.tenant_id}).all() == ["checkin", "round"]
        superuser.rollback()
        assert house.alice.client.get(f"/check-ins/{wave.id}").status_code == 404
    with house.on(end + timedelta(days=16), 10):
        _closes_what_is_due(house)
    logs = _logs(house)
    assert (logs[NAME].invited, logs[NAME].joined) == (None, None)
    assert (logs["Winter"].joined, logs["Winter"].moved, logs["Winter"].left) == ("0-9", "0-9", "0-9")


def _asks_only_pairs(house: House, wave: Any, address: str) -> None:
    page = f"/check-ins/{wave.id}"
    for name in SIGNED_IN:
        person = house.company.people[name]
        assert NAME in person.client.get("/home").text
        asked = person.client.get(page).text
        assert "at least 10 people" in asked
        assert "Did you meet?" in asked
        assert "12" not in re.sub(r"<[^>]*>", "", asked), "nobody reads how many are asked"
        for _twice in range(2):
            given = {"coaching_round-round_met": "1", "coaching_round-round_helped": "3"}
            assert person.client.post(page, data=given).status_code == 303
        assert NAME not in person.client.get("/home").text
    house.eve.sign_in()
    for stranger in (house.emil, house.leo, house.hana, house.eve):
        assert stranger.client.get(page).status_code == 404
        assert stranger.client.post(page, data={"coaching_round-round_met": "1"}).status_code == 404
    for told in (f"/check-ins/run/{wave.id}", "/check-ins/run", address):
        assert "12 people" not in house.hana.client.get(told).text
    assert "Everybody who was in a pair is asked until" in house.hana.client.get(address).text
    assert "coaching_round" not in house.hana.client.get("/check-ins/run/new").text
    assert house.hana.client.get("/check-ins/instruments/coaching_round").status_code == 404


def _shows_one_figure(house: House, wave: Any, address: str) -> None:
    kind = "custom:coaching_round"
    place = f"/results/{wave.id}/{kind}"
    assert place in house.hana.client.get(address).text
    shown = house.hana.client.get(place).text
    assert "Did you meet?" in shown
    assert "Fewer than twenty people were asked" not in shown, "how many were asked is not told"
    assert NAME in house.hana.client.get("/reports").text
    rows = _figures(house.hana, wave.id, kind)
    scores = {row["title"]: row for row in rows if row["measure"] == "score"}
    assert set(scores) == {"Did you meet?", "Did it help?"}
    assert scores["Did you meet?"]["status"] == "published"
    assert 60 <= scores["Did you meet?"]["value"] <= 98
    assert {(row["unit"], row["location"], row["tenure"], row["group"]) for row in rows} == {
        (rows[0]["unit"], "", "", "")
    }
    assert NAME in house.hana.client.get("/release-log").text
    leader = house.leo.client
    assert leader.get(place).status_code == 404
    assert leader.get(f"/reports/figures/{wave.id}/{kind}.csv").status_code == 404
    for listed in ("/results", "/reports", "/api/v1/releases"):
        assert NAME not in leader.get(listed).text
    assert leader.get("/results").status_code == 200


def test_of_fewer_than_ten_nothing_is_asked(house: House, superuser: Connection) -> None:
    address, end, others = _paired(house, more=6)
    from tenants.members import leaving
    from tenants.members.service import member_row

    with house.app.app_context(), work(house.company.tenant_id, house.hana.member_id):
        leaving.mark_leaver(member_row(others[0]), left_on=clock.today())
    house.goes(end, 1)
    assert not _ballots(superuser, house)
    with house.on(end, 10):
        assert NAME not in house.hana.client.get("/check-ins/run").text
        assert "With fewer than ten people nothing is asked" in house.hana.client.get(address).text


def test_a_checkin_goes_first_and_the_ballot_comes_once_whatever_happens_to_the_job(
    house: House, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellbeing.checkins import end_ballot, opening

    address, end, _others = _paired(house, more=8)
    round_id = UUID(address.rsplit("/", 1)[-1])
    with house.on(end - timedelta(days=4)):
        _open(house, "Just before")
    free = end + timedelta(days=10)
    for day in (end, end + timedelta(days=1), free - timedelta(days=1)):
        house.goes(day)
        assert not _ballots(superuser, house), day

    def ask() -> None:
        with house.app.app_context(), work(house.company.tenant_id):
            end_ballot.ask(end_ballot.OF_ROUND, round_id)

    with house.on(free, 9):
        with monkeypatch.context() as broken:
            broken.setattr(opening, "invite", _dies)
            with pytest.raises(RuntimeError):
                ask()
        assert not _ballots(superuser, house), "killed halfway, it leaves nothing"
        house.drain()
        ask()
        house.drain()
        (wave,) = _ballots(superuser, house)
        assert _count(superuser, "audience_member", wave.id) == 12
        # a plan of HR's is not held back by the ballot, which opened today
        assert _first_free_day(house) <= clock.today()


def test_what_could_not_be_asked_within_three_weeks_is_left_out(house: House, superuser: Connection) -> None:
    _address, end, _others = _paired(house, more=8)
    with house.on(end - timedelta(days=3)):
        _open(house, "Just before")
    house.goes(end)
    with house.on(end + timedelta(days=11)):  # the day on which the ballot might have opened
        _open(house, "Just after", "pulse:3")
    for days in (11, 22, 26, 40):
        house.goes(end + timedelta(days=days))
    assert not _ballots(superuser, house)


def _first_free_day(house: House) -> date:
    from tenants.organizations.access import organization
    from wellbeing.checkins import obstacles, rhythm

    with house.app.app_context(), work(house.company.tenant_id):
        return rhythm.first_day(obstacles.asked_before(organization()), {"pulse": 3}) or clock.today()


def _dies(*_anything: object) -> None:
    raise RuntimeError("killed")
