"""Human help: contacts per country, and HR's word that what people see there is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select

from tenants import audit, clock, mail, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members.models import Member, RoleGrant
from tenants.organizations.access import organization
from tenants.organizations.countries import country_at
from tenants.organizations.models import HelpConfirmation, HelpContact
from tenants.permissions import Role
from tenants.welcome.emergency import Place, numbers

REMINDED_EVERY = timedelta(days=30)
GOOD_FOR = timedelta(days=182)
"""Until when a contact that is read today is proposed to hold."""


@dataclass(frozen=True)
class CountryHelp:
    """What people in one country are shown, and whether HR has confirmed it."""

    country: str
    contacts: Sequence[HelpContact]
    emergency: Place | None
    needed: bool
    confirmed: bool
    expired: Sequence[HelpContact] = ()

    @property
    def known(self) -> Sequence[HelpContact]:
        """Every contact, those that were checked in time first; the others are shown too, and say so."""
        return [*self.contacts, *self.expired]


def country_of_member(member: Member) -> str:
    """The country a member's help comes from: that of their time zone, else the organization's."""
    return country_at(member.time_zone, home=organization().time_zone)


def countries_of_members() -> set[str]:
    """Every country that somebody here lives in, as far as time zones tell."""
    zones = db.session.scalars(select(Member.time_zone).where(Member.left_at.is_(None)).distinct()).all()
    return {country_at(zone, home=organization().time_zone) for zone in zones}


def help_confirmed() -> list[str]:
    """The countries of members for which HR has not confirmed help yet; an empty list means all is well."""
    shown = help_by_country()
    return sorted(row.country for row in shown if row.needed and not row.confirmed)


def help_by_country() -> list[CountryHelp]:
    """What is shown in each country that has members or contacts."""
    contacts = db.session.scalars(select(HelpContact).order_by(HelpContact.created_at, HelpContact.id)).all()
    confirmed = set(db.session.scalars(select(HelpConfirmation.country)))
    needed = countries_of_members()
    today = clock.today(organization().time_zone)
    rows = []
    for country in sorted(needed | {contact.country for contact in contacts}):
        here = [contact for contact in contacts if contact.country == country]
        good = [contact for contact in here if contact.expires_on >= today]
        still = country in confirmed and (bool(good) or not here)
        expired = [contact for contact in here if contact.expires_on < today]
        rows.append(CountryHelp(country, good, numbers().of(country), country in needed, still, expired))
    return rows


def help_for(member: Member) -> CountryHelp:
    """What one member is shown."""
    country = country_of_member(member)
    for row in help_by_country():
        if row.country == country:
            return row
    return CountryHelp(country, (), numbers().of(country), needed=True, confirmed=False)


def add_contact(  # noqa: PLR0913 - a contact has its parts
    *,
    country: str,
    name: str,
    phone: str,
    text_number: str,
    url: str,
    hours: str,
    source: str,
    verified_on: date,
    expires_on: date,
) -> HelpContact:
    """Add a contact that HR has read at its source; whoever adds it must confirm the country anew."""
    if not (phone or text_number or url):
        raise Invalid(
            fields={"phone": [_("Give a phone number, a number for texts, or a page.")]}, code="no_way_to_reach"
        )
    _refuse_dates(verified_on, expires_on)
    contact = HelpContact(
        country=country,
        name=name,
        phone=phone,
        text_number=text_number,
        url=url,
        hours=hours,
        source=source,
        verified_on=verified_on,
        expires_on=expires_on,
        created_at=clock.now(),
    )
    db.session.add(contact)
    db.session.flush()
    _withdraw(country)
    audit.record("help.contact_added", contact.id, country=country)
    return contact


def check_contact(contact: HelpContact, *, expires_on: date) -> None:
    """Say that a contact was read again today and is still right, until a later day; a confirmation stays."""
    today = clock.today(organization().time_zone)
    _refuse_dates(today, expires_on)
    if (contact.verified_on, contact.expires_on) == (today, expires_on):
        return
    contact.verified_on, contact.expires_on = today, expires_on
    db.session.flush()
    audit.record("help.contact_checked", contact.id, country=contact.country)


def due_soon() -> bool:
    """Whether some contact is out of date, or will be before the next reminder could come."""
    end = clock.today(organization().time_zone) + REMINDED_EVERY
    return db.session.scalar(select(HelpContact.id).where(HelpContact.expires_on <= end).limit(1)) is not None


def remind() -> None:
    """Tell HR that contacts are to be checked again, once an organization has opened its doors."""
    if organization().launched_at is None or not due_soon():
        return
    hr = select(RoleGrant.member_id).join(
        Member, (Member.tenant_id == RoleGrant.tenant_id) & (Member.id == RoleGrant.member_id)
    )
    told = db.session.scalars(hr.where(RoleGrant.role == Role.HR, Member.left_at.is_(None)).distinct())
    for member_id in told:
        mail.notify(member_id, "help.check")


def remove_contact(contact: HelpContact) -> None:
    """Take a contact away; the country must be confirmed anew."""
    audit.record("help.contact_removed", contact.id, country=contact.country)
    _withdraw(contact.country)
    db.session.delete(contact)
    db.session.flush()


def confirm(*, country: str, by: UUID) -> None:
    """Say that what people in this country are shown is right. A second time changes nothing."""
    shown = next((row for row in help_by_country() if row.country == country), None)
    if shown is None:
        raise Conflict(_("Nobody here lives in that country, and there is no contact for it."), code="no_such_country")
    if shown.confirmed:
        return
    if not shown.contacts and (shown.expired or not shown.emergency):
        raise Conflict(_("Add a contact for this country first, then confirm it."), code="no_help_contact")
    _withdraw(country)
    db.session.add(HelpConfirmation(country=country, confirmed_by=by, confirmed_at=clock.now()))
    db.session.flush()
    audit.record("help.confirmed", scope.require().tenant_id, country=country)


def _refuse_dates(verified_on: date, expires_on: date) -> None:
    if verified_on > clock.today(organization().time_zone):
        raise Invalid(fields={"verified_on": [_("This date has not come yet.")]}, code="date_ahead")
    if expires_on <= verified_on:
        raise Invalid(fields={"expires_on": [_("Choose a later date than the day you read it.")]}, code="date_before")


def _withdraw(country: str) -> None:
    db.session.execute(delete(HelpConfirmation).where(HelpConfirmation.country == country))
