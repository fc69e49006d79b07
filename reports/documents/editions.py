"""The edition of a wave: how its reports look and what they say was done, fixed once so that bytes repeat."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from reports.documents.models import Edition
from tenants import clock
from tenants.db import db
from tenants.organizations.access import organization, units_of
from tenants.organizations.countries import country_of
from wellbeing.actions.said import Lever, State
from wellbeing.actions.statistics import Action, actions_of

LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "NI", "SV", "PA", "DO", "PR"})
"""Where paper is Letter and not A4 (Unicode CLDR, territories with measurement paper size US-Letter)."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a report looks: the organization's name, its paper, its colour (empty: ours) and its logo as an address."""

    organization: str
    paper: str = "A4"
    colour: str = ""
    logo: str = ""


def fix(wave_id: UUID) -> None:
    """Fix how reports on a wave look and what they say was done, as it stands now; later calls change nothing."""
    place = organization()
    written = actions_of((None, *(unit.id for unit in units_of())))
    values = {
        "tenant_id": place.tenant_id,
        "id": wave_id,
        "organization": place.name,
        "paper": "letter" if country_of(place.time_zone) in LETTER_COUNTRIES else "A4",
        "colour": place.colour,
        "logo": place.logo,
        "logo_type": place.logo_type,
        "actions": [_kept(one) for one in written],
        "made_at": clock.now(),
    }
    db.session.execute(insert(Edition).values(values).on_conflict_do_nothing())


def edition_of(wave_id: UUID, unit_id: UUID | None) -> tuple[Look, tuple[Action, ...]]:
    """How a report on a wave looks and what it tells of a unit (None: the organization); fixed on first asking."""
    row = _row(wave_id)
    if row is None:
        fix(wave_id)
        row = _row(wave_id)
    assert row is not None  # noqa: S101 - it was fixed above, or by somebody else at the same moment
    logo = ""
    if row.logo is not None:
        logo = f"data:{row.logo_type};base64,{base64.b64encode(row.logo).decode('ascii')}"
    return Look(row.organization, row.paper, row.colour, logo), _told(row.actions, unit_id)


def _row(wave_id: UUID) -> Edition | None:
    return db.session.scalar(select(Edition).where(Edition.id == wave_id))


def _kept(action: Action) -> dict[str, Any]:
    told = asdict(action)
    told["unit_id"] = str(action.unit_id) if action.unit_id else None
    for name in ("due_on", "done_on"):
        told[name] = told[name].isoformat() if told[name] else None
    return told


def _told(kept: Sequence[dict[str, Any]], unit_id: UUID | None) -> tuple[Action, ...]:
    wanted = str(unit_id) if unit_id else None
    return tuple(_action(one) for one in kept if one["unit_id"] == wanted)


def _action(told: dict[str, Any]) -> Action:
    due, done = (date.fromisoformat(told[name]) if told[name] else None for name in ("due_on", "done_on"))
    return Action(
        unit_id=UUID(told["unit_id"]) if told["unit_id"] else None,
        changes=told["changes"],
        owner=told["owner"],
        state=State(told["state"]),
        due_on=due,
        reason=told["reason"],
        done_on=done,
        lever=Lever(told["lever"]) if told["lever"] else None,
        wave=told["wave"],
    )
