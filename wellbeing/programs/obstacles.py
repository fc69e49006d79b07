"""Why a programme cannot be launched, and what HR should know first; found while it is built, never when it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tenants import clock
from tenants.organizations import access as organizations
from tenants.organizations import help as help_room
from tenants.organizations.models import Organization
from wellbeing.programs import audience, clashes, flaws
from wellbeing.programs.company_days import days_off_of
from wellbeing.programs.content import PAIRING_ROUND
from wellbeing.programs.dry_run import WeekDays, laid_out, openings
from wellbeing.programs.flaws import Flaw, Offers
from wellbeing.programs.models import Program
from wellbeing.programs.stored import DRAFT, audience_of, content_of

FURTHEST = timedelta(days=366)
"""How far ahead a programme may begin."""
TO_BE_SAID = frozenset({"overlaps"})
"""Notes that HR must have answered with a tick before a launch."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands against a launch, and what HR should know."""

    refusals: tuple[Flaw, ...]
    notes: tuple[Flaw, ...]

    @property
    def to_be_said(self) -> tuple[Flaw, ...]:
        """The notes that need a tick."""
        return tuple(note for note in self.notes if note.code in TO_BE_SAID)


def of(row: Program, offers: Offers, days_off: Mapping[date, str] | None = None) -> Found:
    """Everything about a programme as it stands now; of a running one, what would keep it from going on."""
    place = organizations.organization()
    free = days_off_of(place) if days_off is None else days_off
    weeks = laid_out(row, place, free)
    return Found(tuple(_refusals(row, offers, place, weeks)), tuple(_notes(row, offers, place, weeks)))


def _refusals(row: Program, offers: Offers, place: Organization, weeks: list[WeekDays]) -> Iterator[Flaw]:
    content, chosen = content_of(row), audience_of(row)
    today = clock.today(place.time_zone)
    if row.state == DRAFT:
        yield from _of_start(row, today)
    yield from _of_people(chosen, sensitive=row.sensitive)
    if not row.languages:
        yield Flaw("no_language")
    yield from flaws.refusals(content, row.languages, offers, sensitive=row.sensitive)
    mine = clashes.to_open(row, openings(content, weeks), today=today)
    for one in mine:
        if one.on is None:
            yield Flaw("free_week", {}, one.week, one.step.id, one.place)
    yield from clashes.of_checkins(row, mine, place)
    yield from clashes.of_rounds(mine, today=today)


def _of_start(row: Program, today: date) -> Iterator[Flaw]:
    if row.starts_on is None:
        yield Flaw("no_start")
    elif row.starts_on <= today:
        yield Flaw("start_past", {"day": row.starts_on})
    elif row.starts_on > today + FURTHEST:
        yield Flaw("start_far", {"day": row.starts_on})


def _of_people(chosen: audience.Audience, *, sensitive: bool) -> Iterator[Flaw]:
    whole = chosen.is_whole and chosen.role == audience.EVERYBODY
    if sensitive and not whole:
        yield Flaw("sensitive_audience")
    if audience.size(chosen) < audience.SMALLEST:
        yield Flaw("few_people" if whole else f"few_{chosen.role}")
    missing = help_room.help_confirmed()
    if missing:
        yield Flaw("help_missing", {"countries": tuple(missing)})


def _notes(row: Program, offers: Offers, place: Organization, weeks: list[WeekDays]) -> Iterator[Flaw]:
    content, chosen = content_of(row), audience_of(row)
    yield from clashes.overlapping(row)
    yield from flaws.notes(content, offers, role=chosen.role, whole=chosen.is_whole)
    if place.time_zone == "UTC":
        yield Flaw("utc")
    unspoken = tuple(one for one in place.languages if one not in row.languages)
    if unspoken and row.languages:
        yield Flaw("unspoken", {"languages": unspoken})
    for week in weeks:
        if week.opens_on != week.begins_on:
            yield _late(week)
    mine = clashes.to_open(row, openings(content, weeks), today=clock.today(place.time_zone))
    yield from clashes.waiting(mine)
    yield from clashes.joining(row, mine, place)
    kinds = {step.kind for _week, step in content.steps()}
    if PAIRING_ROUND in kinds:
        yield Flaw("round_is_chosen")


def _late(week: WeekDays) -> Flaw:
    values = {"name": week.day_off, "begins": week.begins_on, "opens": week.opens_on}
    if week.opens_on is None:
        return Flaw("week_off", values, week.number)
    return Flaw("on_a_holiday" if week.day_off else "not_working", values, week.number)
