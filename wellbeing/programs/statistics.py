"""The door for reports: which programmes there were and when, as values; nothing about anybody who followed one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wellbeing.programs import access
from wellbeing.programs.models import Program
from wellbeing.programs.stored import LAUNCHED, audience_of, content_of, group_of, timetable_of


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """One launched programme. `group` is the key of its audience in check-ins; `is_whole` says it is for everyone."""

    id: UUID
    name: Mapping[str, str]
    starts_on: date
    ends_on: date
    state: str
    sensitive: bool
    group: str
    is_whole: bool


def facts(program_id: UUID) -> ProgramFacts:
    """One programme; NotFound for a draft and for what is not there."""
    return _facts(access.launched_for(program_id))


def all_facts() -> list[ProgramFacts]:
    """Every launched programme, the newest first."""
    return [_facts(row) for row in access.programs() if row.state in LAUNCHED]


def _facts(row: Program) -> ProgramFacts:
    days, audience = timetable_of(row), audience_of(row)
    return ProgramFacts(
        id=row.id,
        name=content_of(row).name,
        starts_on=days.begins_on(1),
        ends_on=row.ends_on or days.ends_on,  # an early end is in the row
        state=row.state,
        sensitive=row.sensitive,
        group=group_of(row.id),
        is_whole=audience.is_whole and audience.role == "everyone",
    )
