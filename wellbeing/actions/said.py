"""What leaders say about one change, and what must be true of it; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

MOST_OPEN = 3
LONGEST_CHANGES, LONGEST_OWNER, LONGEST_REASON, LONGEST_WAVE = 280, 80, 200, 120
FURTHEST = timedelta(days=731)
DONE_SHOWN = timedelta(days=365)
"""How long what was done stays on the pages."""


class State(StrEnum):
    """Where a change stands. All but `done` count towards the few that a unit may have open."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    NOT_NOW = "not_now"
    DONE = "done"


class Lever(StrEnum):
    """The ten things that an organization can change; the same words as in "What would help most?"."""

    WORKLOAD = "workload"
    CLARITY = "clarity"
    CONTROL = "control"
    SUPPORT = "support"
    RECOVERY = "recovery"
    FAIRNESS = "fairness"
    TOOLS = "tools"
    MEETINGS = "meetings"
    GROWTH = "growth"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Said:
    """One change in a leader's words: a date or a reason why not now, and what it answers."""

    changes: str
    owner: str
    state: State
    due_on: date | None = None
    reason: str = ""
    lever: Lever | None = None
    wave: str = ""

    def fitting(self) -> Said:
        """Without what does not go with its state: no day for what is not now, no reason for what is."""
        if self.state is State.NOT_NOW:
            return replace(self, due_on=None)
        return replace(self, reason="")


def faults(said: Said, *, today: date, due_before: date | None = None) -> dict[str, str]:
    """What is wrong, as {field: code}; `due_before` is the day that stood there already and may be over."""
    if said.state is State.NOT_NOW:
        return {} if said.reason else {"reason": "no_reason"}
    if said.due_on is None:
        return {} if said.state is State.DONE else {"due_on": "no_day"}
    if said.state is State.DONE or said.due_on == due_before:
        return {}
    if said.due_on < today:
        return {"due_on": "day_over"}
    return {"due_on": "day_far"} if said.due_on > today + FURTHEST else {}
