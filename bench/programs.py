"""One week of one programme for 100,000 people: prepared, told and looked at, while another company's jobs get through.

    python -m bench.programs [--people 100000] [--limit 60]

One worker runs what is owed in the order of the queue, on engines of its own. Twice a second another company owes a
small job; the longest wait for one is compared with the longest batch. Telling everybody alike is compared with what a
job for each person would take, which is how notices go that people have unless they say no.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import create_engine, func, select, text, update

from tenants import bulk, clock, embedded, installation, jobs, migrate, work_queue
from tenants.config import Settings
from tenants.db import as_member, db, work
from tenants.jobs import Job, JobRun, job
from tenants.members.models import Member
from tenants.notices import choices
from tenants.notices import service as notices
from tenants.notices.registry import Choice
from tenants.organizations.service import sign_up
from wellbeing.programs import audience, blueprint, content, kinds, mornings
from wellbeing.programs.models import Program, ProgramMorning
from wellbeing.programs.timetable import WEEK
from wsgi import create_app

ZONES = ("Pacific/Auckland", "Asia/Kolkata", "Europe/Berlin", None, "America/New_York", "America/Los_Angeles")
SMALL = "bench.small"
COMPARED = 2000
CHOSE = 20
"""One person in so many has asked for the weekly word."""


@dataclass
class Seen:
    """What the worker saw: seconds of every job by kind, and of every small job from owing to its end."""

    took: dict[str, list[float]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)


def main() -> int:
    """Measure on engines of its own, in a folder that goes away; 1 when a limit is missed."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--limit", type=float, default=60.0, help="seconds for preparing")
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        with embedded.running(place, durable=True) as engines:
            migrate.create_roles(engines.superuser_url)
            migrate.upgrade(engines.migrator_url)
            app = create_app(Settings.from_environment(installation.environment(engines, {})))
            with app.app_context():
                fine = _measured(app, engines.superuser_url, wanted.people, wanted.limit)
                db.engine.dispose()
    return 0 if fine else 1


def _measured(app: Flask, superuser_url: str, people: int, limit: float) -> bool:
    large, small, monday = _company("Large", people), _company("Small", 1), _next_monday()
    _programme(large, monday)
    _some_choose(large)
    _analyze(superuser_url)
    print(f"{people:,} people, {len(ZONES)} time zones, one worker")
    with clock.at(_midnight(monday - timedelta(days=1))):
        prepared = _run(app, large, small, mornings.PREPARE)
        rows = _count(large, ProgramMorning)
        with work(large):
            looked = _seconds(mornings.put_zones_right)
    with clock.at(_midnight(monday) + timedelta(hours=16, minutes=30)):  # the last zone's morning
        _run(app, large, small, mornings.TELL)
        left = _count(large, ProgramMorning)
        each, looked_at = _job_for_each(large), _looks(large)
    seconds = sum(prepared.took[mornings.PREPARE])
    print(f"looking for moved people among {rows:,} mornings: {looked:.2f} s each quarter of an hour")
    print(f"finding that {people:,} people want no mail: {looked_at * people:.0f} s by looks, ", end="")
    print(f"{each * people:.0f} s by a job for each, {each / looked_at:.0f} times as long")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    longest = max(one for took in prepared.took.values() for one in took)
    waited = max(prepared.waits)
    print(f"prepared in {seconds:.1f} s (at most {limit:.0f} s); rows {rows:,}, untold {left}")
    print(f"meanwhile the other company waited {waited:.2f} s at most, the longest batch took {longest:.2f} s")
    return seconds < limit and rows == people and left == 0 and waited < 2 * longest + 0.5


def _run(app: Flask, large: UUID, small: UUID, kind: str) -> Seen:
    """Let the clock of programmes come round once, and run what is owed until nothing of it is left."""
    seen = Seen()
    with work(large):
        jobs.owe("programs.keep_time", f"bench {kind}")
    began = time.perf_counter()
    with _owing(app, small, seen):
        _work_off(large, seen)
    took = {name: (len(times), sum(times), max(times)) for name, times in seen.took.items() if name != SMALL}
    for name, (count, total, longest) in sorted(took.items()):
        print(f"{name:<20} {count:>5} jobs {total:8.1f} s  longest {longest:.2f} s")
    waited = max(seen.waits, default=0.0)
    whole = time.perf_counter() - began
    print(f"{whole:.1f} s in all; {len(seen.waits)} small jobs waited {waited:.2f} s at most\n")
    return seen


def _work_off(large: UUID, seen: Seen) -> None:
    """Run the oldest job that is due, one after the other, until the large company has none left."""
    while True:
        with db.engine.begin() as connection:
            pending = select(Job.id, Job.kind, Job.key, Job.created_at).where(Job.state == "pending")
            due = pending.where(Job.run_at <= clock.now())
            mine = connection.execute(due.where(Job.tenant_id == large).limit(1)).one_or_none()
            found = connection.execute(due.order_by(Job.run_at).limit(1)).one_or_none()
        if mine is None or found is None:
            return
        took = _seconds(lambda job_id=found.id: work_queue.claim_and_run(job_id))  # type: ignore[misc]
        seen.took.setdefault(found.kind, []).append(took)
        if found.key.startswith(f"{id(seen)} "):
            seen.waits.append((clock.now() - found.created_at).total_seconds())


@contextmanager
def _owing(app: Flask, tenant_id: UUID, seen: Seen) -> Iterator[None]:
    """Another company owes a small job twice a second."""
    over = threading.Event()

    def owe() -> None:
        number = 0
        with app.app_context():
            while not over.wait(0.5):
                number += 1
                with work(tenant_id):
                    jobs.owe(SMALL, f"{id(seen)} {number}")

    thread = threading.Thread(target=owe, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@job(SMALL)
def _small(_run: JobRun) -> None:
    """What another company waits for."""
    db.session.scalar(select(func.count()).select_from(Member))


def _job_for_each(large: UUID) -> float:
    """Seconds a person that a job for each takes which finds nothing to mail."""
    some = _some(large)
    with work(large):
        jobs.owe_many("notice.mail", [(f"bench {one}", {"member": str(one)}) for one in some])
    return _run_all(large, "notice.mail") / len(some)


def _looks(large: UUID) -> float:
    """Seconds a person that looks take which find nobody to mail to."""
    some = [one.hex for one in _some(large)]
    parts = [" ".join(some[start : start + 250]) for start in range(0, len(some), 250)]
    with work(large):
        jobs.owe_many(
            notices.LOOK,
            [(f"bench {place}", {"kind": kinds.WEEK, "members": part}) for place, part in enumerate(parts)],
        )
    return _run_all(large, notices.LOOK) / len(some)


def _some(large: UUID) -> list[UUID]:
    with work(large):
        return list(db.session.scalars(select(Member.id).order_by(Member.id).limit(COMPARED)))


def _run_all(large: UUID, kind: str) -> float:
    with db.engine.begin() as connection:
        mine = select(Job.id).where(Job.tenant_id == large, Job.kind == kind, Job.key.like("bench %"))
        found = list(connection.scalars(mine))
    return _seconds(lambda: [work_queue.claim_and_run(one) for one in found])


def _company(name: str, people: int) -> UUID:
    now = clock.now()
    with work(None):
        tenant_id, _slug = sign_up(name=name, hr_email=f"hana.{name.lower()}@example.com", time_zone="Europe/Lisbon")
    rows = [
        {
            "tenant_id": tenant_id, "id": uuid4(), "email": f"p{number}@{name.lower()}.example.org",
            "name": f"Person {number}", "location": "", "job_family": "", "bounces": False, "created_at": now,
            "activated_at": now, "unit_since": now, "time_zone": ZONES[number % len(ZONES)],
        }
        for number in range(people - 1)
    ]  # fmt: skip
    with work(tenant_id):
        for _done in bulk.insert_rows(Member, rows) if rows else ():
            pass
        db.session.execute(update(Member).values(activated_at=now))
    return tenant_id


def _programme(tenant_id: UUID, monday: date) -> None:
    said, now = blueprint.shipped()["self-compassion-at-work"].content, clock.now()
    row = Program(
        id=uuid4(),
        content=content.to_json(said),
        languages=list(content.LANGUAGES),
        audience=audience.to_json(audience.Audience()),
        starts_on=monday,
        ends_on=monday + said.length * WEEK - timedelta(days=1),
        state="running",
        made_at=now,
        launched_at=now,
    )
    with work(tenant_id):
        db.session.add(row)


def _some_choose(tenant_id: UUID) -> None:
    with work(tenant_id):
        ids = list(db.session.scalars(select(Member.id).order_by(Member.id)))[::CHOSE]
        for member_id in ids:
            with as_member(member_id):
                choices.choose(member_id, {"programs.week": Choice.MAIL})


def _count(tenant_id: UUID, table: type) -> int:
    with work(tenant_id):
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def _analyze(superuser_url: str) -> None:
    superuser = create_engine(superuser_url, isolation_level="AUTOCOMMIT")
    with superuser.connect() as connection:
        connection.execute(text("ANALYZE"))
    superuser.dispose()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)


def _next_monday() -> date:
    today = clock.today()
    return today + timedelta(days=7 - today.weekday())


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
