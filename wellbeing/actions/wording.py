"""Words for what changes: where it stands, the ten levers, and what a form needs another look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from wellbeing.actions.said import Lever, State

STATES: Mapping[State, object] = {
    State.PLANNED: _l("planned"),
    State.UNDER_WAY: _l("under way"),
    State.NOT_NOW: _l("not now"),
    State.DONE: _l("done"),
}
CHOICES: Mapping[State, object] = {
    State.PLANNED: _l("It is planned"),
    State.UNDER_WAY: _l("It is under way"),
    State.NOT_NOW: _l("Not now, because …"),
    State.DONE: _l("It is done"),
}
LEVERS: Mapping[Lever, object] = {
    Lever.WORKLOAD: _l("Workload"),
    Lever.CLARITY: _l("Clarity"),
    Lever.CONTROL: _l("Control over one’s work"),
    Lever.SUPPORT: _l("Support"),
    Lever.RECOVERY: _l("Recovery time"),
    Lever.FAIRNESS: _l("Fairness"),
    Lever.TOOLS: _l("Tools"),
    Lever.MEETINGS: _l("Meetings"),
    Lever.GROWTH: _l("Growth"),
    Lever.SAFETY: _l("Safety to speak"),
}
FAULTS: Mapping[str, object] = {
    "no_reason": _l("Please say why not now. People can live with a no that has a reason."),
    "no_day": _l("Please say by when, or choose “Not now, because …”."),
    "day_over": _l("This day is over. Choose today or a later day."),
    "day_far": _l("This lies far ahead. Choose a day within two years."),
}


def state(name: str) -> str:
    """Where a change stands, in a word or two."""
    return str(STATES[State(name)])


def lever(name: str | None) -> str:
    """The lever that a change belongs to, or an empty text."""
    return str(LEVERS[Lever(name)]) if name else ""


def day(on: date) -> str:
    """A day as everybody reads it."""
    return str(format_date(on, "long"))


def when(name: str, due_on: date | None, done_on: date | None) -> str:
    """Until when, or since when: a short text, empty where there is no day."""
    if name == State.DONE:
        return str(_("done on %(day)s", day=day(done_on))) if done_on else ""
    return str(_("by %(day)s", day=day(due_on))) if due_on else ""
