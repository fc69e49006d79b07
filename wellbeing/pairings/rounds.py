"""What HR does about rounds: try rules, set a day, call off; and the topics of the organization's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit, clock, jobs, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member
from tenants.organizations import access as organizations
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from wellbeing.pairings import access, people, rules, topics
from wellbeing.pairings.matching import plan
from wellbeing.pairings.models import CoachingRound, CoachingTopic
from wellbeing.pairings.rules import Rules
from wellbeing.pairings.terms import Plan

HEADS_UP = "pairings.heads_up"
PAIR = "pairings.pair"
LAST_DAYS = "pairings.last_days"
END = "pairings.end"
CALLED_OFF = "pairings.called_off"
AHEAD = timedelta(days=2)
FURTHEST = timedelta(days=366)
TOLD_AT, PAIRED_AT = time(9), time(8)
MOST_TOPICS = 30
LOOKED_AT = 2000
"""A preview reckons with at most so many people, chosen by a hash that never changes."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What rules would do if everybody on the list of people took part with ordinary hours."""

    plan: Plan
    here: int
    looked_at: int

    @property
    def paired(self) -> int:
        """How many find somebody."""
        return self.looked_at - len(self.plan.left_out)

    @property
    def quality(self) -> float:
        """The certificate: at least this share (in percent) of what the best plan there is could reach."""
        bound = self.plan.upper_bound
        return min(100.0, 100 * self.plan.score / bound) if bound else 100.0


def preview(chosen: Rules, *, on: date) -> Preview:
    """Try rules on the list of people as HR knows it.

    Nothing that members keep for themselves goes in: not who joined, no topic, hours, pause, absence, exclusion or
    earlier pairing. So however often and with whatever rules HR asks, the answers tell nothing about anybody's wishes.
    """
    _refuse_day(organizations.organization(), on)
    rows = db.session.scalars(select(Member).where(Member.left_at.is_(None)).order_by(Member.id)).all()
    some = sorted(rows, key=lambda row: sha256(row.id.bytes).digest())[:LOOKED_AT]
    listed = people.on_the_chart(some, people.departments(), organizations.organization(), on)
    return Preview(plan(listed, [], chosen.policy(on), 1, 1), len(rows), len(some))


def launch(*, starts_on: date, chosen: Rules, by: UUID) -> CoachingRound:
    """Set a round; it is announced two days before, and pairs on its first day."""
    place = _organization_locked()
    _refuse_day(place, starts_on)
    ends_on = starts_on + timedelta(weeks=chosen.weeks) - timedelta(days=1)
    _refuse(starts_on, ends_on)
    number = (db.session.scalar(select(func.max(CoachingRound.number))) or 0) + 1
    row = CoachingRound(
        id=uuid4(),
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        rules=rules.stored(chosen),
        state="planned",
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    told = {"round": str(row.id)}
    jobs.owe(HEADS_UP, row.id, told, run_at=_moment(starts_on - AHEAD, TOLD_AT, place))
    jobs.owe(PAIR, row.id, told, run_at=_moment(starts_on, PAIRED_AT, place))
    jobs.owe(LAST_DAYS, row.id, told, run_at=_moment(ends_on - AHEAD, TOLD_AT, place))
    jobs.owe(END, row.id, told, run_at=_moment(ends_on + timedelta(days=1), time(0), place))
    audit.record("coaching_round.planned", row.id, number=str(number), by=str(by))
    return row


def call_off(round_id: UUID) -> None:
    """Call a round off before it begins; whoever was told of it is told of this too."""
    row = access.round_for(round_id, for_change=True)
    if row.state == "cancelled":
        return
    if row.state not in {"planned", "told"}:
        raise Conflict(_("This round has begun. It ends by itself."), code="round_begun")
    if row.state == "told":
        jobs.owe(CALLED_OFF, row.id, {"round": str(row.id)})
    row.state = "cancelled"
    db.session.flush()
    audit.record("coaching_round.called_off", row.id, number=str(row.number))


def earliest() -> date:
    """The first day on which a new round can begin."""
    return clock.today(organizations.organization().time_zone) + AHEAD


def latest_rules() -> Rules:
    """The rules of the newest round, so that the next one need not be thought through anew."""
    found = access.rounds()
    return rules.of(found[0].rules) if found else Rules()


def add_topic(*, name: str) -> None:
    """Offer one more topic; a name that is there already changes nothing."""
    if (db.session.scalar(select(func.count()).select_from(CoachingTopic)) or 0) >= MOST_TOPICS:
        raise Conflict(_("At most 30 topics of your own, so that choosing stays easy."), code="many_topics")
    if any(name in one.names.values() for one in topics.shipped()) or any(
        one.name == name for one in access.own_topics()
    ):
        raise Invalid(fields={"name": [_("This topic is in the list already.")]}, code="topic_known")
    values = {"tenant_id": scope.require().tenant_id, "id": uuid4(), "name": name, "made_at": clock.now()}
    db.session.execute(insert(CoachingTopic).values(values).on_conflict_do_nothing())
    audit.record("coaching_topic.added", name)


def drop_topic(topic_id: UUID) -> None:
    """Offer a topic no longer; whoever chose it keeps their other topics."""
    row = access.topic_for(topic_id)
    audit.record("coaching_topic.dropped", row.name)
    db.session.delete(row)
    db.session.flush()


def _refuse_day(place: Organization, starts_on: date) -> None:
    today = clock.today(place.time_zone)
    if starts_on < today + AHEAD:
        sentence = _("Choose a day at least two days ahead, so that people can be told.")
        raise Invalid(fields={"starts_on": [sentence]}, code="round_too_early")
    if starts_on > today + FURTHEST:
        raise Invalid(fields={"starts_on": [_("Choose a day within a year.")]}, code="round_far")


def _refuse(starts_on: date, ends_on: date) -> None:
    live = [one for one in access.rounds() if one.state != "cancelled"]
    if any(one.starts_on <= ends_on and starts_on <= one.ends_on for one in live):
        raise Invalid(fields={"starts_on": [_("There is a round in these days already.")]}, code="rounds_overlap")
    missing = help_room.help_confirmed()
    if missing:
        countries = ", ".join(missing)
        sentence = _(
            "Please confirm the help contacts first for: %(countries)s. Everybody should find help nearby.",
            countries=countries,
        )
        raise Conflict(sentence, code="help_missing")


def _organization_locked() -> Organization:
    asked = select(Organization).where(Organization.tenant_id == scope.require().tenant_id).with_for_update()
    return db.session.scalars(asked, execution_options={"populate_existing": True}).one()


def _moment(day: date, at: time, place: Organization) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(place.time_zone)).astimezone(clock.now().tzinfo)
