"""Master keys wrap the organizations' keys: one wraps from now on, the others only open what they wrapped before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenants.errors import KeysUnavailable
from tenants.sealed import SealBroken, open_sealed, seal

log = structlog.get_logger()

UNNAMED = ""
"""The id under which keys were wrapped before master keys had ids: by one that the environment or a file holds."""


class MasterKey(Protocol):
    """A key that wraps keys, wherever it lies. Ids name it and never tell anything of it."""

    def newest(self) -> str:
        """The id under which it wraps now."""

    def knows(self, key_id: str) -> bool:
        """Whether something wrapped under this id is for it to open."""

    def wrap(self, key: bytes, bound_to: str) -> tuple[str, bytes]:
        """Wrap a key: the id it was wrapped under, and the wrapped bytes."""

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """The key again; raises SealBroken when this is not the one that wrapped it, KeysUnavailable when away."""


@dataclass(frozen=True)
class LocalKey:
    """A master key in the memory of this process: from the environment or from a file."""

    key: bytes = field(repr=False)

    def derived(self, purpose: str) -> bytes:
        """A key for another purpose, from which this one cannot be reckoned back."""
        return HKDF(SHA256(), 32, None, f"wellbeing {purpose}".encode()).derive(self.key)

    def newest(self) -> str:
        """The first letters of a hash: two keys have two ids, and none has to be invented."""
        return "local:" + hashlib.sha256(self.derived("key id")).hexdigest()[:12]

    def knows(self, key_id: str) -> bool:
        """Its own id, and keys that were wrapped before ids were written down."""
        return key_id in {UNNAMED, self.newest()}

    def wrap(self, key: bytes, bound_to: str) -> tuple[str, bytes]:
        """Wrapped in this process."""
        return self.newest(), seal(self.key, key, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """Opened in this process."""
        return open_sealed(self.key, wrapped, bound_to)


@dataclass(frozen=True)
class Keyring:
    """All master keys of an installation; the first wraps."""

    keys: Sequence[MasterKey]

    def newest(self) -> str:
        """The id under which is wrapped from now on."""
        return self.keys[0].newest()

    def wrap(self, key: bytes, bound_to: str) -> tuple[str, bytes]:
        """Wrap under the first."""
        return self.keys[0].wrap(key, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: str, key_id: str) -> bytes:
        """Open with whichever knows the id; KeysUnavailable when none is here, SealBroken when none opens it."""
        able = [key for key in self.keys if key.knows(key_id)]
        if not able:
            log.error("master_key_missing", key=key_id)
            raise KeysUnavailable
        for key in able[:-1]:
            try:
                return key.unwrap(wrapped, bound_to)
            except SealBroken:
                continue
        return able[-1].unwrap(wrapped, bound_to)

    def local(self) -> list[LocalKey]:
        """Those in the memory of this process."""
        return [key for key in self.keys if isinstance(key, LocalKey)]
