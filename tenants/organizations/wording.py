"""Words for the organization's pages: days of the week, the chart as a tree, and administrators' acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.audit import AuditEvent
from tenants.organizations.models import Unit


@dataclass
class Branch:
    """A unit with the branches below it."""

    unit: Unit
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Act:
    """One act as the page shows it."""

    at: datetime
    actor_id: UUID | None
    words: str
    subject: str
    details: str


def weekdays() -> list[tuple[int, str]]:
    """Monday (1) to Sunday (7) in the language in force."""
    names = get_day_names("wide", "stand-alone", locale=get_locale() or "en")
    return [(day + 1, names[day]) for day in range(7)]


def tree(units: Sequence[Unit]) -> list[Branch]:
    """The chart as nested branches; `units` come with parents before children."""
    branches = {unit.id: Branch(unit) for unit in units}
    top: list[Branch] = []
    for unit in units:
        above = branches.get(unit.parent_id) if unit.parent_id else None
        (above.below if above else top).append(branches[unit.id])
    return top


def act(event: AuditEvent) -> Act:
    """An act in words; one without words of its own shows its name."""
    words = str(ACTS.get(event.action, event.action))
    told = [f"{key}: {value}" for key, value in sorted(event.details.items()) if value]
    return Act(event.at, event.actor_id, words, event.subject, ", ".join(told))


def everywhere_else() -> str:
    """The place of people whose time zone lies in no country."""
    return str(_("Everywhere else"))


ACTS = {
    "organization.signed_up": _l("The organization was signed up"),
    "organization.changed": _l("Settings were changed"),
    "organization.logo_changed": _l("The logo was changed"),
    "organization.logo_removed": _l("The logo was removed"),
    "organization.welcome_changed": _l("The word of welcome was changed"),
    "organization.launched": _l("The organization was launched"),
    "organization.suspended": _l("The organization was suspended by the operator"),
    "organization.resumed": _l("The organization was resumed by the operator"),
    "help.contact_added": _l("A help contact was added"),
    "help.contact_checked": _l("A help contact was checked again"),
    "help.contact_removed": _l("A help contact was removed"),
    "help.confirmed": _l("Help was confirmed for a country"),
    "holiday.taken_over": _l("Public holidays of a country were taken over"),
    "holiday.calendar_dropped": _l("Public holidays of a country were taken out"),
    "holiday.uploaded": _l("A file of days off was taken in"),
    "holiday.added": _l("A day off was added"),
    "holiday.removed": _l("A day off was removed"),
    "unit.created": _l("A unit was created"),
    "unit.renamed": _l("A unit was renamed"),
    "unit.moved": _l("A unit was moved"),
    "unit.removed": _l("A unit was removed"),
    "people.imported": _l("A file of people was taken in"),
    "member.added": _l("A person was added"),
    "member.invited": _l("Invitations were sent"),
    "member.corrected": _l("A person’s details were corrected"),
    "member.address_changed": _l("A person’s address was corrected or a new one proposed"),
    "member.moved": _l("A person was moved to another unit"),
    "member.manager_changed": _l("A person’s supervisor was changed"),
    "member.away": _l("A person was noted as away"),
    "member.back": _l("A person was noted as back"),
    "member.correction_answered": _l("What somebody asked to be corrected was answered"),
    "coaching_round.planned": _l("A round of peer coaching was set"),
    "coaching_round.called_off": _l("A round of peer coaching was called off"),
    "round_ballot.opened": _l("The two questions about a round of peer coaching were asked"),
    "program_ballot.opened": _l("The two questions about a programme were asked"),
    "coaching_topic.added": _l("A topic of peer coaching was added"),
    "coaching_topic.dropped": _l("A topic of peer coaching was taken out"),
    "member.left": _l("A person was marked as having left"),
    "role.granted": _l("A role was given"),
    "role.ended": _l("A role was ended"),
    "practice.written": _l("A practice of the company’s own was written"),
    "practice.changed": _l("A practice of the company’s own was changed"),
    "practice.published": _l("A practice of the company’s own was published"),
    "practice.withdrawn": _l("A practice of the company’s own was withdrawn"),
    "practice.deleted": _l("A practice of the company’s own was deleted"),
    "practice.hidden": _l("A practice was hidden"),
    "practice.shown": _l("A practice was offered again"),
    "instrument.switched_on": _l("A questionnaire was switched on"),
    "instrument.switched_off": _l("A questionnaire was switched off"),
    "schedule.made": _l("A check-in that comes again was planned"),
    "schedule.changed": _l("A planned check-in was changed"),
    "schedule.skipped": _l("The next one of a planned check-in was left out"),
    "schedule.paused": _l("A planned check-in was put to rest"),
    "schedule.resumed": _l("A planned check-in goes on"),
    "schedule.stopped": _l("A planned check-in was stopped"),
    "wave.opened": _l("A check-in was opened"),
    "wave.closed": _l("A check-in was closed"),
    "action.written": _l("What will change was written down"),
    "action.changed": _l("What will change was written anew"),
    "action.done": _l("What was to change was marked as done"),
    "action.ended": _l("What was to change was ended"),
    "answers.imported": _l("Past answers were brought in"),
    "program.drafted": _l("A draft of a programme was made"),
    "program.changed": _l("A draft of a programme was changed"),
    "program.deleted": _l("A draft of a programme was deleted"),
    "program.launched": _l("A programme was launched"),
    "program.changed_under_way": _l("Later weeks of a programme were changed"),
    "program.paused": _l("A programme was put to rest"),
    "program.resumed": _l("A programme goes on"),
    "program.extended": _l("A programme was given more weeks"),
    "program.ended": _l("A programme was ended"),
}
