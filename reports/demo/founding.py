"""Founds an invented company as its HR would: sign-up, people.csv, roles, help contacts, launch, and who joins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from reports.demo.company import Invented, InventedCompany
from tenants import clock
from tenants.db import db, work
from tenants.members import service as members
from tenants.members import uploads
from tenants.members.models import Member
from tenants.organizations import access as organization_access
from tenants.organizations import help as help_room
from tenants.organizations import service as organizations
from tenants.provisioning.models import Slug
from tenants.signin import service as signin
from tenants.welcome import service as welcome
from wellbeing.checkins import catalog

BEGUN_DAYS_AGO = 560


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


def is_there(company: InventedCompany) -> bool:
    """Whether an earlier seeding made this company."""
    with work(None):
        return db.session.scalar(select(Slug.slug).where(Slug.slug == company.slug)) is not None


def begin(company: InventedCompany, now: datetime) -> Seeding:
    """Sign the company up, bring in its people and launch it, a good year ago."""
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


def join(here: Seeding, password: str) -> None:
    """Let everybody join; whoever came a few days ago is still to be invited."""
    company = here.company
    with here.at(BEGUN_DAYS_AGO - 10):
        for one in company.people:
            signin.activate(member_id=here.ids[one.email], password=password)
    with here.at(9):
        _add(here, company.newcomer)
    for email in (company.member, company.leader, company.hr, company.trustee):
        with here.at(BEGUN_DAYS_AGO - 10, email):
            welcome.finish_first_visit(member_id=here.ids[email])


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
