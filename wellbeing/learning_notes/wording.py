"""The sentences of learning notes: the four parts, why to look at something again, and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_decimal, format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.languages import OWN_NAMES
from wellbeing.learning_notes import looking_over
from wellbeing.learning_notes.groups import Group
from wellbeing.learning_notes.signs import Reason
from wellbeing.learning_notes.story import Story

TITLES: Mapping[str, object] = {
    "happened": _l("What happened"),
    "kind": _l("What was kind"),
    "useful": _l("What was useful"),
    "differently": _l("What I do differently now"),
}
ASKS: Mapping[str, object] = {
    "happened": _l("Something small that you did, and that is over. Your part of it only: what others did is theirs."),
    "kind": _l("What somebody said or did, or what you said to yourself. Without names it is just as kind."),
    "useful": _l("What helped you to see it, to mend it, or to sleep that night."),
    "differently": _l("One thing, as it is now. It need not be solved."),
}
REASONS: Mapping[Reason, object] = {
    Reason.NAME: _l("This may be what a colleague is called. Could the note do without?"),
    Reason.CONTACT: _l("An address or a number leads to one person."),
    Reason.DATE: _l("A date makes it easy to find out who was there. “Last winter” tells as much."),
    Reason.HEALTH: _l(
        "This sounds like somebody’s health. Of others it is theirs to tell; of yourself, only if you like."
    ),
    Reason.FAMILY: _l("This is about people at home, who cannot say no here."),
    Reason.LEGAL: _l("This may touch work law, money or a complaint. Such things belong in another place."),
    Reason.BLAME: _l("This may read as if it was others. What did you do, and what did you see later?"),
    Reason.HARSH: _l("This is hard on yourself. How would you say it to somebody you like?"),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """Words of a note worth a second look, in which part, and why."""

    part: str
    quote: str
    reason: str


def hints(story: Story, names: Iterable[str], *, own: str) -> list[Hint]:
    """What deserves a second look, each once; worked out now and kept nowhere."""
    known = looking_over.names_in("\n".join(story.parts.values()), names)
    found: dict[tuple[str, str], Hint] = {}
    for part, words in story.parts.items():
        for span in looking_over.look_over(words, story.language, known, own=own):
            quote = words[span.start : span.end]
            key = (quote.casefold(), span.reason)
            found.setdefault(key, Hint(str(TITLES[part]), quote, str(REASONS[span.reason])))
    return list(found.values())


def group_name(group: Group) -> str:
    """A group in words, for its leader."""
    if group.unit is None:
        return str(_("Everybody who reports to you, directly or through others"))
    return str(_("Everybody in %(unit)s", unit=group.unit.path))


def day_in(moment: datetime, zone: str) -> str:
    """The day of a moment where the reader is."""
    return str(format_date(moment.astimezone(ZoneInfo(zone)).date(), "long"))


def moment_in(moment: datetime, zone: str) -> str:
    """Day and time of a moment where the reader is."""
    local = moment.astimezone(ZoneInfo(zone))
    day, time = format_date(local.date(), "full"), format_time(local, "short", rebase=False)
    return str(_("%(day)s at %(time)s", day=day, time=time))


def in_templates() -> dict[str, object]:
    """The words that templates of learning notes use."""
    return {
        "note_titles": TITLES,
        "note_asks": ASKS,
        "language_names": OWN_NAMES,
        "day_in": day_in,
        "moment_in": moment_in,
        "number": format_decimal,
    }
