"""What HR does with days off: a country's public holidays, a file, a day of the company's own, and taking them away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit, clock, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.organizations.access import organization
from tenants.organizations.days_off import DayOff
from tenants.organizations.holiday_files import LONGEST_RUN, MOST_BYTES, YEARS_AHEAD, YEARS_BACK, Sheet, read
from tenants.organizations.models import Holiday, Organization
from tenants.organizations.public_holidays import public_holidays, regions_of

MOST_KEPT = 4000


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring: what was read, and which of its days are there already and stay as they are."""

    sheet: Sheet
    known: frozenset[tuple[str, date]]

    @property
    def new(self) -> list[DayOff]:
        """The days that would come to be."""
        return [one for one in self.sheet.days if (one.country, one.day) not in self.known]


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that have one name and come from one place, such as the weeks a company is closed."""

    first: Holiday
    last: Holiday


def runs(rows: Sequence[Holiday]) -> list[Run]:
    """Days, sorted by country and day, with those in a row put together."""
    found: list[Run] = []
    for row in rows:
        if found and _goes_on(found[-1].last, row):
            found[-1] = Run(found[-1].first, row)
        else:
            found.append(Run(row, row))
    return found


def calendar_years() -> tuple[int, int]:
    """The years that a public calendar is taken over for: this one and the next."""
    year = clock.today(organization().time_zone).year
    return year, year + 1


def calendar_of(country: str, region: str) -> dict[date, str]:
    """The public holidays of these years that are still to come, named in the organization's language if possible."""
    here = organization()
    found = public_holidays(country, region=region, years=calendar_years(), language=here.language)
    return {day: name for day, name in found.items() if day >= clock.today(here.time_zone)}


def take_over(*, country: str, region: str) -> int:
    """Take a country's public holidays over, from today on; what was taken over before makes room. Returns how many.

    Days from files or by hand stay, and win where they name the same day. A second time changes nothing.
    """
    regions = regions_of(country)
    if regions is None:
        raise Invalid(fields={"country": [_("No public calendar is known for this country.")]}, code="no_calendar")
    if region and region not in dict(regions):
        raise Invalid(fields={"region": [_("Choose a region from the list.")]}, code="no_region")
    days = calendar_of(country, region)
    if not days:
        raise Conflict(_("There are no public holidays in this calendar for these years."), code="empty_calendar")
    _hold()
    today = clock.today(organization().time_zone)
    mine = (Holiday.country == country, Holiday.origin == "library", Holiday.day >= today)
    before = {(row.day, row.name, row.region) for row in db.session.scalars(select(Holiday).where(*mine))}
    db.session.execute(delete(Holiday).where(*mine))
    _keep((DayOff(country, day, name) for day, name in days.items()), origin="library", region=region)
    after = {(row.day, row.name, row.region) for row in db.session.scalars(select(Holiday).where(*mine))}
    if after != before:
        about = {"country": country, "region": region, "days": str(len(after))}
        audit.record("holiday.taken_over", scope.require().tenant_id, **about)
    return len(days)


def drop_calendar(*, country: str) -> None:
    """Take away what a public calendar gave for a country. A second time changes nothing."""
    theirs = delete(Holiday).where(Holiday.country == country, Holiday.origin == "library").returning(Holiday.id)
    gone = len(db.session.scalars(theirs).all())
    if gone:
        about = {"country": country, "days": str(gone)}
        audit.record("holiday.calendar_dropped", scope.require().tenant_id, **about)


def look(content: bytes, *, country: str) -> Preview:
    """What a file would bring; nothing is kept."""
    if not content:
        raise Invalid(fields={"file": [_("Please choose a file first.")]}, code="no_file")
    if len(content) > MOST_BYTES:
        sentence = _("This file is larger than %(count)s KB. Please split it.", count=MOST_BYTES >> 10)
        raise Invalid(fields={"file": [sentence]}, code="too_large")
    sheet = read(content, today=clock.today(organization().time_zone), country=country)
    named = select(Holiday.country, Holiday.day).where(Holiday.day.in_({one.day for one in sheet.days}))
    return Preview(sheet, frozenset((row.country, row.day) for row in db.session.execute(named)))


def take_in(content: bytes) -> int:
    """Take in the days of a file that was looked at: all that are new, or nothing. Returns how many they are."""
    sheet = read(content, today=clock.today(organization().time_zone))
    if sheet.flaws:
        raise Invalid(_("Nothing was taken in. Please upload the file again."), code="file_has_flaws")
    _hold()
    taken = _keep(sheet.days, origin="upload")
    if taken:
        audit.record("holiday.uploaded", scope.require().tenant_id, days=str(taken))
    return taken


def add(*, first: date, last: date | None, name: str, country: str) -> int:
    """Add a day, or every day from a first to a last, on which the company is closed. Returns how many are new."""
    until = last or first
    _refuse_dates(first, until)
    _hold()
    days = [DayOff(country, first + timedelta(days=each), name) for each in range((until - first).days + 1)]
    added = _keep(days, origin="own")
    if added:
        about = {"first": first.isoformat(), "last": until.isoformat(), "country": country, "name": name}
        audit.record("holiday.added", scope.require().tenant_id, **about)
    return added


def remove(holiday: Holiday) -> None:
    """Take away a day with the days in a row that belong to it."""
    country, day, name = holiday.country, holiday.day, holiday.name
    _hold()
    rows = db.session.scalars(select(Holiday).where(Holiday.country == country).order_by(Holiday.day)).all()
    run = next((run for run in runs(rows) if run.first.day <= day <= run.last.day), None)
    if run is None:  # another tab was faster
        return
    first, last = run.first.day, run.last.day
    about = {"first": first.isoformat(), "last": last.isoformat(), "country": country, "name": name}
    db.session.execute(delete(Holiday).where(Holiday.country == country, Holiday.day.between(first, last)))
    audit.record("holiday.removed", scope.require().tenant_id, **about)


def _goes_on(last: Holiday, row: Holiday) -> bool:
    alike = (last.country, last.name, last.origin) == (row.country, row.name, row.origin)
    return alike and row.day == last.day + timedelta(days=1)


def _hold() -> None:
    """Let nobody else change days off until the end, so that two tabs take turns."""
    tenant_id = scope.require().tenant_id
    db.session.execute(select(Organization.tenant_id).where(Organization.tenant_id == tenant_id).with_for_update())


def _keep(days: Iterable[DayOff], *, origin: str, region: str = "") -> int:
    """Write days down that are not there yet, let go of those long past, and say how many are new."""
    this_year = clock.today(organization().time_zone).year
    db.session.execute(delete(Holiday).where(Holiday.day < date(this_year - YEARS_BACK, 1, 1)))
    tenant_id = scope.require().tenant_id
    rows = [
        {"tenant_id": tenant_id, "id": uuid4(), "country": one.country, "region": region}
        | {"day": one.day, "name": one.name, "origin": origin}
        for one in days
    ]
    kept = insert(Holiday).values(rows).on_conflict_do_nothing().returning(Holiday.id) if rows else None
    new = len(db.session.scalars(kept).all()) if kept is not None else 0
    if (db.session.scalar(select(func.count()).select_from(Holiday)) or 0) > MOST_KEPT:
        sentence = _("More than %(count)s days off cannot be kept. Remove some first.", count=MOST_KEPT)
        raise Conflict(sentence, code="too_many_days_off")
    return new


def _refuse_dates(first: date, last: date) -> None:
    year = clock.today(organization().time_zone).year
    if not date(year - YEARS_BACK, 1, 1) <= first <= date(year + YEARS_AHEAD, 12, 31):
        raise Invalid(fields={"first": [_("This day lies far away. Check the year.")]}, code="date_far")
    if last < first:
        raise Invalid(fields={"last": [_("The last day lies before the first.")]}, code="date_before")
    if (last - first).days >= LONGEST_RUN:
        sentence = _("These are more than %(count)s days. Check the year.", count=LONGEST_RUN)
        raise Invalid(fields={"last": [sentence]}, code="run_too_long")
