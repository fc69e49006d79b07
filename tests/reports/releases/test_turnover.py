"""Turnover: counted from leaving dates, shown of thirty people and more, in bands, and only after a whole year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask

from reports.disclosure.candidates import EVERYBODY, Group, Kind
from reports.disclosure.rounding import Bound
from reports.releases import access
from reports.releases.turnover import turnover
from tenants import clock
from tenants.db import work
from tests.reports.conftest import Workplace

SECRET = b"s" * 32
DAY, NIGHT = UUID(int=1), UUID(int=2)


def people(here: int, left: int, unit: UUID = DAY) -> list[tuple[str, tuple[UUID, ...], bool]]:
    return [(f"{unit} {number}", (unit,), number >= here) for number in range(here + left)]


@pytest.mark.parametrize(
    ("here", "left", "shown"),
    [
        (100, 0, (10, Bound.AT_MOST)),
        (100, 5, (10, Bound.AT_MOST)),
        (100, 20, (10, Bound.EXACT)),
        (100, 34, (20, Bound.EXACT)),
        (40, 30, (30, Bound.AT_LEAST)),
    ],
)
def test_turnover_is_told_in_steps_of_ten_with_merged_ends(here: int, left: int, shown: tuple[int, Bound]) -> None:
    assert turnover(people(here, left), secret=SECRET)[EVERYBODY] == shown


def test_fewer_than_thirty_people_and_small_differences_are_never_told() -> None:
    assert turnover(people(20, 9), secret=SECRET) == {}
    assert turnover((), secret=SECRET) == {}
    both = turnover([*people(40, 3), *people(20, 1, NIGHT)], secret=SECRET)
    assert both[EVERYBODY] is not None
    assert both[Group(Kind.ORG, (str(NIGHT),))] is None
    assert both[Group(Kind.ORG, (str(DAY),))] is None, "the rest of the whole would be the other unit"
    enough = turnover([*people(40, 3), *people(40, 1, NIGHT)], secret=SECRET)
    assert None not in enough.values()


@pytest.mark.parametrize("left", [0, 1, 5, 40])
def test_whether_a_turnover_is_shown_does_not_depend_on_how_many_left(left: int) -> None:
    """Everybody can count who is here: a figure that comes with the thirtieth person says that somebody left."""
    night = Group(Kind.ORG, (str(NIGHT),))
    assert turnover([*people(80, 3), *people(29, left, NIGHT)], secret=SECRET)[night] is None
    assert turnover([*people(80, 3), *people(30, left, NIGHT)], secret=SECRET)[night] is not None
    assert turnover(people(29, left), secret=SECRET) == {}


def test_nobody_left_over_between_two_figures_is_counted_by_who_left_alone() -> None:
    inner = UUID(int=3)
    inside = [(f"in {number}", (DAY, inner), False) for number in range(40)]
    gone = [(f"out {number}", (DAY,), True) for number in range(24)]
    found = turnover([*inside, *gone, *people(60, 0, NIGHT)], secret=SECRET)
    assert found[Group(Kind.ORG, (str(inner),))] is None, "the rest would be people who all left"


def test_who_left_a_unit_that_moved_or_is_gone_stands_where_its_people_stand_now(
    workplace: Workplace, app: Flask
) -> None:
    from sqlalchemy import select

    from tenants.db import db
    from tenants.members import departures, leaving
    from tenants.members.models import Member
    from tenants.organizations import units
    from tenants.organizations.access import organization
    from tenants.organizations.models import Unit

    today = clock.today("UTC")
    day, sales = workplace.units["Operations / Day shift"], workplace.units["Sales"]
    dispatch = workplace.units["Operations / Dispatch"]
    with app.app_context(), work(workplace.tenant_id, workplace.cast.hana.member_id):
        organization().departures_from = today - timedelta(days=366)
        by_unit = {one.id: one for one in db.session.scalars(select(Unit))}
        one = db.session.scalars(select(Member).where(Member.unit_id == day)).first()
        last = db.session.scalars(select(Member).where(Member.unit_id == dispatch)).all()
        assert one is not None
        for member in (one, *last):
            leaving.mark_leaver(member, left_on=today)
        units.move_unit(by_unit[day], parent=by_unit[sales])
        units.remove_unit(by_unit[dispatch])
    with app.app_context(), work(workplace.tenant_id):
        found = departures.workforce_until(today)
    paths = {path for _key, path, _left in found}
    assert [path for _key, path, left in found if left and path[-1] == day] == [(sales, day)]
    assert sum(left for _key, path, left in found if path == (workplace.units["Operations"],)) == 3
    above: dict[UUID, set[tuple[UUID, ...]]] = {}
    for path in paths:
        for depth, unit in enumerate(path):
            above.setdefault(unit, set()).add(path[:depth])
    assert all(len(ways) == 1 for ways in above.values()), "a unit stands in one place, or a difference goes unseen"


def test_leaving_dates_stand_beside_the_scores_after_a_year_and_name_nobody(
    workplace: Workplace, app: Flask, drain: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import select

    from reports.releases import jobs
    from tenants.db import db
    from tenants.members import departures, leaving
    from tenants.members.models import Departure, Member
    from tenants.organizations.access import organization

    # an imported wave tells of the past and has no turnover of its own; here it stands for a live one
    assert jobs._workforce(SimpleNamespace(origin="imported", closed_on=clock.today("UTC"))) == ()  # type: ignore[arg-type]
    today = clock.today("UTC")
    with app.app_context(), work(workplace.tenant_id, workplace.cast.hana.member_id):
        gone = db.session.scalars(select(Member).where(Member.external_id.in_(["p3", "p4", "p5"]))).all()
        ids = {str(member.id) for member in gone}
        for member in gone:
            leaving.mark_leaver(member, left_on=today - timedelta(days=10))
        assert departures.workforce_until(today) == (), "leaving is not noted for a year yet"
        organization().departures_from = today - timedelta(days=366)
    with app.app_context(), work(workplace.tenant_id):
        found = departures.workforce_until(today)
        assert sum(left for _key, _units, left in found) == 3
        assert not ids & {key for key, _units, _left in found}
        row = db.session.scalars(select(Departure)).first()
        assert row is not None
        assert row.unit_path == [workplace.units["Operations"], workplace.units["Operations / Day shift"]]
    monkeypatch.setattr(jobs, "_workforce", lambda _wave: found)
    wave_id = workplace.bring_in("Autumn", workplace.answers(1))
    drain()
    with app.app_context(), work(workplace.tenant_id):
        wave = access.released_waves()[-1]
        told = wave.turnover()
        assert told is not None
        assert (told.figures[0].value, told.figures[0].bound) == (10, "at_most")
        assert "turnover" not in {one.key for one in wave.instruments}
    hana, base = workplace.cast.hana.client, f"/reports/figures/{wave_id}/custom:calm"
    sentence = "Turnover: under 10 % of the people who worked here within the year before the close left."
    assert sentence in hana.get(f"/results/{wave_id}/custom:calm").text
    rows = [row for row in hana.get(f"{base}.json").get_json()["figures"] if row["instrument"] == "turnover"]
    assert rows[0]["reads"] == "under 10 %"
    assert "turnover,left,Turnover" in hana.get(f"{base}.csv").text
    with app.app_context(), clock.shifted(timedelta(days=402)), work(workplace.tenant_id):
        departures.forget_old(clock.today("UTC"))
        assert db.session.scalars(select(Departure)).all() == []
