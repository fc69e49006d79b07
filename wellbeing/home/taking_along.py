"""What a member's copy of everything tells of sharing: which of their entries a peer coach may read now.

What others show to them is not theirs to take along, so it is never in their copy.
"""

from __future__ import annotations

import json

from sqlalchemy import select

from tenants.db import db
from tenants.members import people, private_space
from tenants.members.models import Member
from tenants.taking_along import Files, Part, declare
from wellbeing.home.models import SharedEntry
from wellbeing.journal.models import JournalEntry


def _write(member: Member) -> Files:
    opened = [space.id for space in private_space.open_spaces(member.id)]
    entries = select(JournalEntry.id).where(JournalEntry.member_id == member.id, JournalEntry.space_id.in_(opened))
    own = SharedEntry.author_id == member.id, SharedEntry.entry_id.in_(entries)
    mine = select(SharedEntry).where(*own).order_by(SharedEntry.id)
    rows = db.session.scalars(mine).all()
    if rows:
        names = people.named(row.reader_id for row in rows)
        shared = [{"entry": str(row.entry_id), "with": names.get(row.reader_id, "")} for row in rows]
        yield (
            "sharing.json",
            json.dumps({"format": "wellbeing-sharing-1", "shared": shared}, ensure_ascii=False, indent=2),
        )


declare(Part("sharing", frozenset({"shared_entry"}), _write))
