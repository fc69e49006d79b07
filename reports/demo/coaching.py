"""The invented peer coaching of a demo company, through the same verbs as the pages: people join, a round runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from reports.demo.company import Invented
from reports.demo.founding import Seeding
from tenants import clock
from tenants.members import service as members
from tenants.members.models import Member
from wellbeing.pairings import access, meeting, notes, rounds, service, topics
from wellbeing.pairings.access import Seen
from wellbeing.pairings.rules import Rules
from wellbeing.pairings.service import Wishes
from wellbeing.pairings.shared_words import Kind

MOST = 40
JOINED_DAYS_AGO, SET_DAYS_AGO, BEGAN_DAYS_AGO, AGREED_DAYS_AGO = 10, 8, 5, 4
WANTS = (
    "How I stop working in the evening.",
    "A kinder word to myself after a slip.",
    "",
    "Saying no to one thing this month.",
)
LINES = ("What we each did well this week", "One small thing for next week")
NOTE = "We both want to leave on time on Thursdays, and tell each other how it went."

RunDue = Callable[[str, UUID], None]


def run(here: Seeding, run_due: RunDue) -> None:
    """Let people join, set a round, pair it, and let the demo's member and their partner agree and choose a time."""
    for number, one in enumerate(_joining(here)):
        _join(here, one, number)
    with here.at(SET_DAYS_AGO):
        starts_on = (here.now - timedelta(days=BEGAN_DAYS_AGO)).date()
        rounds.launch(starts_on=starts_on, chosen=Rules(weeks=4), by=here.ids[here.company.hr])
    for kind, days_ago in ((rounds.HEADS_UP, BEGAN_DAYS_AGO + 1.5), (rounds.PAIR, BEGAN_DAYS_AGO - 0.5)):
        with clock.at(here.now - timedelta(days=days_ago)):
            run_due(kind, here.tenant_id)
            run_due("notice.mail", here.tenant_id)
    _talk(here)


def _joining(here: Seeding) -> Sequence[Invented]:
    """The demo's member and the first people after them, supervisors too."""
    company = here.company
    member = [one for one in company.people if one.email == company.member]
    return [*member, *(one for one in company.people if one.email != company.member)][:MOST]


def _join(here: Seeding, one: Invented, number: int) -> None:
    keys = [topic.key for topic in topics.shipped()]
    wishes = Wishes(
        topics=tuple(dict.fromkeys(keys[(number * step) % len(keys)] for step in (1, 2, 3))),
        wants=WANTS[number % len(WANTS)],
        languages=("en",),
        cadence=1,
        days=(1, 2, 3, 4, 5),
        starts="09:00",
        ends="17:30",
        not_with=(),
    )
    with here.at(JOINED_DAYS_AGO, one.email):
        member = members.member_row(here.ids[one.email])
        service.join(member, wishes, consent=True, revision=0, zone=one.time_zone)


def _talk(here: Seeding) -> None:
    company = here.company
    with here.at(AGREED_DAYS_AGO, company.member):
        member, own = _own(here, company.member)
        meeting.accept(own, member=member)
        others = own.others(member.id)
    addresses = {member_id: email for email, member_id in here.ids.items()}
    for other in others:
        with here.at(AGREED_DAYS_AGO - 0.5, addresses[other]):
            partner, theirs = _own(here, addresses[other])
            meeting.accept(theirs, member=partner)
            for line in LINES:
                _partner, again = _own(here, addresses[other])
                notes.write(again, author=partner, kind=Kind.AGENDA, words=line)
    with here.at(0.1, company.member):
        member, own = _own(here, company.member)
        until = access.round_for(own.row.round_id).ends_on
        moment = next(iter(meeting.proposals(own, until=until)), None)
        if moment is not None:
            meeting.choose_time(own, member=member, starts_at=moment, until=until)
        _member, own = _own(here, company.member)
        notes.write(own, author=member, kind=Kind.NOTE, words=NOTE)


def _own(here: Seeding, email: str) -> tuple[Member, Seen]:
    member = members.member_row(here.ids[email])
    found = service.current(member)
    if found is None:
        raise LookupError("the demo's member was not paired")
    return member, access.pairing_for(member, found.row.id, for_change=True)
