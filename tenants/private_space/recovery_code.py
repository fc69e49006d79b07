"""Recovery codes of a private space: made, read back as people type them, and compared by hash only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_GROUP = 5
_LENGTH = 25
# What people write for what base32 does not have.
_READ_AS = str.maketrans({"0": "O", "1": "I", "8": "B"})


def new_code() -> str:
    """Five groups of five letters or digits: 125 random bits."""
    letters = base64.b32encode(secrets.token_bytes(16)).decode()[:_LENGTH]
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def plain(typed: str) -> str | None:
    """The 25 letters of a code however it was typed, or None when it cannot be one."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    if len(letters) != _LENGTH or any(c not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" for c in letters):
        return None
    return letters


def digest(code: str) -> bytes:
    """What is stored of a code; 125 random bits need no slow hash."""
    letters = plain(code)
    if letters is None:
        raise ValueError("not a recovery code")
    return hashlib.sha256(b"private space recovery|" + letters.encode()).digest()


def fits(typed: str, stored: bytes | None) -> bool:
    """Whether the typed code is the one whose hash is stored."""
    letters = plain(typed)
    if letters is None or stored is None:
        return False
    return hmac.compare_digest(digest(letters), bytes(stored))
