"""A company in three time zones whose programmes run while the tests move the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import Connection, func, select, text, update

from tenants import clock, jobs, work_queue
from tenants.db import db, work
from tests.conftest import Company
from wellbeing.programs import audience, blueprint, content
from wellbeing.programs.audience import Audience
from wellbeing.programs.content import Content, Step, Week
from wellbeing.programs.models import Program, ProgramAct, ProgramMorning
from wellbeing.programs.timetable import WEEK

HOME = "Europe/Berlin"
EARLY, LATE = "Pacific/Auckland", "America/Los_Angeles"
DAY = timedelta(days=1)
WEEK_SEEN = "programs.week"


def first_monday() -> date:
    """A first Monday of March: within eight weeks clocks change in America, in Europe and in New Zealand."""
    return next(
        day for day in (date(datetime.now(UTC).year + 2, 3, number) for number in range(1, 8)) if day.isoweekday() == 1
    )


def local(day: date, hour: int, zone: str, minute: int = 0) -> datetime:
    """A moment on the clock on the wall."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


@dataclass
class World:
    """The company, its people by name, and verbs that stand for the clock."""

    app: Flask
    company: Company
    superuser: Connection
    ids: dict[str, UUID] = field(default_factory=dict)
    ticks: int = 0

    @property
    def tenant_id(self) -> UUID:
        return self.company.tenant_id

    @contextmanager
    def inside(self, member_id: UUID | None = None) -> Iterator[None]:
        with self.app.app_context(), work(self.tenant_id, member_id):
            yield

    def tick(self, moment: datetime) -> None:
        """The quarter of an hour comes round, and everything that is owed by then happens."""
        with clock.at(moment):
            self.owe_tick()
            with self.app.app_context():
                work_queue.drain("default")

    def owe_tick(self) -> None:
        """Owe what the scheduler owes."""
        self.ticks += 1
        with self.inside():
            jobs.owe("programs.keep_time", f"tick {self.ticks}")

    def launch(self, said: Content, starts_on: date, **given: Any) -> UUID:
        """A running programme, as launching leaves it; `day` is when that was."""
        from wellbeing.programs import acts

        theirs = given.pop("audience", Audience())
        days = said.length * WEEK - DAY
        row = Program(
            id=uuid4(),
            content=content.to_json(said),
            languages=list(content.LANGUAGES),
            audience=audience.to_json(theirs),
            starts_on=starts_on,
            ends_on=starts_on + days,
            state="running",
            made_at=clock.now(),
            launched_at=clock.now(),
            version=1,
            **given,
        )
        with self.inside():
            db.session.add(row)
            db.session.flush()
            acts.lay_out(row)
            return row.id

    def change(self, program_id: UUID, how: Callable[[Program], None]) -> None:
        """What HR does to a programme under way, and what launching does after it."""
        from wellbeing.programs import acts

        with self.inside():
            row = db.session.scalars(select(Program).where(Program.id == program_id)).one()
            how(row)
            db.session.flush()
            acts.lay_out(row)

    def move(self, name: str, **changed: Any) -> None:
        """Something about a person changes."""
        from tenants.members.models import Member

        with self.inside():
            db.session.execute(update(Member).where(Member.id == self.ids[name]).values(**changed))

    def program(self, program_id: UUID) -> Program:
        with self.inside():
            row = db.session.scalars(select(Program).where(Program.id == program_id)).one()
            db.session.expunge(row)
            return row

    def acts(self, program_id: UUID) -> list[tuple[str, date, str, str]]:
        """Step, day, state and reason of every act, in the order of their days."""
        with self.inside():
            rows = db.session.scalars(select(ProgramAct).where(ProgramAct.program_id == program_id))
            return sorted(
                ((row.step_id, row.due_on, row.state, row.reason) for row in rows), key=lambda one: (one[1], one[0])
            )

    def mornings(self) -> dict[str, tuple[int, date, datetime]]:
        """Whose morning is prepared: week, day and moment by name."""
        names = {member_id: name for name, member_id in self.ids.items()}
        with self.inside():
            rows = db.session.scalars(select(ProgramMorning)).all()
            return {names[row.member_id]: (row.week, row.on, row.at) for row in rows}

    def told(self, name: str | None = None) -> int:
        """How often somebody (or everybody together) was told of a new week."""
        query = "SELECT count(*) FROM notice WHERE tenant_id = :tenant AND kind = :kind"
        query += " AND member_id = :member" if name else ""
        given = {"tenant": self.tenant_id, "kind": WEEK_SEEN} | ({"member": self.ids[name]} if name else {})
        found = self.superuser.execute(text(query), given).scalar_one()
        self.superuser.rollback()
        return int(found)

    def notices(self, kind: str) -> int:
        """How many notices of a kind there are."""
        query = text("SELECT count(*) FROM notice WHERE tenant_id = :tenant AND kind = :kind")
        found = self.superuser.execute(query, {"tenant": self.tenant_id, "kind": kind}).scalar_one()
        self.superuser.rollback()
        return int(found)

    def job_keys(self, kind: str) -> list[str]:
        """The keys of every job of a kind, done or not."""
        query = text("SELECT key FROM job WHERE tenant_id = :tenant AND kind = :kind ORDER BY created_at, key")
        found = self.superuser.execute(query, {"tenant": self.tenant_id, "kind": kind}).scalars().all()
        self.superuser.rollback()
        return list(found)

    def waves(self) -> list[Any]:
        """Every check-in in the order of opening."""
        from wellbeing.checkins.models import Wave

        with self.inside():
            rows = db.session.scalars(select(Wave).order_by(Wave.opened_at)).all()
            for row in rows:
                db.session.expunge(row)
            return list(rows)

    def rounds(self) -> list[tuple[date, date]]:
        """First and last day of every round, in order."""
        from wellbeing.pairings.models import CoachingRound

        with self.inside():
            rows = db.session.scalars(select(CoachingRound).order_by(CoachingRound.number))
            return [(row.starts_on, row.ends_on) for row in rows]

    def choose(self, name: str, how: str) -> None:
        """Somebody asks for the weekly word."""
        from tenants.notices import choices
        from tenants.notices.registry import Choice

        with self.inside(self.ids[name]):
            choices.choose(self.ids[name], {WEEK_SEEN: Choice(how)})

    def count(self, table: type) -> int:
        """How many rows the company has in a table."""
        with self.inside():
            return db.session.scalar(select(func.count()).select_from(table)) or 0


def build(
    app: Flask, company: Callable[..., Company], superuser: object, *, more: int = 9, name: str = "Wide"
) -> World:
    """Ana in Auckland and Lou in Los Angeles, who lead and supervise; the others at home; help confirmed."""
    from tenants.members import service as members
    from tenants.members.models import Member
    from tenants.organizations import help as help_room
    from tenants.organizations.access import organization
    from wellbeing.checkins import catalog

    made = company(name, {"Ana": "Operations", "Lou": "Operations"}, signed_in=False)
    world = World(app, made, superuser)  # type: ignore[arg-type]
    world.ids = {name: person.member_id for name, person in made.people.items()}
    hana = world.ids["Hana"]
    with world.inside(hana):
        place = organization()
        place.time_zone, place.first_import_at = HOME, clock.now()
        for number in range(more):
            email = f"o{number}.{made.tenant_id.hex[:8]}@example.org"
            row = members.add(email=email, name=f"O{number}", unit_id=made.units["Operations"])
            row.manager_id = world.ids["Ana" if number % 2 else "Lou"]
            world.ids[f"O{number}"] = row.id
        db.session.flush()
        db.session.execute(update(Member).values(activated_at=clock.now()))
        for who in ("Ana", "Lou"):
            members.grant(member_id=world.ids[who], role="leader", unit_id=made.units["Operations"])
    world.move("Ana", time_zone=EARLY)
    world.move("Lou", time_zone=LATE)
    with world.inside(hana):
        for country in help_room.countries_of_members():
            help_room.confirm(country=country, by=hana)
        catalog.switch_on(key="pulse", by=hana, licence_read=True)
    return world


def of(slug: str) -> Content:
    """What a blueprint says."""
    return blueprint.shipped()[slug].content


def words(text_: str) -> dict[str, str]:
    """The same text in every language."""
    return dict.fromkeys(content.LANGUAGES, text_)


def said(*kinds: str, name: str = "Small steps") -> Content:
    """A programme of one step a week, by kind; "" is a quiet week."""
    refs = {"checkin": "pulse", "pairing_round": "listening-first", "practice": "the-pause"}
    weeks = tuple(
        Week(number, words(f"Week {number}"), words("…"), (Step(f"s{number}", kind, refs.get(kind, ""), words("…")),))
        for number, kind in enumerate(kinds, 1)
        if kind
    )
    return Content(words(name), words("…"), words("…"), 10, words("…"), "", words("…"), words("…"), weeks)
