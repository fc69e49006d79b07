"""What one act of a programme opens: an ordinary check-in with the audience as a group, or an ordinary round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import clock
from tenants.db import db
from tenants.errors import Conflict
from tenants.members.models import Member
from tenants.organizations import access as organizations
from tenants.organizations.models import Organization
from wellbeing.checkins import opening
from wellbeing.checkins.audience import NamedGroup
from wellbeing.checkins.models import Wave
from wellbeing.pairings import access as pairings
from wellbeing.pairings import rounds
from wellbeing.programs import audience, company_days
from wellbeing.programs.content import CHECKIN, PAIRING_ROUND, said
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import audience_of, content_of, group_of, timetable_of
from wellbeing.programs.timetable import WEEK

OPEN_FOR = timedelta(days=10)
REMIND_BEFORE = 2
ROUND_AHEAD = timedelta(days=7)
"""So long before its week a round is set, so that people can join it or leave it out."""
LONGEST_ROUND = 12
LONGEST_NAME = 80
"""Letters of a programme's name in the name of its check-in, so that week and day have room."""
TOO_SMALL = frozenset({"group_too_small", "group_name"})
"""Refusals that concern the group alone: the check-in opens without it."""


def open_for(row: Program, act: ProgramAct) -> UUID:
    """Open what an act is for and return its id; Conflict or Invalid when something stands against it."""
    return _check_in(row, act) if act.kind == CHECKIN else _round(row, act)


def _check_in(row: Program, act: ProgramAct) -> UUID:
    place = organizations.organization()
    instruments = [step.ref for _week, step in content_of(row).steps() if step.id == act.step_id]
    groups = _group(row, place)
    try:
        with db.session.begin_nested():
            return _open(row, act, place, instruments, groups)
    except Conflict as refused:
        if not groups or refused.code not in TOO_SMALL:
            raise
    return _open(row, act, place, instruments, {})


def _open(
    row: Program, act: ProgramAct, place: Organization, instruments: list[str], groups: dict[str, NamedGroup]
) -> UUID:
    wave = opening.open_wave(
        name=_name(row, act, place),
        instruments=instruments,
        closes_on=clock.today(place.time_zone) + OPEN_FOR,
        groups=groups,
        remind_before=REMIND_BEFORE,
    )
    return wave.id


def _group(row: Program, place: Organization) -> dict[str, NamedGroup]:
    """The audience as a group of its own, unless it is simply everybody."""
    theirs = audience_of(row)
    if theirs.is_whole and theirs.role == audience.EVERYBODY:
        return {}
    members = audience.members_of(theirs)
    everybody = select(func.count()).select_from(Member).where(Member.left_at.is_(None))
    if len(members) == db.session.scalar(everybody):
        return {}
    return {group_of(row.id): NamedGroup(_called(row, place), members)}


def _name(row: Program, act: ProgramAct, place: Organization) -> str:
    with force_locale(place.language):
        name = _("%(program)s, week %(number)s", program=_called(row, place), number=act.week)
    taken = db.session.scalar(select(Wave.id).where(func.lower(Wave.name) == name.lower()).limit(1))
    # another run of the same programme: its name stays, ours gets the day
    return name if taken is None else f"{name}, {clock.today(place.time_zone).isoformat()}"


def _called(row: Program, place: Organization) -> str:
    return opening.tidy_name(said(content_of(row).name, place.language, row.languages))[:LONGEST_NAME].strip()


def _round(row: Program, act: ProgramAct) -> UUID:
    """Set a round from the step's week until the next one's or the programme's last day; who joins it is theirs.

    Days that have their round already are left to it; one that ends within the step's first week is waited for.
    """
    place, days = organizations.organization(), timetable_of(row)
    week_on, until = days.begins_on(act.week), _until(row, act)
    starts_on = max(company_days.working_day(place, week_on) or week_on, clock.today(place.time_zone) + rounds.AHEAD)
    standing = [one for one in pairings.rounds() if one.state != "cancelled" and one.starts_on <= until]
    for one in sorted(standing, key=lambda each: each.starts_on):
        if one.ends_on < starts_on:
            continue
        if one.starts_on > starts_on or one.ends_on >= week_on + WEEK - timedelta(days=1):
            return one.id
        starts_on = one.ends_on + timedelta(days=1)
    weeks = min(LONGEST_ROUND, max(1, ((until - week_on).days + 1) // WEEK.days))
    chosen = replace(rounds.latest_rules(), weeks=weeks)
    return rounds.launch(starts_on=starts_on, chosen=chosen, by=row.id).id


def _until(row: Program, act: ProgramAct) -> date:
    days = timetable_of(row)
    later = [
        week.number for week, step in content_of(row).steps() if step.kind == PAIRING_ROUND and week.number > act.week
    ]
    return days.begins_on(min(later)) - timedelta(days=1) if later else days.ends_on
