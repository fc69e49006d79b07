"""Rotations as jobs: each step finds by the values themselves what is left to do, so a killed one begins again."""

from __future__ import annotations

from datetime import timedelta

from tenants import clock, scope
from tenants.db import db
from tenants.jobs import JobRun, job, owe
from tenants.keys import resealing, service

_MANY = 100


@job(service.ROTATE_ORGANIZATION, lease=timedelta(minutes=10))
def rotate_organization(run: JobRun) -> None:
    """A new version, then everything of every member sealed anew in batches; reading goes on meanwhile."""
    version = service.begin_version(int(run.args["from"]))
    with run.outside_transaction():
        pass
    _reseal_all(run, version)
    owe(service.RESEAL_URNS, version, {"version": str(version)}, queue="tally")


@job(service.RESEAL_URNS, queue="tally")
def reseal_urns(run: JobRun) -> None:
    """The keys of urns, under the login that sees them; then the old versions' last minutes begin."""
    version = int(run.args["version"])
    resealing.reseal_urns(version)
    later = clock.now() + service.READERS_END
    owe(service.REMOVE_OLD, version, {"version": str(version)}, run_at=later, queue="default")


@job(service.REMOVE_OLD, lease=timedelta(minutes=10))
def remove_old(run: JobRun) -> None:
    """Look once more, then delete the versions that nothing lies under."""
    version = int(run.args["version"])
    _reseal_all(run, version)
    run.hold()
    service.remove_old(version)


@job(service.ROTATE_MASTER, lease=timedelta(minutes=10))
def rotate_master(run: JobRun) -> None:
    """Every organization's keys wrapped by the newest master key; the installation's own key last."""
    everybody = service.tenants()
    for number, (_slug, tenant_id) in enumerate(everybody, 1):
        service.rewrap_tenant(tenant_id)
        if number % _MANY == 0 or number == len(everybody):
            _pause(run, number, len(everybody))
    service.rewrap_platform()


def _reseal_all(run: JobRun, version: int) -> None:
    for done, total, member_ids in list(service.batches()):
        run.hold()
        resealing.reseal_members(member_ids, version)
        with run.outside_transaction():
            run.progress(done, total)
    resealing.reseal_house(version)


def _pause(run: JobRun, done: int, total: int) -> None:
    db.session.commit()
    scope.narrow(None)
    run.progress(done, total)
