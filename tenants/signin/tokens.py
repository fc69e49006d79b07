"""Tokens of links and sessions: 256 random bits with the tenant in front; only a hash of them is stored."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

_FORM = re.compile(r"(?P<tenant>[0-9a-f]{32})\.(?P<secret>[A-Za-z0-9_-]{43})\Z")


def new_secret() -> str:
    """43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True)
class TenantToken:
    """A secret that says which organization it belongs to, so that the scope is known before the first query."""

    tenant_id: UUID
    secret: str

    @classmethod
    def new(cls, tenant_id: UUID) -> TenantToken:
        """A fresh token for one organization."""
        return cls(tenant_id, new_secret())

    @classmethod
    def read(cls, text: str) -> TenantToken | None:
        """The token that a link or cookie carries, or None when it is no token at all."""
        found = _FORM.match(text)
        return cls(UUID(hex=found["tenant"]), found["secret"]) if found else None

    @property
    def digest(self) -> bytes:
        """What the row keeps."""
        return digest(self.secret)

    def __str__(self) -> str:
        return f"{self.tenant_id.hex}.{self.secret}"

    def __repr__(self) -> str:
        return f"TenantToken({self.tenant_id}, …)"
