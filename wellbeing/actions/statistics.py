"""The door for reports: what leaders said will change, as values by place; who wrote it is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wellbeing.actions import access
from wellbeing.actions.said import Lever, State


@dataclass(frozen=True, slots=True)
class Action:
    """One change as members read it; `unit_id` None is the whole organization, `wave` the name of a check-in."""

    unit_id: UUID | None
    changes: str
    owner: str
    state: State
    due_on: date | None
    reason: str
    done_on: date | None
    lever: Lever | None
    wave: str


def actions_of(unit_ids: Sequence[UUID | None]) -> tuple[Action, ...]:
    """What members of these places read, in the order of the places; in each what is under way first and done last."""
    rows = access.told(unit_ids)
    return tuple(
        Action(
            unit_id=row.unit_id,
            changes=row.changes,
            owner=row.owner,
            state=State(row.state),
            due_on=row.due_on,
            reason=row.reason,
            done_on=row.done_on,
            lever=Lever(row.lever) if row.lever else None,
            wave=row.wave,
        )
        for unit_id in dict.fromkeys(unit_ids)
        for row in rows
        if row.unit_id == unit_id
    )
