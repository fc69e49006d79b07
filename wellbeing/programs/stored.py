"""A stored programme as values: its content, its days, its audience, and the name of its group."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from wellbeing.programs import audience, content, timetable
from wellbeing.programs.audience import Audience
from wellbeing.programs.content import Content
from wellbeing.programs.models import Program
from wellbeing.programs.timetable import Timetable

DRAFT, RUNNING, PAUSED, ENDED = "draft", "running", "paused", "ended"
LAUNCHED = (RUNNING, PAUSED, ENDED)
UNDER_WAY = (RUNNING, PAUSED)


def content_of(row: Program) -> Content:
    """What it says."""
    return content.from_json(row.content)


def audience_of(row: Program) -> Audience:
    """For whom it is."""
    return audience.from_json(row.audience)


def timetable_of(row: Program, *, starts_on: date | None = None) -> Timetable:
    """Its days for the company; a draft without a first day needs one to be tried."""
    first_on = row.starts_on or starts_on
    if first_on is None:
        raise ValueError("a programme without a first day has no days")
    rests = timetable.rests_from_json(row.rests)
    return Timetable(first_on, content_of(row).length, rests, row.paused_since, row.more)


def group_of(program_id: UUID) -> str:
    """The key under which its audience is a group of a check-in."""
    return f"program:{program_id}"
