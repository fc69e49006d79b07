"""The two questions at the end of a coaching round or a programme: asked once, of everybody who was in it.

Each goes through the urn, the tally and the release like any wave, is told only as a whole, and stands back behind
check-ins in everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count
from typing import Any
from uuid import UUID, uuid4

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit, clock, jobs, taking_part
from tenants.db import db
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from tenants.taking_part import TookPart
from wellbeing.checkins import access, ballots, catalog, choosing, obstacles, opening, rhythm
from wellbeing.checkins.audience import SMALLEST_AUDIENCE, NamedGroup, Place
from wellbeing.checkins.instruments import PROGRAM_QUESTIONS, ROUND_QUESTIONS, Instrument, shipped
from wellbeing.checkins.models import PROGRAM, ROUND, Wave

ASK_ABOUT_ROUND = "checkins.round_ballot"
ASK_ABOUT_PROGRAM = "checkins.program_ballot"
"""Owed at the end of a round or a programme by the feature that runs it, which knows these by name only."""

OPEN_FOR = timedelta(days=10)
ASKED_WITHIN = timedelta(days=21)
"""So long after the end it is still asked about; later nobody remembers."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends with two questions: the job that asks, who tells who was in it, the wave's origin and its questions.

    The origin is also the name of the job's argument. ``name`` is what the wave is called, in the language in force.
    """

    job: str
    told_by: str
    origin: str
    questions: str
    name: Callable[[TookPart, str], str]


def _round_name(took_part: TookPart, _language: str) -> str:
    return str(_("Peer coaching, round %(number)s", number=took_part.number))


def _program_name(took_part: TookPart, language: str) -> str:
    return str(_("%(program)s: two questions", program=took_part.named(language)))


OF_ROUND = Ending(ASK_ABOUT_ROUND, taking_part.COACHING_ROUND, ROUND, ROUND_QUESTIONS, _round_name)
OF_PROGRAM = Ending(ASK_ABOUT_PROGRAM, taking_part.PROGRAM, PROGRAM, PROGRAM_QUESTIONS, _program_name)


def ask(ending: Ending, about: UUID) -> Wave | None:
    """Open the ballot at an end, or come back on the first day on which it may be; None when it did not open.

    Nothing is asked twice, of fewer than ten people, or later than three weeks after the end. A check-in goes first:
    nobody is asked within 14 days after one, nor on the day on which one opens.
    """
    organization = opening.organization_locked()
    took_part = taking_part.who(ending.told_by, about)
    if took_part is None or access.ballot_about(ending.origin, about) is not None:
        return None
    places = _places(organization, ending, took_part.member_ids)
    if len(places) < max(SMALLEST_AUDIENCE, organization.threshold):
        return None
    today, free = clock.today(organization.time_zone), _first_day(organization)
    if max(today, free) > took_part.ended_on + ASKED_WITHIN:
        return None
    if free > today:
        again_at = rhythm.opening_of(free, organization.time_zone)
        jobs.owe(ending.job, f"{about} {free.isoformat()}", {ending.origin: str(about)}, run_at=again_at)
        return None
    return _open(organization, ending, about, took_part, places)


def _places(organization: Organization, ending: Ending, member_ids: frozenset[UUID]) -> list[Place]:
    """Everybody of them who is still here, without unit, place or tenure: no figure is made of a part of them.

    HR chooses for whom a programme is. So of a part of the company those are asked who would count in a check-in as its
    group: with nine new accounts around one person the figure would be that person's answer.
    """
    everybody = opening.places_of(organization, {ending.origin: NamedGroup(ending.origin, member_ids)})
    asked = [place for place in everybody if place.member_id in member_ids]
    if ending is OF_PROGRAM and len(asked) < len(everybody):
        asked = [place for place in asked if place.groups]
    return [Place(place.member_id, (), "", "") for place in asked]


def _first_day(organization: Organization) -> date:
    today = clock.today(organization.time_zone)
    free = rhythm.first_day(obstacles.asked_before(organization), {}) or today
    opens_today = any(not row.paused and row.next_on == today for row in access.schedules())
    return max(free, today + timedelta(days=1)) if opens_today or help_room.help_confirmed() else max(free, today)


def _open(
    organization: Organization, ending: Ending, about: UUID, took_part: TookPart, places: Sequence[Place]
) -> Wave:
    questions = shipped(ending.questions)
    catalog.stored(questions, origin="shipped")
    closes_on = clock.today(organization.time_zone) + OPEN_FOR
    wave = Wave(
        id=uuid4(),
        name=_name(organization, ending, took_part),
        instruments=[choosing.stored_part(questions)],
        promise={**_promise(organization, ending, questions), "closes_on": closes_on.isoformat()},
        threshold=organization.threshold,
        organization_only=True,
        strict=organization.strict,
        trial=organization.launched_at is None,
        origin=ending.origin,
        **{f"{ending.origin}_id": about},
        state="open",
        opened_at=clock.now(),
        closes_at=rhythm.closing_of(closes_on, organization.time_zone),
    )
    ballots.give_key(wave)
    opening.invite(wave, places)
    # not "wave.opened": by that check-ins know how lately people were asked, and this one holds none of them back
    audit.record(f"{ending.origin}_ballot.opened", wave.id, name=wave.name)
    return wave


def _promise(organization: Organization, ending: Ending, questions: Instrument) -> Mapping[str, Any]:
    """What a check-in promises, for the organization only, and without a number of people."""
    told = opening.promise(organization, (), [questions])
    fewest = max(SMALLEST_AUDIENCE, organization.threshold)
    return {key: value for key, value in told.items() if key != "audience"} | {"asked": ending.origin, "fewest": fewest}


def _name(organization: Organization, ending: Ending, took_part: TookPart) -> str:
    with force_locale(organization.language):
        name = ending.name(took_part, organization.language)
    # a check-in that HR called so, or an earlier run of the same programme: its name stays, ours gets the day
    dated = f"{name}, {clock.today(organization.time_zone).isoformat()}"
    others = (f"{dated} ({number})" for number in count(2))
    return next(one for one in chain((name, dated), others) if not _is_taken(one))


def _is_taken(name: str) -> bool:
    return db.session.scalar(select(Wave.id).where(func.lower(Wave.name) == name.lower())) is not None
