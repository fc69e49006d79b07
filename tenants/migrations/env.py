"""Runs migrations as the owner role, with timeouts, in the form that a distributed PostgreSQL accepts."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text


def run() -> None:
    """Upgrade over the migrator's address given by `tenants.migrate`."""
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "", poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text("SET LOCAL statement_timeout = '300s'"))
        connection.execute(text("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"))
        connection.execute(text("SET LOCAL ROLE wellbeing_owner"))
        context.configure(connection=connection, transactional_ddl=True)
        context.run_migrations()
    engine.dispose()


run()
