"""Seeds two invented companies with a year of history, through the same verbs as the pages; a second run finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from reports.demo import answers, journals
from reports.demo.company import Invented, InventedCompany, companies
from tenants import clock, work_queue
from tenants.config import Settings
from tenants.db import as_member, db, work
from tenants.jobs import Job
from tenants.members import private_space, uploads
from tenants.members import service as members
from tenants.members.models import Member
from tenants.organizations import access as organization_access
from tenants.organizations import help as help_room
from tenants.organizations import service as organizations
from tenants.provisioning.models import Slug
from tenants.signin import service as signin
from tenants.welcome import service as welcome
from wellbeing.checkins import catalog, opening
from wellbeing.checkins import service as checkins
from wellbeing.checkins.models import Wave
from wellbeing.journal import service as journal

CreateApp = Callable[[Settings | None, str], Flask]
Progress = Callable[[int, int], None]

PASSWORD = "quiet river morning"  # noqa: S105 - the demonstration's own, printed at its start
INSTRUMENTS = ("cbi", "fevs_eei")
OPENED_DAYS_AGO = (369, 278, 187, 96, 5)
BEGUN_DAYS_AGO = 384
PRIVATE_SPACE_DAYS_AGO = 285
OPEN_DAYS = 14
STEPS = len(OPENED_DAYS_AGO) + 4
SEASONS = ("Winter", "Spring", "Summer", "Autumn")


@dataclass(frozen=True, slots=True)
class Seeding:
    """One company being seeded: where it is, who is who, and which moment is now."""

    company: InventedCompany
    tenant_id: UUID
    ids: dict[str, UUID]
    now: datetime

    @contextmanager
    def at(self, days_ago: float, member: str | None = None) -> Iterator[None]:
        """A unit of work so many days ago, as HR or as this member."""
        with clock.at(self.now - timedelta(days=days_ago)), work(self.tenant_id, self.ids[member or self.company.hr]):
            yield


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
        if _is_there(company):
            return ""
        here = _begin(company, now)
        step()
    for number, days_ago in enumerate(OPENED_DAYS_AGO):
        with web.app_context():
            if number == 1:
                code = _begin_private_space(here)
            wave_id = _open(here, days_ago)
            is_open = days_ago < OPEN_DAYS
            _answer(here, wave_id, number, days_ago, but=company.member if is_open else None)
            if not is_open:
                with here.at(days_ago - OPEN_DAYS - 0.5):
                    checkins.close_wave(wave_id=wave_id)
        if not is_open:
            with tally.app_context(), clock.at(now - timedelta(days=days_ago - OPEN_DAYS - 0.6)):
                work_queue.drain("tally")
        step()
    with web.app_context():
        _settle(here)
        step()
        _join(here)
        step()
    return code


def _is_there(company: InventedCompany) -> bool:
    with work(None):
        return db.session.scalar(select(Slug.slug).where(Slug.slug == company.slug)) is not None


def _begin(company: InventedCompany, now: datetime) -> Seeding:
    hr = next(one for one in company.people if one.email == company.hr)
    with clock.at(now - timedelta(days=BEGUN_DAYS_AGO)):
        with work(None):
            tenant_id, _slug = organizations.sign_up(
                name=company.name, hr_email=hr.email, hr_name=hr.name, time_zone=company.time_zone
            )
        with work(tenant_id):
            by = members.by_email(hr.email).id
        with work(tenant_id, by):
            uploads.apply(uploads.plan_of(company.people_csv()))
            ids = dict(db.session.execute(select(Member.email, Member.id)).all())
        with work(tenant_id, by):
            _set_up(company, ids, by)
    return Seeding(company, tenant_id, ids, now)


def _set_up(company: InventedCompany, ids: dict[str, UUID], by: UUID) -> None:
    found = organization_access.organization()
    organizations.change_settings(
        name=company.name,
        program_name=company.program_name,
        languages=found.languages,
        language=found.language,
        time_zone=company.time_zone,
        working_days=found.working_days,
        quiet_from=found.quiet_from,
        quiet_until=found.quiet_until,
        threshold=found.threshold,
    )
    members.grant(member_id=ids[company.leader], role="leader", unit_id=organizations.ensure_unit(company.leads).id)
    members.grant(member_id=ids[company.trustee], role="trustee")
    _confirm_help(company, by)
    catalog.switch_on(key="cbi", by=by, licence_read=True)
    organizations.launch()


def _confirm_help(company: InventedCompany, by: UUID) -> None:
    today = clock.today(company.time_zone)
    for country in sorted(help_room.countries_of_members()):
        help_room.add_contact(
            country=country,
            name=f"{company.name} listening line",
            phone="+44 20 7946 0018",
            text_number="",
            url="",
            hours="Monday to Friday, 8 to 20",
            source="The company's own page about help; invented for this demonstration",
            verified_on=today,
            expires_on=today + timedelta(days=3 * 365),
        )
        help_room.confirm(country=country, by=by)


def _open(here: Seeding, days_ago: int) -> UUID:
    day = (here.now - timedelta(days=days_ago)).date()
    with here.at(days_ago):
        wave = opening.open_wave(
            name=_season(day),
            instruments=INSTRUMENTS,
            closes_on=day + timedelta(days=OPEN_DAYS),
        )
        wave_id = wave.id
    with clock.at(here.now - timedelta(days=days_ago) + timedelta(hours=1)):
        _run_due("notice.mail", here.tenant_id)
    return wave_id


def _answer(here: Seeding, wave_id: UUID, number: int, days_ago: int, *, but: str | None) -> None:
    with here.at(days_ago - 2.2):
        instruments = [
            one for one, _origin in catalog.instruments_of(db.session.get_one(Wave, (here.tenant_id, wave_id)))
        ]
        for one in here.company.people:
            mine = one.email == here.company.member
            cells = None
            if one.email != but:
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


def _settle(here: Seeding) -> None:
    company = here.company
    with here.at(0, company.member):
        journal.write_many(
            member_id=here.ids[company.member],
            reflections=journals.reflections(company.key, here.now),
            zone=company.time_zone,
        )
    with here.at(BEGUN_DAYS_AGO - 10):
        for one in company.people:
            signin.activate(member_id=here.ids[one.email], password=PASSWORD)
    with here.at(9):
        _add(here, company.newcomer)


def _add(here: Seeding, one: Invented) -> None:
    members.add(
        email=one.email,
        name=one.name,
        unit_id=organizations.ensure_unit(one.unit).id,
        manager_id=here.ids[one.manager_email],
        location=one.location,
        job_family=one.job_family,
        hired_on=one.hired_on,
        time_zone=one.time_zone,
    )


def _join(here: Seeding) -> None:
    company = here.company
    for email in (company.member, company.leader, company.hr, company.trustee):
        with here.at(BEGUN_DAYS_AGO - 10, email):
            welcome.finish_first_visit(member_id=here.ids[email])


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
    if code:
        lines.append(f"  recovery code of {company.member}: {code}")
    return "\n".join([*lines, ""])
