"""Looks at the start whether the master key is the right one."""

from __future__ import annotations

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from tenants import vault
from tenants.config import SettingsError
from tenants.db import db, work
from tenants.errors import KeysUnavailable
from tenants.master_keys import LocalKey
from tenants.sealed import SealBroken

log = structlog.get_logger()

WRONG = (
    "The master key is not one that this installation's keys were wrapped by, so nothing was started and nothing was "
    "changed. Put the right one into WELLBEING_MASTER_KEY or its file, and after a rotation the older ones behind it."
)


def check_master_key(app: Flask, login: str) -> None:
    """Refuse to start with a wrong master key. Without a database, or with a key service away, it is found out later:
    nothing is wrapped before the installation's own key has opened."""
    with app.app_context():
        try:
            with work(None):
                if login == "web" or db.session.get(vault.PlatformKey, 1) is not None:
                    vault.platform_key()
        except (OperationalError, ProgrammingError) as error:
            log.warning("master_key_unchecked", error=type(error.orig).__name__)
        except SealBroken:
            raise SettingsError(WRONG) from None
        except KeysUnavailable:
            if all(isinstance(key, LocalKey) for key in vault.keyring().keys):
                raise SettingsError(WRONG) from None
            log.warning("master_key_unchecked", error="KeysUnavailable")
        finally:
            db.session.remove()
            db.engine.dispose()  # a server forks after this; no connection may be shared
