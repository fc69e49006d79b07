"""The only door to a programme's report: HR alone, since it tells of a part of the company that no leader leads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from reports.documents.models import Document
from reports.programs.course import Course, course_of
from reports.releases import access as releases
from tenants.db import db
from tenants.errors import NotFound
from tenants.http import Actor
from tenants.permissions import Role
from wellbeing.checkins.statistics import ballot_of_program
from wellbeing.programs import statistics
from wellbeing.programs.statistics import ProgramFacts

KIND = "program"


def programs_for(actor: Actor) -> list[ProgramFacts]:
    """The launched programmes of which this person may read a report, the newest first."""
    if Role.HR not in actor.roles:
        return []
    return [one for one in statistics.all_facts() if not one.sensitive]


def course_for(actor: Actor, program_id: UUID) -> Course:
    """What was released of a programme; NotFound for a draft, what is not there, and whoever is not of HR."""
    if Role.HR not in actor.roles:
        raise NotFound
    return course_now(statistics.facts(program_id))


def course_now(program: ProgramFacts, *, until: UUID | None = None) -> Course:
    """What was released of a programme; ``until`` a wave's release, as if nothing had been released since."""
    waves = releases.released_waves()
    if until is not None:
        last = next(wave.released_at for wave in waves if wave.wave_id == until)
        waves = tuple(wave for wave in waves if wave.released_at <= last)
    return course_of(program, waves, ballot_of_program(program.id))


def documents_about(program_id: UUID, wave_id: UUID) -> list[Document]:
    """The PDFs on a programme as it stood with a wave, in every language they were asked for in."""
    same = select(Document).where(Document.kind == f"{KIND}:{program_id}", Document.wave_id == wave_id)
    return list(db.session.scalars(same.order_by(Document.created_at)))
