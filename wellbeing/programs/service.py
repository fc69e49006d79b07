"""What HR does with drafts: start one, write its words, choose for whom and when, put its weeks in order, delete it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit, clock
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.organizations import access as organizations
from wellbeing.checkins.opening import organization_locked
from wellbeing.programs import access, audience, audience_parts, blueprint, changing, content, editing, hr_wording
from wellbeing.programs.audience import Audience
from wellbeing.programs.company_days import days_off_of
from wellbeing.programs.content import LANGUAGES, Content
from wellbeing.programs.flaws import Offers
from wellbeing.programs.models import Program
from wellbeing.programs.stored import DRAFT, UNDER_WAY, audience_of, content_of, timetable_of
from wellbeing.programs.timetable import WEEK, working_day

MOST_DRAFTS = 40


def start_from(*, slug: str) -> Program:
    """A draft with everything that a blueprint says, in every language, for whom it is meant."""
    chosen = blueprint.shipped().get(slug)
    if chosen is None:
        raise NotFound
    return _draft(chosen.content, blueprint=slug, sensitive=chosen.sensitive, chosen=Audience(role=chosen.audience))


def start_empty(*, name: str, language: str) -> Program:
    """A draft in which nothing is said but its name."""
    return _draft(replace(content.empty(), name={language: name}))


def copied(row: Program, *, starts_on: date) -> Program:
    """A draft of the same programme for another time."""
    return _draft(
        content_of(row),
        blueprint=row.blueprint,
        sensitive=row.sensitive,
        chosen=audience_of(row),
        languages=row.languages,
        joiners=row.joiners,
        starts_on=starts_on,
        again_of=row.id,
    )


def _draft(
    says: Content,
    *,
    blueprint: str = "",
    sensitive: bool = False,
    chosen: Audience | None = None,
    languages: Sequence[str] = (),
    joiners: str = "week_one",
    starts_on: date | None = None,
    again_of: UUID | None = None,
) -> Program:
    place = organization_locked()
    drafts = select(func.count()).select_from(Program).where(Program.state == DRAFT)
    if (db.session.scalar(drafts) or 0) >= MOST_DRAFTS:
        raise Conflict(_("At most forty drafts, so that you find your way. Delete one first."), code="many_drafts")
    row = Program(
        id=uuid4(),
        blueprint=blueprint,
        content=content.to_json(says),
        languages=list(languages or (one for one in LANGUAGES if one in place.languages)),
        audience=audience.to_json(chosen or Audience()),
        sensitive=sensitive,
        joiners=joiners,
        starts_on=starts_on or proposed_start(),
        made_at=clock.now(),
        again_of=again_of,
        more=0,
        rests=[],
        revision=1,
        version=0,
        state=DRAFT,
    )
    row.ends_on = _ends_on(row, says)
    db.session.add(row)
    db.session.flush()
    audit.record("program.drafted", row.id)
    return row


def proposed_start() -> date:
    """The next Monday at least a week ahead on which people work; where nobody works on Mondays, the day after it."""
    place = organizations.organization()
    soonest = clock.today(place.time_zone) + WEEK
    monday = soonest + timedelta(days=(1 - soonest.isoweekday()) % 7)
    free = days_off_of(place)
    mondays = (monday + number * WEEK for number in range(8))
    found = next((day for day in mondays if 1 in place.working_days and day not in free), None)
    return found or working_day(monday, working_days=place.working_days, days_off=free) or monday


def change_words(
    row: Program, *, language: str, words: Mapping[str, str], minutes_a_week: int, source: str, based_on: int
) -> None:
    """Keep a draft's name and texts in one language."""
    _refuse_launched(row)
    _refuse_other_window(row, based_on)
    says = editing.with_words(content_of(row), language, words)
    _keep(row, replace(says, minutes_a_week=minutes_a_week, source=source))


def change_frame(
    row: Program,
    *,
    chosen: Audience,
    languages: Collection[str],
    starts_on: date | None,
    joiners: str,
    based_on: int,
) -> None:
    """Keep for whom a draft is, from when on, in which languages, and how somebody begins who comes later."""
    _refuse_launched(row)
    _refuse_other_window(row, based_on)
    audience_parts.refuse_unknown(chosen, audience_of(row))
    if row.sensitive and not (chosen.is_whole and chosen.role == audience.EVERYBODY):
        raise Invalid(
            fields={"role": [_("A sensitive programme is offered to everyone, so that choosing it tells nothing.")]},
            code="sensitive_audience",
        )
    row.audience, row.joiners, row.starts_on = audience.to_json(chosen), joiners, starts_on
    row.languages = [one for one in LANGUAGES if one in languages]
    _keep(row, content_of(row))


def change_weeks(
    row: Program, *, change: Callable[[Content], Content], based_on: int, offers: Callable[[], Offers]
) -> Content:
    """Change weeks and steps: any of a draft, those that have begun nowhere of a programme under way."""
    _refuse_other_window(row, based_on)
    if row.state != DRAFT and row.state not in UNDER_WAY:
        raise Conflict(_("This programme has ended. Run it again to change it."), code="program_ended")
    before = content_of(row)
    try:
        after = change(before)
    except editing.Unfit as unfit:
        raise Invalid(hr_wording.unfit(unfit.code, unfit.values), code=unfit.code) from unfit
    if after == before:
        return after
    if row.state == DRAFT:
        _keep(row, after)
    else:
        changing.keep(row, after, offers())
    return after


def delete(row: Program) -> None:
    """Delete a draft for good."""
    _refuse_launched(row)
    audit.record("program.deleted", row.id)
    db.session.delete(row)
    db.session.flush()


def held(program_id: UUID) -> Program:
    """A programme held until the end of the request, so that two windows take turns."""
    return access.program_for(program_id, for_change=True)


def _keep(row: Program, says: Content) -> None:
    row.content = content.to_json(says)
    row.ends_on = _ends_on(row, says)
    row.revision += 1
    db.session.flush()
    audit.record("program.changed", row.id)


def _ends_on(row: Program, says: Content) -> date | None:
    return timetable_of(row).ends_on if row.starts_on and says.weeks else None


def _refuse_launched(row: Program) -> None:
    if row.state != DRAFT:
        raise Conflict(
            _("This programme has been launched. What has begun is not changed under its people."),
            code="program_launched",
        )


def _refuse_other_window(row: Program, based_on: int) -> None:
    if row.revision != based_on:
        raise Conflict(
            _("This programme was changed in another window. What you typed stands here; keep it to go on from both."),
            code="program_changed",
        )
