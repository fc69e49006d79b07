"""Where a programme's check-ins and coaching rounds would meet others: too often, too early, or at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from tenants.db import db
from tenants.organizations.models import Organization
from wellbeing.checkins import access as checkins
from wellbeing.checkins import catalog, rhythm, schedules
from wellbeing.checkins.obstacles import asked_before
from wellbeing.pairings import access as pairings
from wellbeing.pairings.rounds import AHEAD
from wellbeing.programs import access
from wellbeing.programs.audience import members_of
from wellbeing.programs.content import CHECKIN, PAIRING_ROUND
from wellbeing.programs.dry_run import Opening, laid_out, openings
from wellbeing.programs.flaws import Flaw
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import DRAFT, audience_of, content_of, timetable_of

LOOKED_AHEAD = 24
"""So many waves of schedules are reckoned with."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A check-in of something else: on which day it opens, what it asks, whose it is, and as what.

    `origin` is `asked` for one that was, `schedule` for one that comes again, `program` for another programme's.
    """

    asked: rhythm.Asked
    name: object
    origin: str


def to_open(row: Program, mine: Sequence[Opening], *, today: date) -> list[Opening]:
    """What is still to be set off: of a draft everything, of a programme under way what lies ahead."""
    if row.state == DRAFT:
        return list(mine)
    done = _done(row)
    return [one for one in mine if one.step.id not in done and (one.on is None or one.on >= today)]


def of_checkins(row: Program, mine: Sequence[Opening], place: Organization) -> Iterator[Flaw]:
    """What stands against each check-in of a programme on its day."""
    others = [*_asked(place), *_scheduled(), *_of_programs(row, place)]
    before: list[rhythm.Asked] = []
    for one in _on_a_day(mine, CHECKIN):
        wanted = catalog.item_counts([one.step.ref])
        if not wanted or one.on is None:
            continue
        free = rhythm.first_day(before, wanted)
        if free is not None and free > one.on:
            yield _at(one, "checkin_own", day=free)
        yield from _first(_of_checkin(one, one.on, wanted, others))
        before.append(rhythm.Asked(one.on, wanted))


def _of_checkin(one: Opening, on: date, wanted: Mapping[str, int], others: Iterable[Elsewhere]) -> Iterator[Flaw]:
    for other in others:
        asked = other.asked
        later = asked.opened_on > on
        earlier, then, items = (
            (rhythm.Asked(on, wanted), asked.opened_on, asked.items) if later else (asked, on, wanted)
        )
        free = rhythm.first_day([earlier], items)
        if free is None or free <= then or (later and other.origin == "schedule"):
            continue
        yield _at(one, f"checkin_{other.origin}", day=free, name=other.name, on=asked.opened_on)


def waiting(mine: Sequence[Opening]) -> Iterator[Flaw]:
    """Check-ins that come again and will wait because this programme asks before them."""
    for one in _on_a_day(mine, CHECKIN):
        wanted = catalog.item_counts([one.step.ref])
        for other in _scheduled():
            if one.on is None or not wanted or other.asked.opened_on <= one.on:
                continue
            free = rhythm.first_day([rhythm.Asked(one.on, wanted)], other.asked.items)
            if free is not None and free > other.asked.opened_on:
                yield _at(one, "schedule_waits", name=other.name, on=other.asked.opened_on)
                break


def of_rounds(mine: Sequence[Opening], *, today: date) -> Iterator[Flaw]:
    """What stands against each coaching round of a programme on its day."""
    weeks: set[int] = set()
    for one in _on_a_day(mine, PAIRING_ROUND):
        if one.week in weeks:
            yield _at(one, "round_twice")
        elif one.on is not None and one.on < today + AHEAD:
            yield _at(one, "round_early", day=today + AHEAD)
        weeks.add(one.week)


def joining(row: Program, mine: Sequence[Opening], place: Organization) -> Iterator[Flaw]:
    """Rounds that stand in these days already: a step leads to the one that is there instead of beginning another."""
    taken = [*_rounds(row), *_rounds_of_programs(row, place)]
    for one, (starts_on, ends_on) in _spans(row, mine):
        met = next((span for span in taken if span[0] <= ends_on and starts_on <= span[1]), None)
        if met:
            yield _at(one, "round_there", on=met[0], until=met[1])


def _spans(row: Program, mine: Sequence[Opening]) -> list[tuple[Opening, tuple[date, date]]]:
    """Each round's days: until the next one of the programme begins, the last until its end."""
    own = [(one, one.on) for one in mine if one.step.kind == PAIRING_ROUND and one.on is not None]
    ends = [on - timedelta(days=1) for _one, on in own[1:]] + [timetable_of(row).ends_on] if own else []
    return [(one, (on, max(on, end))) for (one, on), end in zip(own, ends, strict=True)]


def overlapping(row: Program) -> list[Flaw]:
    """Other programmes that people of this audience would have at the same time; joined alone, one never counts."""
    if row.sensitive or row.starts_on is None or not content_of(row).weeks:
        return []
    days, chosen = timetable_of(row), audience_of(row)
    people = members_of(chosen)
    found = []
    for other in access.under_way():
        if other.id == row.id or other.sensitive:
            continue
        theirs = timetable_of(other)
        at_once = theirs.begins_on(1) <= days.ends_on and days.begins_on(1) <= theirs.ends_on
        if at_once and people & members_of(audience_of(other)):
            found.append(Flaw("overlaps", {"program": other.id, "name": content_of(other).name}))
    return found


def _on_a_day(mine: Sequence[Opening], kind: str) -> list[Opening]:
    return [one for one in mine if one.step.kind == kind and one.on is not None]


def _first(found: Iterator[Flaw]) -> Iterator[Flaw]:
    """One sentence a step is enough to act on."""
    first = next(found, None)
    if first is not None:
        yield first


def _at(one: Opening, code: str, **values: object) -> Flaw:
    return Flaw(code, values, one.week, one.step.id, one.place)


def _asked(place: Organization) -> Iterator[Elsewhere]:
    for one in asked_before(place):
        yield Elsewhere(one, "", "asked")


def _scheduled() -> list[Elsewhere]:
    items = {row.name: catalog.item_counts(row.instruments) for row in checkins.schedules()}
    return [
        Elsewhere(rhythm.Asked(one.opens_on, items.get(one.name, {})), one.name, "schedule")
        for one in schedules.coming(LOOKED_AHEAD)
    ]


def _of_programs(row: Program, place: Organization) -> Iterator[Elsewhere]:
    for other in access.under_way():
        if other.id == row.id:
            continue
        done = _done(other)
        for one in _on_a_day(openings(content_of(other), laid_out(other, place)), CHECKIN):
            if one.on is not None and one.step.id not in done:
                items = catalog.item_counts([one.step.ref])
                yield Elsewhere(rhythm.Asked(one.on, items), content_of(other).name, "program")


def _rounds(row: Program) -> list[tuple[date, date]]:
    own = select(ProgramAct.about_id).where(ProgramAct.program_id == row.id, ProgramAct.about_id.is_not(None))
    mine = set(db.session.scalars(own))
    return [
        (one.starts_on, one.ends_on) for one in pairings.rounds() if one.state != "cancelled" and one.id not in mine
    ]


def _rounds_of_programs(row: Program, place: Organization) -> Iterator[tuple[date, date]]:
    for other in access.under_way():
        if other.id == row.id:
            continue
        done = _done(other)
        for one, span in _spans(other, openings(content_of(other), laid_out(other, place))):
            if one.step.id not in done:
                yield span


def _done(row: Program) -> set[str]:
    done = select(ProgramAct.step_id).where(ProgramAct.program_id == row.id, ProgramAct.state != "owed")
    return set(db.session.scalars(done))
