"""Seals a ballot to its wave's public key, padded to the one size that all ballots have, and opens it; pure.

HPKE (RFC 9180, base mode, single shot): X25519, HKDF-SHA256, AES-256-GCM. The `info` names tenant, wave and ballot, so
that a ballot moved to another wave, tenant or row does not open.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SEALED_SIZE = 4000
"""Bytes of every sealed ballot: 32 of the encapsulated key, 16 of the tag, the rest is padded content.

Two ballots of this size fill a page of the database, and none is moved out of its row.
"""
_FRAME = 2
ROOM = SEALED_SIZE - 32 - 16 - _FRAME
"""Most bytes that the content of a ballot may have (`length`)."""

Opener = Callable[[UUID, bytes], Any]


class TooLong(ValueError):
    """A content that does not fit into a ballot; opening a wave refuses instruments that could come to this."""


class DoesNotOpen(ValueError):
    """A sealed ballot that is altered, or was sealed to another wave, tenant or row."""


def new_keys() -> tuple[bytes, bytes]:
    """A fresh key pair, 32 bytes each: the private key, the public key."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def length(content: Any) -> int:
    """Bytes that a content takes in a ballot."""
    return len(_encoded(content))


def seal(content: Any, public_key: bytes, *, tenant_id: UUID, wave_id: UUID, ballot_id: UUID) -> bytes:
    """Seal a content (anything JSON can hold) into exactly `SEALED_SIZE` bytes; TooLong beyond `ROOM`."""
    encoded = _encoded(content)
    if len(encoded) > ROOM:
        raise TooLong
    framed = (len(encoded).to_bytes(_FRAME, "big") + encoded).ljust(_FRAME + ROOM, b"\0")
    public = X25519PublicKey.from_public_bytes(public_key)
    return SUITE.encrypt(framed, public, info=_bound_to(tenant_id, wave_id, ballot_id))


def opener(private_key: bytes, *, tenant_id: UUID, wave_id: UUID) -> Opener:
    """Opens the ballots of one wave by id and sealed bytes; DoesNotOpen for any other."""
    private = X25519PrivateKey.from_private_bytes(private_key)

    def opened(ballot_id: UUID, sealed: bytes) -> Any:
        try:
            framed = SUITE.decrypt(sealed, private, info=_bound_to(tenant_id, wave_id, ballot_id))
        except InvalidTag:
            raise DoesNotOpen from None
        return json.loads(framed[_FRAME : _FRAME + int.from_bytes(framed[:_FRAME], "big")])

    return opened


def _encoded(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _bound_to(tenant_id: UUID, wave_id: UUID, ballot_id: UUID) -> bytes:
    return f"wellbeing ballot|{tenant_id}|{wave_id}|{ballot_id}".encode()
