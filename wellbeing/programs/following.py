"""Which step a member meets now, what a week holds for them, and where they may go on; nothing is ever late: pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tenants.members.my_way import MyWay
from wellbeing.programs.content import FEEDBACK_NUDGE, LEARNING_NOTE, Content, Step, Week
from wellbeing.programs.place import OPEN, Place
from wellbeing.programs.timetable import LINGERS, Timetable

ASKED_FROM = 2
"""So many weeks lie behind before a member is asked where to go on; asked again only as many weeks later."""
BRIEF = 2
"""So many minutes a step takes at most that goes first for whoever likes it brief."""


@dataclass(frozen=True, slots=True)
class Who:
    """What a member is beside being one."""

    supervises: bool = False
    leads: bool = False

    def meets(self, step: Step) -> bool:
        """Whether a step is meant for them."""
        return {FEEDBACK_NUDGE: self.supervises, LEARNING_NOTE: self.leads or self.supervises}.get(step.kind, True)


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a step leads for one member: its title, its minutes (0: not said), its address ("" for words alone).

    `lang` is the language of the title where it is not the reader's.
    """

    title: str
    minutes: int = 0
    url: str = ""
    lang: str = ""


LeadsTo = Callable[[Step, str], Lead | None]
"""Where a step leads with one of its references; None where there is nothing, or nothing that is welcome."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A step as it is offered to one member. `lighter` is something lighter beside it."""

    week: int
    step: Step
    mark: str
    lead: Lead
    lighter: Lead | None = None
    ref: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits."""
        return self.mark == OPEN


@dataclass(frozen=True, slots=True)
class WeekOffered:
    """A week that has begun and what it asks; a quiet one asks nothing."""

    number: int
    week: Week | None
    steps: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """Where a member stands in one programme.

    `number` is their newest week (0: not begun), `now` the step that waits for them, `behind` how many weeks lie
    between that and the newest one. `asks` says that they choose where to go on; `rests` that today has had its step.
    """

    number: int
    weeks: tuple[WeekOffered, ...]
    now: Offered | None
    behind: int
    asks: bool
    rests: bool

    @property
    def newest(self) -> WeekOffered | None:
        """The newest week that has begun."""
        return self.weeks[-1] if self.weeks else None


def held(company: Timetable, first_on: date) -> Timetable:
    """The days of somebody whose weeks began on a day of their own, wherever they stand by now."""
    if first_on == company.first_on:
        return company
    return replace(company, first_on=first_on, rests=tuple(rest for rest in company.rests if rest.since > first_on))


def closed(days: Timetable, ended_on: date) -> Timetable:
    """The days once a programme was ended early: what had begun stays, nothing else begins."""
    return replace(days, paused_since=ended_on + timedelta(days=1))


def waits(days: Timetable, today: date, *, ended_early_on: date | None = None) -> bool:
    """Whether Home still has something of a programme; after an early end no longer than after any other."""
    if ended_early_on is not None and today > ended_early_on + LINGERS:
        return False
    return days.waits_on(today)


def followed(
    content: Content, days: Timetable, *, today: date, place: Place, who: Who, way: MyWay, leads_to: LeadsTo
) -> Following:
    """Where a member stands on a day of their own calendar."""
    number = days.week_on(today)
    begun = [(each, content.week(each)) for each in range(1, number + 1)]
    weeks = tuple(
        WeekOffered(each, week, offered(week, place=place, who=who, way=way, leads_to=leads_to) if week else ())
        for each, week in begun
    )
    waiting = [week for week in weeks if week.number >= place.onward and any(one.is_open for one in week.steps)]
    behind = number - waiting[0].number if waiting else 0
    now = _first(waiting[0], way) if waiting else None
    return Following(
        number=number,
        weeks=weeks,
        now=now,
        behind=behind,
        asks=_asks(behind, number, place) and days.paused_since is None,
        rests=way.pace == "unhurried" and place.stepped_on == today and now is not None,
    )


def offered(week: Week, *, place: Place, who: Who, way: MyWay, leads_to: LeadsTo) -> tuple[Offered, ...]:
    """What a week asks of one member, in its order; a step that is not for them, or leads nowhere, is passed over."""
    found = (_offer(week.number, step, place, way, leads_to) for step in week.steps if who.meets(step))
    return tuple(one for one in found if one is not None)


def prompt_of(following: Following, kind: str) -> str | None:
    """What the newest week suggests of a kind that still waits: the reference of its step."""
    newest = following.newest
    waiting = (one.ref for one in newest.steps if one.is_open and one.step.kind == kind) if newest else iter(())
    return next(waiting, None)


def _offer(number: int, step: Step, place: Place, way: MyWay, leads_to: LeadsTo) -> Offered | None:
    lighter = leads_to(step, step.lighter) if step.lighter else None
    lead = leads_to(step, step.ref) if way.welcomes(step.topics) else None
    mark = place.mark_of(step.id)
    if lead is not None:
        return Offered(number, step, mark, lead, lighter, step.ref)
    return Offered(number, step, mark, lighter, None, step.lighter) if lighter is not None else None


def _first(week: WeekOffered, way: MyWay) -> Offered:
    waiting = [one for one in week.steps if one.is_open]
    brief = [one for one in waiting if way.pace == "brief" and one.lead.minutes <= BRIEF]
    return (brief or waiting)[0]


def _asks(behind: int, number: int, place: Place) -> bool:
    asked_lately = place.answered > 0 and number - place.answered < ASKED_FROM
    return behind >= ASKED_FROM and not asked_lately
