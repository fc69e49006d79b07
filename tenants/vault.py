"""Envelope encryption: master key → tenant key → a private space's key → text, each text bound to its row."""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants import clock, scope, sealed_places
from tenants.config import in_force
from tenants.db import Base, db, seen_as
from tenants.errors import PrivateSpaceLocked
from tenants.master_keys import UNNAMED, Keyring, LocalKey
from tenants.sealed import SealBroken, open_sealed, opened_by, seal, version_of

__all__ = ["SealBroken", "open_sealed", "seal", "version_of"]

_SECRET_VERSION = 0
_PLATFORM = 1
_FROM_PLATFORM_KEY = 2


class Space(Protocol):
    """What the vault needs to know of a private space."""

    id: UUID
    member_id: UUID
    key_version: int
    wrapped_key: bytes
    locked_at: datetime | None
    readable_from: datetime | None


class TenantKey(Base):
    """One version of a tenant's key, wrapped by a master key; version 0 is the secret that outlives rotation.

    A version that is retired opens and seals nothing new.
    """

    __tablename__ = "tenant_key"
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(default=UNNAMED)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PlatformKey(Base):
    """The installation's own key, wrapped by the master key: for mails, and to know the right master key by."""

    __tablename__ = "platform_key"
    version: Mapped[int] = mapped_column(primary_key=True)
    master: Mapped[str]
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]


def keyring() -> Keyring:
    """The master keys of this installation."""
    return in_force().keyring


def _where(*parts: object) -> str:
    return "|".join(str(part) for part in parts)


def platform_key() -> bytes:
    """The installation's own key; made at the first start."""
    row = db.session.get(PlatformKey, _PLATFORM)
    if row is None:
        _prove_on_a_tenant()
        master, wrapped = keyring().wrap(os.urandom(32), _where("platform_key", _PLATFORM))
        made = {"version": _PLATFORM, "master": master, "wrapped": wrapped, "created_at": clock.now()}
        db.session.execute(insert(PlatformKey).values(made).on_conflict_do_nothing())
        row = db.session.get_one(PlatformKey, _PLATFORM)
    return keyring().unwrap(row.wrapped, _where("platform_key", _PLATFORM), row.master)


def _prove_on_a_tenant() -> None:
    """Before the installation's key is made beside older keys, the master key must open one of those."""
    oldest = db.session.scalar(text("SELECT tenant_id FROM slug ORDER BY created_at LIMIT 1"))
    if oldest is None:
        return
    with seen_as(scope.Scope(oldest)):
        row = db.session.get(TenantKey, (oldest, _SECRET_VERSION))
        if row is not None:
            unwrap_tenant_key(row)


def wrap_tenant_key(tenant_id: UUID, version: int, key: bytes) -> tuple[str, bytes]:
    """Wrap a key for its place, once the master key has proven to be the right one: the id and the wrapped bytes."""
    platform_key()
    return keyring().wrap(key, _where("tenant_key", tenant_id, version))


def unwrap_tenant_key(row: TenantKey) -> bytes:
    """A tenant's key of one version."""
    return keyring().unwrap(row.wrapped, _where("tenant_key", row.tenant_id, row.version), row.master)


def rewrap(row: TenantKey | PlatformKey) -> bool:
    """Wrap a key under the newest master key; False when it is wrapped so already."""
    bound_to = (
        _where("tenant_key", row.tenant_id, row.version)
        if isinstance(row, TenantKey)
        else _where("platform_key", row.version)
    )
    if row.master == keyring().newest():
        return False
    row.master, row.wrapped = keyring().wrap(keyring().unwrap(row.wrapped, bound_to, row.master), bound_to)
    return True


def begin_tenant(tenant_id: UUID) -> None:
    """Give a new organization its first key and its lasting secret."""
    for version in (_SECRET_VERSION, 1):
        add_tenant_key(tenant_id, version)
    db.session.flush()


def add_tenant_key(tenant_id: UUID, version: int) -> None:
    """A fresh key under a version; a version that is there stays as it is."""
    master, wrapped = wrap_tenant_key(tenant_id, version, os.urandom(32))
    made = {"tenant_id": tenant_id, "version": version, "master": master, "wrapped": wrapped, "created_at": clock.now()}
    db.session.execute(insert(TenantKey).values(made).on_conflict_do_nothing())


def _tenant_key(version: int) -> bytes:
    row = db.session.get(TenantKey, (scope.require().tenant_id, version))
    if row is None:
        raise SealBroken
    return unwrap_tenant_key(row)


def _sealing_key() -> tuple[int, bytes]:
    """The key that seals, held until the commit: whoever retires it waits, so nothing is sealed under it afterwards."""
    mine = TenantKey.tenant_id == scope.require().tenant_id, TenantKey.version > 0, TenantKey.retired_at.is_(None)
    newest = select(TenantKey).where(*mine).order_by(TenantKey.version.desc()).limit(1).with_for_update(read=True)
    row = db.session.scalar(newest) or db.session.scalar(newest)  # a rotation may have come between
    if row is None:
        raise SealBroken
    return row.version, unwrap_tenant_key(row)


def tenant_secret(purpose: str) -> bytes:
    """A secret of the organization for one purpose; it survives key rotation."""
    return hmac.new(_tenant_key(_SECRET_VERSION), purpose.encode(), hashlib.sha256).digest()


def seal_for_tenant(plaintext: bytes, *, table: str, row_id: UUID) -> bytes:
    """Seal under the organization's key, bound to table, tenant and row; a rotation must know of the table."""
    if not sealed_places.is_declared(table.partition("|")[0]):
        raise LookupError(f"no rotation knows of {table}: declare the place in tenants/sealed_places")
    version, key = _sealing_key()
    return seal(key, plaintext, _where(table, scope.require().tenant_id, row_id), version)


def open_for_tenant(sealed: bytes, *, table: str, row_id: UUID) -> bytes:
    """Open what `seal_for_tenant` sealed."""
    return open_sealed(_tenant_key(version_of(sealed)), sealed, _where(table, scope.require().tenant_id, row_id))


def new_space_key(space_id: UUID, member_id: UUID) -> tuple[int, bytes]:
    """A fresh data key for a private space: the tenant key's version and the wrapped key."""
    version, key = _sealing_key()
    bound_to = _where("private_space", scope.require().tenant_id, space_id, member_id)
    return version, seal(key, os.urandom(32), bound_to, version)


def is_open(space: Space) -> bool:
    """Whether this session may open the space: never locked or signed in before the lock, and not too early for it."""
    since = scope.require().session_started_at
    if space.readable_from is not None and (since is None or since < space.readable_from):
        return False
    return space.locked_at is None or (since is not None and since < space.locked_at)


def _space_key(space: Space) -> bytes:
    if not is_open(space):
        raise PrivateSpaceLocked
    return _unwrapped(space)


def _unwrapped(space: Space) -> bytes:
    bound_to = _where("private_space", scope.require().tenant_id, space.id, space.member_id)
    return open_sealed(_tenant_key(version_of(space.wrapped_key)), space.wrapped_key, bound_to)


def _row(space: Space, table: str, row_id: UUID) -> str:
    return _where(table, scope.require().tenant_id, row_id, space.member_id)


def seal_for_member(space: Space, *, table: str, row_id: UUID, plaintext: bytes) -> bytes:
    """Seal a private text under its space's key, bound to table, tenant, row and author."""
    return seal(_space_key(space), plaintext, _row(space, table, row_id))


def put_into(space: Space, *, table: str, row_id: UUID, plaintext: bytes) -> bytes:
    """Seal what somebody else hands over, also while the space is locked: putting in reads nothing."""
    return seal(_unwrapped(space), plaintext, _row(space, table, row_id))


def open_for_member(space: Space, *, table: str, row_id: UUID, sealed: bytes) -> bytes:
    """Open a private text; raises PrivateSpaceLocked when this session may not."""
    return open_sealed(_space_key(space), sealed, _row(space, table, row_id))


def reader_of(space: Space, table: str) -> MemberReader:
    """A reader that unwraps the space's key once for many rows."""
    return MemberReader(_space_key(space), scope.require().tenant_id, space.member_id, table)


class MemberReader:
    """Opens many rows of one table of one space without unwrapping the key again."""

    def __init__(self, key: bytes, tenant_id: UUID, member_id: UUID, table: str) -> None:
        self._cipher = AESGCM(key)
        self._before, self._after = _where(table, tenant_id, ""), _where("", member_id)

    def __call__(self, row_id: UUID | str, sealed: bytes) -> bytes:
        """Open one row's sealed text."""
        return opened_by(self._cipher, sealed, f"{self._before}{row_id}{self._after}")


def seal_for_platform(plaintext: bytes, *, table: str, row_id: UUID) -> bytes:
    """Seal what belongs to no tenant (the mail outbox)."""
    key = LocalKey(platform_key()).derived(table)
    return seal(key, plaintext, _where(table, row_id), _FROM_PLATFORM_KEY)


def open_for_platform(sealed: bytes, *, table: str, row_id: UUID) -> bytes:
    """Open what `seal_for_platform` sealed, also before there was a platform key: then a master key stood for it."""
    bound_to = _where(table, row_id)
    if version_of(sealed) == _FROM_PLATFORM_KEY:
        return open_sealed(LocalKey(platform_key()).derived(table), sealed, bound_to)
    for master in keyring().local():
        try:
            return open_sealed(master.derived(table), sealed, bound_to)
        except SealBroken:
            continue
    raise SealBroken
