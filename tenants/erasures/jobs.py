"""Erasing step by step, each committed before the next begins; a killed worker's erasure goes on where it stopped."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from tenants.db import db
from tenants.erasures import service
from tenants.jobs import JobRun, job, owe, periodic

VACUUM = "erasure.vacuum"
KEY_TABLES = ("private_space", "tenant_key")


@job(service.RUN, lease=timedelta(minutes=10), urgent=True)
def run(run: JobRun) -> None:
    """Write it down outside, destroy the keys, delete the rows, and free the tables of the deleted keys."""
    erasure_id = UUID(run.args["erasure"])
    row = service.erasure(erasure_id)
    service.write_down(row)
    service.destroy_keys(row)
    with run.outside_transaction():
        pass
    service.delete_rows(service.erasure(erasure_id))
    owe(VACUUM, erasure_id)


@job(VACUUM, lease=timedelta(minutes=10))
def vacuum(run: JobRun) -> None:
    """Free the tables of keys of what was deleted."""
    with run.outside_transaction(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in KEY_TABLES:
            connection.execute(text(f"VACUUM {table}"))


@job("member.destroy_leavers")
def destroy_leavers(_run: JobRun) -> None:
    """Erase people who left 60 days ago; nobody is told whether they held anything."""
    service.ask_for_leavers()


@job("organization.erase_unlaunched")
def erase_unlaunched(_run: JobRun) -> None:
    """Erase the organization when 90 days have passed without a launch."""
    service.erase_if_never_launched()


periodic("member.destroy_leavers", every=timedelta(days=1))
periodic("organization.erase_unlaunched", every=timedelta(days=1))
