"""What HR does with a whole programme: launch it, let it rest, go on, give it more weeks, end it, run it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _

from tenants import audit, clock
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.organizations import access as organizations
from tenants.organizations import service as organization_service
from wellbeing.checkins.opening import organization_locked
from wellbeing.programs import acts, ending, hr_wording, obstacles, service, timetable
from wellbeing.programs.flaws import Offers
from wellbeing.programs.models import Program
from wellbeing.programs.stored import DRAFT, ENDED, PAUSED, RUNNING, timetable_of
from wellbeing.programs.timetable import WEEK

MOST_MORE = 26
"""So many weeks can be added at the end, over all times it is done."""
A_YEAR = 52 * WEEK


def launch(*, program_id: UUID, offers: Offers, both: Collection[UUID], based_on: int) -> Program:
    """Launch a draft for its audience; `both` are programmes that may run at the same time.

    The organization's row is locked, so that two launches at once see each other. Where nobody has been invited yet,
    this opens the organization as well. A second time changes nothing.
    """
    place = organization_locked()
    row = service.held(program_id)
    if row.state != DRAFT:
        return row
    if row.revision != based_on:
        raise Conflict(_("This programme was changed in another window. Please look again."), code="program_changed")
    found = obstacles.of(row, offers)
    if found.refusals:
        raise Conflict(hr_wording.placed(found.refusals[0]), code=found.refusals[0].code)
    if any(note.values["program"] not in both for note in found.to_be_said):
        sentence = _("Please say first whether the other programme may run at the same time.")
        raise Conflict(sentence, code="programs_overlap")
    row.state, row.version, row.launched_at = RUNNING, 1, clock.now()
    _kept(row)
    if place.launched_at is None:
        organization_service.launch()
    audit.record("program.launched", row.id, version="1")
    return row


def pause(*, program_id: UUID) -> None:
    """Let a programme rest from tomorrow on; a week that has begun stays. A second time changes nothing."""
    row = _under_way(program_id)
    if row.state == RUNNING:
        row.state, row.paused_since = PAUSED, _today() + timedelta(days=1)
        _kept(row)
        audit.record("program.paused", row.id)


def resume(*, program_id: UUID) -> None:
    """Go on; what was still to begin moves by as few whole weeks as there must be. A second time changes nothing."""
    row = _under_way(program_id)
    if row.state == PAUSED:
        days = timetable.rested(timetable_of(row), today=_today())
        row.state, row.paused_since = RUNNING, None
        row.rests = timetable.rests_to_json(days.rests)
        _kept(row)
        audit.record("program.resumed", row.id)


def extend(*, program_id: UUID, weeks: int, based_on: int) -> None:
    """Let a programme stay some weeks longer for whoever needs more time."""
    row = _under_way(program_id)
    if row.revision != based_on:
        raise Conflict(_("This programme was changed in another window. Please look again."), code="program_changed")
    if not 1 <= weeks <= MOST_MORE - row.more:
        sentence = _("At most %(most)s weeks can still be added.", most=MOST_MORE - row.more)
        raise Invalid(fields={"weeks": [sentence]}, code="too_long")
    row.more += weeks
    _kept(row)
    audit.record("program.extended", row.id, weeks=str(weeks))


def end(*, program_id: UUID) -> None:
    """End a programme now; everybody of the audience is asked whether it helped. A second time changes nothing."""
    organization_locked()
    row = service.held(program_id)
    _refuse_draft(row)
    if row.state != ENDED:
        ending.end(row)
        row.revision += 1
        db.session.flush()
        audit.record("program.ended", row.id)


def again(*, program_id: UUID) -> Program:
    """A draft of the same, a year later on the same weekday: later where that has passed, at most a year off."""
    row = service.held(program_id)
    _refuse_draft(row)
    if row.starts_on is None:
        raise ValueError("a launched programme has a first day")
    return service.copied(row, starts_on=_a_year_after(row.starts_on))


def _a_year_after(day: date) -> date:
    wanted, soonest, latest = day + A_YEAR, _today() + WEEK, _today() + A_YEAR
    if wanted > latest:
        return wanted - -(-(wanted - latest).days // WEEK.days) * WEEK
    late = (soonest - wanted).days
    return wanted if late <= 0 else wanted + -(-late // WEEK.days) * WEEK


def _under_way(program_id: UUID) -> Program:
    organization_locked()
    row = service.held(program_id)
    _refuse_draft(row)
    if row.state == ENDED:
        raise Conflict(_("This programme has ended. You can run it again."), code="program_ended")
    return row


def _refuse_draft(row: Program) -> None:
    if row.state == DRAFT:
        raise Conflict(_("This programme has not been launched yet."), code="program_draft")


def _kept(row: Program) -> None:
    days = replace(timetable_of(row), more=row.more)
    row.ends_on = days.ends_on
    row.revision += 1
    db.session.flush()
    acts.lay_out(row)


def _today() -> date:
    return clock.today(organizations.organization().time_zone)
