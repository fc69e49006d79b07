"""Looks at the start whether the database is a restored copy from before an erasure, which then comes first."""

from __future__ import annotations

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from tenants.config import SettingsError, in_force
from tenants.db import db, work
from tenants.erasures import service, written_down

log = structlog.get_logger()

CAME_BACK = (
    "This database does not know {count} of the erasures in {file}: a copy from before them was restored. "
    "Nothing was started, so that nothing erased is shown. Run first: wellbeing erasures replay"
)
GONE = (
    "WELLBEING_ERASURE_LOG names {file}, which is not there, though this database knows of {count} erasures. "
    "Without it nobody could tell whether something erased came back, so nothing was started. "
    "Put the log back; if there never was one, create an empty file."
)


def check_nothing_came_back(app: Flask) -> None:
    """Refuse to start on a restored copy in which something erased is back. Without a database it is not known."""
    with app.app_context():
        file = in_force().erasure_log
        if file is None:
            return
        try:
            lines = written_down.read(file)
            with work(None):
                missing = len(service.unknown(lines))
                known = 0 if file.exists() else service.begun()
        except written_down.LogBroken as broken:
            raise SettingsError(f"{file} is no log of erasures: line {broken} cannot be read.") from None
        except OSError:
            raise SettingsError(f"WELLBEING_ERASURE_LOG names {file}, which cannot be read.") from None
        except (OperationalError, ProgrammingError) as error:
            log.warning("erasures_unchecked", error=type(error.orig).__name__)
            return
        finally:
            db.session.remove()
            db.engine.dispose()  # as above all starts: a server forks after this
        if known:
            raise SettingsError(GONE.format(count=known, file=file))
        if missing:
            raise SettingsError(CAME_BACK.format(count=missing, file=file))
