"""A job is a row: owed once, run once, put back when it fails, taken over when its worker died."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from rq.serializers import JSONSerializer
from sqlalchemy import select

from tenants import clock, jobs, work_queue
from tenants.db import db, work
from tenants.jobs import Job, JobRun


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[JobRun]:
    """A kind of job that notes its runs and fails while told to."""
    runs: list[JobRun] = []

    def handler(run: JobRun) -> None:
        runs.append(run)
        if run.args.get("fail") == "yes":
            raise RuntimeError("secret words")

    monkeypatch.setitem(jobs.KINDS, "test.note", jobs.Kind("test.note", "default", timedelta(seconds=30), handler))
    return runs


def rows() -> list[Any]:
    with db.engine.begin() as connection:
        return list(connection.execute(select(Job).where(Job.kind == "test.note")).all())


def owe(key: str = "a", **args: str) -> None:
    with work(None):
        jobs.owe("test.note", key, args)


def owe_and_fail() -> None:
    with work(None):
        jobs.owe("test.note", "a")
        _ = 1 / 0


def test_the_same_thing_is_owed_once_and_run_once(app: Flask, ran: list[JobRun]) -> None:
    with app.app_context():
        owe()
        owe()
        assert work_queue.drain() == 1
        owe()
        assert work_queue.drain() == 0
    assert len(ran) == 1


def test_what_was_rolled_back_is_not_owed(app: Flask, ran: list[JobRun]) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            owe_and_fail()
        assert rows() == []


def test_a_failure_waits_longer_each_time_and_ends_dead_without_telling_secrets(app: Flask, ran: list[JobRun]) -> None:
    with app.app_context():
        owe(fail="yes")
        for days in range(jobs.TRIES + 2):
            with clock.shifted(timedelta(days=days)):
                work_queue.drain()
        (row,) = rows()
    assert (row.state, row.reason, len(ran)) == ("dead", "RuntimeError", jobs.TRIES)
    assert [run.last_attempt for run in ran] == [False] * (jobs.TRIES - 1) + [True]


def test_a_dead_workers_job_is_taken_over_and_its_late_finish_is_fenced_off(app: Flask, ran: list[JobRun]) -> None:
    with app.app_context():
        owe()
        (row,) = rows()
        dead = work_queue._claim(row.id)
        assert dead is not None
        assert not work_queue.claim_and_run(row.id)
        with clock.shifted(timedelta(minutes=1)):
            assert work_queue.claim_and_run(row.id)
        with pytest.raises(jobs.Fenced), work(None):
            work_queue._finish(dead[0])
        assert [run.fence for run in ran] == [2]


def test_the_sweep_hints_at_what_is_due_and_a_hint_is_not_doubled(app: Flask, ran: list[JobRun]) -> None:
    with app.app_context():
        with work(None):
            jobs.owe("test.note", "tomorrow", run_at=clock.now() + timedelta(days=1))
        assert work_queue.sweep() == 0
        owe()
        assert work_queue.sweep() == 1
        assert work_queue.sweep() == 1
        assert len(work_queue.queue("default").job_ids) == 1


def test_periods_are_owed_once_by_any_number_of_schedulers(
    app: Flask, ran: list[JobRun], monkeypatch: pytest.MonkeyPatch, company: Any
) -> None:
    made = company(signed_in=False)
    monkeypatch.setattr(jobs, "PERIODS", [jobs.Period("test.note", timedelta(hours=1), per_tenant=True)])
    with app.app_context():
        work_queue.owe_periods()
        work_queue.owe_periods()
        mine = [row for row in rows() if row.tenant_id == made.tenant_id]
        assert len(mine) == 1
        with clock.shifted(timedelta(hours=5)):
            work_queue.owe_periods()
        assert len([row for row in rows() if row.tenant_id == made.tenant_id]) == 2


def test_what_somebody_waits_for_goes_first_and_past_a_full_queue(
    app: Flask, ran: list[JobRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited_for = jobs.Kind("test.mail", "default", timedelta(seconds=30), ran.append, urgent=True)
    monkeypatch.setitem(jobs.KINDS, "test.mail", waited_for)
    with app.app_context():
        for number in range(15):
            owe(str(number))
        assert len(work_queue.queue("default").job_ids) == 12
        with work(None):
            jobs.owe("test.mail", "a")
        first = work_queue.queue("default").job_ids[0]
        with db.engine.begin() as connection:
            assert connection.scalar(select(Job.kind).where(Job.id == UUID(first.rpartition("-")[0]))) == "test.mail"


def test_a_hint_can_name_nothing_but_the_entry_function(app: Flask) -> None:
    with app.app_context():
        work_queue.queue("default").enqueue_call("os.system", args=("true",), job_id="evil")
        evil = work_queue.AllowListedJob.fetch("evil", connection=work_queue.connection(), serializer=JSONSerializer)
        with pytest.raises(PermissionError):
            _ = evil.func


def test_without_redis_the_row_waits_for_the_sweep(
    app: Flask, ran: list[JobRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    def absent() -> redis.Redis:
        return redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)

    with app.app_context():
        monkeypatch.setattr(work_queue, "connection", absent)
        owe()
        monkeypatch.undo()
        assert [row.state for row in rows()] == ["pending"]


def test_a_tenants_job_runs_in_that_tenants_scope(app: Flask, company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenants import scope

    seen: list[UUID] = []

    def handler(_run: JobRun) -> None:
        seen.append(scope.require().tenant_id)

    monkeypatch.setitem(jobs.KINDS, "test.scope", jobs.Kind("test.scope", "default", timedelta(seconds=30), handler))
    made = company(signed_in=False)
    with app.app_context():
        with work(made.tenant_id):
            jobs.owe("test.scope", "a")
        work_queue.drain()
    assert seen == [made.tenant_id]
