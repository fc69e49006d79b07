"""Seeds two invented companies with a year of history, through the same verbs as the pages; a second run finds them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from reports.demo import (
    actions,
    answers,
    coaching,
    feedback,
    founding,
    intentions,
    journals,
    learning_notes,
    practices,
    programs,
)
from reports.demo.company import InventedCompany, companies
from reports.demo.founding import Seeding
from tenants import clock, work_queue
from tenants.config import Settings
from tenants.db import as_member, db, work
from tenants.jobs import Job
from tenants.languages import OWN_NAMES
from tenants.members import private_space
from tenants.members import service as members
from wellbeing.checkins import catalog, opening, schedules
from wellbeing.checkins import service as checkins
from wellbeing.checkins.models import Wave
from wellbeing.journal import service as journal

CreateApp = Callable[[Settings | None, str], Flask]
Progress = Callable[[int, int], None]

PASSWORD = "quiet river morning"  # noqa: S105 - the demonstration's own, printed at its start
INSTRUMENTS = ("cbi", "fevs_eei", "pulse")
OPENED_DAYS_AGO = (379, 288, 197, 106, 15)
"""The last is still open, and long enough ago that HR may open a short one beside it."""
PRIVATE_SPACE_DAYS_AGO = 295
OPEN_DAYS = 21
STEPS = len(OPENED_DAYS_AGO) + 5
SEASONS = ("Winter", "Spring", "Summer", "Autumn")


def seed(create_app: CreateApp, settings: Settings, progress: Progress) -> str:
    """Seed what is missing and return the sign-ins to print."""
    web, tally = create_app(settings, "web"), create_app(settings, "tally")
    now = _morning(clock.now())
    invented = companies(now.date())
    steps = _Steps(progress, STEPS * len(invented))
    told = [_sign_ins(company, _seed_company(web, tally, company, now, steps)) for company in invented]
    for app in (web, tally):
        with app.app_context():
            db.engine.dispose()
    progress(steps.total, steps.total)
    return "\n".join([*told, f"The password of each is: {PASSWORD}"])


@dataclass(slots=True)
class _Steps:
    progress: Progress
    total: int
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _seed_company(web: Flask, tally: Flask, company: InventedCompany, now: datetime, step: Callable[[], None]) -> str:
    with web.app_context():
        if founding.is_there(company):
            return ""
        here = founding.begin(company, now)
        programs.launch(here)
        step()
    for number, days_ago in enumerate(OPENED_DAYS_AGO):
        if number == len(OPENED_DAYS_AGO) - 2:
            _end_programme(web, tally, here)
        with web.app_context():
            if number == 1:
                code = _begin_private_space(here)
            wave_id = _open(here, days_ago)
            is_open = days_ago < OPEN_DAYS
            _answer(here, wave_id, number, days_ago, but=_still_to_answer(company) if is_open else ())
            if not is_open:
                with here.at(days_ago - OPEN_DAYS - 0.5):
                    checkins.close_wave(wave_id=wave_id)
        if not is_open:
            with tally.app_context(), clock.at(now - timedelta(days=days_ago - OPEN_DAYS - 0.6)):
                work_queue.drain("tally")
        step()
    with web.app_context():
        _plan_the_next(here)
        _keep_journal(here)
        step()
        founding.join(here, PASSWORD)
        step()
        feedback.write(here, _run_due)
        step()
        actions.write(here)
        practices.write(here)
        learning_notes.write(here, _run_due)
        coaching.run(here, _run_due)
        programs.begin_for_everybody(here)
        step()
    return code


def _open(here: Seeding, days_ago: int) -> UUID:
    day = (here.now - timedelta(days=days_ago)).date()
    with here.at(days_ago):
        wave = opening.open_wave(
            name=_season(day),
            instruments=INSTRUMENTS,
            closes_on=day + timedelta(days=OPEN_DAYS),
            groups=programs.groups(here, days_ago),
            remind_before=2,
        )
        wave_id = wave.id
    with clock.at(here.now - timedelta(days=days_ago) + timedelta(hours=1)):
        _run_due("notice.mail", here.tenant_id)
    return wave_id


def _end_programme(web: Flask, tally: Flask, here: Seeding) -> None:
    """Between two check-ins a programme ends, and what was asked about it is counted."""
    with web.app_context():
        closed = programs.end(here, _run_due)
    if closed is not None:
        with tally.app_context(), clock.at(here.now - timedelta(days=closed - 0.1)):
            work_queue.drain("tally")


def _still_to_answer(company: InventedCompany) -> set[str]:
    """Whoever the sign-ins name for looking at the page of a check-in, in each language."""
    return {company.member, *(one.email for one in company.people if one.language)}


def _plan_the_next(here: Seeding) -> None:
    """What was opened by hand comes again every quarter from now on."""
    next_on = (here.now - timedelta(days=OPENED_DAYS_AGO[-1])).date() + timedelta(weeks=13)
    with here.at(0):
        schedules.schedule(terms=schedules.Terms("Every quarter", INSTRUMENTS, 13, OPEN_DAYS, next_on, 2))


def _answer(here: Seeding, wave_id: UUID, number: int, days_ago: int, *, but: Collection[str]) -> None:
    with here.at(days_ago - 2.2):
        instruments = [
            one for one, _origin in catalog.instruments_of(db.session.get_one(Wave, (here.tenant_id, wave_id)))
        ]
        for one in here.company.people:
            mine = one.email == here.company.member
            cells = None
            if one.email not in but:
                cells = answers.answers(one.email, one.unit, number, instruments, surely=mine)
            if cells is None:
                continue
            member = members.member_row(here.ids[one.email])
            with as_member(member.id) if mine else nullcontext():
                checkins.cast(member=member, wave_id=wave_id, cells=cells, keep_copy=mine)


def _begin_private_space(here: Seeding) -> str:
    company = here.company
    with here.at(PRIVATE_SPACE_DAYS_AGO, company.member):
        return private_space.begin(here.ids[company.member])


def _keep_journal(here: Seeding) -> None:
    company = here.company
    with here.at(0, company.member):
        journal.write_many(
            member_id=here.ids[company.member],
            reflections=journals.reflections(company.key, here.now),
            zone=company.time_zone,
        )
        intentions.keep(here.ids[company.member], company.key, clock.today(company.time_zone))


def _run_due(kind: str, tenant_id: UUID) -> None:
    with work(None):
        waiting = select(Job.id).where(Job.kind == kind, Job.tenant_id == tenant_id, Job.state == "pending")
        found: Iterable[UUID] = db.session.scalars(waiting).all()
    for job_id in found:
        work_queue.claim_and_run(job_id)


def _season(day: date) -> str:
    return f"{SEASONS[day.month % 12 // 3]} {day.year}"


def _morning(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _sign_ins(company: InventedCompany, code: str) -> str:
    lines = [f"{company.name}"]
    for who, email in (
        ("member", company.member),
        (f"leader of {company.leads}, supervisor", company.leader),
        ("HR", company.hr),
        ("trustee", company.trustee),
    ):
        lines.append(f"  {email:<42} {who}")
    lines += [f"  {one.email:<42} reads {OWN_NAMES[one.language]}" for one in company.people if one.language]
    if code:
        lines.append(f"  recovery code of {company.member}: {code}")
    return "\n".join([*lines, ""])
