"""Brings a database to the newest schema; a lock lets only one process do so at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool, text

MIGRATIONS = Path(__file__).with_name("migrations")
ROLES = MIGRATIONS / "roles.sql"
_LOCK = 7_230_117


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def create_roles(superuser_url: str) -> None:
    """Create the database roles where they are missing; needs a superuser."""
    engine = create_engine(superuser_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execution_options(no_parameters=True).exec_driver_sql(ROLES.read_text(encoding="utf-8"))
    engine.dispose()


def upgrade(url: str) -> None:
    """Migrate to the newest version over the migrator's address."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as guard:
        guard.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(_config(url), "head")
    engine.dispose()


def newest() -> str | None:
    """The revision that the code expects."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
