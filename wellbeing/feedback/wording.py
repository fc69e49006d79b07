"""The sentences of feedback: days, nudges, answers, and the line that stands on every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_time, gettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.languages import OWN_NAMES
from tenants.permissions import Role
from wellbeing.feedback.forms import Reach
from wellbeing.feedback.letter import Kind
from wellbeing.feedback.nudges import Nudge, Reason

REACH_NAMES: Mapping[Reach, object] = {
    Reach.REPORTS: _l("People who report to whoever writes"),
    Reach.ANYONE: _l("Anybody"),
}
ROLE_NAMES: Mapping[str, object] = {
    Role.HR: _l("HR"),
    Role.TRUSTEE: _l("works council or data protection"),
}
ANSWER_NAMES: Mapping[Kind, object] = {
    Kind.THANKS: _l("says thank you"),
    Kind.VIEW: _l("adds their view"),
    Kind.TALK: _l("asks to talk"),
}


def day(value: date) -> str:
    """A day as the reader's language writes it, with the weekday."""
    return str(format_date(value, "full"))


def day_in(moment: datetime, zone: str) -> str:
    """The day of a moment where the reader is."""
    return day(moment.astimezone(ZoneInfo(zone)).date())


def moment_in(moment: datetime, zone: str, own: str = "") -> str:
    """Day and time of a moment in a zone, which is named if it is another time in `own`, the zone of whoever looks."""
    local = moment.astimezone(ZoneInfo(zone))
    said = str(_("%(day)s at %(time)s", day=day(local.date()), time=format_time(local, "short", rebase=False)))
    if own and local.utcoffset() != moment.astimezone(ZoneInfo(own)).utcoffset():
        return str(_("%(moment)s (time in %(zone)s)", moment=said, zone=zone.replace("_", " ")))
    return said


def nudge(found: Nudge) -> str:
    """One gentle word to a supervisor."""
    name, number = found.person.name, found.number
    if found.reason is Reason.FIRST_WEEKS:
        return str(_("%(name)s is new here. A first word about something that went well helps most now.", name=name))
    if found.reason is Reason.RATE:
        return str(
            gettext(
                "Of your last notes to %(name)s, %(number)s asked for a change. What went well deserves one too.",
                name=name,
                number=number,
            )
        )
    if found.reason is Reason.NOTHING:
        return str(_("There is no note from you to %(name)s here.", name=name))
    return str(
        ngettext(
            "It is about a month since %(name)s last heard from you here.",
            "It is about %(num)s months since %(name)s last heard from you here.",
            number,
            name=name,
        )
    )


def roles(held: list[str]) -> str:
    """The roles of somebody to whom a note can be shown."""
    return ", ".join(str(ROLE_NAMES[role]) for role in held)


def in_templates() -> dict[str, object]:
    """The words that templates of feedback use."""
    return {
        "day": day,
        "day_in": day_in,
        "moment_in": moment_in,
        "answer_names": ANSWER_NAMES,
        "language_names": OWN_NAMES,
        "for_learning": _("For learning. Not for appraisal, pay or discipline."),
    }
