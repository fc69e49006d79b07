"""Closing and the urn: opened by the tally alone, counted by cell, emptied with the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from tenants import clock
from tenants.db import db, work
from tenants.jobs import Job
from tests.wellbeing.checkins.conftest import Team
from wellbeing.checkins import ballots, sealing
from wellbeing.checkins.audience import Place
from wellbeing.checkins.instruments import SHIPPED, Instrument, shipped
from wellbeing.checkins.tally import Cell, Urn, UrnBroken, UrnMismatch, UrnNotClosed, empty_urn, open_urn

Make = Callable[..., Team]


@contextmanager
def tallying(tally_app: Flask, made: Team) -> Iterator[None]:
    with tally_app.app_context(), work(made.company.tenant_id):
        yield


def answered(made: Team, wave_id: UUID) -> None:
    for number in range(1, 8):
        made.cast(wave_id, number, value=25 * (number % 5))
    for number in range(13, 18):
        made.cast(wave_id, number, value=100)


def test_closing_owes_one_release_to_the_tally(team: Make) -> None:
    made = team()
    wave_id = made.open()
    hana = made.hana.sign_in()
    assert hana.post(f"/check-ins/run/{wave_id}/close").status_code == 303
    again = hana.post(f"/check-ins/run/{wave_id}/close")
    assert again.status_code == 409
    assert "closed already" in again.text
    with made.inside():
        owed = db.session.scalars(select(Job).where(Job.kind == "wave.release")).all()
        assert [(job.queue, job.args) for job in owed] == [("tally", {"wave_id": str(wave_id)})]


def test_the_urn_gives_shuffled_scores_with_frozen_cells_and_people_without_names(team: Make, tally_app: Flask) -> None:
    made = team()
    wave_id = made.open()
    answered(made, wave_id)
    made.close(wave_id)
    with tallying(tally_app, made):
        urn = open_urn(wave_id)
    operations, sales = (made.company.units[name] for name in ("Operations", "Sales"))
    assert len(urn.invited) == 23
    assert len(urn.respondents) == 12
    assert len({one.pseudonym for one in urn.invited}) == 23
    assert {one.pseudonym for one in urn.respondents} <= {one.pseudonym for one in urn.invited}
    personal = urn.values("cbi", "personal")
    assert Counter(cell for cell, _value in personal) == {Cell((operations,)): 7, Cell((sales,)): 5}
    assert sorted(value for cell, value in personal if cell.unit_path == (sales,)) == [100] * 5
    assert {value for _cell, value in urn.values("cbi", "personal_50_or_more")} == {0, 100}
    assert urn.values("cbi", "work") == []
    assert len(urn.ballots) == 12
    for _cell, scores in urn.ballots:
        share = 100 if scores["cbi", "personal"] >= 50 else 0
        assert scores["cbi", "personal_50_or_more"] == share
    assert urn.before == ()
    assert urn.wave.name == "Autumn"
    assert urn.wave.threshold == 5
    assert [one.key for one in urn.wave.instruments] == ["cbi"]


def test_a_pseudonym_is_the_same_each_time_and_differs_between_companies(team: Make, tally_app: Flask) -> None:
    def opened(made: Team) -> Urn:
        wave_id = made.open()
        made.close(wave_id)
        with tallying(tally_app, made):
            first, second = open_urn(wave_id), open_urn(wave_id)
        assert {one.pseudonym for one in first.invited} == {one.pseudonym for one in second.invited}
        return first

    one, other = opened(team()), opened(team())
    assert not {row.pseudonym for row in one.invited} & {row.pseudonym for row in other.invited}


def test_an_open_urn_is_never_looked_into(team: Make, tally_app: Flask) -> None:
    made = team()
    wave_id = made.open()
    with tallying(tally_app, made), pytest.raises(UrnNotClosed):
        open_urn(wave_id)


def test_the_web_login_cannot_open_the_urn(team: Make) -> None:
    made = team()
    wave_id = made.open()
    made.close(wave_id)
    with pytest.raises(ProgrammingError), made.inside():
        open_urn(wave_id)


def test_another_companys_urn_does_not_exist(team: Make, tally_app: Flask) -> None:
    made, other = team(), team()
    wave_id = made.open()
    made.close(wave_id)
    with tallying(tally_app, other), pytest.raises(UrnNotClosed):
        open_urn(wave_id)


def test_a_ballot_too_many_in_one_cell_stops_the_tally(team: Make, tally_app: Flask, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    answered(made, wave_id)
    made.close(wave_id)
    moved = text(
        "UPDATE audience_member SET location = 'Elsewhere' WHERE wave_id = :wave AND member_id = "
        "(SELECT member_id FROM participation WHERE wave_id = :wave ORDER BY id LIMIT 1)"
    )
    superuser.execute(moved, {"wave": wave_id})
    superuser.commit()
    with tallying(tally_app, made), pytest.raises(UrnMismatch):
        open_urn(wave_id)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE ballot SET sealed = set_byte(sealed, 3000, get_byte(sealed, 3000) # 1) WHERE wave_id = :wave",
        "UPDATE ballot SET id = gen_random_uuid() WHERE wave_id = :wave",
        "DELETE FROM wave_key WHERE wave_id = :wave",
        "UPDATE wave_key SET id = gen_random_uuid() WHERE wave_id = :wave",
        "UPDATE wave_key SET wrapped = (SELECT wrapped FROM wave_key WHERE wave_id = :other) WHERE wave_id = :wave",
    ],
)
def test_a_ballot_or_a_key_that_was_changed_or_moved_does_not_open(
    team: Make, tally_app: Flask, superuser: Any, harm: str
) -> None:
    made, other = team(), team()
    wave_id, other_id = made.open(), other.open()
    answered(made, wave_id)
    made.close(wave_id)
    superuser.execute(text(harm), {"wave": wave_id} | ({"other": other_id} if ":other" in harm else {}))
    superuser.commit()
    with tallying(tally_app, made), pytest.raises(UrnBroken):
        open_urn(wave_id)


def test_a_ballot_of_another_wave_or_company_does_not_open(team: Make, tally_app: Flask, superuser: Any) -> None:
    """Not even to whoever moves keys along: the urn is part of what was sealed."""
    keys = sealing.new_keys()
    tenant_id, wave_id, ballot_id = uuid4(), uuid4(), uuid4()
    sealed = sealing.seal({"answers": {}}, keys[1], tenant_id=tenant_id, wave_id=wave_id, ballot_id=ballot_id)
    assert sealing.opener(keys[0], tenant_id=tenant_id, wave_id=wave_id)(ballot_id, sealed) == {"answers": {}}
    for tenant, wave, ballot in (
        (uuid4(), wave_id, ballot_id),
        (tenant_id, uuid4(), ballot_id),
        (tenant_id, wave_id, uuid4()),
    ):
        with pytest.raises(sealing.DoesNotOpen):
            sealing.opener(keys[0], tenant_id=tenant, wave_id=wave)(ballot, sealed)
    with pytest.raises(sealing.TooLong):
        sealing.seal("x" * sealing.ROOM, keys[1], tenant_id=tenant_id, wave_id=wave_id, ballot_id=ballot_id)


def test_every_shipped_instrument_at_once_leaves_room_in_a_ballot_for_the_longest_place() -> None:
    deep = Place(uuid4(), tuple(uuid4() for _ in range(16)), "Ł" * 120, "10_or_more", "Ł" * 120, ("program",) * 10)
    assert ballots.fit([deep], [shipped(key) for key in SHIPPED])
    assert not ballots.fit([deep], [shipped(key) for key in SHIPPED] + [_endless()])


def _endless() -> Instrument:
    one = shipped("cbi")
    items = tuple(replace(one.items[0], id=f"question_{number}") for number in range(200))
    return replace(one, key="endless", items=items)


def test_emptying_deletes_ballots_and_who_took_part_and_leaves_who_was_asked(
    team: Make, tally_app: Flask, superuser: Any
) -> None:
    made = team()
    wave_id = made.open()
    answered(made, wave_id)
    made.close(wave_id)
    with tallying(tally_app, made):
        empty_urn(wave_id)
    counted = "SELECT count(*) FROM {} WHERE wave_id = :wave"
    found = [superuser.execute(text(counted.format(table)), {"wave": wave_id}).scalar() for table in (
        "ballot", "participation", "audience_member",
    )]  # fmt: skip
    assert found == [0, 0, 23]


def test_where_people_stood_is_forgotten_once_a_later_wave_is_released(
    team: Make, drain: Callable[[], int], superuser: Any
) -> None:
    made = team()
    asked = text("SELECT count(*), sum(cardinality(unit_path)) AS stood FROM audience_member WHERE wave_id = :wave")

    def stood(wave_id: UUID) -> tuple[int, int]:
        superuser.rollback()
        return tuple(superuser.execute(asked, {"wave": wave_id}).one())

    waves = []
    for number, name in enumerate(("Autumn", "Winter")):
        with clock.shifted(timedelta(days=100 * number)):
            waves.append(made.open(name=name))
            answered(made, waves[-1])
            made.close(waves[-1])
            assert stood(waves[0]) == (23, 22)
            drain()
    assert stood(waves[0]) == (23, 0)
    assert stood(waves[1]) == (23, 22)


def test_a_closed_wave_is_released_and_nothing_of_the_ballots_stays(
    team: Make, drain: Callable[[], int], superuser: Any
) -> None:
    made = team()
    wave_id = made.open()
    answered(made, wave_id)
    made.close(wave_id)
    drain()
    state = superuser.execute(text("SELECT state FROM wave WHERE id = :wave"), {"wave": wave_id}).scalar()
    assert state == "released"
    for table in ("ballot", "participation"):
        left = text(f"SELECT count(*) FROM {table} WHERE wave_id = :wave")
        assert superuser.execute(left, {"wave": wave_id}).scalar() == 0
    for table in ("wave_key", "unsealed_ballot"):
        superuser.rollback()
        assert (
            superuser.execute(text(f"SELECT count(*) FROM {table} WHERE wave_id = :wave"), {"wave": wave_id}).scalar()
            == 0
        )
    assert "Closed, results are out" in made.hana.sign_in().get(f"/check-ins/run/{wave_id}").text


def test_a_leaver_whose_time_is_over_loses_the_key_at_once_and_the_row_after_the_count(
    team: Make, tally_app: Flask, drain: Callable[[], int]
) -> None:
    from tenants import clock
    from tenants.erasures import service as erasures
    from tenants.members import leaving
    from tenants.members.models import Member

    made = team()
    wave_id = made.open(days=60)
    answered(made, wave_id)
    gone = made.person(1).member_id
    with made.inside(made.hana.member_id):
        db.session.get_one(Member, (made.company.tenant_id, gone)).left_at = clock.now()
    with clock.shifted(leaving.KEPT):
        with made.inside():
            assert erasures.ask_for_leavers() == 1
        drain()
        made.close(wave_id)
        with tallying(tally_app, made):
            assert len(open_urn(wave_id).respondents) == 12
        drain()
        with made.inside():
            assert erasures.ask_for_leavers() == 0
        with made.inside():
            assert db.session.get(Member, (made.company.tenant_id, gone)) is None
