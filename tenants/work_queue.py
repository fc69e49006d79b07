"""Runs what is owed: claims a row with a fence, keeps its lease, finishes in one transaction, sweeps what is stuck."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import redis
import structlog
from flask import Flask, current_app
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.job import Job as RedisJob
from rq.serializers import JSONSerializer
from sqlalchemy import and_, delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, jobs
from tenants.db import db, work
from tenants.errors import DomainError
from tenants.jobs import Fenced, Job, JobRun

log = structlog.get_logger()

ENTRY = "tenants.work_queue.run"
_HINTS = 12
_KEPT = timedelta(days=90)
_bound: dict[str, Flask] = {}


class AllowListedJob(RedisJob):
    """A hint from Redis: it can name only the one entry function, whoever wrote it there."""

    @property
    def func(self) -> Any:
        """The entry function; anything else is refused."""
        if self.func_name != ENTRY:
            raise PermissionError("this queue runs one function only")
        return run


def bind(app: Flask) -> None:
    """Make the application known to the entry function in this process."""
    _bound["app"] = app


@cache
def _redis(url: str) -> redis.Redis:
    once = Retry(NoBackoff(), 0)  # a page never waits for a Redis that is gone: the row does
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=once)


def connection() -> redis.Redis:
    """The Redis of the application in force."""
    return _redis(current_app.extensions["settings"].redis_url)


def queue(name: str) -> Queue:
    """One of the queues of hints."""
    return Queue(name, connection=connection(), serializer=JSONSerializer, job_class=AllowListedJob)


def hint(job_id: UUID, name: str, fence: int, *, urgent: bool = False) -> None:
    """Tell the workers that a row is due; without Redis the row waits for the sweep. An urgent one goes first."""
    try:
        hints = queue(name)
        redis_id = f"{job_id}-{fence}"
        waiting = hints.job_ids
        if (urgent or len(waiting) < _HINTS) and redis_id not in waiting:
            hints.enqueue_call(
                ENTRY,
                args=(str(job_id),),
                job_id=redis_id,
                result_ttl=0,
                failure_ttl=60,
                timeout=3600,
                at_front=urgent,
            )
    except redis.RedisError as error:
        log.warning("redis_absent", error=type(error).__name__)


def run(job_id: str) -> None:
    """Run one owed job by its id, in the application bound to this process."""
    with _bound["app"].app_context():
        claim_and_run(UUID(job_id))


def claim_and_run(job_id: UUID) -> bool:
    """Claim a due row and run its handler; False when someone else has it."""
    claimed = _claim(job_id)
    if claimed is None:
        return False
    current, kind = claimed
    try:
        with _heartbeat(current, kind.lease), work(current.tenant_id):
            kind.handler(current)
            _finish(current)
    except Fenced:
        log.warning("job_fenced", kind=current.kind, job=str(job_id))
    except Exception as error:  # noqa: BLE001 - every failure goes back to the row
        _put_back(current, error)
    return True


def _due(now: datetime) -> Any:
    return or_(and_(Job.state == "pending", Job.run_at <= now), and_(Job.state == "running", Job.lease_until < now))


def _claim(job_id: UUID) -> tuple[JobRun, jobs.Kind] | None:
    now = clock.now()
    with db.engine.begin() as connection_:
        name = connection_.scalar(select(Job.kind).where(Job.id == job_id))
        kind = jobs.KINDS.get(name or "")
        if kind is None:
            return None
        taken = connection_.execute(
            update(Job)
            .where(Job.id == job_id, _due(now))
            .values(state="running", fence=Job.fence + 1, attempts=Job.attempts + 1, lease_until=now + kind.lease)
            .returning(Job.tenant_id, Job.args, Job.fence, Job.attempts)
        ).one_or_none()
    if taken is None:
        return None
    tenant_id = None if taken.tenant_id == jobs.NO_TENANT else taken.tenant_id
    return JobRun(job_id, tenant_id, kind.name, taken.args, taken.fence, taken.attempts), kind


@contextmanager
def _heartbeat(current: JobRun, lease: timedelta) -> Iterator[None]:
    done = threading.Event()
    engine = db.engine

    def renew() -> None:
        while not done.wait(lease.total_seconds() / 3):
            with engine.begin() as connection_:
                mine = update(Job).where(Job.id == current.job_id, Job.fence == current.fence)
                connection_.execute(mine.values(lease_until=clock.now() + lease))

    beat = threading.Thread(target=renew, daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join(timeout=5)


def _finish(current: JobRun) -> None:
    mine = update(Job).where(Job.id == current.job_id, Job.fence == current.fence, Job.state == "running")
    finished = db.session.execute(mine.values(state="done", finished_at=clock.now(), lease_until=None, reason=None))
    if finished.rowcount != 1:  # type: ignore[attr-defined]
        raise Fenced


def _put_back(current: JobRun, error: Exception) -> None:
    reason = error.code if isinstance(error, DomainError) else type(error).__name__
    final = current.last_attempt
    wait = timedelta(seconds=min(600, 2**current.attempt) * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
    log.error("job_dead" if final else "job_failed", kind=current.kind, job=str(current.job_id), reason=reason)
    with db.engine.begin() as connection_:
        mine = update(Job).where(Job.id == current.job_id, Job.fence == current.fence)
        state = "dead" if final else "pending"
        connection_.execute(mine.values(state=state, run_at=clock.now() + wait, lease_until=None, reason=reason))


def sweep() -> int:
    """Hint at a dozen due or stuck rows of each queue; any number of sweepers may run."""
    found = 0
    for name in jobs.QUEUE_NAMES:
        with db.engine.begin() as connection_:
            rows = connection_.execute(
                select(Job.id, Job.fence)
                .where(_due(clock.now()), Job.queue == name)
                .order_by(Job.run_at)
                .limit(_HINTS)
                .with_for_update(skip_locked=True)
            ).all()
        for row in rows:
            hint(row.id, name, row.fence)
        found += len(rows)
    return found


def owe_periods() -> None:
    """Make the rows of every period that has begun; a period missed is made up once."""
    now = clock.now()
    with db.engine.begin() as connection_:
        tenants = list(connection_.scalars(text("SELECT tenant_id FROM slug WHERE state = 'active'")))
        for period in jobs.PERIODS:
            number = int(now.timestamp() // period.every.total_seconds())
            owners = tenants if period.per_tenant else [jobs.NO_TENANT]
            rows = [jobs.new_row(period.kind, f"period-{number}", None, owner) for owner in owners]
            for start in range(0, len(rows), 1000):
                connection_.execute(insert(Job).values(rows[start : start + 1000]).on_conflict_do_nothing())
        connection_.execute(delete(Job).where(Job.state == "done", Job.finished_at < now - _KEPT))


def drain(name: str | None = None) -> int:
    """Run everything due now in this process; for tests and seeding."""
    ran = 0
    while True:
        with db.engine.begin() as connection_:
            due = select(Job.id).where(_due(clock.now())).order_by(Job.run_at)
            found = connection_.scalars((due.where(Job.queue == name) if name else due).limit(50)).all()
        mine = [job_id for job_id in found if claim_and_run(job_id)]
        if not mine:
            return ran
        ran += len(mine)
