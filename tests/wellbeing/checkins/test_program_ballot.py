"""At the end of a programme everybody whom it was offered to is asked two questions, users or not, and HR reads one
figure for all of them together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from tenants import clock, jobs, taking_part
from tenants.taking_part import TookPart
from tests.wellbeing.checkins.conftest import ZONE, Team

Make = Callable[..., Team]
NAMES = {"en": "Eight weeks of kindness", "de": "Acht Wochen Freundlichkeit"}
BALLOT = "Eight weeks of kindness: two questions"


class Offered:
    """A programme that has ended, as its feature would tell of it: to jobs only, and of a sensitive one nothing."""

    def __init__(self, made: Team, people: int, monkeypatch: pytest.MonkeyPatch, *, sensitive: bool = False) -> None:
        self.id, self.made, self.sensitive = uuid4(), made, sensitive
        self.member_ids = frozenset(made.person(number).member_id for number in range(1, people + 1))
        self.ended_on = clock.today(ZONE)
        monkeypatch.setitem(taking_part._tellers, taking_part.PROGRAM, self.tell)

    def tell(self, about: UUID) -> TookPart | None:
        if about != self.id or self.sensitive:
            return None
        return TookPart(ended_on=self.ended_on, member_ids=self.member_ids, name=NAMES)

    def ends(self, drain: Callable[[], int]) -> None:
        """What the feature does at the end, in the transaction that ends it."""
        with self.made.inside():
            jobs.owe("checkins.program_ballot", self.id, {"program": str(self.id)})
        drain()


def ballots(superuser: Connection, made: Team) -> list[Any]:
    asked = text("SELECT * FROM wave WHERE tenant_id = :tenant AND origin = 'program' ORDER BY opened_at")
    rows = superuser.execute(asked, {"tenant": made.company.tenant_id}).all()
    superuser.rollback()
    return list(rows)


def cast(made: Team, member_id: UUID, wave_id: UUID, used: str, helped: str) -> bool:
    from tenants.members.service import member_row
    from wellbeing.checkins import service

    cells = {"program_end": {"program_used": used, "program_helped": helped}}
    with made.inside(member_id):
        return service.cast(member=member_row(member_id), wave_id=wave_id, cells=cells, keep_copy=False)


def figures(made: Team, wave_id: UUID) -> list[dict[str, Any]]:
    page = made.hana.client.get(f"/reports/figures/{wave_id}/custom:program_end.json")
    return list(json.loads(page.text)["figures"])


def closes(made: Team, wave: Any, drain: Callable[[], int]) -> None:
    from wellbeing.checkins import schedules

    with clock.at(wave.closes_at + timedelta(hours=1)):
        with made.inside():
            schedules.keep_time()
        drain()


def test_everybody_it_was_offered_to_is_asked_whether_they_used_it_or_not(
    team: Make, drain: Callable[[], int], superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = team({"Operations": 14, "Sales": 10}, signed_in=True)
    programme = Offered(made, 14, monkeypatch)
    programme.ends(drain)
    programme.ends(drain)
    (wave,) = ballots(superuser, made)
    assert (wave.name, wave.program_id, wave.organization_only) == (BALLOT, programme.id, True)
    assert wave.promise.get("audience") is None
    owed = superuser.execute(text("SELECT args FROM job WHERE kind = 'checkins.program_ballot'")).scalars().all()
    assert owed == [{"program": str(programme.id)}], "the job names a programme and nobody in it"
    told = superuser.scalar(text("SELECT count(*) FROM notice WHERE args ->> 'wave' = :w"), {"w": str(wave.id)})
    superuser.rollback()
    assert told == 0, "it waits on Home, without a mail"
    _asks_only_the_audience(made, wave)
    for number in range(2, 14):
        member_id = made.person(number).member_id
        assert cast(made, member_id, wave.id, *(("2", "3") if number < 9 else ("0", "unused")))
        assert not cast(made, member_id, wave.id, "0", "0"), "a second ballot changes nothing"
    assert figures_refused(made, wave.id), "nothing is known before the close"
    closes(made, wave, drain)
    _shows_one_figure(made, wave)
    for table in ("ballot", "participation", "audience_member"):
        kept = superuser.scalar(text(f"SELECT count(*) FROM {table} WHERE wave_id = :w"), {"w": wave.id})
        assert kept == 0, f"{table} tells who was asked"
    chain = text("SELECT chain FROM ledger_round WHERE wave_id = :w")
    assert superuser.scalars(chain, {"w": wave.id}).all() == ["program"]
    superuser.rollback()


def _asks_only_the_audience(made: Team, wave: Any) -> None:
    page = f"/check-ins/{wave.id}"
    member = made.person(1).client
    assert BALLOT in member.get("/home").text
    asked = member.get(page).text
    for words in (
        "Did you use this programme?",
        "I did not use it",
        "at least 10 people",
        "whether they used it or not",
    ):
        assert words in asked, words
    assert "14" not in re.sub(r"<[^>]*>", "", asked), "nobody reads how many are asked"
    given = {"program_end-program_used": "0", "program_end-program_helped": "unused"}
    assert member.post(page, data=given).status_code == 303
    assert BALLOT not in member.get("/home").text
    assert made.hana.client.get(page).status_code == 404
    assert "program_end" not in made.hana.client.get("/check-ins/run/new").text
    assert made.hana.client.get("/check-ins/instruments/program_end").status_code == 404
    assert "14 people" not in made.hana.client.get(f"/check-ins/run/{wave.id}").text


def figures_refused(made: Team, wave_id: UUID) -> bool:
    return made.hana.client.get(f"/reports/figures/{wave_id}/custom:program_end.json").status_code == 404


def _shows_one_figure(made: Team, wave: Any) -> None:
    from tenants.members import service as members

    place = f"/results/{wave.id}/custom:program_end"
    shown = made.hana.client.get(place).text
    assert "Did you use this programme?" in shown
    assert "Fewer than twenty people were asked" not in shown, "how many were asked is not told"
    rows = figures(made, wave.id)
    assert {(row["kind"], row["unit"] == rows[0]["unit"], row["group"]) for row in rows} == {("org", True, "")}
    scores = {row["scale"]: row for row in rows if row["measure"] == "score"}
    assert scores["used"]["status"] == "published"
    assert scores["helped"]["status"] == "published"
    assert scores["helped"]["value"] >= 60, "whoever did not use it is not counted among those whom it did not help"
    leader = made.person(2)
    with made.inside(made.hana.member_id):
        members.grant(member_id=leader.member_id, role="leader", unit_id=made.company.units["Operations"])
    assert leader.client.get(place).status_code == 404
    for listed in ("/results", "/reports", "/api/v1/releases"):
        assert BALLOT not in leader.client.get(listed).text


def test_of_a_sensitive_programme_of_a_small_one_and_of_one_long_ago_nothing_is_asked(
    team: Make, drain: Callable[[], int], superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.members import leaving
    from tenants.members.service import member_row

    made = team()
    Offered(made, 20, monkeypatch, sensitive=True).ends(drain)
    assert not ballots(superuser, made)
    small = Offered(made, 10, monkeypatch)
    with made.inside(made.hana.member_id):
        leaving.mark_leaver(member_row(made.person(10).member_id), left_on=clock.today(ZONE))
    small.ends(drain)
    assert not ballots(superuser, made), "nine of the ten are still here"
    late = Offered(made, 20, monkeypatch)
    late.ended_on -= timedelta(days=22)
    late.ends(drain)
    assert not ballots(superuser, made), "after three weeks nobody remembers"


def test_nobody_builds_a_ballot_around_one_person_with_new_accounts_or_labels(
    team: Make, drain: Callable[[], int], superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = team()
    moved = "UPDATE member SET {} WHERE tenant_id = :tenant AND id = ANY(:ids)"
    new = [made.person(number).member_id for number in range(2, 11)]
    for what in ("activated_at = now(), unit_since = now() + interval '2 hours'", "placed_since = now() + '2 hours'"):
        superuser.execute(text(moved.format(what)), {"tenant": made.company.tenant_id, "ids": new})
        superuser.commit()
        with clock.shifted(timedelta(days=9)):
            Offered(made, 10, monkeypatch).ends(drain)
        assert not ballots(superuser, made), what
        old = "unit_since = created_at, placed_since = NULL"
        superuser.execute(text(moved.format(old)), {"tenant": made.company.tenant_id, "ids": new})
        superuser.commit()
    with clock.shifted(timedelta(days=9)):
        Offered(made, 12, monkeypatch).ends(drain)
    (wave,) = ballots(superuser, made)
    asked = superuser.scalar(text("SELECT count(*) FROM audience_member WHERE wave_id = :w"), {"w": wave.id})
    superuser.rollback()
    assert asked == 12
    superuser.execute(
        text("UPDATE member SET unit_since = now() + interval '2 hours' WHERE tenant_id = :tenant"),
        {"tenant": made.company.tenant_id},
    )
    superuser.commit()
    with clock.shifted(timedelta(days=40)):
        offered = Offered(made, 22, monkeypatch)
        offered.member_ids |= {made.hana.member_id}
        offered.ends(drain)
    assert len(ballots(superuser, made)) == 2, "one for everybody is about nobody"


def test_a_checkin_goes_first_and_a_second_run_under_the_same_name_gets_the_day(
    team: Make, drain: Callable[[], int], superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = team()
    made.open(name="Just before")
    programme = Offered(made, 12, monkeypatch)
    programme.ends(drain)
    with clock.shifted(timedelta(days=13)):
        drain()
        assert not ballots(superuser, made), "a check-in was opened less than 14 days ago"
    with clock.shifted(timedelta(days=14, hours=12)):
        drain()
        assert [wave.name for wave in ballots(superuser, made)] == [BALLOT]
        for _run in range(2):
            again = Offered(made, 12, monkeypatch)
            again.ends(drain)
        today = clock.today(ZONE).isoformat()
    names = [BALLOT, f"{BALLOT}, {today}", f"{BALLOT}, {today} (2)"]
    assert sorted(wave.name for wave in ballots(superuser, made)) == names


def test_the_database_lets_no_ballot_about_a_programme_show_units_or_come_twice(
    team: Make, drain: Callable[[], int], superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = team()
    Offered(made, 12, monkeypatch).ends(drain)
    (wave,) = ballots(superuser, made)
    for wrong in ("organization_only = false", "program_id = NULL", "round_id = gen_random_uuid()"):
        with pytest.raises(Exception, match=r"wave_(program|round)_"):
            superuser.execute(text(f"UPDATE wave SET {wrong} WHERE id = :w"), {"w": wave.id})
        superuser.rollback()
    twice = "UPDATE wave SET origin = 'program', organization_only = true, program_id = :p WHERE id = :w"
    other = made.open(name="Winter", days=7)
    with pytest.raises(Exception, match="wave_program_once"):
        superuser.execute(text(twice), {"p": wave.program_id, "w": other})
    superuser.rollback()
