"""What is owed, as rows: the row is the truth and Redis only carries hints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants import clock, scope
from tenants.db import Base, db

NO_TENANT = UUID(int=0)
QUEUE_NAMES = ("default", "tally")
TRIES = 6
_AT_ONCE = 1000
_HINTED = 12


class Fenced(Exception):
    """Another run of the same job has taken over; this one's work is dropped."""


class Job(Base):
    """One thing owed, unique by tenant, kind and key."""

    __tablename__ = "job"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID]
    kind: Mapped[str]
    key: Mapped[str]
    queue: Mapped[str]
    args: Mapped[dict[str, Any]]
    state: Mapped[str]
    run_at: Mapped[datetime]
    attempts: Mapped[int]
    fence: Mapped[int]
    lease_until: Mapped[datetime | None]
    progress: Mapped[int | None]
    total: Mapped[int | None]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


@dataclass
class JobRun:
    """One try at a job, as its handler sees it."""

    job_id: UUID
    tenant_id: UUID | None
    kind: str
    args: Mapping[str, str]
    fence: int
    attempt: int

    @property
    def last_attempt(self) -> bool:
        """Whether a failure now would be final."""
        return self.attempt >= TRIES

    @property
    def is_beyond_tries(self) -> bool:
        """Whether every try was used up already: the last one was killed, and so nothing was said about it."""
        return self.attempt > TRIES

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is, at once."""
        with db.engine.begin() as connection:
            mine = update(Job).where(Job.id == self.job_id, Job.fence == self.fence)
            connection.execute(mine.values(progress=done, total=total))

    @contextmanager
    def outside_transaction(self) -> Iterator[None]:
        """End what was read so far, so that long computing holds no transaction; the next query begins anew."""
        db.session.commit()
        yield

    def hold(self) -> None:
        """From here to the commit nobody else can take this job over; raises Fenced when another run has.

        First in a transaction that writes what was computed outside of one: a run that lost its lease stores nothing.
        `progress` would wait for that transaction, so it has no place after this.
        """
        mine = select(Job.id).where(Job.id == self.job_id, Job.fence == self.fence, Job.state == "running")
        if db.session.scalar(mine.with_for_update()) is None:
            raise Fenced


Handler = Callable[[JobRun], None]


@dataclass(frozen=True)
class Kind:
    """A registered kind of job."""

    name: str
    queue: str
    lease: timedelta
    handler: Handler = field(compare=False)
    urgent: bool = False


@dataclass(frozen=True)
class Period:
    """A kind that is owed again every so often, for every organization or once for the platform."""

    kind: str
    every: timedelta
    per_tenant: bool


KINDS: dict[str, Kind] = {}
PERIODS: list[Period] = []


def job(
    name: str, *, queue: str = "default", lease: timedelta = timedelta(minutes=5), urgent: bool = False
) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job; somebody waits for an urgent one, so it goes first."""

    def register(handler: Handler) -> Handler:
        KINDS[name] = Kind(name, queue, lease, handler, urgent)
        return handler

    return register


def periodic(kind: str, *, every: timedelta, per_tenant: bool = True) -> None:
    """Owe a kind again every period; rows made from (kind, period) cannot double."""
    PERIODS.append(Period(kind, every, per_tenant))


def owe(
    kind: str,
    key: object,
    args: Mapping[str, str] | None = None,
    *,
    run_at: datetime | None = None,
    queue: str | None = None,
) -> None:
    """Write down a job in the running transaction; the same (tenant, kind, key) is owed once.

    A lower floor may owe a kind that it knows only by name; the queue is then given by `queue`.
    """
    now = scope.current()
    row = new_row(kind, str(key), args, now.tenant_id if now else NO_TENANT, run_at, queue)
    db.session.execute(insert(Job).values(row).on_conflict_do_nothing())
    if row["run_at"] <= clock.now():
        from tenants.work_queue import hint  # noqa: PLC0415 - the queue knows the jobs, not the reverse

        urgent = kind in KINDS and KINDS[kind].urgent
        scope.after_commit(lambda: hint(row["id"], row["queue"], 0, urgent=urgent))


def owe_many(kind: str, owed: Sequence[tuple[object, Mapping[str, str]]]) -> None:
    """Write down many jobs of one kind (key and arguments) at once; the first are hinted, the sweep wakes the rest."""
    tenant_id = scope.require().tenant_id
    rows = [new_row(kind, str(key), args, tenant_id) for key, args in owed]
    for start in range(0, len(rows), _AT_ONCE):
        db.session.execute(insert(Job).on_conflict_do_nothing(), rows[start : start + _AT_ONCE])
    from tenants.work_queue import hint  # noqa: PLC0415 - the queue knows the jobs, not the reverse

    def wake() -> None:
        for row in rows[:_HINTED]:
            hint(row["id"], row["queue"], 0)

    scope.after_commit(wake)


def owed(kind: str, keys: Sequence[str]) -> set[str]:
    """Which of these keys were owed under a kind before, done or not (a job that is done is kept for 90 days)."""
    mine = select(Job.key).where(Job.tenant_id == scope.require().tenant_id, Job.kind == kind)
    parts = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
    return {key for part in parts for key in db.session.scalars(mine.where(Job.key.in_(part)))}


def new_row(
    kind: str,
    key: str,
    args: Mapping[str, str] | None,
    tenant_id: UUID,
    run_at: datetime | None = None,
    queue: str | None = None,
) -> dict[str, Any]:
    """The values of a pending job."""
    known = KINDS.get(kind)
    return {
        "id": uuid4(),
        "tenant_id": tenant_id,
        "kind": kind,
        "key": key,
        "queue": queue or (known.queue if known else "default"),
        "args": dict(args or {}),
        "state": "pending",
        "run_at": run_at or clock.now(),
        "attempts": 0,
        "fence": 0,
        "created_at": clock.now(),
    }
