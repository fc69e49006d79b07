"""What of a programme under way may still be changed: weeks that have begun nowhere yet, never anything before them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from tenants import audit, clock
from tenants.db import db
from tenants.errors import Conflict, Invalid
from wellbeing.programs import acts, content, editing, hr_wording, obstacles
from wellbeing.programs.content import Content
from wellbeing.programs.flaws import Flaw, Offers
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import DRAFT, content_of, timetable_of

EARLIEST_ZONE = timedelta(hours=14)
"""How far ahead of UTC a day begins first."""


def begun(row: Program) -> int:
    """The number of the newest week that has begun somewhere in the world; 0 for a draft."""
    if row.state == DRAFT:
        return 0
    return timetable_of(row).week_on((clock.now() + EARLIEST_ZONE).date())


def keep(row: Program, after: Content, offers: Offers) -> None:
    """Keep what was changed in weeks to come, as another version; Conflict when it touches what has begun."""
    before = content_of(row)
    _refuse_begun(begun(row), before, after)
    _refuse_set_off(row, before, after)
    known = {_named(flaw) for flaw in obstacles.of(row, offers).refusals}
    row.content = content.to_json(after)
    new = next((flaw for flaw in obstacles.of(row, offers).refusals if _named(flaw) not in known), None)
    if new is not None:
        raise Invalid(hr_wording.placed(new), code=new.code)
    row.ends_on = timetable_of(row).ends_on
    row.revision, row.version = row.revision + 1, row.version + 1
    db.session.flush()
    acts.lay_out(row)
    audit.record("program.changed_under_way", row.id, version=str(row.version))


def _refuse_begun(fixed: int, before: Content, after: Content) -> None:
    touched = next((number for number in editing.changed_weeks(before, after) if number <= fixed), None)
    if touched is not None:
        sentence = _("Week %(number)s has begun for somebody already. It stays as it is.", number=touched)
        raise Conflict(sentence, code="week_begun")


def _refuse_set_off(row: Program, before: Content, after: Content) -> None:
    """A round that was announced, or a check-in that is open, is not moved by moving its step."""
    set_off = select(ProgramAct.step_id).where(ProgramAct.program_id == row.id, ProgramAct.state == "done")
    done = set(db.session.scalars(set_off))
    if _placed(before, done) != _placed(after, done):
        sentence = _("What this step sets off is set already: it stays where it is.")
        raise Conflict(sentence, code="step_set_off")


def _placed(says: Content, steps: Collection[str]) -> dict[str, tuple[int, str]]:
    return {step.id: (week.number, step.ref) for week, step in says.steps() if step.id in steps}


def _named(flaw: Flaw) -> tuple[str, int | None, str, str]:
    return flaw.code, flaw.week, flaw.step, str(sorted(flaw.values.items(), key=str))
