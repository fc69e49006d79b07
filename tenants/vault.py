"""Envelope encryption: master key → tenant key → a private space's key → text, each text bound to its row."""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants import clock, scope
from tenants.config import Settings
from tenants.db import Base, db
from tenants.errors import PrivateSpaceLocked

_FORMAT = 1
_NONCE = 12
_BUCKET = 64
_SECRET_VERSION = 0


class SealBroken(Exception):
    """A sealed value does not open: wrong key, or moved from its row."""


class Space(Protocol):
    """What the vault needs to know of a private space."""

    id: UUID
    member_id: UUID
    key_version: int
    wrapped_key: bytes
    locked_at: datetime | None
    readable_from: datetime | None


class TenantKey(Base):
    """One version of a tenant's key, wrapped by the master key; version 0 is the secret that outlives rotation."""

    __tablename__ = "tenant_key"
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]


def seal(key: bytes, plaintext: bytes, bound_to: str, version: int = 1) -> bytes:
    """Seal bytes as format | key version | nonce | AES-256-GCM, padded to 64-byte buckets."""
    nonce = os.urandom(_NONCE)
    head = bytes([_FORMAT]) + version.to_bytes(4, "big")
    return head + nonce + AESGCM(key).encrypt(nonce, _pad(plaintext), head + bound_to.encode())


def open_sealed(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Open sealed bytes; raises SealBroken when the key or the row is another."""
    return _opened(AESGCM(key), sealed, bound_to)


def _opened(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    head, nonce, body = sealed[:5], sealed[5 : 5 + _NONCE], sealed[5 + _NONCE :]
    if len(sealed) < 5 + _NONCE + 16 or head[0] != _FORMAT:
        raise SealBroken
    try:
        return _unpad(cipher.decrypt(nonce, body, head + bound_to.encode()))
    except InvalidTag as error:
        raise SealBroken from error


def version_of(sealed: bytes) -> int:
    """The version of the key that sealed a value."""
    return int.from_bytes(sealed[1:5], "big")


def _pad(plaintext: bytes) -> bytes:
    framed = len(plaintext).to_bytes(4, "big") + plaintext
    return framed + bytes(-len(framed) % _BUCKET)


def _unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _derived(purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"wellbeing {purpose}".encode()).derive(_settings().master_key)


def _where(*parts: object) -> str:
    return "|".join(str(part) for part in parts)


def begin_tenant(tenant_id: UUID) -> None:
    """Give a new organization its first key and its lasting secret."""
    for version in (_SECRET_VERSION, 1):
        wrapped = seal(_settings().master_key, os.urandom(32), _where("tenant_key", tenant_id, version))
        db.session.add(TenantKey(tenant_id=tenant_id, version=version, wrapped=wrapped, created_at=clock.now()))
    db.session.flush()


def _tenant_key(version: int | None = None) -> tuple[int, bytes]:
    tenant_id = scope.require().tenant_id
    if version is None:
        newest = select(func.max(TenantKey.version)).where(TenantKey.tenant_id == tenant_id)
        version = db.session.scalar(newest) or 1
    row = db.session.get(TenantKey, (tenant_id, version))
    if row is None:
        raise SealBroken
    return version, open_sealed(_settings().master_key, row.wrapped, _where("tenant_key", tenant_id, version))


def tenant_secret(purpose: str) -> bytes:
    """A secret of the organization for one purpose; it survives key rotation."""
    _version, secret = _tenant_key(_SECRET_VERSION)
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def seal_for_tenant(plaintext: bytes, *, table: str, row_id: UUID) -> bytes:
    """Seal under the organization's key, bound to table, tenant and row."""
    version, key = _tenant_key()
    return seal(key, plaintext, _where(table, scope.require().tenant_id, row_id), version)


def open_for_tenant(sealed: bytes, *, table: str, row_id: UUID) -> bytes:
    """Open what `seal_for_tenant` sealed."""
    _version, key = _tenant_key(version_of(sealed))
    return open_sealed(key, sealed, _where(table, scope.require().tenant_id, row_id))


def new_space_key(space_id: UUID, member_id: UUID) -> tuple[int, bytes]:
    """A fresh data key for a private space: the tenant key's version and the wrapped key."""
    version, key = _tenant_key()
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
    _version, key = _tenant_key(version_of(space.wrapped_key))
    return open_sealed(
        key, space.wrapped_key, _where("private_space", scope.require().tenant_id, space.id, space.member_id)
    )


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
        return _opened(self._cipher, sealed, f"{self._before}{row_id}{self._after}")


def seal_for_platform(plaintext: bytes, *, table: str, row_id: UUID) -> bytes:
    """Seal what belongs to no tenant (the mail outbox)."""
    return seal(_derived(table), plaintext, _where(table, row_id))


def open_for_platform(sealed: bytes, *, table: str, row_id: UUID) -> bytes:
    """Open what `seal_for_platform` sealed."""
    return open_sealed(_derived(table), sealed, _where(table, row_id))
