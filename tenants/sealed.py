"""Sealed bytes: AES-256-GCM, padded, bound to where they lie; pure, keys are handed in."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = 1
_NONCE = 12
_BUCKET = 64


class SealBroken(Exception):
    """A sealed value does not open: wrong key, or moved from its row."""


def seal(key: bytes, plaintext: bytes, bound_to: str, version: int = 1) -> bytes:
    """Seal bytes as format | key version | nonce | AES-256-GCM, padded to 64-byte buckets."""
    nonce = os.urandom(_NONCE)
    head = bytes([_FORMAT]) + version_bytes(version)
    return head + nonce + AESGCM(key).encrypt(nonce, _pad(plaintext), head + bound_to.encode())


def open_sealed(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Open sealed bytes; raises SealBroken when the key or the row is another."""
    return opened_by(AESGCM(key), sealed, bound_to)


def opened_by(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    """The same with a cipher made once for many."""
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


def version_bytes(version: int) -> bytes:
    """A version as it stands in sealed bytes, from the second byte on."""
    return version.to_bytes(4, "big")


def _pad(plaintext: bytes) -> bytes:
    framed = len(plaintext).to_bytes(4, "big") + plaintext
    return framed + bytes(-len(framed) % _BUCKET)


def _unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
