"""The only door to a programme's report by an id from outside: one that was launched, with what was released of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from reports.documents.models import Document
from reports.programs.findings import Findings, findings_of
from reports.releases import access as releases
from tenants.db import db
from wellbeing.checkins.statistics import ballot_of_program
from wellbeing.programs import statistics
from wellbeing.programs.statistics import ProgramFacts

KIND = "program"


def programs() -> list[ProgramFacts]:
    """The launched programmes of which there can be a report, the newest first."""
    return [one for one in statistics.all_facts() if not one.sensitive]


def findings_for(program_id: UUID) -> Findings:
    """What was released of a programme; NotFound for a draft and for what is not there."""
    return findings_now(statistics.facts(program_id))


def findings_now(program: ProgramFacts, *, until: UUID | None = None) -> Findings:
    """What was released of a programme; ``until`` a wave's release, as if nothing had been released since."""
    waves = releases.released_waves()
    if until is not None:
        last = next(wave.released_at for wave in waves if wave.wave_id == until)
        waves = tuple(wave for wave in waves if wave.released_at <= last)
    return findings_of(program, waves, ballot_of_program(program.id))


def documents_about(program_id: UUID, wave_id: UUID) -> list[Document]:
    """The PDFs on a programme as it stood with a wave, in every language they were asked for in."""
    same = select(Document).where(Document.kind == f"{KIND}:{program_id}", Document.wave_id == wave_id)
    return list(db.session.scalars(same.order_by(Document.created_at)))
