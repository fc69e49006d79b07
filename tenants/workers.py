"""The two processes behind the pages: a worker that runs what Redis hints at, and a scheduler that sweeps rows."""

from __future__ import annotations

import signal
import time
from typing import Any

import structlog
from flask import Flask
from redis import Redis, RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from tenants import work_queue
from tenants.db import db
from tenants.supervision import Stopped, end_with_parent, stop_on_signals

log = structlog.get_logger()

WORKER_TTL = 20
MAINTENANCE_SECONDS = 5
RETRY_SECONDS = 2.0
SWEEP_SECONDS = 2.0
PERIOD_SECONDS = 30.0


class HouseWorker(Worker):
    """An RQ worker whose forked child dies with it and opens database connections of its own."""

    def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
        """Run one job in the forked child."""
        end_with_parent(signal.SIGKILL)
        db.engine.dispose(close=False)
        super().main_work_horse(*args, **kwargs)


def worker(app: Flask, queue_name: str) -> HouseWorker:
    """A worker on one queue, which accepts only the one entry function whatever Redis says."""
    connection = Redis.from_url(app.extensions["settings"].redis_url, health_check_interval=30)
    queue = Queue(queue_name, connection=connection, serializer=JSONSerializer, job_class=work_queue.AllowListedJob)
    return HouseWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        job_class=work_queue.AllowListedJob,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_SECONDS,
    )


def work_on(app: Flask, *, tally: bool) -> None:
    """Run jobs until told to stop; while Redis is away, wait for it."""
    work_queue.bind(app)
    name = "tally" if tally else "default"
    with app.app_context():
        while True:
            try:
                worker(app, name).work(logging_level="WARNING")
            except RedisError as error:
                log.warning("redis_absent", error=type(error).__name__)
                time.sleep(RETRY_SECONDS)
            else:
                return


def schedule(app: Flask) -> None:
    """Owe every period that has begun and sweep what is due or stuck, until told to stop."""
    stop_on_signals()
    periods_due = 0.0
    with app.app_context():
        try:
            while True:
                try:
                    if time.monotonic() >= periods_due:
                        work_queue.owe_periods()
                        periods_due = time.monotonic() + PERIOD_SECONDS
                    work_queue.sweep()
                except SQLAlchemyError as error:
                    log.warning("database_absent", error=type(error).__name__)
                time.sleep(SWEEP_SECONDS)
        except Stopped:
            return


def run_owed(web: Flask, tally: Flask) -> int:
    """Run everything due now in this process, each queue under its own login; the number of jobs run."""
    total = 0
    while True:
        ran = 0
        for app, name in ((web, "default"), (tally, "tally")):
            with app.app_context():
                ran += work_queue.drain(name)
        if not ran:
            return total
        total += ran
