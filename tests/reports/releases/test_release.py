"""A wave is released once: figures stored, urn emptied, wave marked; killed anywhere, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from reports.releases import access, service
from reports.releases import jobs as release_jobs
from reports.releases.statistics import ReleasedWave
from tenants import clock, work_queue
from tenants.db import work
from tests.reports.conftest import Workplace
from wellbeing.checkins import tally


def left_in_urn(superuser: Connection, wave_id: UUID) -> tuple[int, int]:
    ballots = superuser.scalar(text("SELECT count(*) FROM ballot WHERE wave_id = :wave"), {"wave": wave_id})
    took_part = superuser.scalar(text("SELECT count(*) FROM participation WHERE wave_id = :wave"), {"wave": wave_id})
    superuser.rollback()
    return int(ballots or 0), int(took_part or 0)


def waves(app: Flask, tenant_id: UUID) -> tuple[ReleasedWave, ...]:
    with app.app_context(), work(tenant_id):
        return access.released_waves()


def mean_of(workplace: Workplace, answers: dict[str, tuple[int, int] | None], under: str) -> float:
    values = [
        (sum(given) / 2 - 1) / 4 * 100
        for who, given in answers.items()
        if given is not None and f"{workplace.people[who]} / ".startswith(under)
    ]
    return sum(values) / len(values)


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
    assert abs(organization.value - mean_of(place, released.answers, "")) <= 0.5
    day = calm.of_unit(place.units["Operations / Day shift"])
    assert day is not None
    assert day.value is not None
    assert abs(day.value - mean_of(place, released.answers, "Operations / Day shift / ")) <= 0.5
    dispatch = calm.of_unit(place.units["Operations / Dispatch"])
    assert dispatch is not None
    assert (dispatch.value, dispatch.reason, dispatch.n_band) == (None, "small", None)


def test_figures_stand_in_chart_order_and_the_response_rate_comes_in_bands(
    released: SimpleNamespace, app: Flask
) -> None:
    second = waves(app, released.place.tenant_id)[1]
    paths = [figure.unit_path for figure in second.scales[0].figures]
    assert paths == ["", *sorted(paths[1:])]
    rate = second.participation()
    assert rate is not None
    organization = rate.of_unit(None)
    assert organization is not None
    answered = sum(given is not None for given in released.answers.values())
    assert organization.value == answered * 100 // len(released.answers) // 10 * 10
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
    with clock.shifted(release_jobs.LEASE * 2):
        drain()
    assert left_in_urn(superuser, wave_id) == (0, 0)
    (wave,) = waves(app, workplace.tenant_id)
    assert len({(one.scale.instrument, one.scale.name) for one in wave.scales}) == len(wave.scales) == 3


def test_a_second_run_changes_nothing(released: SimpleNamespace, tally_app: Flask, app: Flask) -> None:
    before = waves(app, released.place.tenant_id)
    run = SimpleNamespace(args={"wave_id": str(released.second)})
    with tally_app.app_context(), work(released.place.tenant_id):
        release_jobs.release_wave(run)  # type: ignore[arg-type]
    with tally_app.app_context(), work(released.place.tenant_id), pytest.raises(service.AlreadyReleased):
        service.store(_facts(released.second), ())
    assert waves(app, released.place.tenant_id) == before


def _facts(wave_id: UUID) -> Any:
    from wellbeing.checkins.statistics import wave_by_id

    return wave_by_id(wave_id)


def test_the_web_login_cannot_write_a_release(released: SimpleNamespace, app: Flask) -> None:
    from sqlalchemy.exc import ProgrammingError

    from tenants.db import db

    for statement in ("DELETE FROM figure", "UPDATE figure SET value = 1", "DELETE FROM release"):
        with app.app_context(), pytest.raises(ProgrammingError), work(released.place.tenant_id):
            db.session.execute(text(statement))
