"""When a letter to oneself comes back: it is finished, may arrive on a day, be put off, and be put away."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from tenants.errors import Invalid
from tenants.members.absence import today_of
from tenants.members.models import Member
from wellbeing.intentions import service
from wellbeing.intentions.intention import Letter
from wellbeing.intentions.models import StoredIntention
from wellbeing.intentions.service import Opened

FURTHEST = timedelta(days=5 * 366)
A_MONTH = timedelta(days=30)


def finish(row: StoredIntention, *, arrives_on: date | None, today: date) -> Letter:
    """The letter is as it should be; it comes back on a day to come, or lies here until it is wanted."""
    if arrives_on is not None and not today < arrives_on <= today + FURTHEST:
        raise Invalid(
            fields={"arrives_on": [_l("Choose a day from tomorrow on, within five years.")]}, code="day_out_of_range"
        )
    before = service.read_one(row, Letter)
    return service.change(row, Letter, finished_on=before.finished_on or today, arrives_on=arrives_on)


def put_off(row: StoredIntention, *, today: date) -> Letter:
    """Not now: a letter that has come back comes again in a month."""
    return _of_one_that_arrived(row, today, today + A_MONTH)


def put_away(row: StoredIntention, *, today: date) -> Letter:
    """It has come back and been read."""
    return _of_one_that_arrived(row, today, None)


def _of_one_that_arrived(row: StoredIntention, today: date, arrives_on: date | None) -> Letter:
    said = service.read_one(row, Letter)
    return service.change(row, Letter, arrives_on=arrives_on) if said.has_arrived(today) else said


def arrived(member: Member) -> list[Opened[Letter]]:
    """The letters that have come back and wait, the longest waiting first; computed when looked at, stored nowhere."""
    today = today_of(member)
    waiting = [one for one in service.all_of(member, Letter) if one.said.has_arrived(today)]
    return sorted(waiting, key=lambda one: (one.said.arrives_on or today, one.row.id))
