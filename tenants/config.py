"""Settings: one frozen value read once from the environment; a missing or senseless one stops the start."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import overload
from urllib.parse import urlsplit

from flask import current_app

from tenants.key_service import ServiceKey
from tenants.master_keys import Keyring, LocalKey


class SettingsError(Exception):
    """One sentence that names the setting and what it should be."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations."""

    database_url: str
    tally_database_url: str | None
    redis_url: str
    secret_key: str
    keyring: Keyring
    public_url: str
    operated_by: str
    operator_is_employer: bool
    mail: str
    mail_from: str
    session_idle: timedelta = timedelta(hours=2)
    session_absolute: timedelta = timedelta(days=14)
    trusted_proxies: int = 0
    erasure_log: Path | None = None

    @property
    def secure(self) -> bool:
        """Whether cookies travel over TLS only."""
        return self.public_url.startswith("https://")

    @property
    def mail_folder(self) -> str | None:
        """The folder of the demo's outbox, or None when mail leaves by SMTP."""
        return self.mail.removeprefix("folder:") if self.mail.startswith("folder:") else None

    def database_for(self, login: str) -> str:
        """The address under one login; only the tally worker is given the one that may read ballots."""
        if login != "tally":
            return self.database_url
        if self.tally_database_url is None:
            raise SettingsError("WELLBEING_TALLY_DATABASE_URL is not set; the tally worker needs it.")
        return self.tally_database_url

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check every setting."""
        read = _Reader(environ)
        database_url = read.database("DATABASE_URL")
        return cls(
            database_url=database_url,
            tally_database_url=read.database("WELLBEING_TALLY_DATABASE_URL", optional=True),
            redis_url=read.url("REDIS_URL", ("redis", "rediss", "unix")),
            secret_key=read.secret("WELLBEING_SECRET_KEY"),
            keyring=read.keyring(),
            public_url=read.url("WELLBEING_PUBLIC_URL", ("http", "https")).rstrip("/"),
            operated_by=read.text("WELLBEING_OPERATED_BY"),
            operator_is_employer=read.yes_or_no("WELLBEING_OPERATOR_IS_EMPLOYER"),
            mail=read.mail("WELLBEING_MAIL"),
            mail_from=read.text("WELLBEING_MAIL_FROM"),
            session_idle=timedelta(minutes=read.number("WELLBEING_SESSION_IDLE_MINUTES", 120, 5, 1440)),
            session_absolute=timedelta(hours=read.number("WELLBEING_SESSION_HOURS", 336, 1, 720)),
            trusted_proxies=read.number("WELLBEING_TRUSTED_PROXIES", 0, 0, 5),
            erasure_log=read.path("WELLBEING_ERASURE_LOG"),
        )


def migrator_database_url(environ: Mapping[str, str]) -> str:
    """The address of the role that migrates; only `wellbeing migrate` needs it."""
    return _Reader(environ).database("WELLBEING_MIGRATOR_DATABASE_URL")


def in_force() -> Settings:
    """The settings of the application that runs."""
    settings: Settings = current_app.extensions["settings"]
    return settings


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str:
        value = self._environ.get(name, "").strip()
        if not value:
            raise SettingsError(f"{name} is not set; see docs/operations.md for what it should be.")
        return value

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        value = self.text(name)
        if urlsplit(value).scheme not in schemes:
            raise SettingsError(f"{name} must be an address that starts with {' or '.join(schemes)}://.")
        return value

    @overload
    def database(self, name: str) -> str: ...

    @overload
    def database(self, name: str, *, optional: bool) -> str | None: ...

    def database(self, name: str, *, optional: bool = False) -> str | None:
        if optional and not self._environ.get(name, "").strip():
            return None
        value = self.url(name, ("postgresql", "postgres", "postgresql+psycopg"))
        return "postgresql+psycopg://" + value.split("://", 1)[1]

    def secret(self, name: str) -> str:
        value = self.text(name)
        if len(value) < 32:
            raise SettingsError(f"{name} must have at least 32 characters; make one with: openssl rand -hex 32")
        return value

    def keyring(self) -> Keyring:
        """The key service's key first where there is one; else the first key given here wraps, the others open."""
        service = self._key_service()
        given = self._local_keys(optional=service is not None)
        return Keyring((service, *given) if service else given)

    def _key_service(self) -> ServiceKey | None:
        name = "WELLBEING_KEY_SERVICE_URL"
        token_file = self.path("WELLBEING_KEY_SERVICE_TOKEN_FILE")
        if not self._environ.get(name, "").strip():
            return None
        address = self.url(name, ("http", "https")).rstrip("/")
        if not address.rpartition("/keys/")[2] or "/keys/" not in address:
            raise SettingsError(f"{name} must end in /keys/ and the name of a key, as {name}=https://…/transit/keys/us")
        if token_file is None or not token_file.is_file():
            raise SettingsError("WELLBEING_KEY_SERVICE_TOKEN_FILE must name a file with the token of the key service.")
        return ServiceKey(address, str(token_file))

    def _local_keys(self, *, optional: bool) -> tuple[LocalKey, ...]:
        path = self.path("WELLBEING_MASTER_KEY_FILE")
        if path is not None:
            try:
                value = path.read_text(encoding="ascii").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError("WELLBEING_MASTER_KEY_FILE names a file that cannot be read.") from error
        elif optional:
            value = self._environ.get("WELLBEING_MASTER_KEY", "")
        else:
            value = self.text("WELLBEING_MASTER_KEY")
        keys = tuple(self._local_key(one) for one in value.replace(",", " ").split())
        if not keys and not optional:
            raise SettingsError("WELLBEING_MASTER_KEY is empty; make one with: openssl rand -base64 32")
        return keys

    @staticmethod
    def _local_key(value: str) -> LocalKey:
        try:
            key = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SettingsError(
                "WELLBEING_MASTER_KEY must be base64; make one with: openssl rand -base64 32"
            ) from error
        if len(key) != 32:
            raise SettingsError("WELLBEING_MASTER_KEY must hold 32 bytes; make one with: openssl rand -base64 32")
        return LocalKey(key)

    def path(self, name: str) -> Path | None:
        value = self._environ.get(name, "").strip()
        return Path(value) if value else None

    def yes_or_no(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in {"yes", "no"}:
            raise SettingsError(f"{name} must be yes or no.")
        return value == "yes"

    def mail(self, name: str) -> str:
        value = self.text(name)
        if not value.startswith(("smtp://", "smtps://", "folder:")):
            raise SettingsError(f"{name} must start with smtp://, smtps:// or folder:.")
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self._environ.get(name, "").strip()
        if not value:
            return default
        if not value.isdigit() or not low <= int(value) <= high:
            raise SettingsError(f"{name} must be a whole number from {low} to {high}.")
        return int(value)
