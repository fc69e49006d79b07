"""Which units, places and job families an audience can be made of: those that people stand in now, never a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.errors import Invalid
from tenants.members.models import Member
from tenants.organizations import access as organizations
from tenants.organizations.models import Unit
from wellbeing.programs.audience import ROLES, Audience


@dataclass(frozen=True, slots=True)
class Parts:
    """What HR can tick: units in chart order, places and job families by name."""

    units: Sequence[Unit]
    locations: Sequence[str]
    job_families: Sequence[str]


def there() -> Parts:
    """Everything there is to tick."""
    here = Member.left_at.is_(None)
    locations = db.session.scalars(select(Member.location).where(here, Member.location != "").distinct())
    families = db.session.scalars(select(Member.job_family).where(here, Member.job_family != "").distinct())
    return Parts(organizations.units_of(), sorted(locations), sorted(families))


def refuse_unknown(chosen: Audience, before: Audience) -> None:
    """Refuse what nobody stands in; what was chosen earlier may stay, though everybody has left it since."""
    known = there()
    pairs = (
        ("units", chosen.units, {unit.id for unit in known.units} | set(before.units)),
        ("locations", chosen.locations, set(known.locations) | set(before.locations)),
        ("job_families", chosen.job_families, set(known.job_families) | set(before.job_families)),
    )
    for field, wanted, offered in pairs:
        if not set(wanted) <= offered:
            sentence = _("Part of the company has changed in the meantime. Please choose again.")
            raise Invalid(fields={field: [sentence]}, code="audience_gone")
    if chosen.role not in ROLES:
        raise Invalid(fields={"role": [_("Please choose one of the answers shown.")]}, code="audience_gone")
