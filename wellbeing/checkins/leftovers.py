"""What remains to be done once a wave is released: its private key destroyed, and what deleted rows leave behind."""

from __future__ import annotations

from uuid import UUID

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import OperationalError

from tenants.db import db
from wellbeing.checkins.models import Wave, WaveKey

TABLES = ("wave_key", "ballot", "unsealed_ballot", "participation")
SMALL = 64 * 1024 * 1024
"""Tables up to so many bytes are written anew, so that no freed page keeps old bytes; larger ones are only vacuumed."""
_PATIENCE = "300ms"
"""How long a lock is waited for: casting waits behind whoever waits here."""


def destroy_key(wave_id: UUID) -> None:
    """Delete the private key of a released wave; that of a wave whose ballots are still to be counted stays."""
    counted = select(Wave.id).where(Wave.id == wave_id, Wave.state == "released")
    db.session.execute(delete(WaveKey).where(WaveKey.wave_id.in_(counted)))


def vacuum() -> bool:
    """Free the tables of deleted rows, under the tally login and outside any transaction.

    False when something is still to be done later: somebody's older transaction may still see a deleted row (a backup
    that runs), or a table was in use.
    """
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # its settings end with it
        connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
        done = [_vacuumed(connection, table) for table in TABLES]
    return all(done)


def _vacuumed(connection: Connection, table: str) -> bool:
    """Whether no deleted row of a table is left, nor its bytes in a table that is small enough to be written anew."""
    state = text("SELECT n_dead_tup, pg_relation_size(relid) AS size FROM pg_stat_user_tables WHERE relname = :name")
    try:
        connection.execute(text(f"VACUUM (INDEX_CLEANUP ON) {table}"))
        left = connection.execute(state, {"name": table}).one()
        if left.n_dead_tup == 0 and left.size <= SMALL:
            connection.execute(text(f"VACUUM (FULL) {table}"))
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            return False
        raise
    return bool(left.n_dead_tup == 0)
