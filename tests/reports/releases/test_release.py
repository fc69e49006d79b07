"""A wave is released once: figures stored, urn emptied, wave marked; killed anywhere, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from reports.disclosure.rounds import Round
from reports.releases import access, counting, service
from reports.releases import jobs as release_jobs
from reports.releases.counting import Outcome
from reports.releases.models import LedgerRound
from reports.releases.release_log import ReleaseLog
from reports.releases.statistics import ReleasedWave
from tenants import clock, work_queue
from tenants.db import db, work
from tests.reports.conftest import Workplace
from wellbeing.checkins import schedules, tally


def left_in_urn(superuser: Connection, wave_id: UUID) -> tuple[int, int]:
    ballots = superuser.scalar(text("SELECT count(*) FROM ballot WHERE wave_id = :wave"), {"wave": wave_id})
    took_part = superuser.scalar(text("SELECT count(*) FROM participation WHERE wave_id = :wave"), {"wave": wave_id})
    superuser.rollback()
    return int(ballots or 0), int(took_part or 0)


def waves(app: Flask, tenant_id: UUID) -> tuple[ReleasedWave, ...]:
    with app.app_context(), work(tenant_id):
        return access.released_waves()


def values_of(workplace: Workplace, answers: dict[str, tuple[int, int] | None], under: str) -> list[float]:
    return [
        (sum(given) / 2 - 1) / 4 * 100
        for who, given in answers.items()
        if given is not None and f"{workplace.people[who]} / ".startswith(under)
    ]


def mean_of(workplace: Workplace, answers: dict[str, tuple[int, int] | None], under: str) -> float:
    values = values_of(workplace, answers, under)
    return sum(values) / len(values)


def allowed(workplace: Workplace, answers: dict[str, tuple[int, int] | None], under: str) -> float:
    """The declared error: at most 2.5 reference SDs on the sum, and half a point of rounding."""
    return 2.5 * 25 / len(values_of(workplace, answers, under)) + 0.5


def ledger_of(superuser: Connection, tenant_id: UUID) -> list[Any]:
    asked = text("SELECT wave_id, number, cardinality(respondents) AS people, groups, r2 FROM ledger_round "
                 "WHERE tenant_id = :tenant ORDER BY number")  # fmt: skip
    rows = superuser.execute(asked, {"tenant": tenant_id}).all()
    superuser.rollback()
    return list(rows)


def test_a_closed_wave_becomes_figures_and_every_ballot_goes(
    released: SimpleNamespace, app: Flask, superuser: Connection
) -> None:
    place = released.place
    first, second = waves(app, place.tenant_id)
    assert (first.name, second.name) == ("Spring", "Autumn")
    assert left_in_urn(superuser, released.first) == (0, 0)
    assert left_in_urn(superuser, released.second) == (0, 0)
    calm = next(one for one in second.scales if one.scale.name == "calm")
    organization = calm.of_unit(None)
    assert organization is not None
    assert organization.value is not None
    assert abs(organization.value - mean_of(place, released.answers, "")) <= allowed(place, released.answers, "")
    day = calm.of_unit(place.units["Operations / Day shift"])
    assert day is not None
    assert day.value is not None
    shift = "Operations / Day shift / "
    assert abs(day.value - mean_of(place, released.answers, shift)) <= allowed(place, released.answers, shift)
    dispatch = calm.of_unit(place.units["Operations / Dispatch"])
    assert dispatch is not None
    assert (dispatch.value, dispatch.n_band) == (None, None)
    assert dispatch.reason in {"hidden", "merged"}


def test_figures_stand_in_chart_order_and_the_response_rate_comes_in_bands(
    released: SimpleNamespace, app: Flask
) -> None:
    second = waves(app, released.place.tenant_id)[1]
    paths = [figure.unit_path for figure in second.scales[0].figures if figure.kind == "org"]
    assert paths == ["", *sorted(paths[1:])]
    rate = second.participation()
    assert rate is not None
    organization = rate.of_unit(None)
    assert organization is not None
    answered = sum(given is not None for given in released.answers.values())
    asked = len(released.answers)
    noisy = {(answered * 100 + 125 * way) // asked // 10 * 10 for way in (-1, 0, 1)}
    assert organization.value in noisy
    dispatch = rate.of_unit(released.place.units["Operations / Dispatch"])
    assert dispatch is not None
    assert dispatch.value is None


def test_the_fingerprint_names_the_figures_and_no_two_releases_share_it(released: SimpleNamespace, app: Flask) -> None:
    first, second = waves(app, released.place.tenant_id)
    assert first.fingerprint() == waves(app, released.place.tenant_id)[0].fingerprint()
    assert first.fingerprint() != second.fingerprint()


@pytest.mark.parametrize("step", ["open_urn", "count", "store", "empty_urn", "finish"])
def test_killed_at_any_step_it_loses_no_ballot_and_counts_none_twice(
    step: str,
    workplace: Workplace,
    app: Flask,
    tally_app: Flask,
    superuser: Connection,
    monkeypatch: pytest.MonkeyPatch,
    drain: Callable[[], int],
) -> None:
    answers = workplace.answers(3)
    wave_id = workplace.bring_in("Winter", answers)
    cast_ballots = left_in_urn(superuser, wave_id)
    assert cast_ballots[0] == cast_ballots[1] > 0
    owner, name = {
        "open_urn": (tally, "open_urn"),
        "count": (release_jobs, "count"),
        "store": (service, "store"),
        "empty_urn": (tally, "empty_urn"),
        "finish": (work_queue, "_finish"),
    }[step]
    before = getattr(owner, name)

    def dies(*args: Any, **kwargs: Any) -> None:
        if step in {"store", "empty_urn"}:
            before(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(owner, name, dies)
    with tally_app.app_context(), pytest.raises(KeyboardInterrupt):
        work_queue.drain("tally")
    monkeypatch.undo()
    assert left_in_urn(superuser, wave_id) == cast_ballots
    assert waves(app, workplace.tenant_id) == ()
    assert ledger_of(superuser, workplace.tenant_id) == []
    with clock.shifted(release_jobs.LEASE * 2):
        drain()
    assert left_in_urn(superuser, wave_id) == (0, 0)
    (wave,) = waves(app, workplace.tenant_id)
    assert len({(one.scale.instrument, one.scale.name) for one in wave.scales}) == len(wave.scales) == 3
    (kept,) = ledger_of(superuser, workplace.tenant_id)
    assert (kept.wave_id, kept.number, kept.people) == (wave_id, 1, cast_ballots[0])


def test_a_second_run_changes_nothing(
    released: SimpleNamespace, tally_app: Flask, app: Flask, superuser: Connection
) -> None:
    before = waves(app, released.place.tenant_id)
    kept = ledger_of(superuser, released.place.tenant_id)
    run = SimpleNamespace(args={"wave_id": str(released.second)})
    with tally_app.app_context(), work(released.place.tenant_id):
        release_jobs.release_wave(run)  # type: ignore[arg-type]
    with tally_app.app_context(), work(released.place.tenant_id), pytest.raises(service.AlreadyReleased):
        service.store(_facts(released.second), nothing(), number=99)
    assert waves(app, released.place.tenant_id) == before
    assert ledger_of(superuser, released.place.tenant_id) == kept


def nothing() -> Outcome:
    return Outcome((), {}, ReleaseLog(), Round((), ()), 0.0)


def test_two_waves_of_one_company_cannot_take_the_same_place_in_the_ledger(
    workplace: Workplace, tally_app: Flask, app: Flask, superuser: Connection, drain: Callable[[], int]
) -> None:
    workplace.bring_in("Winter", workplace.answers(3))
    drain()
    second = workplace.bring_in("Spring", workplace.answers(4))
    urn = left_in_urn(superuser, second)
    with tally_app.app_context(), pytest.raises(IntegrityError), work(workplace.tenant_id):
        service.store(_facts(second), nothing(), number=1)
    assert left_in_urn(superuser, second) == urn
    assert [wave.name for wave in waves(app, workplace.tenant_id)] == ["Winter"]
    drain()
    assert [row.number for row in ledger_of(superuser, workplace.tenant_id)] == [1, 2]


def test_the_ledger_keeps_pseudonyms_and_places_and_decides_over_the_waves_that_follow(
    workplace: Workplace, tally_app: Flask, app: Flask, superuser: Connection, drain: Callable[[], int]
) -> None:
    with tally_app.app_context():
        db.engine.dispose()  # as after a restart: nothing but the table remembers
    first = workplace.bring_in("Winter", workplace.answers(3, skipped=0))
    with tally_app.app_context(), work(workplace.tenant_id):
        sales = workplace.units["Operations / Day shift"]
        known = next(one for one in tally.open_urn(first).respondents if sales in one.cell.unit_path)
        for number in (1, 2, 3):  # as if this one answer had been published before
            told = LedgerRound(
                id=uuid4(), wave_id=uuid4(), number=number, respondents=[bytes.fromhex(known.pseudonym)],
                groups=[[0]], r2=0.5,
            )  # fmt: skip
            db.session.add(told)
    drain()
    (wave,) = waves(app, workplace.tenant_id)
    calm = next(one for one in wave.scales if one.scale.name == "calm")
    day = calm.of_unit(sales)
    assert day is not None
    assert day.value is None
    row = ledger_of(superuser, workplace.tenant_id)[-1]
    assert row.r2 > 0.5
    assert (row.wave_id, row.number, row.people) == (first, 4, len(workplace.people))
    assert all(0 <= place < row.people for group in row.groups for place in group)


def test_what_is_stored_comes_back_as_it_was_counted(
    workplace: Workplace, app: Flask, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], int]
) -> None:
    counted: list[Outcome] = []

    def keeps(*args: Any) -> Outcome:
        counted.append(counting.count(*args))
        return counted[-1]

    monkeypatch.setattr(release_jobs, "count", keeps)
    workplace.place_people()
    workplace.bring_in("Winter", workplace.answers(3))
    drain()
    (wave,) = waves(app, workplace.tenant_id)
    assert wave.scales == counted[0].scales
    assert wave.log == counted[0].log
    assert {figure.kind for one in wave.scales for figure in one.figures} >= {"org", "location", "org_location"}
    assert any(figure.bands for one in wave.scales for figure in one.figures)


def test_a_wave_whose_page_promised_units_only_gets_no_other_figures(
    workplace: Workplace, app: Flask, superuser: Connection, drain: Callable[[], int]
) -> None:
    workplace.place_people()
    wave_id = workplace.bring_in("Winter", workplace.answers(3))
    superuser.execute(
        text("UPDATE wave SET promise = promise - 'breakdowns' - 'groups' - 'strict' WHERE id = :wave"),
        {"wave": wave_id},
    )
    superuser.commit()
    drain()
    (wave,) = waves(app, workplace.tenant_id)
    assert {figure.kind for one in wave.scales for figure in one.figures} <= {"org", "directs"}


def test_a_trial_wave_is_erased_at_the_launch_and_the_ledger_does_not_forget_it(
    workplace: Workplace, app: Flask, superuser: Connection, drain: Callable[[], int]
) -> None:
    wave_id = workplace.bring_in("Winter", workplace.answers(3))
    drain()
    superuser.execute(text("UPDATE wave SET trial = true WHERE id = :wave"), {"wave": wave_id})
    superuser.commit()
    with app.app_context(), work(workplace.tenant_id):
        schedules.erase_trials()
    assert waves(app, workplace.tenant_id) == ()
    assert [row.wave_id for row in ledger_of(superuser, workplace.tenant_id)] == [wave_id]


def test_erasing_the_organization_takes_its_ledger_with_it(
    workplace: Workplace, app: Flask, superuser: Connection, drain: Callable[[], int]
) -> None:
    from tenants.organizations import service as organizations

    workplace.bring_in("Winter", workplace.answers(3))
    drain()
    assert len(ledger_of(superuser, workplace.tenant_id)) == 1
    with app.app_context(), work(workplace.tenant_id):
        organizations.erase()
    assert ledger_of(superuser, workplace.tenant_id) == []


def _facts(wave_id: UUID) -> Any:
    from wellbeing.checkins.statistics import wave_by_id

    return wave_by_id(wave_id)


def test_the_web_login_cannot_write_a_release(released: SimpleNamespace, app: Flask) -> None:
    for statement in (
        "DELETE FROM figure",
        "UPDATE figure SET value = 1",
        "DELETE FROM release",
        "SELECT * FROM ledger_round",
    ):
        with app.app_context(), pytest.raises(ProgrammingError), work(released.place.tenant_id):
            db.session.execute(text(statement))
