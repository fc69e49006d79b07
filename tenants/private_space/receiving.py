"""Where something handed over to a reader may lie: in a private space that was there before any recent reset.

A space that was begun after a recent password reset may be somebody else's: whoever runs the mailbox could have begun
it. For the fourteen days in which Home shows the reset, nothing is put into such a space, and nothing that waits is
opened by a session begun since.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tenants import scope
from tenants.db import db
from tenants.members import private_space
from tenants.private_space.models import PrivateSpace
from tenants.signin import resets


def receiving_space(member_id: UUID) -> PrivateSpace | None:
    """The newest space of the member in scope that still receives and that they may trust; locked or not."""
    spaces = [space for space in private_space.spaces_of(member_id) if space.receives]
    for space in spaces:
        db.session.expunge(space)  # whoever acts keeps no other person's space at hand
    recent = [reset.at for reset in resets.recent_resets(member_id)]
    if recent:
        spaces = [space for space in spaces if space.begun_at < min(recent)]
    return spaces[0] if spaces else None


def rests_until(member_id: UUID) -> datetime | None:
    """Until when nothing that waits is opened here; None when this session may open it."""
    since = scope.require().session_started_at
    after = [one.at for one in resets.recent_resets(member_id) if since is None or since >= one.at]
    return max(after) + resets.SHOWN if after else None
