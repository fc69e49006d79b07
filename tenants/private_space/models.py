"""A member's private spaces: each one data key, and what opens it again after a reset."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from tenants.db import Base, TenantOwned


class PrivateSpace(TenantOwned, Base):
    """One data key of one member; visible to that member alone, and closed to sessions begun after `locked_at`."""

    __tablename__ = "private_space"

    member_id: Mapped[UUID]
    key_version: Mapped[int]
    wrapped_key: Mapped[bytes]
    begun_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    recovery_hash: Mapped[bytes]
    recovery_address: Mapped[bytes | None]

    def is_open_for(self, session_started_at: datetime | None) -> bool:
        """Whether a session that began then may read it; no session at all opens nothing that is locked."""
        return self.locked_at is None or (session_started_at is not None and session_started_at < self.locked_at)
