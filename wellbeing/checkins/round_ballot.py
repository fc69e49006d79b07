"""The two questions at the end of a coaching round: asked once, of everybody who was in a pair, told only as a whole.

It goes through the urn, the tally and the release like any wave, and stands back behind check-ins in everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit, clock, jobs, taking_part
from tenants.db import db
from tenants.members.models import Member
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from tenants.taking_part import TookPart
from wellbeing.checkins import access, ballots, catalog, choosing, obstacles, opening, rhythm
from wellbeing.checkins.audience import SMALLEST_AUDIENCE, Place
from wellbeing.checkins.instruments import ROUND_QUESTIONS, Instrument, shipped
from wellbeing.checkins.models import ROUND, Wave

ASK = "checkins.round_ballot"
"""Owed at the end of a round by the feature that runs rounds, which knows it by this name only."""

OPEN_FOR = timedelta(days=10)
ASKED_WITHIN = timedelta(days=21)
"""So long after a round it is still asked about; later nobody remembers."""


def ask(round_id: UUID) -> Wave | None:
    """Open the ballot of a round, or come back on the first day on which it may be; None when it did not open.

    Nothing is asked twice, of fewer than ten people, or later than three weeks after the round. A check-in goes first:
    nobody is asked within 14 days after one, nor on the day on which one opens.
    """
    organization = opening.organization_locked()
    took_part = taking_part.who(taking_part.COACHING_ROUND, round_id)
    if took_part is None or access.wave_of_round(round_id) is not None:
        return None
    places = _places(took_part.member_ids)
    if len(places) < max(SMALLEST_AUDIENCE, organization.threshold):
        return None
    today, free = clock.today(organization.time_zone), _first_day(organization)
    if max(today, free) > took_part.ended_on + ASKED_WITHIN:
        return None
    if free > today:
        again_at = rhythm.opening_of(free, organization.time_zone)
        jobs.owe(ASK, f"{round_id} {free.isoformat()}", {"round": str(round_id)}, run_at=again_at)
        return None
    return _open(organization, round_id, took_part, places)


def _places(member_ids: Collection[UUID]) -> list[Place]:
    """Everybody of them who is still here, without unit, place or tenure: no figure is made of a part of them."""
    here = select(Member.id).where(Member.left_at.is_(None), Member.id.in_(member_ids)).order_by(Member.id)
    return [Place(member_id, (), "", "") for member_id in db.session.scalars(here)]


def _first_day(organization: Organization) -> date:
    today = clock.today(organization.time_zone)
    free = rhythm.first_day(obstacles.asked_before(organization), {}) or today
    opens_today = any(not row.paused and row.next_on == today for row in access.schedules())
    return max(free, today + timedelta(days=1)) if opens_today or help_room.help_confirmed() else max(free, today)


def _open(organization: Organization, round_id: UUID, took_part: TookPart, places: Sequence[Place]) -> Wave:
    questions = shipped(ROUND_QUESTIONS)
    catalog.stored(questions, origin="shipped")
    closes_on = clock.today(organization.time_zone) + OPEN_FOR
    wave = Wave(
        id=uuid4(),
        name=_name(organization, took_part),
        instruments=[choosing.stored_part(questions)],
        promise={**_promise(organization, questions), "closes_on": closes_on.isoformat()},
        threshold=organization.threshold,
        organization_only=True,
        strict=organization.strict,
        trial=organization.launched_at is None,
        origin=ROUND,
        round_id=round_id,
        state="open",
        opened_at=clock.now(),
        closes_at=rhythm.closing_of(closes_on, organization.time_zone),
    )
    ballots.give_key(wave)
    opening.invite(wave, places)
    # not "wave.opened": by that check-ins know how lately people were asked, and this one holds none of them back
    audit.record("round_ballot.opened", wave.id, name=wave.name)
    return wave


def _promise(organization: Organization, questions: Instrument) -> Mapping[str, Any]:
    """What a check-in promises, for the organization only, and without a number of people."""
    told = opening.promise(organization, (), [questions])
    fewest = max(SMALLEST_AUDIENCE, organization.threshold)
    return {key: value for key, value in told.items() if key != "audience"} | {"asked": ROUND, "fewest": fewest}


def _name(organization: Organization, took_part: TookPart) -> str:
    with force_locale(organization.language):
        name = _("Peer coaching, round %(number)s", number=took_part.number)
    taken = select(Wave.id).where(func.lower(Wave.name) == name.lower())
    # a check-in that HR called so: its name stays, ours gets the day
    return name if db.session.scalar(taken) is None else f"{name}, {clock.today(organization.time_zone).isoformat()}"
