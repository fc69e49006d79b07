"""The only door to a programme by an id from outside: HR's by any, a member's by those they are in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from tenants.db import db
from tenants.errors import NotFound
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import DRAFT, UNDER_WAY


def programs() -> Sequence[Program]:
    """Every programme of the company, the newest first."""
    return db.session.scalars(select(Program).order_by(Program.made_at.desc(), Program.id)).all()


def program_for(program_id: UUID, *, for_change: bool = False) -> Program:
    """One programme, draft or not, for whoever may manage programmes."""
    asked = select(Program).where(Program.id == program_id)
    row = db.session.scalar(asked.with_for_update().execution_options(populate_existing=True) if for_change else asked)
    if row is None:
        raise NotFound
    return row


def launched_for(program_id: UUID) -> Program:
    """One programme that has been launched."""
    row = program_for(program_id)
    if row.state == DRAFT:
        raise NotFound
    return row


def under_way() -> Sequence[Program]:
    """Programmes that run or rest, the oldest first."""
    running = select(Program).where(Program.state.in_(UNDER_WAY))
    return db.session.scalars(running.order_by(Program.launched_at, Program.id)).all()


def acts_of(row: Program) -> Sequence[ProgramAct]:
    """What the steps of a programme set off, or will, in the order of the weeks."""
    theirs = select(ProgramAct).where(ProgramAct.program_id == row.id)
    return db.session.scalars(theirs.order_by(ProgramAct.week, ProgramAct.due_on, ProgramAct.id)).all()
