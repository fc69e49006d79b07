"""A tally process killed with -9 at any step loses no ballot and counts none twice; one that lost its lease neither."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from reports.releases import counting, service
from reports.releases import jobs as release_jobs
from tenants import clock, embedded, work_queue
from tests.reports.conftest import Workplace
from tests.reports.releases.dying_tally import PLACES

ROOT = Path(__file__).parents[3]
COMMITTED = ("after the commit", "during the vacuum")
LEASES_END = timedelta(hours=1)
LEFT = """
SELECT (SELECT count(*) FROM ballot WHERE wave_id = :wave), (SELECT count(*) FROM participation WHERE wave_id = :wave),
  (SELECT count(*) FROM wave_key WHERE wave_id = :wave), (SELECT count(*) FROM ledger_round WHERE wave_id = :wave),
  (SELECT count(*) FROM release WHERE wave_id = :wave),
  (SELECT count(*) FROM figure f JOIN release r ON r.id = f.release_id WHERE r.wave_id = :wave),
  (SELECT state FROM wave WHERE id = :wave),
  (SELECT count(*) FROM job WHERE state <> 'done' AND :wave::text IN (args ->> 'wave_id', args ->> 'after'))
""".replace("::", "\\:\\:")


class Left(NamedTuple):
    """What the database holds of one wave."""

    ballots: int
    took_part: int
    keys: int
    rounds: int
    releases: int
    figures: int
    state: str
    owed: int


def left(superuser: Connection, wave_id: UUID) -> Left:
    superuser.rollback()
    found = Left(*superuser.execute(text(LEFT), {"wave": wave_id}).one())
    superuser.rollback()
    return found


def finish(superuser: Connection, wave_id: UUID, drain: Callable[[], int]) -> Left:
    """Run what is owed once the leases are over; a vacuum that found a table in use comes back, perhaps twice."""
    for hours in range(1, 9):
        with clock.shifted(hours * LEASES_END):
            drain()
        found = left(superuser, wave_id)
        if not found.owed:
            break
    return found


@pytest.fixture
def dying_tally(engines: embedded.Engines, mail_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that runs a tally for each step it is told, and is killed there."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": engines.web_url,
        "WELLBEING_TALLY_DATABASE_URL": engines.tally_url,
        "REDIS_URL": engines.redis_url,
        "WELLBEING_SECRET_KEY": engines.secret_key,
        "WELLBEING_MASTER_KEY": engines.master_key,
        "WELLBEING_PUBLIC_URL": "http://localhost",
        "WELLBEING_OPERATED_BY": "Example Operations",
        "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
        "WELLBEING_MAIL": f"folder:{mail_folder}",
        "WELLBEING_MAIL_FROM": "kind-work@example.org",
    }
    command = [sys.executable, str(Path(__file__).with_name("dying_tally.py"))]
    with subprocess.Popen(
        command, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def kill_at(process: subprocess.Popen[str], step: str) -> int:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{step}\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def test_killed_at_any_step_it_loses_no_ballot_and_counts_none_twice(
    workplace: Workplace, dying_tally: subprocess.Popen[str], superuser: Connection, drain: Callable[[], int]
) -> None:
    for number, step in enumerate(PLACES, 1):
        wave_id = workplace.bring_in(f"Killed {step}", workplace.answers(number))
        full = left(superuser, wave_id)
        assert full.ballots == full.took_part > 30
        assert (full.keys, full.rounds, full.releases, full.state, full.owed) == (1, 0, 0, "closing", 1)
        assert kill_at(dying_tally, step) == -signal.SIGKILL, step
        killed = left(superuser, wave_id)
        if step in COMMITTED:
            assert (killed.ballots, killed.took_part, killed.rounds, killed.state) == (0, 0, 1, "released"), step
            assert killed.keys == (step == "after the commit"), step
        else:
            assert killed == full, step
        drain()
        assert left(superuser, wave_id).owed == 1, "another run waits until the lease is over"
        done = finish(superuser, wave_id, drain)
        assert (done.ballots, done.took_part, done.keys, done.state, done.owed) == (0, 0, 0, "released", 0), step
        assert (done.rounds, done.releases) == (1, 3), step
        assert done.figures > 0, step
        if step in COMMITTED:
            assert (done.releases, done.figures) == (killed.releases, killed.figures), step
    rounds = text("SELECT array_agg(number ORDER BY number) FROM ledger_round WHERE tenant_id = :tenant")
    assert superuser.scalar(rounds, {"tenant": workplace.tenant_id}) == [1, 2, 3, 4, 5]


def test_a_run_that_lost_its_lease_while_computing_stores_nothing(
    workplace: Workplace,
    tally_app: Flask,
    superuser: Connection,
    monkeypatch: pytest.MonkeyPatch,
    drain: Callable[[], int],
) -> None:
    wave_id = workplace.bring_in("Winter", workplace.answers(3))
    full = left(superuser, wave_id)
    count = counting.count
    taken_over = text("UPDATE job SET fence = fence + 1 WHERE kind = 'wave.release' AND state = 'running'")

    def slow(*args: Any) -> Any:
        assert superuser.execute(taken_over).rowcount == 1
        superuser.commit()
        return count(*args)

    stored: list[Any] = []

    def stores(*args: Any, number: int) -> None:
        stored.append((number, *args))

    with monkeypatch.context() as patched, tally_app.app_context():
        patched.setattr(release_jobs, "count", slow)
        patched.setattr(service, "store", stores)
        work_queue.drain("tally")
    assert stored == [], "a fenced run does not even begin to store"
    assert left(superuser, wave_id) == full
    done = finish(superuser, wave_id, drain)
    assert (done.ballots, done.took_part, done.rounds, done.releases, done.state) == (0, 0, 1, 3, "released")


def test_the_key_of_an_urn_that_is_not_counted_yet_is_never_destroyed(
    workplace: Workplace, tally_app: Flask, superuser: Connection, drain: Callable[[], int]
) -> None:
    from tenants import jobs
    from tenants.db import work

    wave_id = workplace.bring_in("Winter", workplace.answers(3))
    early = text("UPDATE job SET run_at = run_at + interval '1 hour' WHERE kind = 'wave.release'")
    superuser.execute(early)
    superuser.commit()
    with tally_app.app_context(), work(workplace.tenant_id):
        jobs.owe("wave.destroy_key", "too early", {"wave_id": str(wave_id)}, queue="tally")
    drain()
    assert left(superuser, wave_id).keys == 1
    with clock.shifted(timedelta(hours=2)):
        drain()
    assert left(superuser, wave_id).keys == 0


def test_what_an_older_transaction_may_still_see_is_vacuumed_later(
    workplace: Workplace, superuser: Connection, drain: Callable[[], int]
) -> None:
    """As a backup would, a reader keeps its snapshot over the close: the vacuum comes back when it has ended."""
    wave_id = workplace.bring_in("Winter", workplace.answers(3))
    superuser.rollback()
    superuser.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    superuser.execute(text("SELECT count(*) FROM slug"))
    drain()
    waiting = text("SELECT key, state FROM job WHERE kind = 'wave.vacuum' ORDER BY created_at")
    superuser.rollback()
    assert [tuple(row) for row in superuser.execute(waiting)] == [(str(wave_id), "done"), (f"{wave_id}-1", "pending")]
    superuser.rollback()
    assert finish(superuser, wave_id, drain).owed == 0
    assert {row.state for row in superuser.execute(waiting)} == {"done"}
